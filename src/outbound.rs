//! Requests to addresses that people have typed, or that came with an answer from there: none of them reaches what only this
//! machine or its network may reach.
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::{Request, Response};
use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::config::Config;

const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(10);
/// No answer that we ask for is longer.
const LONGEST: usize = 1_000_000;

/// Sends guarded requests. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    rules: Rules,
    /// Made when it is first needed: that takes reading the certificates of the machine.
    client: Arc<OnceLock<Client>>,
}

/// What the operator lets through.
#[derive(Debug, Clone, Copy)]
struct Rules {
    plain_http: bool,
    private: bool,
}

/// Why there is no answer. Neither text nor cause holds what was sent.
#[derive(Debug)]
pub enum OutboundError {
    /// The address is not one that may be asked.
    Forbidden(&'static str),
    /// Nobody answered in time, or not in a way that can be trusted.
    Failed(String),
    /// The answer is longer than [`LONGEST`].
    TooLong,
}

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forbidden(why) => write!(f, "the address may not be asked: {why}"),
            Self::Failed(why) => f.write_str(why),
            Self::TooLong => write!(f, "the answer is longer than {LONGEST} bytes"),
        }
    }
}

impl std::error::Error for OutboundError {}

impl OutboundError {
    /// The innermost cause says most: `Connection refused`.
    fn of(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        Self::Failed(cause.to_string())
    }
}

impl Outbound {
    /// No redirects, no proxies, no plain http in production, and no private addresses unless the operator allows them.
    pub fn new(config: &Config) -> Self {
        let rules = Rules { plain_http: !config.is_production(), private: config.private_addresses };
        Self { rules, client: Arc::default() }
    }

    fn client(&self) -> Result<&Client, OutboundError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .https_only(!self.rules.plain_http)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent("OKRio")
            .dns_resolver(Arc::new(Guard(self.rules)))
            .build()
            .map_err(OutboundError::of)?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Whether an address may be asked, as far as it can be told without asking for its name.
    pub fn permits(&self, url: &Url) -> Result<(), OutboundError> {
        match url.scheme() {
            "https" => {}
            "http" if self.rules.plain_http => {}
            _ => return Err(OutboundError::Forbidden("it needs https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::Forbidden("it has a password in it"));
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(OutboundError::Forbidden("it names no host")),
        };
        match address {
            Some(address) if !self.rules.permit(address) => Err(OutboundError::Forbidden("it is a private address")),
            _ => Ok(()),
        }
    }

    /// Sends it and reads the whole answer, whatever its status.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutboundError> {
        let request = reqwest::Request::try_from(request).map_err(OutboundError::of)?;
        // the resolver is not asked about addresses
        self.permits(request.url())?;
        let mut answer = self.client()?.execute(request).await.map_err(OutboundError::of)?;
        let mut response = Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.extend(answer.headers().clone());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(OutboundError::of)? {
            if body.len() + chunk.len() > LONGEST {
                return Err(OutboundError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        response.body(body).map_err(|error| OutboundError::Failed(error.to_string()))
    }
}

/// Gives a connection only addresses that are permitted, so that a name cannot change its meaning between check and use.
struct Guard(Rules);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let permitted: Vec<SocketAddr> = found.filter(|address| rules.permit(address.ip())).collect();
            if permitted.is_empty() {
                return Err(OutboundError::Forbidden("its name leads to a private address").into());
            }
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}

impl Rules {
    fn permit(self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) if is_public_4(address) => true,
            IpAddr::V6(address) if is_public_6(address) => true,
            // the machines of a cloud answer there with its keys, and nobody else does
            IpAddr::V4(address) => self.private && (address.is_private() || address.is_loopback()),
            IpAddr::V6(address) => self.private && (address.is_unique_local() || address.is_loopback()),
        }
    }
}

fn is_public_4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)))
}

/// What is given to the internet, less what leads to other addresses or nowhere.
fn is_public_6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_global = (0x2000..0x4000).contains(&a);
    let is_tunnel = a == 0x2002 || (a == 0x2001 && b < 0x200);
    let is_documentation = (a == 0x2001 && b == 0xdb8) || (a == 0x3fff && b < 0x1000);
    is_global && !is_tunnel && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outbound(settings: &[(&str, &str)]) -> Outbound {
        let get = |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Outbound::new(&Config::read(get).unwrap())
    }

    fn permits(outbound: &Outbound, url: &str) -> bool {
        outbound.permits(&Url::parse(url).unwrap()).is_ok()
    }

    #[test]
    fn private_addresses_are_known_in_every_spelling() {
        let strict = outbound(&[("OKRIO_PRIVATE_ADDRESSES", "refuse")]);
        for url in [
            "https://127.0.0.1",
            "https://2130706433",
            "https://0x7f.1",
            "https://10.1.2.3",
            "https://172.16.0.1",
            "https://192.168.1.1",
            "https://169.254.169.254",
            "https://100.64.0.1",
            "https://0.0.0.0",
            "https://198.18.0.1",
            "https://224.0.0.1",
            "https://255.255.255.255",
            "https://[::1]",
            "https://[::]",
            "https://[::ffff:10.0.0.1]",
            "https://[64:ff9b::a00:1]",
            "https://[2002:a00:1::]",
            "https://[fd00::1]",
            "https://[fe80::1]",
            "https://[ff02::1]",
            "https://[2001:db8::1]",
        ] {
            assert!(!permits(&strict, url), "{url}");
        }
        for url in ["https://login.example.com", "https://93.184.215.14", "https://[2606:2800:21f:cb07::1]"] {
            assert!(permits(&strict, url), "{url}");
        }
    }

    #[test]
    fn what_an_operator_allows_has_its_limits() {
        let open = outbound(&[("OKRIO_PRIVATE_ADDRESSES", "allow")]);
        assert!(permits(&open, "http://127.0.0.1:8080") && permits(&open, "https://[fd00::1]"));
        for url in [
            "http://169.254.169.254/latest",
            "https://0.0.0.0",
            "ftp://login.example.com",
            "https://a:b@login.example.com",
        ] {
            assert!(!permits(&open, url), "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_asked() {
        let strict = outbound(&[("OKRIO_PRIVATE_ADDRESSES", "refuse")]);
        let request = Request::get("http://localhost:1/").body(Vec::new()).unwrap();
        let error = strict.send(request).await.unwrap_err().to_string();
        assert!(error.contains("private address"), "{error}");
    }
}
