//! `make bench`: what a list page, row security, the sealed audit log, open sessions, pages that listen and a start cost, and what a slow
//! device waits for, as ratios and figures of one run with its noise.
//!
//! It makes an organization of its own in a private PostgreSQL with the settings of real use, measures the real program, and leaves
//! nothing behind. `OKRIO_BENCH_OBJECTIVES` (100000) sets the size, `OKRIO_BENCH_SECONDS` (10) how long each load lasts.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::indexing_slicing, clippy::disallowed_methods)]

#[path = "../support/browser.rs"]
#[allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod browser;
mod company;
mod http;
mod load;
mod pgbench;
mod sealing;
mod security;
mod server;
mod slow;
mod spread;
mod streams;
mod structure;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::Utc;
use okrio::db::cluster::{PrivateCluster, Purpose};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::sleep;

use company::Company;
use http::Connection;
use server::Server;
use spread::Spread;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const CONNECTIONS: usize = 8;
const SESSIONS: usize = 200;
const ROUNDS: usize = 3;
const FOLDER: &str = "okrio-bench-";

// one thread: what is measured shall have the cores
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    remove_abandoned();
    let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
    let done = tokio::select! {
        done = run(&folder) => done,
        () = told_to_stop() => Err("stopped".into()),
    };
    remove(&folder).await;
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(folder: &Path) -> Outcome<()> {
    let (objectives, seconds) = (number("OKRIO_BENCH_OBJECTIVES", 100_000)?, number("OKRIO_BENCH_SECONDS", 10)?);
    let duration = Duration::from_secs(u64::from(seconds));
    let program = server::program();
    let profile = server::profile(&program);
    println!("measuring the {profile} program {}", program.display());
    if profile != "release" {
        println!("NOT VALID: this is not a release build; `make bench` makes one");
    }
    let busy = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "{} cores; load of the last minute before the start: {}",
        std::thread::available_parallelism()?,
        busy.split(' ').next().unwrap_or("unknown")
    );

    std::fs::create_dir(folder)?;
    let cluster = PrivateCluster::start(&folder.join("data"), Purpose::Serve).await?;
    let began = Instant::now();
    let company = company::build(&cluster, objectives, i64::try_from(SESSIONS)?).await?;
    let (all, here, key_results, people, workspaces) = company.counts;
    println!(
        "{all} objectives ({here} in the period shown), {key_results} key results, {people} people, {workspaces} workspaces, made in {:.0} s",
        began.elapsed().as_secs_f64()
    );

    // `cargo bench -- slow` is only about the slow device
    let is_whole = !std::env::args().any(|argument| argument == "slow");
    if is_whole {
        under_load(&program, &cluster, &company, folder, duration).await?;
    }
    let server = Server::start(&program, &cluster, folder).await?;
    slow::measure(&server, &company).await?;
    server.stop().await?;
    if is_whole {
        // last, because the server is busy with what was written for a while after it
        println!("\nthe audit log, {CONNECTIONS} clients that change and audit");
        sealing::measure(&cluster, &company, folder, duration).await?;
    }
    Ok(())
}

/// Everything that is measured without a browser.
async fn under_load(
    program: &Path,
    cluster: &PrivateCluster,
    company: &Company,
    folder: &Path,
    duration: Duration,
) -> Outcome<()> {
    println!("\nstart to ready on the migrated database, ms (at most 2000)");
    let mut starts = Vec::new();
    for _ in 0..ROUNDS {
        let server = Server::start(program, cluster, folder).await?;
        starts.push(server.ready_after.as_secs_f64() * 1000.0);
        server.stop().await?;
    }
    println!("  {:.0}", Spread::of(starts));

    println!("\nSQL under row security, prepared");
    let today = Utc::now().date_naive();
    security::measure(cluster, company, today).await?;
    println!("\nSQL under row security in short transactions, prepared, ÷ pgbench of context + SELECT 1");
    security::shares(cluster, company, folder, today, duration / 2).await?;
    println!("\nchanges of structure");
    structure::measure(cluster, company).await?;

    let server = Server::start(program, cluster, folder).await?;
    sleep(Duration::from_secs(2)).await;
    let idle = server.resident()?;
    let mut cookies = Vec::new();
    for (email, _) in &company.employees {
        cookies.push(load::sign_in(server.port, email).await?);
    }
    pages(&server, cluster, company, folder, &cookies, duration).await?;
    memory(&server, &cookies, idle, duration).await?;
    streams::measure(&server, cluster, company, &cookies, idle, duration).await?;
    server.stop().await
}

/// The list page beside the smallest transaction, and how long it takes at half of what is possible.
async fn pages(
    server: &Server,
    cluster: &PrivateCluster,
    company: &Company,
    folder: &Path,
    cookies: &[String],
    duration: Duration,
) -> Outcome<()> {
    let cookies = cookies.get(..CONNECTIONS).ok_or("too few employees")?;
    let mut bytes = 0;
    for cookie in cookies {
        let mut connection = Connection::open(server.port, cookie).await?;
        let answer = connection.get(load::PAGE).await?;
        load::require_full(&answer)?;
        bytes = answer.body.len();
    }
    load::flat_out(server.port, cookies, Duration::from_secs(2)).await?;
    let account = company.employees.first().ok_or("no employees")?.1;
    let smallest = pgbench::Context { organization: company.organization, account, scope: None }.around("SELECT 1");
    let way = pgbench::Way { mode: "simple", clients: CONNECTIONS };
    let (mut rates, mut references, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let reference = pgbench::rate(cluster, folder, way, &smallest, duration).await?;
        let rate = load::flat_out(server.port, cookies, duration).await?;
        references.push(reference);
        rates.push(rate);
        ratios.push(rate / reference);
    }
    let rates = Spread::of(rates);
    println!(
        "\nlist page of 50 for an employee, {CONNECTIONS} connections, {bytes} bytes ÷ pgbench of context + SELECT 1 (at least 0.15, aim at 0.2)"
    );
    println!("  {:.3}   pages/s {rates:.0}; pgbench/s {:.0}", Spread::of(ratios), Spread::of(references));
    let rate = rates.median() / 2.0;
    for (what, address) in [("pages/s", load::PAGE), ("answers/s of nothing, for the noise", load::NOTHING)] {
        let waits = load::paced(server.port, cookies, address, rate, duration).await?;
        let (half, most) = (waits.median(), waits.at(0.99));
        println!("  at {rate:.0} {what}: p50 {half:.2} ms, p99 {most:.2} ms, p99 ÷ p50 {:.1} (at most 5)", most / half);
    }
    Ok(())
}

/// Resident memory with many sessions that keep their connection, a few of them busy.
async fn memory(server: &Server, cookies: &[String], idle: f64, duration: Duration) -> Outcome<()> {
    let mut open = Vec::new();
    for cookie in cookies {
        let mut connection = Connection::open(server.port, cookie).await?;
        load::require_full(&connection.get(load::PAGE).await?)?;
        open.push(connection);
    }
    let mut busy = JoinSet::new();
    for mut connection in open.drain(..CONNECTIONS) {
        busy.spawn(async move {
            let began = Instant::now();
            while began.elapsed() < duration {
                connection.get(load::PAGE).await?;
            }
            Outcome::Ok(connection)
        });
    }
    let mut most = 0.0_f64;
    while !busy.is_empty() {
        most = most.max(server.resident()?);
        if let Ok(Some(done)) = tokio::time::timeout(Duration::from_millis(50), busy.join_next()).await {
            open.push(done??);
        }
    }
    // the others must still have been open
    for connection in &mut open {
        connection.get(load::PAGE).await?;
    }
    println!("\nresident memory, MiB");
    println!(
        "  {idle:.0} idle (at most 120); {most:.0} with {} open sessions, {CONNECTIONS} of them busy, after all the above (at most 300)",
        open.len()
    );
    Ok(())
}

fn number(name: &str, default: u32) -> Outcome<u32> {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| format!("{name}: expected a number above 0").into()),
        Err(_) => Ok(default),
    }
}

async fn told_to_stop() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Waits for the server of the folder to end, which it does by itself when nobody holds it, and removes the folder.
async fn remove(folder: &Path) {
    let began = Instant::now();
    while folder.join("data/postgres/data/postmaster.pid").exists() && began.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(100)).await;
    }
    let _ = std::fs::remove_dir_all(folder);
}

/// Removes what killed runs left.
fn remove_abandoned() {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for folder in entries.flatten().map(|entry| entry.path()) {
        let process = folder
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_prefix(FOLDER))
            .map(|id| PathBuf::from("/proc").join(id));
        if process.is_some_and(|process| !process.exists()) {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
