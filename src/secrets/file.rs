//! The key file of a development machine: it makes itself, and only its owner may read it.
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::config::Secret;

const NAME: &str = "secret.keys";

/// A key in each line, the newest first.
pub(super) fn read_or_make(folder: &Path) -> io::Result<Vec<Secret>> {
    let path = folder.join(NAME);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => make(folder, &path)?,
        _ => {}
    }
    let keys: Vec<_> =
        fs::read_to_string(&path)?.lines().map(str::trim).filter(|line| !line.is_empty()).map(Secret::new).collect();
    if keys.is_empty() {
        return Err(io::Error::other(format!("{} has no key in it", path.display())));
    }
    Ok(keys)
}

/// Written beside it and put in place whole: of two processes that start at once, both take the key of the first.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let key: [u8; 32] = rand::random();
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let draft = folder.join(format!(".{NAME}.{}", uuid::Uuid::now_v7()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let made = writeln!(file, "{text}").and_then(|()| file.sync_all()).and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match made {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_first_start_makes_a_key_and_later_ones_keep_it() {
        let folder = std::env::temp_dir().join(format!("okrio-keys-{}", uuid::Uuid::now_v7()));
        let made = read_or_make(&folder).unwrap();
        assert_eq!((made.len(), made[0].expose().len()), (1, 64));
        assert!(read_or_make(&folder).unwrap() == made);
        assert_eq!(fs::metadata(folder.join(NAME)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        fs::write(folder.join(NAME), "newest\n\n older \n").unwrap();
        let keys: Vec<_> = read_or_make(&folder).unwrap().iter().map(|key| key.expose().to_owned()).collect();
        assert_eq!(keys, ["newest", "older"]);
        fs::write(folder.join(NAME), "\n").unwrap();
        assert!(read_or_make(&folder).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
