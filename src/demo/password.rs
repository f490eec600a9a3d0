//! The one password of the demo: told by the configuration, or made once and kept, so that each start prints the same.
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use rand::Rng;
use rand::distr::Alphanumeric;

const FILE: &str = "demo-password";

/// The password in the data folder; made when there is none, readable for its owner only.
pub fn kept_password(data_dir: &Path) -> std::io::Result<String> {
    let path = data_dir.join(FILE);
    match fs::read_to_string(&path) {
        Ok(kept) if !kept.trim().is_empty() => return Ok(kept.trim().to_owned()),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let password: String = rand::rng().sample_iter(Alphanumeric).take(16).map(char::from).collect();
    keep_password(data_dir, &password)?;
    Ok(password)
}

/// Keeps a password that somebody chose, for commands that are not told it.
pub fn keep_password(data_dir: &Path, password: &str) -> std::io::Result<()> {
    fs::create_dir_all(data_dir)?;
    let path = data_dir.join(FILE);
    if fs::read_to_string(&path).is_ok_and(|kept| kept.trim() == password) {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(&path)?, "{password}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_made_once_for_its_owner_only() {
        let folder = std::env::temp_dir().join(format!("okrio-password-{}", uuid::Uuid::now_v7()));
        let made = kept_password(&folder).unwrap();
        assert_eq!(made.len(), 16);
        assert_eq!(kept_password(&folder).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(folder.join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        }
        keep_password(&folder, "one that was chosen").unwrap();
        assert_eq!(kept_password(&folder).unwrap(), "one that was chosen");
        fs::remove_dir_all(folder).unwrap();
    }
}
