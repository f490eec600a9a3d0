//! A private PostgreSQL in the data folder, for a machine where nobody has set one up.
//!
//! It listens on a socket in a folder that only its owner may enter, and on no port, so it meets no other
//! PostgreSQL. The first process that needs it starts it; each process that uses it holds a shared lock; a small
//! detached shell script, the keeper, stops it 5 seconds after the last lock is gone, also when a process was killed.

mod error;
mod folder;
mod programs;
mod settings;

use std::fs::{File, TryLockError};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection};
use tokio::process::Child;
use tokio::time::sleep;

pub use error::ClusterError;
pub use folder::reachable_or;
pub use settings::Purpose;

use folder::Folder;

/// The superuser that makes databases and roles. Nothing runs as it after the start.
pub const SUPERUSER: &str = "okrio_cluster";

/// Recovery after a power cut may take a while; longer than this is a failure.
const LIMIT: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(20);
const TRIES_AFTER_A_CRASH: u32 = 6;
const PAUSE_AFTER_A_CRASH: Duration = Duration::from_millis(500);

/// A running private PostgreSQL. It keeps running at least as long as this value lives.
pub struct PrivateCluster {
    folder: Folder,
    _user: File,
}

impl PrivateCluster {
    /// Makes the cluster below `data_dir` when there is none, starts it when it does not run, and holds it.
    ///
    /// Fails when PostgreSQL is not installed, when the folder cannot be used, or when the server does not answer
    /// within 90 seconds. Needs a Tokio runtime with I/O and time.
    pub async fn start(data_dir: &Path, purpose: Purpose) -> Result<Self, ClusterError> {
        let folder = Folder::prepare(data_dir)?;
        let boot = folder.lock_file("boot.lock")?;
        let user = folder.lock_file("users.lock")?;
        folder.lock_file("keeper.lock")?;

        // The keeper stops the server only with the other side of this lock, so from here on it stays as it is.
        wait_for(&folder, || user.try_lock_shared()).await?;
        let mut tries_left = TRIES_AFTER_A_CRASH;
        loop {
            let mut keeper = if folder.listens().await {
                keep(&folder, &[])?
            } else {
                wait_for(&folder, || boot.try_lock()).await?;
                if folder.listens().await { keep(&folder, &[])? } else { boot_server(&folder, purpose).await? }
            };
            match wait_until_ready(&folder, &mut keeper).await {
                // Right after a kill the last processes of the old server still hold its memory, and a new one refuses to start.
                Err(ClusterError::Start(_)) if tries_left > 0 => {
                    tries_left -= 1;
                    sleep(PAUSE_AFTER_A_CRASH).await;
                }
                outcome => {
                    outcome?;
                    return Ok(Self { folder, _user: user });
                }
            }
        }
    }

    /// The folder of the server's socket, for `host` in a connection string.
    pub fn socket_dir(&self) -> &Path {
        &self.folder.socket
    }

    /// How to connect to `database` as `user`. The cluster trusts whoever may enter its folder: no password.
    pub fn connect_options(&self, database: &str, user: &str) -> PgConnectOptions {
        connect_options(&self.folder, database, user)
    }
}

fn connect_options(folder: &Folder, database: &str, user: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(&folder.socket)
        .port(5432)
        .ssl_mode(PgSslMode::Disable)
        .username(user)
        .database(database)
}

/// Makes the data when there are none, and starts the server with its keeper.
async fn boot_server(folder: &Folder, purpose: Purpose) -> Result<Child, ClusterError> {
    let programs = programs::find(folder.data_major()).await?;
    folder.make_socket_folder()?;
    if folder.data_major().is_none() {
        initialize(folder, &programs, purpose).await?;
    }
    forget_reused_process(folder);
    let mut server = vec![programs.postgres.into_os_string(), "-D".into(), folder.data.clone().into(), "-k".into()];
    server.push(folder.socket.clone().into());
    for setting in settings::of(purpose) {
        server.extend(["-c".into(), setting.into()]);
    }
    keep(folder, &server)
}

/// Starts the keeper; with a command line it starts the server first.
fn keep(folder: &Folder, server: &[std::ffi::OsString]) -> Result<Child, ClusterError> {
    folder
        .identity
        .command("sh")
        .args(["-c", include_str!("keeper.sh"), "okrio-keeper"])
        .args([&folder.root, &folder.socket])
        .args(server)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(ClusterError::file("sh"))
}

async fn initialize(folder: &Folder, programs: &programs::Programs, purpose: Purpose) -> Result<(), ClusterError> {
    // Under another name first, so that an interrupted start leaves nothing that looks finished.
    let unfinished = folder.root.join("data.unfinished");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished).map_err(ClusterError::file(&unfinished))?;
    }
    let mut command = folder.identity.command(&programs.initdb);
    command.arg("-D").arg(&unfinished).args(["-U", SUPERUSER, "-E", "UTF8", "--no-instructions"]);
    command.args(["--auth-local=trust", "--auth-host=reject"]);
    // macOS has no C.UTF-8, and plain C knows no upper and lower case beyond ASCII.
    command.arg(if cfg!(target_os = "macos") { "--locale=en_US.UTF-8" } else { "--locale=C.UTF-8" });
    if purpose == Purpose::Test {
        command.arg("--no-sync");
    }
    let output = command.kill_on_drop(true).output().await.map_err(ClusterError::file(&programs.initdb))?;
    if !output.status.success() {
        return Err(ClusterError::Initdb(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    std::fs::rename(&unfinished, &folder.data).map_err(ClusterError::file(&folder.data))
}

/// After a crash PostgreSQL removes a stale `postmaster.pid` by itself, unless another program has got that process
/// id since; then it refuses to start for ever. Where `/proc` tells what the process is, we remove the file.
fn forget_reused_process(folder: &Folder) {
    let pid_file = folder.data.join("postmaster.pid");
    let Ok(text) = std::fs::read_to_string(&pid_file) else { return };
    let Some(pid) = text.lines().next().and_then(|line| line.parse::<u32>().ok()) else { return };
    let process = Path::new("/proc").join(pid.to_string());
    // A postmaster works in its data directory. A process that is gone is left to PostgreSQL, which then also looks
    // for server processes that outlived their postmaster.
    if std::fs::read_link(process.join("cwd")).is_ok_and(|place| place != folder.data) {
        let _ = std::fs::remove_file(pid_file);
    }
}

async fn wait_until_ready(folder: &Folder, keeper: &mut Child) -> Result<(), ClusterError> {
    let options = connect_options(folder, "postgres", SUPERUSER).disable_statement_logging();
    let began = Instant::now();
    loop {
        let answer = tokio::time::timeout(Duration::from_secs(2), options.connect()).await;
        if let Ok(Ok(connection)) = answer {
            let _ = connection.close().await;
            return Ok(());
        }
        // A keeper ends early when its server failed, or (with success) when another one keeps the running server.
        if let Ok(Some(_)) = keeper.try_wait()
            && !folder.listens().await
        {
            return Err(ClusterError::Start(folder.end_of_log()));
        }
        if began.elapsed() > LIMIT {
            return Err(ClusterError::Slow(folder.root.clone()));
        }
        sleep(PAUSE).await;
    }
}

async fn wait_for(folder: &Folder, lock: impl Fn() -> Result<(), TryLockError>) -> Result<(), ClusterError> {
    let began = Instant::now();
    loop {
        match lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(source)) => return Err(ClusterError::file(&folder.root)(source)),
            Err(TryLockError::WouldBlock) if began.elapsed() > LIMIT => {
                return Err(ClusterError::Slow(folder.root.clone()));
            }
            Err(TryLockError::WouldBlock) => sleep(PAUSE).await,
        }
    }
}
