//! A small HTTP/1.1 client for one keep-alive connection on the loopback, so that the client costs little beside what it measures.
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Outcome;

/// No answer may be longer.
const LONGEST: usize = 4 << 20;
/// No answer may take longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer that was read to its end.
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
    /// `name=value` of the cookies that it sets.
    pub cookies: Vec<String>,
}

/// One connection, with the cookie that it sends.
pub struct Connection {
    stream: TcpStream,
    host: String,
    cookie: String,
    /// The last answer; kept, so that the next one needs no new room.
    read: Vec<u8>,
}

impl Connection {
    /// Connects to a port of this machine.
    pub async fn open(port: u16, cookie: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
        Ok(Self { stream, host: format!("127.0.0.1:{port}"), cookie, read: Vec::with_capacity(128 * 1024) })
    }

    /// Gets an address of the same origin, uncompressed.
    pub async fn get(&mut self, address: &str) -> Outcome<Answer<'_>> {
        self.send(&format!("GET {address} HTTP/1.1\r\n"), "").await
    }

    /// Sends a form as a page of the same origin would.
    pub async fn post(&mut self, address: &str, form: &str) -> Outcome<Answer<'_>> {
        let head = format!(
            "POST {address} HTTP/1.1\r\nOrigin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            self.host,
            form.len()
        );
        self.send(&head, form).await
    }

    async fn send(&mut self, head: &str, body: &str) -> Outcome<Answer<'_>> {
        let Self { host, cookie, .. } = self;
        let request = format!(
            "{head}Host: {host}\r\nAccept: text/html\r\nAccept-Encoding: identity\r\nSec-Fetch-Site: same-origin\r\n{cookie}\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.read.clear();
        timeout(PATIENCE, self.read()).await?
    }

    async fn read(&mut self) -> Outcome<Answer<'_>> {
        let end = loop {
            self.more().await?;
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = std::str::from_utf8(&self.read[..end])?;
        let status = head.split(' ').nth(1).ok_or("an answer without a status")?.parse()?;
        let (mut length, mut cookies) = (0, Vec::new());
        for (name, value) in head.lines().filter_map(|line| line.split_once(':')) {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            } else if name.eq_ignore_ascii_case("set-cookie") {
                cookies.extend(value.split(';').next().map(|pair| pair.trim().to_owned()));
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                return Err("the pages that are measured have a length".into());
            }
        }
        while self.read.len() < end + length {
            self.more().await?;
        }
        Ok(Answer { status, body: &self.read[end..], cookies })
    }

    async fn more(&mut self) -> Outcome<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            return Err("the server ended the connection".into());
        }
        if self.read.len() > LONGEST {
            return Err("an answer without an end".into());
        }
        Ok(())
    }
}
