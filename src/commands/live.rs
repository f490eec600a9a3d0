//! `okrio check --live`: asks the running server whether it is alive. For containers, which have no other client.
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Outcome, write_line};
use crate::config::Config;

pub(super) async fn live(config: &Config) -> Outcome {
    let mut address = config.listen;
    if address.ip().is_unspecified() {
        address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let status =
        timeout(Duration::from_secs(3), status(address)).await.map_err(|_| format!("{address} does not answer"))?;
    match status {
        Ok(200) => {
            write_line(&mut std::io::stdout(), &format!("{address} answers"));
            Ok(())
        }
        Ok(other) => Err(format!("{address} answers {other}").into()),
        Err(error) => Err(format!("{address} does not answer: {error}").into()),
    }
}

async fn status(address: SocketAddr) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect(address).await?;
    stream
        .write_all(format!("GET /health/live HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())
        .await?;
    let mut answer = String::new();
    stream.take(1024).read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok());
    status.ok_or_else(|| std::io::Error::other("no HTTP answer"))
}
