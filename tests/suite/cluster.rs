//! The private PostgreSQL from its first start to its end, also after a crash.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use okrio::db::cluster::{PrivateCluster, Purpose, SUPERUSER};
use sqlx::{ConnectOptions, Connection};

/// A data folder that goes away with the test; a server that still runs in it then stops too.
struct DataDir(PathBuf);

impl DataDir {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("okrio-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn answers(&self) -> bool {
        UnixStream::connect(self.0.join("postgres/.s.PGSQL.5432")).is_ok()
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn ask(cluster: &PrivateCluster, question: &'static str) -> String {
    let mut connection = cluster.connect_options("postgres", SUPERUSER).connect().await.unwrap();
    let answer = sqlx::query_scalar(question).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    answer
}

#[tokio::test]
async fn many_starts_at_once_share_one_server_that_no_port_leads_to() {
    let dir = DataDir::new("many");
    let starts = (0..8).map(|_| {
        let path = dir.0.clone();
        tokio::spawn(async move { PrivateCluster::start(&path, Purpose::Test).await.unwrap() })
    });
    let mut servers = Vec::new();
    let mut held = Vec::new();
    for start in starts.collect::<Vec<_>>() {
        let cluster = start.await.unwrap();
        servers.push(ask(&cluster, "SELECT pg_postmaster_start_time()::text").await);
        held.push(cluster);
    }
    servers.dedup();
    assert_eq!(servers.len(), 1);
    assert_eq!(ask(&held[0], "SELECT current_setting('listen_addresses')").await, "");
    assert_eq!(ask(&held[0], "SELECT current_setting('jit')").await, "off");
    assert_eq!(ask(&held[0], "SELECT upper('ключ')").await, "КЛЮЧ");
}

#[tokio::test]
async fn the_server_ends_soon_after_its_holder_was_killed_and_starts_again() {
    let dir = DataDir::new("killed");
    let mut holder = hold(&dir.0);
    wait(Duration::from_secs(30), || dir.0.join("held").exists());
    // While it is held, the server outlives the keeper's patience.
    std::thread::sleep(Duration::from_secs(7));
    assert!(dir.answers());

    holder.kill().unwrap();
    holder.wait().unwrap();
    wait(Duration::from_secs(10), || !dir.answers() && !dir.0.join("postgres/data/postmaster.pid").exists());

    let again = PrivateCluster::start(&dir.0, Purpose::Serve).await.unwrap();
    assert_eq!(ask(&again, "SELECT current_setting('fsync')").await, "on");
}

#[tokio::test]
async fn a_server_that_was_killed_is_started_again_though_its_process_id_is_taken() {
    let dir = DataDir::new("crashed");
    let cluster = PrivateCluster::start(&dir.0, Purpose::Test).await.unwrap();
    let pid_file = dir.0.join("postgres/data/postmaster.pid");
    let left = std::fs::read_to_string(&pid_file).unwrap();
    let postmaster = left.lines().next().unwrap();
    assert!(Command::new("kill").args(["-KILL", postmaster]).status().unwrap().success());
    wait(Duration::from_secs(5), || !dir.answers());
    // This test is a living process of the same user: what a restarted container's process ids look like.
    std::fs::write(&pid_file, left.replacen(postmaster, &std::process::id().to_string(), 1)).unwrap();

    let again = PrivateCluster::start(&dir.0, Purpose::Test).await.unwrap();
    assert_eq!(ask(&again, "SELECT 'here'").await, "here");
    drop(cluster);
}

#[tokio::test]
async fn a_long_path_gets_a_short_socket() {
    let dir = DataDir::new("long");
    let deep = dir.0.join("a-folder-with-a-long-name").join("and-another-one-below-it").join("and-a-third");
    let cluster = PrivateCluster::start(&deep, Purpose::Test).await.unwrap();
    assert!(cluster.socket_dir().as_os_str().len() < 60);
    assert_eq!(ask(&cluster, "SELECT 'here'").await, "here");
    let _ = std::fs::remove_dir_all(cluster.socket_dir());
}

/// Runs the test below in a process of its own, which can be killed.
fn hold(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "cluster::holds_the_server_until_it_is_killed"])
        .env("OKRIO_TEST_HOLD", dir)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "the other side of the test that kills it"]
async fn holds_the_server_until_it_is_killed() {
    let Some(dir) = std::env::var_os("OKRIO_TEST_HOLD").map(PathBuf::from) else { return };
    let _cluster = PrivateCluster::start(&dir, Purpose::Serve).await.unwrap();
    std::fs::write(dir.join("held"), "").unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
}

fn wait(limit: Duration, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < limit, "not within {limit:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
