//! The secret of a link.
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

use crate::kernel::{Failure, Result};

/// In bytes: 256 bits, as sixty-four digits.
const LENGTH: usize = 32;

/// Has no `Debug`, so that it reaches no log.
pub struct Token(String);

impl Token {
    pub fn new() -> Result<Self> {
        let mut bytes = [0; LENGTH];
        OsRng.try_fill_bytes(&mut bytes).map_err(Failure::internal)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// None for what was made by nobody here.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 2 * LENGTH && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        fits.then(|| Self(text.to_owned()))
    }

    /// What is kept of it.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }

    /// For the letter alone.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_another_and_known_again() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert_ne!(one.hash(), other.hash());
        assert_eq!(Token::parse(one.secret()).unwrap().hash(), one.hash());
        for wrong in ["", "0a", &"A".repeat(64), &"g".repeat(64), &"0".repeat(65), "; Path=/x"] {
            assert!(Token::parse(wrong).is_none(), "{wrong}");
        }
    }
}
