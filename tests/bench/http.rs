//! A small HTTP/1.1 client for one keep-alive connection on the loopback, so that the client costs little beside what it measures.
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Outcome;

/// No line of a head and no body may be longer.
const LONGEST: usize = 4 << 20;
/// No answer may take longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer that was read to its end.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    /// `name=value` of the cookies that it sets.
    pub cookies: Vec<String>,
}

/// One connection, with the cookie that it sends.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    cookie: String,
}

impl Connection {
    /// Connects to a port of this machine.
    pub async fn open(port: u16, cookie: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), host: format!("127.0.0.1:{port}"), cookie: cookie.to_owned() })
    }

    /// Gets an address of the same origin, uncompressed.
    pub async fn get(&mut self, address: &str) -> Outcome<Answer> {
        self.send(&format!("GET {address} HTTP/1.1\r\n"), "").await
    }

    /// Sends a form as a page of the same origin would.
    pub async fn post(&mut self, address: &str, form: &str) -> Outcome<Answer> {
        let head = format!(
            "POST {address} HTTP/1.1\r\nOrigin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            self.host,
            form.len()
        );
        self.send(&head, form).await
    }

    async fn send(&mut self, head: &str, body: &str) -> Outcome<Answer> {
        let Self { host, cookie, .. } = self;
        let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
        let request = format!(
            "{head}Host: {host}\r\nAccept: text/html\r\nAccept-Encoding: identity\r\nSec-Fetch-Site: same-origin\r\n{cookie}\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        timeout(PATIENCE, self.read()).await?
    }

    async fn read(&mut self) -> Outcome<Answer> {
        let status = self.line().await?;
        let status = status.split(' ').nth(1).ok_or("an answer without a status")?.parse()?;
        let (mut length, mut chunked, mut cookies) = (0, false, Vec::new());
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => chunked = true,
                "set-cookie" => cookies.extend(value.split(';').next().map(|pair| pair.trim().to_owned())),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if chunked {
            loop {
                let length = usize::from_str_radix(&self.line().await?, 16)?;
                self.append(&mut body, length).await?;
                self.line().await?;
                if length == 0 {
                    break;
                }
            }
        } else {
            self.append(&mut body, length).await?;
        }
        Ok(Answer { status, body, cookies })
    }

    async fn line(&mut self) -> Outcome<String> {
        let mut line = Vec::new();
        (&mut self.stream).take(LONGEST as u64).read_until(b'\n', &mut line).await?;
        if line.pop() != Some(b'\n') {
            return Err("the server ended the connection".into());
        }
        Ok(String::from_utf8(line)?.trim_end().to_owned())
    }

    async fn append(&mut self, body: &mut Vec<u8>, length: usize) -> Outcome<()> {
        let begin = body.len();
        if length > LONGEST - begin.min(LONGEST) {
            return Err("an answer without an end".into());
        }
        body.resize(begin + length, 0);
        self.stream.read_exact(&mut body[begin..]).await?;
        Ok(())
    }
}
