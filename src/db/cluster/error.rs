//! What can go wrong when the private PostgreSQL is started, told to the person at the terminal.

use std::fmt;
use std::path::PathBuf;

/// Why the private cluster could not be made, started or reached.
#[derive(Debug)]
pub enum ClusterError {
    /// No PostgreSQL on this machine (or none in the folder that `OKRIO_PG_BIN` names).
    NoPrograms,
    /// Only versions below the oldest that OKRio works with.
    TooOld {
        /// Highest major version found.
        found: u32,
        /// Lowest major version that would do.
        oldest: u32,
    },
    /// The data were made by a major version that is not installed any more.
    OtherVersion {
        /// Major version of the data.
        data: u32,
    },
    /// Root's server runs as another user, who cannot pass one of the parents of the data folder.
    Closed {
        /// The data folder.
        folder: PathBuf,
        /// The parent that is closed.
        parent: PathBuf,
    },
    /// The data belong to another system user.
    OtherOwner {
        /// The folder in question.
        folder: PathBuf,
        /// User id of the owner.
        owner: u32,
    },
    /// The system knows no unprivileged user under which root's server could run.
    NoUser,
    /// A file or folder could not be made, read or locked.
    File {
        /// The path in question.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// `initdb` failed; its output.
    Initdb(String),
    /// The server did not come up; the end of its log.
    Start(String),
    /// Another process kept the start locked for too long, or the server took too long to answer.
    Slow(PathBuf),
}

impl ClusterError {
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPrograms => write!(
                f,
                "PostgreSQL 15 or newer was not found. Install it (Debian, Ubuntu: apt-get install postgresql; \
                 macOS: brew install postgresql@17), name the folder of initdb and postgres in OKRIO_PG_BIN, \
                 or set DATABASE_URL to use a server that is there already"
            ),
            Self::TooOld { found, oldest } => {
                write!(f, "PostgreSQL {found} is installed, but OKRio needs {oldest} or newer")
            }
            Self::OtherVersion { data } => write!(
                f,
                "the data were made by PostgreSQL {data}, which is not installed. Install it again, or move the \
                 data with its pg_dump"
            ),
            Self::Closed { folder, parent } => write!(
                f,
                "PostgreSQL does not run as root, and the user it runs as cannot reach {} because {} is closed. \
                 Set OKRIO_DATA_DIR to another folder, for example /var/lib/okrio",
                folder.display(),
                parent.display()
            ),
            Self::OtherOwner { folder, owner } => write!(
                f,
                "{} belongs to another user (id {owner}). Start OKRio as that user, or set OKRIO_DATA_DIR to \
                 another folder",
                folder.display()
            ),
            Self::NoUser => write!(
                f,
                "PostgreSQL does not run as root, and the system has neither a user postgres nor a user nobody"
            ),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Initdb(output) => write!(f, "initdb failed: {output}"),
            Self::Start(log) => write!(f, "PostgreSQL did not start: {log}"),
            Self::Slow(folder) => write!(f, "PostgreSQL in {} did not answer in time", folder.display()),
        }
    }
}

impl std::error::Error for ClusterError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
