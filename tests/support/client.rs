//! A browser without a screen: cookies, the headers that browsers send, forms filled from the page they stand on.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Mutex;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;

use super::answer::{Answer, FilledForm};
use super::app::TestApp;
use super::events::Events;
use super::world::PASSWORD;

/// Sends requests to an app and keeps the cookies that it sets.
pub struct Client<'a> {
    app: &'a TestApp,
    jar: Mutex<BTreeMap<String, String>>,
    /// Sent with each request, after and instead of what the client would send itself.
    extra: Mutex<BTreeMap<String, Option<String>>>,
    pub ip: Ipv4Addr,
}

/// What a request is sent as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Browser,
    Htmx,
}

impl<'a> Client<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, jar: Mutex::default(), extra: Mutex::default(), ip: Ipv4Addr::new(192, 0, 2, 1) }
    }

    /// The same browser from another address.
    #[must_use]
    pub fn from(mut self, ip: [u8; 4]) -> Self {
        self.ip = ip.into();
        self
    }

    /// Sends this header from now on.
    pub fn header(&self, name: &str, value: &str) -> &Self {
        self.extra.lock().unwrap().insert(name.to_owned(), Some(value.to_owned()));
        self
    }

    /// Never sends this header from now on.
    pub fn without(&self, name: &str) -> &Self {
        self.extra.lock().unwrap().insert(name.to_owned(), None);
        self
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// Requests of htmx that swap a part of the page.
    pub fn htmx(&self) -> Htmx<'_, 'a> {
        Htmx(self)
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.send(By::Browser, Method::GET, address, None).await
    }

    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(By::Browser, Method::POST, address, Some(encode(fields))).await
    }

    /// Sends a form found with [`Answer::form`], as its button would.
    pub async fn submit(&self, form: FilledForm) -> Answer {
        self.send(By::Browser, Method::POST, &form.action, Some(encode_owned(&form.fields))).await
    }

    /// Goes on to where a redirect leads, through all that follow; other answers come back as they are.
    pub async fn follow(&self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            match answer.location() {
                Some(address) if answer.status.is_redirection() => answer = self.get(&address).await,
                _ => return answer,
            }
        }
        panic!("redirects in a circle at {}", answer.address);
    }

    /// Signs in through the form.
    pub async fn sign_in(&self, email: &str) {
        let answer = self.post("/sign-in/local", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "sign-in of {email}: {}", answer.text());
    }

    /// Sends any method with any body.
    pub async fn request(&self, method: Method, address: &str, content_type: &str, body: impl Into<Body>) -> Answer {
        self.header("content-type", content_type);
        let answer = self.exchange(By::Browser, method, address, body.into()).await;
        self.extra.lock().unwrap().remove("content-type");
        answer
    }

    async fn send(&self, by: By, method: Method, address: &str, form: Option<String>) -> Answer {
        self.exchange(by, method, address, form.map(Body::from).unwrap_or_default()).await
    }

    /// Begins to listen to a stream, as a page does that has seen nothing of it or comes back to it.
    pub async fn listen(&self, address: &str) -> Events {
        Events::of(self.dispatch(By::Browser, Method::GET, address, Body::empty()).await)
    }

    async fn dispatch(&self, by: By, method: Method, address: &str, body: Body) -> Response<Body> {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        let mut set = |name: &str, value: &str| headers.insert(name.to_owned(), value.to_owned());
        set("host", "127.0.0.1:8080");
        set("accept-language", "en");
        set("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        set("sec-fetch-site", "same-origin");
        if method == Method::POST {
            set("origin", "http://127.0.0.1:8080");
            set("content-type", "application/x-www-form-urlencoded");
        }
        if by == By::Htmx {
            set("hx-request", "true");
            set("hx-request-type", "partial");
        }
        let cookies: Vec<String> =
            self.jar.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            set("cookie", &cookies.join("; "));
        }
        for (name, value) in &*self.extra.lock().unwrap() {
            match value {
                Some(value) => headers.insert(name.clone(), value.clone()),
                None => headers.remove(name),
            };
        }
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = self.app.send(self.ip, request.body(body).unwrap()).await;
        self.keep_cookies(response.headers());
        response
    }

    async fn exchange(&self, by: By, method: Method, address: &str, body: Body) -> Answer {
        let (parts, mut body) = self.dispatch(by, method, address, body).await.into_parts();
        let goes_on = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let bytes = if goes_on {
            // of a stream, how it begins
            body.frame().await.unwrap().unwrap().into_data().unwrap()
        } else {
            to_bytes(body, usize::MAX).await.unwrap()
        };
        Answer {
            address: address.to_owned(),
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }

    fn keep_cookies(&self, headers: &axum::http::HeaderMap) {
        let mut jar = self.jar.lock().unwrap();
        for header in headers.get_all(header::SET_COOKIE) {
            let text = header.to_str().unwrap();
            let mut parts = text.split(';');
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            if parts.any(|part| part.trim().eq_ignore_ascii_case("max-age=0")) {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// The same client, as htmx asks.
pub struct Htmx<'c, 'a>(&'c Client<'a>);

impl Htmx<'_, '_> {
    pub async fn get(&self, address: &str) -> Answer {
        self.0.send(By::Htmx, Method::GET, address, None).await
    }

    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.0.send(By::Htmx, Method::POST, address, Some(encode(fields))).await
    }

    pub async fn submit(&self, form: FilledForm) -> Answer {
        self.0.send(By::Htmx, Method::POST, &form.action, Some(encode_owned(&form.fields))).await
    }
}

fn encode(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn encode_owned(fields: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
