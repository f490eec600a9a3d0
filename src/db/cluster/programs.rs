//! Where PostgreSQL's programs are on this machine.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::error::ClusterError;

/// The oldest PostgreSQL that OKRio works with.
const OLDEST: u32 = 15;

/// The two programs that make and run a cluster.
pub(super) struct Programs {
    pub(super) initdb: PathBuf,
    pub(super) postgres: PathBuf,
}

/// Finds the programs: `OKRIO_PG_BIN`, else `PATH`, then the folders of the usual packages, newest first.
/// With `data_major` only programs of that version will do, because the data belong to it.
pub(super) async fn find(data_major: Option<u32>) -> Result<Programs, ClusterError> {
    let mut seen = Vec::new();
    for folder in folders(std::env::var_os("OKRIO_PG_BIN"), std::env::var_os("PATH")) {
        let programs = Programs { initdb: folder.join("initdb"), postgres: folder.join("postgres") };
        if !programs.initdb.is_file() {
            continue;
        }
        let Some(major) = major_of(&programs.postgres).await else { continue };
        if data_major.map_or(major >= OLDEST, |data| data == major) {
            return Ok(programs);
        }
        seen.push(major);
    }
    match (data_major, seen.iter().max()) {
        (Some(data), _) => Err(ClusterError::OtherVersion { data }),
        (None, Some(&found)) => Err(ClusterError::TooOld { found, oldest: OLDEST }),
        (None, None) => Err(ClusterError::NoPrograms),
    }
}

fn folders(chosen: Option<OsString>, path: Option<OsString>) -> Vec<PathBuf> {
    if let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) {
        return vec![PathBuf::from(chosen)];
    }
    // A link in PATH leads to the folder that holds the other programs too.
    let mut found: Vec<PathBuf> = path
        .iter()
        .flat_map(std::env::split_paths)
        .filter_map(|folder| folder.join("initdb").canonicalize().ok())
        .filter_map(|program| program.parent().map(Path::to_path_buf))
        .collect();
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
    ] {
        found.extend(versioned(Path::new(parent), prefix));
    }
    found
}

/// The `bin` folders of `parent/<prefix><number>`, highest number first.
fn versioned(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let number = entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((number, entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, folder)| folder).collect()
}

async fn major_of(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres).arg("--version").output().await.ok()?;
    major_in(&String::from_utf8_lossy(&output.stdout))
}

/// Reads the number out of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major_in(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_releases_and_betas() {
        assert_eq!(major_in("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_in("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major_in("something else 15"), None);
    }

    #[test]
    fn the_highest_version_comes_first_by_number_not_by_text() {
        let parent = std::env::temp_dir().join(format!("okrio-versions-{}", std::process::id()));
        for name in ["9", "15", "17", "common"] {
            std::fs::create_dir_all(parent.join(name).join("bin")).unwrap();
        }
        let found = versioned(&parent, "");
        std::fs::remove_dir_all(&parent).unwrap();
        let expected: Vec<_> = ["17", "15", "9"].iter().map(|name| parent.join(name).join("bin")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_chosen_folder_is_the_only_one_looked_at() {
        let found = folders(Some("/opt/mine".into()), Some("/usr/bin".into()));
        assert_eq!(found, [PathBuf::from("/opt/mine")]);
    }
}
