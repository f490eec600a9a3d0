//! A stream of events, read as a browser reads it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream; it ends when it is dropped.
pub struct Events {
    pub status: StatusCode,
    pub headers: HeaderMap,
    body: Body,
    read: String,
}

/// One event.
#[derive(Debug)]
pub struct Event {
    pub id: String,
    pub data: Value,
}

impl Event {
    pub fn n(&self) -> i64 {
        self.data["n"].as_i64().unwrap()
    }
}

impl Events {
    pub fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        Self { status: parts.status, headers: parts.headers, body, read: String::new() }
    }

    /// The next event; none when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        timeout(PATIENCE, self.read()).await.expect("an event, or the end")
    }

    /// Whether nothing comes for so long.
    pub async fn is_silent_for(&mut self, long: Duration) -> bool {
        timeout(long, self.read()).await.is_err()
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                let event = field("data").map(|data| Event {
                    id: field("id").unwrap_or_default().to_owned(),
                    data: serde_json::from_str(data).unwrap(),
                });
                self.read = rest.to_owned();
                match event {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let frame = self.body.frame().await?.unwrap().into_data().unwrap();
            self.read.push_str(std::str::from_utf8(&frame).unwrap());
        }
    }
}
