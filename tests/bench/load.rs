//! Pages as fast as they come, and pages at a steady pace.
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::Outcome;
use super::company::PASSWORD;
use super::http::{Answer, Connection};
use super::spread::Spread;

/// The page that is measured: the first fifty objectives of the current period.
pub const PAGE: &str = "/objectives";
/// An answer that costs nothing: how long it takes is what the machine and the client add.
pub const NOTHING: &str = "/health/live";
const ROWS: usize = 50;

/// Signs an employee in, and gives the cookies of the session.
pub async fn sign_in(port: u16, email: &str) -> Outcome<String> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("email", email)
        .append_pair("password", PASSWORD)
        .finish();
    let mut connection = Connection::open(port, "").await?;
    let answer = connection.post("/sign-in/local", &form).await?;
    if answer.status != 303 || answer.cookies.is_empty() {
        return Err(format!("sign-in of {email} was answered with {}", answer.status).into());
    }
    Ok(answer.cookies.join("; "))
}

/// Fails unless the page is the list with all its rows, for somebody who is signed in.
pub fn require_full(answer: &Answer) -> Outcome<()> {
    let text = String::from_utf8_lossy(answer.body);
    let mut ids: Vec<&str> = text
        .split("href=\"/objectives/")
        .skip(1)
        .filter_map(|rest| rest.get(..36))
        .filter(|id| uuid::Uuid::try_parse(id).is_ok())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    if answer.status != 200 || ids.len() != ROWS || !text.contains("<nav") {
        return Err(format!("{PAGE} was answered with {} and {} objectives", answer.status, ids.len()).into());
    }
    Ok(())
}

async fn page(connection: &mut Connection, address: &str) -> Outcome<()> {
    match connection.get(address).await?.status {
        200 => Ok(()),
        status => Err(format!("{address} was answered with {status}").into()),
    }
}

/// One connection for each cookie.
async fn connect(port: u16, cookies: &[String]) -> Outcome<Vec<Connection>> {
    let mut connections = Vec::new();
    for cookie in cookies {
        connections.push(Connection::open(port, cookie).await?);
    }
    Ok(connections)
}

/// Pages per second, each connection asking again as soon as it has an answer.
pub async fn flat_out(port: u16, cookies: &[String], duration: Duration) -> Outcome<f64> {
    let connections = connect(port, cookies).await?;
    let began = Instant::now();
    let mut running = JoinSet::new();
    for mut connection in connections {
        running.spawn(async move {
            let mut done = 0_u32;
            while began.elapsed() < duration {
                page(&mut connection, PAGE).await?;
                done += 1;
            }
            Outcome::Ok(done)
        });
    }
    let mut pages = 0;
    while let Some(done) = running.join_next().await {
        pages += done??;
    }
    Ok(f64::from(pages) / began.elapsed().as_secs_f64())
}

/// Milliseconds from when a page was due until it was there, with so many pages due a second.
pub async fn paced(
    port: u16,
    cookies: &[String],
    address: &'static str,
    rate: f64,
    duration: Duration,
) -> Outcome<Spread> {
    let connections = connect(port, cookies).await?;
    let began = Instant::now();
    let count = connections.len() as f64;
    let mut running = JoinSet::new();
    for (number, mut connection) in connections.into_iter().enumerate() {
        running.spawn(async move {
            let mut waits = Vec::new();
            for turn in 0.. {
                let due = began + Duration::from_secs_f64((f64::from(turn) * count + number as f64) / rate);
                if due.duration_since(began) > duration {
                    break;
                }
                // A timer that wakes late is not the server's fault; an answer that kept the connection busy is.
                let from = if Instant::now() < due {
                    sleep_until(due).await;
                    Instant::now()
                } else {
                    due
                };
                page(&mut connection, address).await?;
                waits.push(from.elapsed().as_secs_f64() * 1000.0);
            }
            Outcome::Ok(waits)
        });
    }
    let mut all = Vec::new();
    while let Some(waits) = running.join_next().await {
        all.extend(waits??);
    }
    Ok(Spread::of(all))
}
