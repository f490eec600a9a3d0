//! A code and its key. The key stays in the page that asked, so that a code is worth nothing in another one; neither is kept here.
use rand::Rng;
use sha2::{Digest, Sha256};

const KEY: usize = 16;

pub struct Code {
    /// 128 random bits in hexadecimal digits: names the code, for the page that it was asked for on.
    pub key: String,
    /// Six digits, for the letter.
    pub digits: String,
}

impl Code {
    pub fn generate() -> Self {
        let key: [u8; KEY] = rand::random();
        let key = key.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { key, digits: format!("{:06}", rand::rng().random_range(0..1_000_000)) }
    }
}

/// What a key is found by.
pub fn id(key: &str) -> Vec<u8> {
    Sha256::digest(format!("e-mail code\n{key}")).to_vec()
}

/// What a code is compared by.
pub fn hash(key: &str, digits: &str) -> Vec<u8> {
    Sha256::digest(format!("e-mail code\n{key}\n{digits}")).to_vec()
}

/// In two groups, as letters show it.
pub fn spaced(digits: &str) -> String {
    let (one, two) = digits.split_at(digits.len() / 2);
    format!("{one} {two}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_six_digits_and_keys_of_their_own() {
        for _ in 0..100 {
            let code = Code::generate();
            assert!(code.digits.len() == 6 && code.digits.chars().all(|c| c.is_ascii_digit()), "{}", code.digits);
            assert_eq!(code.key.len(), 32);
        }
        let (one, other) = (Code::generate(), Code::generate());
        assert_ne!(id(&one.key), id(&other.key));
        assert_ne!(hash(&one.key, "123456"), hash(&other.key, "123456"));
        assert_eq!(spaced("012345"), "012 345");
    }
}
