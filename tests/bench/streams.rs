//! Open pages that listen: what they cost while nothing happens, and how soon they hear of a change.
use std::collections::HashMap;
use std::time::Duration;

use chrono_tz::Tz;
use okrio::db::Db;
use okrio::db::cluster::PrivateCluster;
use okrio::kernel::{AccountId, Actor, Clock, OrganizationId};
use okrio::worker::{Notices, queue, work};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::company::{Company, DATABASE};
use super::server::Server;
use super::spread::Spread;
use super::{Outcome, load};

const STREAMS: usize = 2000;
/// Of one session, as many as it may have.
const OF_ONE: usize = 4;
/// Changes, one after the other, each of another objective.
const CHANGES: usize = 40;
const BETWEEN: Duration = Duration::from_millis(500);

/// A stream was told of something: when, and the objective that its page shows, if it is one.
type Told = (Instant, Option<Uuid>);

pub async fn measure(
    server: &Server,
    cluster: &PrivateCluster,
    company: &Company,
    cookies: &[String],
    idle: f64,
    duration: Duration,
) -> Outcome<()> {
    let mut sessions = cookies.to_vec();
    for (email, _) in company.employees.iter().cycle().take(STREAMS / OF_ONE - sessions.len()) {
        sessions.push(load::sign_in(server.port, email).await?);
    }
    let before = server.resident()?;
    let (told, mut heard) = mpsc::unbounded_channel();
    let mut open = JoinSet::new();
    for (nth, session) in sessions.iter().enumerate() {
        let objective = company.objectives[nth % company.objectives.len()];
        let pages =
            ["/".to_owned(), "/objectives".to_owned(), "/check-in".to_owned(), format!("/objectives/{objective}")];
        for (page, shown) in pages.into_iter().zip([None, None, None, Some(objective)]) {
            let stream = begin(server.port, session, &page).await?;
            open.spawn(listen(stream, told.clone(), shown));
        }
    }
    if open.len() != STREAMS {
        return Err(format!("{} streams instead of {STREAMS}", open.len()).into());
    }
    let (cpu, began) = (server.cpu()?, Instant::now());
    sleep(duration).await;
    let cost = (server.cpu()? - cpu).as_secs_f64() / began.elapsed().as_secs_f64();
    let resident = server.resident()?;
    println!("\n{STREAMS} pages that listen, of {} sessions", sessions.len());
    println!(
        "  resident {resident:.0} MiB (at most 200): {:.1} KiB for each stream; {idle:.0} after the start, {before:.0} before they came",
        (resident - before) * 1024.0 / STREAMS as f64
    );
    println!("  while nothing happens {:.1} % of a core", cost * 100.0);

    while heard.try_recv().is_ok() {}
    let (stop, stopped) = watch::channel(false);
    let db = Db::connect_lazily(cluster.connect_options(DATABASE, "okrio_app"), 5, Clock::system());
    let pool = queue::pool(cluster.connect_options(DATABASE, "okrio_worker"));
    let worker = tokio::spawn(work(pool, db.clone(), okrio::app::jobs(), Notices::Postgres, stopped));
    let (cpu, began) = (server.cpu()?, Instant::now());
    let committed = change(&db, company).await?;
    let (mut waits, mut all) = (Vec::new(), 0);
    while let Ok(Some((at, shown))) = timeout(Duration::from_secs(3), heard.recv()).await {
        all += 1;
        if let Some(since) = shown.and_then(|objective| committed.get(&objective)) {
            waits.push((at - *since).as_secs_f64() * 1000.0);
        }
    }
    let cost = (server.cpu()? - cpu).as_secs_f64() / began.elapsed().as_secs_f64();
    let expected = STREAMS / OF_ONE * committed.len() / company.objectives.len();
    if waits.len() < expected {
        return Err(format!("{} of {expected} pages heard of their change", waits.len()).into());
    }
    let (pages, waits) = (waits.len(), Spread::of(waits));
    println!(
        "  from the commit to the event p50 {:.0} ms, p99 {:.0} ms: {pages} pages of what changed, {} changes in {:.0} s",
        waits.median(),
        waits.at(0.99),
        committed.len(),
        committed.len() as f64 * BETWEEN.as_secs_f64()
    );
    println!(
        "  {all} events in all; {:.0} % of a core meanwhile, resident {:.0} MiB after",
        cost * 100.0,
        server.resident()?
    );
    stop.send_replace(true);
    worker.await?;
    open.abort_all();
    Ok(())
}

/// Lets somebody who listens to none of it change objectives, and gives when that was committed.
async fn change(db: &Db, company: &Company) -> Outcome<HashMap<Uuid, Instant>> {
    let actor =
        Actor { account: Some(AccountId(Uuid::nil())), ..Actor::system(OrganizationId(company.organization), Tz::UTC) };
    let mut committed = HashMap::new();
    for objective in company.objectives.iter().take(CHANGES) {
        let mut tx = db.write(&actor).await?;
        tx.emit("objective.changed", json!({ "objective": objective })).await?;
        tx.needs_no_audit();
        tx.commit().await?;
        committed.insert(*objective, Instant::now());
        sleep(BETWEEN).await;
    }
    Ok(committed)
}

/// Asks for a stream, and waits for its first event.
async fn begin(port: u16, cookie: &str, page: &str) -> Outcome<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request = format!(
        "GET /live?page={page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut read = Vec::with_capacity(2048);
    while !read.windows(7).any(|some| some == b"\ndata: ") {
        if timeout(Duration::from_secs(30), stream.read_buf(&mut read)).await?? == 0 {
            return Err(format!("no stream for {page}: {}", String::from_utf8_lossy(&read)).into());
        }
    }
    Ok(stream)
}

async fn listen(mut stream: TcpStream, told: mpsc::UnboundedSender<Told>, shown: Option<Uuid>) {
    let mut read = [0; 1024];
    while let Ok(length) = stream.read(&mut read).await {
        if length == 0 {
            return;
        }
        if read[..length].windows(6).any(|some| some == b"data: ") && told.send((Instant::now(), shown)).is_err() {
            return;
        }
    }
}
