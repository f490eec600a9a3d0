//! Secrets that have to be read again, sealed before they reach the database: AES-256-GCM under a key that only the operator has.
//!
//! A sealed secret names its key and fits only the place that it was sealed for: the purpose and the row. The newest key seals,
//! every known key opens, so a key is changed while everything serves; [`reseal`] then brings what the older ones sealed up to date.
mod file;
pub mod reseal;

use std::fmt;
use std::sync::Arc;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::config::{Config, Secret};
use crate::db::open::data_dir;
use crate::kernel::{Failure, Result};

/// First byte of everything sealed; another layout would begin with another one.
const LAYOUT: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 12;

/// What a secret is for, such as `identity provider client secret`: one for each column that holds any.
pub type Purpose = &'static str;

/// The keys, newest first. Cheap to clone.
#[derive(Clone)]
pub struct Secrets(Arc<[Key]>);

struct Key {
    id: [u8; KEY_ID],
    cipher: Aes256Gcm,
}

impl Key {
    /// The operator's words are long and random, so that one hash makes a key of them.
    fn of(words: &Secret) -> Self {
        let key: [u8; 32] =
            Sha256::new().chain_update(b"okrio secret key\0").chain_update(words.expose()).finalize().into();
        let name = Sha256::new().chain_update(b"okrio secret key id\0").chain_update(key).finalize();
        let mut id = [0; KEY_ID];
        id.iter_mut().zip(name).for_each(|(to, from)| *to = from);
        Self { id, cipher: Aes256Gcm::new(&key.into()) }
    }
}

impl Secrets {
    /// The keys of the configuration, else those of the key file in the data folder, which is made when it is missing.
    /// Production always has them configured.
    pub fn open(config: &Config) -> std::io::Result<Self> {
        match config.secret_keys.as_slice() {
            [] => Ok(Self::of(&file::read_or_make(&data_dir(config))?)),
            keys => Ok(Self::of(keys)),
        }
    }

    /// The newest first.
    pub fn of(keys: &[Secret]) -> Self {
        Self(keys.iter().map(Key::of).collect())
    }

    /// Seals with the newest key for one row. Sealed twice, it looks different.
    pub fn seal(&self, purpose: Purpose, row: Uuid, secret: &str) -> Result<Vec<u8>> {
        let key = self.0.first().ok_or_else(|| Failure::internal("there is no key to seal with"))?;
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: secret.as_bytes(), aad: &place(purpose, row) };
        let sealed = key.cipher.encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Failure::internal("a secret could not be sealed"))?;
        Ok([&[LAYOUT], key.id.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what was sealed for this purpose and row. Fails, saying why, when its key is unknown or anything was changed.
    pub fn unseal(&self, purpose: Purpose, row: Uuid, sealed: &[u8]) -> Result<Secret> {
        let broken =
            || Failure::internal(format!("{purpose} of {row}: what is sealed was changed, or is of another place"));
        let (id, rest) = split(sealed).ok_or_else(broken)?;
        let key = self.0.iter().find(|key| key.id == id).ok_or_else(|| {
            Failure::internal(format!("{purpose} of {row} was sealed with a key that OKRIO_SECRET_KEY no longer names"))
        })?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let payload = Payload { msg: sealed, aad: &place(purpose, row) };
        let opened = key.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| broken())?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| broken())
    }

    /// Whether the newest key sealed it.
    pub fn is_newest(&self, sealed: &[u8]) -> bool {
        split(sealed).is_some_and(|(id, _)| self.0.first().is_some_and(|key| key.id == id))
    }
}

/// The id of the key, and what follows it.
fn split(sealed: &[u8]) -> Option<([u8; KEY_ID], &[u8])> {
    let (id, rest) = sealed.strip_prefix(&[LAYOUT])?.split_first_chunk()?;
    Some((*id, rest))
}

/// What the seal is bound to. The row has a fixed length, so that no two places read the same.
fn place(purpose: Purpose, row: Uuid) -> Vec<u8> {
    [row.as_bytes().as_slice(), purpose.as_bytes()].concat()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} keys)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FOR: Purpose = "test secret";

    fn keys(words: &[&str]) -> Secrets {
        Secrets::of(&words.iter().map(|words| Secret::new(*words)).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn what_was_sealed_comes_back_and_never_shows(secret in "\\PC{8,60}") {
            let (secrets, row) = (keys(&["one key of the test"]), Uuid::now_v7());
            let sealed = secrets.seal(FOR, row, &secret).unwrap();
            let opened = secrets.unseal(FOR, row, &sealed).unwrap();
            prop_assert_eq!(opened.expose(), secret.as_str());
            prop_assert!(!sealed.windows(secret.len()).any(|part| part == secret.as_bytes()));
            prop_assert_ne!(secrets.seal(FOR, row, &secret).unwrap(), sealed);
        }

        #[test]
        fn one_changed_bit_is_found(place in 0..200_usize, bit in 0..8_u8) {
            let (secrets, row) = (keys(&["one key of the test"]), Uuid::now_v7());
            let mut sealed = secrets.seal(FOR, row, "a client secret").unwrap();
            let place = place % sealed.len();
            sealed[place] ^= 1 << bit;
            prop_assert!(secrets.unseal(FOR, row, &sealed).is_err());
            prop_assert!(secrets.unseal(FOR, row, &sealed[..place]).is_err());
        }
    }

    #[test]
    fn it_fits_only_its_own_place() {
        let (secrets, row) = (keys(&["one key of the test"]), Uuid::now_v7());
        let sealed = secrets.seal(FOR, row, "a client secret").unwrap();
        assert!(secrets.unseal(FOR, Uuid::now_v7(), &sealed).is_err());
        assert!(secrets.unseal("another secret", row, &sealed).is_err());
    }

    #[test]
    fn a_new_key_seals_while_the_old_one_still_opens() {
        let row = Uuid::now_v7();
        let (old, both, new) = (keys(&["old key"]), keys(&["new key", "old key"]), keys(&["new key"]));
        let sealed = old.seal(FOR, row, "a client secret").unwrap();
        assert_eq!(both.unseal(FOR, row, &sealed).unwrap().expose(), "a client secret");
        assert!(!both.is_newest(&sealed));
        let resealed = both.seal(FOR, row, "a client secret").unwrap();
        assert!(both.is_newest(&resealed) && new.is_newest(&resealed));
        assert_eq!(new.unseal(FOR, row, &resealed).unwrap().expose(), "a client secret");
        let cause = std::error::Error::source(&new.unseal(FOR, row, &sealed).unwrap_err()).unwrap().to_string();
        assert!(cause.contains("OKRIO_SECRET_KEY no longer names"), "{cause}");
        assert!(!cause.contains("a client secret"), "{cause}");
    }
}
