//! What a file said last about an object, field by field, as hashes.
//!
//! A file is a statement of somebody, not the state of things: a field that says the same as at the last import says
//! nothing new, and what people changed since stays. This is why the same file again changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Hash of what was said, by field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Said(BTreeMap<String, String>);

impl Said {
    /// Remembers what is said of a field; whether it is something new.
    pub fn news(&mut self, field: &str, text: &str) -> bool {
        let hash: String = Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        self.0.insert(field.to_owned(), hash.clone()).as_ref() != Some(&hash)
    }

    /// Forgets what was said of a field, so that it is news again.
    pub fn forget(&mut self, field: &str) {
        self.0.remove(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_again_is_no_news() {
        let mut said = Said::default();
        assert!(said.news("title", "Ship it"));
        assert!(!said.news("title", "Ship it"));
        assert!(said.news("title", "Ship it now"));
        assert!(said.news("owner", "Ship it now"));
        said.forget("owner");
        assert!(said.news("owner", "Ship it now"));
        let kept: Said = serde_json::from_value(serde_json::to_value(&said).unwrap()).unwrap();
        assert_eq!(kept, said);
    }
}
