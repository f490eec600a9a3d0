//! A wire between the application and PostgreSQL that a test can cut and mend.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};

use super::database::TestDatabase;

/// Passes connections to its own socket on to the database's server.
pub struct Wire {
    /// Where its socket lies.
    pub folder: PathBuf,
    server: PathBuf,
    running: Mutex<Option<JoinHandle<()>>>,
}

impl Wire {
    pub fn to(database: &TestDatabase) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = std::env::temp_dir().join(format!(
            "okrio-wire-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        ));
        std::fs::create_dir_all(&folder).unwrap();
        let server = database.connect_options("okrio_app").get_socket().unwrap().join(".s.PGSQL.5432");
        let wire = Self { folder, server, running: Mutex::new(None) };
        wire.mend();
        wire
    }

    /// Ends all connections and takes no more.
    pub async fn cut(&self) {
        let running = self.running.lock().unwrap().take();
        if let Some(running) = running {
            running.abort();
            let _ = running.await;
        }
        let _ = std::fs::remove_file(self.folder.join(".s.PGSQL.5432"));
    }

    pub fn mend(&self) {
        let listener = UnixListener::bind(self.folder.join(".s.PGSQL.5432")).unwrap();
        let server = self.server.clone();
        let running = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut here, _)) = listener.accept().await {
                let server = server.clone();
                connections.spawn(async move {
                    if let Ok(mut there) = UnixStream::connect(server).await {
                        let _ = copy_bidirectional(&mut here, &mut there).await;
                    }
                });
            }
        });
        *self.running.lock().unwrap() = Some(running);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
