//! Passwords: argon2id with 19 MiB and two passes (OWASP's floor), on a bounded pool, so that many sign-ins starve no page.
use std::sync::OnceLock;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::kernel::{Failure, Result};

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// At most two at a time: a hash takes a core and 19 MiB.
async fn bounded<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    static POOL: OnceLock<Semaphore> = OnceLock::new();
    let _permit = POOL.get_or_init(|| Semaphore::new(2)).acquire().await.map_err(Failure::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)
}

/// The hash to keep, in PHC string form with its own salt.
pub async fn hash(password: String) -> Result<String> {
    bounded(move || {
        let hash =
            hasher()?.hash_password(password.as_bytes()).map_err(|error| Failure::internal(error.to_string()))?;
        Ok(hash.to_string())
    })
    .await?
}

/// Bare hashes of several secrets that share a salt, such as a set of recovery codes: one is looked for without trying each.
pub async fn hash_all(secrets: Vec<String>, salt: Vec<u8>) -> Result<Vec<Vec<u8>>> {
    let hash = move |secret: &String| -> Result<Vec<u8>> {
        let mut hash = vec![0; 32];
        hasher()?
            .hash_password_into(secret.as_bytes(), &salt, &mut hash)
            .map_err(|error| Failure::internal(error.to_string()))?;
        Ok(hash)
    };
    bounded(move || secrets.iter().map(hash).collect()).await?
}

/// Whether the password fits. Counted in `okrio_password_checks_total`. Without a hash the same work is done in vain, so that time tells nothing about who exists.
pub async fn verify(password: String, kept: Option<String>) -> Result<bool> {
    static NOBODY: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    let (kept, exists) = match kept {
        Some(kept) => (kept, true),
        None => (NOBODY.get_or_try_init(|| hash("nobody has this password".to_owned())).await?.clone(), false),
    };
    metrics::counter!("okrio_password_checks_total").increment(1);
    bounded(move || {
        let parsed = PasswordHash::new(&kept).map_err(|error| Failure::internal(error.to_string()))?;
        let fits = hasher()?.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(fits && exists)
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fits_only_itself() {
        let kept = hash("correct horse".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse".to_owned(), Some(kept.clone())).await.unwrap());
        assert!(!verify("Correct horse".to_owned(), Some(kept)).await.unwrap());
        assert!(!verify("nobody has this password".to_owned(), None).await.unwrap());
    }
}
