//! A real mail server for one test.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// aiosmtpd, which keeps each letter as a file. It refuses what `smtp_rules.py` says.
pub struct Smtp {
    pub port: u16,
    folder: PathBuf,
    running: Option<Child>,
}

impl Smtp {
    /// Without encryption.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// With more arguments of its command line.
    pub fn with(arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("smtp-{}-{port}", std::process::id()));
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let places = [root.join("target/tools/python"), root.join("tests/support")];
        let running = Command::new("python3")
            .args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")])
            .args(arguments)
            .args(["-c", "smtp_rules.Rules"])
            .arg(&folder)
            .env("PYTHONPATH", std::env::join_paths(places).unwrap())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("python3 with aiosmtpd: make setup");
        let mut server = Self { port, folder, running: Some(running) };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.running.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none() && began.elapsed() < Duration::from_secs(20), "aiosmtpd did not start: make setup");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// What it has taken, as it came over the line, in the order in which it came.
    pub fn letters(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.folder.join("new")) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap());
        paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.kill();
            let _ = running.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
