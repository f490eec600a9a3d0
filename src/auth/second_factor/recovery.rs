//! Recovery codes: ten, each for one time, for the day the authenticator app is gone. Only their hashes are kept.
use rand::Rng;

use crate::auth::local::password;
use crate::kernel::Result;

pub const CODES: usize = 10;
pub const SALT: usize = 16;
const LENGTH: usize = 10;
/// Without the letters that look like digits, and without u, so that no words appear.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// New codes as people see them, with what is kept of them.
pub struct Codes {
    /// `k3m9x-7qf2t`
    pub shown: Vec<String>,
    pub salt: [u8; SALT],
    pub hashes: Vec<Vec<u8>>,
}

/// Makes ten codes of 50 bits.
pub async fn generate() -> Result<Codes> {
    let codes: Vec<String> = (0..CODES).map(|_| one()).collect();
    let salt: [u8; SALT] = rand::random();
    let hashes = password::hash_all(codes.clone(), salt.to_vec()).await?;
    let shown = codes.iter().map(|code| code.split_at(LENGTH / 2)).map(|(one, two)| format!("{one}-{two}")).collect();
    Ok(Codes { shown, salt, hashes })
}

fn one() -> String {
    let mut random = rand::rng();
    let characters = (0..LENGTH).filter_map(|_| ALPHABET.get(random.random_range(0..ALPHABET.len())));
    characters.map(|byte| char::from(*byte)).collect()
}

/// What was typed as it is hashed, however it was set apart and in whatever case; nothing when it is no such code.
pub fn read(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
    is_code.then_some(code)
}

/// The hash to look for.
pub async fn hash(code: String, salt: Vec<u8>) -> Result<Vec<u8>> {
    Ok(password::hash_all(vec![code], salt).await?.pop().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[tokio::test]
    async fn ten_different_codes_are_found_again_by_their_hash() {
        let codes = generate().await.unwrap();
        assert_eq!(codes.shown.iter().collect::<HashSet<_>>().len(), CODES);
        for (shown, kept) in codes.shown.iter().zip(&codes.hashes).take(2) {
            assert_eq!(shown.len(), LENGTH + 1);
            let typed = read(&format!(" {} ", shown.to_uppercase().replace('-', " "))).unwrap();
            assert_eq!(hash(typed, codes.salt.to_vec()).await.unwrap(), *kept);
        }
        let other = hash(read(&codes.shown[0]).unwrap(), vec![0; SALT]).await.unwrap();
        assert_ne!(other, codes.hashes[0], "each set has a salt of its own");
    }

    #[test]
    fn look_alikes_are_forgiven_and_nothing_else() {
        assert_eq!(read("OI l0-abcde-f").as_deref(), Some("0110abcdef"));
        assert_eq!(read("OIl01-abcde").as_deref(), Some("01101abcde"));
        for wrong in ["", "123456", "abcde-fghj", "abcdu-fghjk", "abcde-fghjkm"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
