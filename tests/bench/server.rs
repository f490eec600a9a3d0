//! The real program as a process of its own, and what the system says of it.
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use okrio::db::cluster::PrivateCluster;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use super::Outcome;
use super::company::DATABASE;
use super::http::Connection;

/// A `serve` that answers. Ends with this value.
pub struct Server {
    child: Child,
    pub port: u16,
    /// From the start of the process until it said that it is ready.
    pub ready_after: Duration,
}

/// The release program when there is one, else the one built with this bench.
pub fn program() -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_okrio"));
    let release = built.parent().and_then(Path::parent).map(|target| target.join("release/okrio"));
    release.filter(|program| program.exists()).unwrap_or_else(|| built.to_owned())
}

/// `release` or `debug`, by the folder that cargo put it into.
pub fn profile(program: &Path) -> &str {
    program.parent().and_then(Path::file_name).and_then(|folder| folder.to_str()).unwrap_or("unknown")
}

impl Server {
    /// Starts it on a free port against the migrated database.
    pub async fn start(program: &Path, cluster: &PrivateCluster, folder: &Path) -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::create(folder.join("serve.log"))?;
        let began = Instant::now();
        let mut child = Command::new(program)
            .arg("serve")
            .env_clear()
            .env(
                "DATABASE_URL",
                format!("postgres:///{DATABASE}?host={}&user=okrio_app", cluster.socket_dir().display()),
            )
            .env("OKRIO_LISTEN", format!("127.0.0.1:{port}"))
            .env("OKRIO_DATA_DIR", folder)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        loop {
            if is_ready(port).await {
                return Ok(Self { child, port, ready_after: began.elapsed() });
            }
            if child.try_wait()?.is_some() || began.elapsed() > Duration::from_secs(60) {
                return Err(format!(
                    "the server did not start: {}",
                    std::fs::read_to_string(folder.join("serve.log"))?
                )
                .into());
            }
            sleep(Duration::from_millis(2)).await;
        }
    }

    /// Its resident memory in MiB.
    pub fn resident(&self) -> Outcome<f64> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id().ok_or("the server has ended")?))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    /// The time that it has had on a core since its start.
    pub fn cpu(&self) -> Outcome<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id().ok_or("the server has ended")?))?;
        let fields: Vec<&str> = stat.rsplit_once(") ").ok_or("no stat")?.1.split(' ').collect();
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        // the unit is a hundredth of a second wherever Linux runs
        Ok(Duration::from_millis(ticks * 10))
    }

    pub async fn stop(mut self) -> Outcome<()> {
        Ok(self.child.kill().await?)
    }
}

async fn is_ready(port: u16) -> bool {
    let Ok(mut connection) = Connection::open(port, "").await else {
        return false;
    };
    connection.get("/health/ready").await.is_ok_and(|answer| answer.status == 200)
}
