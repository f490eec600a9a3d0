//! The folders of the private cluster and the system user who owns them.
//!
//! PostgreSQL refuses to run as root. Root's server runs as the system user `postgres`, else `nobody`, and that
//! user owns everything below `<data folder>/postgres`.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown, lchown};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use sha2::{Digest, Sha256};
use tokio::net::UnixStream;
use tokio::process::Command;

use super::error::ClusterError;

/// The kernel's limit for the path of a socket is 107 on Linux and 103 elsewhere; this leaves room for `.lock`.
const LONGEST_SOCKET: usize = 80;
/// The name that PostgreSQL gives to its socket.
const SOCKET: &str = ".s.PGSQL.5432";

/// The user who runs the server: nobody else may read its folders.
#[derive(Clone, Copy)]
pub(super) struct Identity {
    uid: u32,
    gid: u32,
    /// We are root and become this user when a program of PostgreSQL is started.
    drops: bool,
}

/// The places of one cluster.
pub(super) struct Folder {
    /// Locks and log.
    pub(super) root: PathBuf,
    /// PostgreSQL's own data directory.
    pub(super) data: PathBuf,
    /// Where the socket is: `root`, or a short path when that one is too long.
    pub(super) socket: PathBuf,
    pub(super) identity: Identity,
}

impl Identity {
    /// A command that runs as this user, apart from our terminal and free of the caller's PostgreSQL settings.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.process_group(0).stdin(Stdio::null()).current_dir("/");
        if self.drops {
            command.uid(self.uid).gid(self.gid);
        }
        // Nothing of ours reaches the server: no PGDATA, no locale that is not installed, no secret.
        command.env_clear().env("LC_ALL", "C");
        for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }

    /// The first folder on the way to `folder` that this user may not enter; nothing when we do not change users.
    fn closed_parent(&self, folder: &Path) -> Option<PathBuf> {
        if !self.drops {
            return None;
        }
        let there = folder.ancestors().find_map(|parent| parent.canonicalize().ok())?;
        let mut parents: Vec<&Path> = there.ancestors().collect();
        parents.reverse();
        let may_enter = |parent: &Path| {
            fs::metadata(parent).is_ok_and(|metadata| {
                let bit = if metadata.uid() == self.uid { 0o100 } else { 0o001 };
                metadata.mode() & bit != 0
            })
        };
        parents.into_iter().find(|parent| !may_enter(parent)).map(Path::to_path_buf)
    }

    /// Who runs the server that owns `folder`, or that will own it.
    fn own(folder: &Path) -> Result<Self, ClusterError> {
        let me = fs::metadata("/proc/self")
            .or_else(|_| fs::metadata(std::env::var_os("HOME").unwrap_or_default()))
            .map_err(ClusterError::file("/proc/self"))?;
        if me.uid() != 0 {
            return Ok(Self { uid: me.uid(), gid: me.gid(), drops: false });
        }
        // What an ordinary user made before stays that user's, also when root starts it once.
        if let Some(made) = fs::metadata(folder).ok().filter(|made| made.uid() != 0) {
            return Ok(Self { uid: made.uid(), gid: made.gid(), drops: true });
        }
        let users = fs::read_to_string("/etc/passwd").map_err(ClusterError::file("/etc/passwd"))?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| ids_of(&users, name))
            .map(|(uid, gid)| Self { uid, gid, drops: true })
            .ok_or(ClusterError::NoUser)
    }
}

impl Folder {
    /// Makes the folders below `data_dir` with the right owner, or takes those that are there.
    pub(super) fn prepare(data_dir: &Path) -> Result<Self, ClusterError> {
        let data_dir = std::path::absolute(data_dir).map_err(ClusterError::file(data_dir))?;
        let root = data_dir.join("postgres");
        let identity = Identity::own(&root)?;
        if let Some(parent) = identity.closed_parent(&data_dir) {
            return Err(ClusterError::Closed { folder: data_dir, parent });
        }
        if !data_dir.exists() {
            fs::create_dir_all(&data_dir).map_err(ClusterError::file(&data_dir))?;
            // Passing through is enough for root's server, and nobody else needs more.
            let mode = if identity.drops { 0o711 } else { 0o700 };
            fs::set_permissions(&data_dir, fs::Permissions::from_mode(mode)).map_err(ClusterError::file(&data_dir))?;
        }
        private_folder(&root, identity)?;
        let socket = if root.as_os_str().len() + 1 + SOCKET.len() <= LONGEST_SOCKET {
            root.clone()
        } else {
            let name: String = Sha256::digest(root.as_os_str().as_encoded_bytes())
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            Path::new("/tmp").join(format!("okrio-{name}"))
        };
        Ok(Self { data: root.join("data"), root, socket, identity })
    }

    /// Whether a server answers at the socket, be it still starting.
    pub(super) async fn listens(&self) -> bool {
        UnixStream::connect(self.socket.join(SOCKET)).await.is_ok()
    }

    /// Opens a lock file, which the keeper (another user, when we are root) must be able to read.
    pub(super) fn lock_file(&self, name: &str) -> Result<File, ClusterError> {
        let path = self.root.join(name);
        let open = || {
            let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path)?;
            if self.identity.drops {
                fchown(&file, Some(self.identity.uid), Some(self.identity.gid))?;
            }
            Ok(file)
        };
        open().map_err(ClusterError::file(&path))
    }

    /// Makes the folder of the socket when it is a short path of its own. Call it under the boot lock.
    pub(super) fn make_socket_folder(&self) -> Result<(), ClusterError> {
        private_folder(&self.socket, self.identity)
    }

    /// The major version that made the data; nothing when there are none yet.
    pub(super) fn data_major(&self) -> Option<u32> {
        fs::read_to_string(self.data.join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// The last lines of the server's log, for an error message.
    pub(super) fn end_of_log(&self) -> String {
        let log = fs::read(self.root.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(5)).copied().collect::<Vec<_>>().join(" | ")
    }
}

/// `wanted`, or `instead` when this process is root and `wanted` lies below a folder, such as root's home, that the
/// user of root's server may not enter.
pub fn reachable_or(wanted: &Path, instead: &Path) -> PathBuf {
    let closed = std::path::absolute(wanted).is_ok_and(|wanted| {
        Identity::own(&wanted.join("postgres")).is_ok_and(|identity| identity.closed_parent(&wanted).is_some())
    });
    if closed { instead.to_path_buf() } else { wanted.to_path_buf() }
}

/// Makes a folder that only its owner may enter. One that is there must be exactly that: in a shared place somebody
/// else could have put it there.
fn private_folder(path: &Path, identity: Identity) -> Result<(), ClusterError> {
    let make = || {
        match fs::create_dir(path) {
            Ok(()) => fs::set_permissions(path, fs::Permissions::from_mode(0o700))?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        if identity.drops && fs::symlink_metadata(path)?.uid() == 0 {
            lchown(path, Some(identity.uid), Some(identity.gid))?;
        }
        fs::symlink_metadata(path)
    };
    let made = make().map_err(ClusterError::file(path))?;
    if made.uid() != identity.uid {
        return Err(ClusterError::OtherOwner { folder: path.to_path_buf(), owner: made.uid() });
    }
    if !made.is_dir() || made.mode() & 0o077 != 0 {
        let open = std::io::Error::other("is not a folder that only its owner may enter");
        return Err(ClusterError::file(path)(open));
    }
    Ok(())
}

fn ids_of(users: &str, name: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_line_of_exactly_that_user() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgresql:x:7:8::/:\npostgres:x:101:104:P:/var:/bin/sh\n";
        assert_eq!(ids_of(users, "postgres"), Some((101, 104)));
        assert_eq!(ids_of(users, "nobody"), None);
    }

    #[test]
    fn a_closed_parent_is_named_and_an_open_way_is_not() {
        let base = std::env::temp_dir().join(format!("okrio-closed-{}", std::process::id()));
        let (home, clone) = (base.join("home"), base.join("home/clone"));
        fs::create_dir_all(&clone).unwrap();
        for open in [&base, &home, &clone] {
            fs::set_permissions(open, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let wanted = clone.join("not-there-yet");
        let stranger = Identity { uid: u32::MAX - 1, gid: u32::MAX - 1, drops: true };
        let open = stranger.closed_parent(&wanted);
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
        let closed = stranger.closed_parent(&wanted);
        let owner = Identity { uid: fs::metadata(&home).unwrap().uid(), ..stranger };
        let own = owner.closed_parent(&wanted);
        let unchanged = Identity { drops: false, ..stranger }.closed_parent(&wanted);
        let real_home = home.canonicalize().unwrap();
        fs::remove_dir_all(&base).unwrap();
        assert_eq!(open, None);
        assert_eq!(closed, Some(real_home));
        assert_eq!((own, unchanged), (None, None));
    }

    #[test]
    fn a_folder_that_others_may_enter_is_refused() {
        let path = std::env::temp_dir().join(format!("okrio-open-{}", std::process::id()));
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let me = Identity { uid: fs::metadata(&path).unwrap().uid(), gid: 0, drops: false };
        let open = private_folder(&path, me);
        let of_another = private_folder(&path, Identity { uid: me.uid + 1, ..me });
        fs::remove_dir(&path).unwrap();
        let made = private_folder(&path, me);
        fs::remove_dir(&path).unwrap();
        assert!(matches!(open, Err(ClusterError::File { .. })));
        assert!(matches!(of_another, Err(ClusterError::OtherOwner { .. })));
        assert!(made.is_ok());
    }
}
