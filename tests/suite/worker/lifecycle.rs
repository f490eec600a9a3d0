//! The real program from its start to its end: what it says, how it stops, and that nothing stays behind.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Of everybody in the demo.
pub const PASSWORD: &str = "a password of the test";

/// `okrio run` in a folder of its own.
pub struct Program {
    pub child: Child,
    pub address: SocketAddr,
    pub dir: PathBuf,
}

impl Program {
    pub fn start(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("okrio-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = command(&dir, address).stdout(Stdio::piped()).spawn().unwrap();
        Self { child, address, dir }
    }

    pub fn said(&mut self) -> String {
        let mut lines = BufReader::new(self.child.stdout.as_mut().unwrap()).lines();
        let mut said = String::new();
        while let Some(Ok(line)) = lines.next() {
            said += &line;
            said.push('\n');
            if line.contains("Ctrl-C") {
                break;
            }
        }
        said
    }

    /// The same again, after it ended.
    pub fn start_again(&mut self) {
        self.child = command(&self.dir, self.address).stdout(Stdio::piped()).spawn().unwrap();
        self.said();
    }

    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    pub fn ended(&mut self, limit: Duration) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < limit, "still running after {limit:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Processes that work on the data folder.
    fn left(&self) -> Vec<String> {
        let dir = self.dir.to_string_lossy().into_owned();
        let processes = std::fs::read_dir("/proc")
            .unwrap()
            .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok());
        processes
            .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
            .filter(|line| line.contains(&dir))
            .collect()
    }

    fn nothing_is_left_within(&self, limit: Duration) {
        let began = Instant::now();
        while !self.left().is_empty() {
            assert!(began.elapsed() < limit, "after {limit:?}: {:?}", self.left());
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn command(dir: &std::path::Path, address: SocketAddr) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_okrio"));
    command.arg("run").current_dir(dir);
    for name in [
        "DATABASE_URL",
        "DATABASE_URL_DIRECT",
        "REDIS_URL",
        "OKRIO_ENVIRONMENT",
        "OKRIO_PUBLIC_URL",
        "OKRIO_SECRET_KEY",
        "PORT",
        "OKRIO_LOG",
    ] {
        command.env_remove(name);
    }
    command.env("OKRIO_DEMO_PASSWORD", PASSWORD).env("OKRIO_DATA_DIR", dir).env("OKRIO_LISTEN", address.to_string());
    command
}

#[test]
fn it_says_where_it_is_answers_and_leaves_nothing_behind() {
    let mut program = Program::start("run");
    let said = program.said();
    assert!(said.contains(&format!("http://{}", program.address)) && said.contains("PostgreSQL"), "{said}");
    let ready = program.get("/health/ready").unwrap();
    assert!(ready.starts_with("HTTP/1.1 200") && ready.contains(r#""worker":"here""#), "{ready}");
    let metrics = program.get("/metrics").unwrap();
    for name in [
        "okrio_outbox_facts ",
        "okrio_outbox_oldest_seconds ",
        r#"okrio_queue_jobs{state="failed"} 0"#,
        "okrio_database_connections_limit 10",
    ] {
        assert!(metrics.contains(name), "{name}: {metrics}");
    }
    assert!(program.left().iter().any(|line| line.contains("postgres")));

    let second = command(&program.dir, program.address).output().unwrap();
    let told = String::from_utf8(second.stderr).unwrap();
    assert!(!second.status.success() && told.contains("already listens") && told.contains("OKRIO_LISTEN"), "{told}");

    // an idle connection that is kept open must not hold it up
    let _idle = TcpStream::connect(program.address).unwrap();
    program.signal("-TERM");
    assert_eq!(program.ended(Duration::from_secs(6)).code(), Some(0));
    program.nothing_is_left_within(Duration::from_secs(10));
}

#[test]
fn killed_it_leaves_nothing_behind_and_starts_again() {
    let mut program = Program::start("run-killed");
    program.said();
    program.signal("-KILL");
    program.ended(Duration::from_secs(5));
    program.nothing_is_left_within(Duration::from_secs(10));

    program.start_again();
    assert!(program.get("/health/ready").unwrap().starts_with("HTTP/1.1 200"));
    program.signal("-INT");
    assert_eq!(program.ended(Duration::from_secs(6)).code(), Some(0));
    program.nothing_is_left_within(Duration::from_secs(10));
}
