//! The real program and its PostgreSQL, which writes to disk, are killed while people save: what was answered is there
//! afterwards, and what was not can be sent again without acting twice.
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use okrio::db::cluster::{PrivateCluster, Purpose, SUPERUSER};
use rand::Rng;
use sqlx::{ConnectOptions, PgConnection};
use uuid::Uuid;

use super::lifecycle::{PASSWORD, Program};
use crate::support::answer::Answer;

/// Sends a form, or asks for a page where there is none. None when no whole answer came.
fn send(address: SocketAddr, cookie: &str, path: &str, form: Option<&[(&str, &str)]>) -> Option<(Answer, String)> {
    let body = form.map(|form| url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
    let (method, body) = (if body.is_some() { "POST" } else { "GET" }, body.unwrap_or_default());
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = StatusCode::from_u16(head.split(' ').nth(1)?.parse().ok()?).ok()?;
    let cookies: Vec<_> =
        head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).collect();
    let page = Answer {
        address: path.to_owned(),
        status,
        headers: HeaderMap::new(),
        body: body.to_owned(),
        bytes: Vec::new(),
    };
    Some((page, cookies.join("; ")))
}

/// What the four people in the test have done.
#[derive(Default)]
struct Diary {
    /// Comments that were answered.
    answered: Mutex<BTreeSet<String>>,
    /// Comments without an answer, with the name of their sending.
    open: Mutex<Vec<(String, String)>>,
    /// The last value that was answered.
    value: Mutex<u32>,
}

fn comment(address: SocketAddr, cookie: &str, objective: Uuid, once: &str, body: &str) -> Option<StatusCode> {
    let path = format!("/objectives/{objective}/comments");
    send(address, cookie, &path, Some(&[("_once", once), ("body", body)])).map(|(answer, _)| answer.status)
}

fn write_comments(address: SocketAddr, cookie: &str, objective: Uuid, diary: &Diary, killed: &AtomicBool) {
    while !killed.load(Ordering::Relaxed) {
        let (once, body) = (Uuid::now_v7().to_string(), format!("kept {}", Uuid::now_v7()));
        match comment(address, cookie, objective, &once, &body) {
            Some(StatusCode::SEE_OTHER) => _ = diary.answered.lock().unwrap().insert(body),
            _ => diary.open.lock().unwrap().push((once, body)),
        }
    }
}

fn write_values(address: SocketAddr, cookie: &str, key_result: Uuid, diary: &Diary, killed: &AtomicBool) {
    while !killed.load(Ordering::Relaxed) {
        let Some((page, _)) = send(address, cookie, &format!("/key-results/{key_result}/value/edit"), None) else {
            return;
        };
        if page.status != StatusCode::OK {
            continue;
        }
        let next = *diary.value.lock().unwrap() + 1;
        let form = page.form("key-result-form").set("value", &next.to_string()).set("comment", "once more");
        let fields: Vec<_> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if send(address, cookie, &form.action, Some(&fields))
            .is_some_and(|(answer, _)| answer.status == StatusCode::SEE_OTHER)
        {
            *diary.value.lock().unwrap() = next;
        }
    }
}

async fn look(cluster: &PrivateCluster) -> PgConnection {
    cluster.connect_options("okrio", SUPERUSER).connect().await.unwrap()
}

async fn check(conn: &mut PgConnection, key_result: Uuid, diary: &Diary) {
    let bodies: Vec<String> =
        sqlx::query_scalar("SELECT body FROM comments WHERE body LIKE 'kept %'").fetch_all(&mut *conn).await.unwrap();
    let once: BTreeSet<_> = bodies.iter().cloned().collect();
    assert_eq!(once.len(), bodies.len(), "a comment was written twice");
    let answered = diary.answered.lock().unwrap().clone();
    let lost: Vec<_> = answered.difference(&once).collect();
    assert!(!answered.is_empty() && lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), answered.len());
    let value: i64 = sqlx::query_scalar("SELECT value::bigint FROM key_results WHERE id = $1")
        .bind(key_result)
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    let answered = i64::from(*diary.value.lock().unwrap());
    assert!(answered > 0 && (answered..=answered + 1).contains(&value), "{value} stands, {answered} was answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_answered_is_lost_when_everything_is_killed() {
    let mut program = Program::start("killed");
    program.said();
    let address = program.address;
    let (_, cookie) =
        send(address, "", "/sign-in/local", Some(&[("email", "employee@demo.example"), ("password", PASSWORD)]))
            .unwrap();
    let cluster = PrivateCluster::start(&program.dir, Purpose::Serve).await.unwrap();
    let (objective, key_result): (Uuid, Uuid) = sqlx::query_as(
        "SELECT o.id, k.id FROM key_results k JOIN objectives o ON o.id = k.objective_id JOIN accounts a ON a.id = k.owner_id JOIN periods p ON p.id = o.period_id
         WHERE a.email = 'employee@demo.example' AND o.stage = 'active' AND p.state = 'active' AND k.kind = 'absolute' LIMIT 1",
    )
    .fetch_one(&mut look(&cluster).await)
    .await
    .unwrap();
    let diary = Diary::default();
    for _ in 0..2 {
        let killed = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| write_comments(address, &cookie, objective, &diary, &killed));
            }
            scope.spawn(|| write_values(address, &cookie, key_result, &diary, &killed));
            std::thread::sleep(Duration::from_millis(rand::rng().random_range(800..2000)));
            let pid = std::fs::read_to_string(program.dir.join("postgres/data/postmaster.pid")).unwrap();
            assert!(Command::new("kill").args(["-KILL", pid.lines().next().unwrap()]).status().unwrap().success());
            program.signal("-KILL");
            killed.store(true, Ordering::Relaxed);
        });
        program.ended(Duration::from_secs(5));
        program.start_again();
        check(&mut look(&cluster).await, key_result, &diary).await;
    }
    // the browsers send again what they heard nothing about
    let open = std::mem::take(&mut *diary.open.lock().unwrap());
    std::thread::scope(|scope| {
        for (once, body) in open.iter().rev().take(4) {
            scope.spawn(|| {
                let status = comment(address, &cookie, objective, once, body);
                assert!(matches!(status, Some(StatusCode::SEE_OTHER | StatusCode::CONFLICT)), "{status:?}");
            });
        }
    });
    check(&mut look(&cluster).await, key_result, &diary).await;
}
