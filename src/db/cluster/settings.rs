//! How the private server is set up. The settings are given at each start, so a newer OKRio brings its own.

/// What the private cluster is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Real use: an acknowledged change survives a crash.
    Serve,
    /// Tests: many short-lived databases, nothing that must survive.
    Test,
}

const ALWAYS: [&str; 8] = [
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    "cluster_name=okrio",
];

const SERVE: [&str; 4] = ["max_connections=60", "shared_buffers=128MB", "work_mem=8MB", "effective_cache_size=512MB"];

const TEST: [&str; 9] = [
    "max_connections=300",
    "shared_buffers=64MB",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
];

/// `name=value` for each setting.
pub(super) fn of(purpose: Purpose) -> impl Iterator<Item = &'static str> {
    let own: &[&str] = match purpose {
        Purpose::Serve => &SERVE,
        Purpose::Test => &TEST,
    };
    ALWAYS.iter().chain(own).copied()
}
