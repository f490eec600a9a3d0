//! A real OpenID Connect provider for one test: the certified npm package `oidc-provider`, in a process of its own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use serde_json::{Value, json};

/// The secret that its only client, `okrio`, has there.
pub const SECRET: &str = "a secret that only the tests know";

/// The provider, and a browser that is at it.
pub struct IdentityProvider {
    pub issuer: String,
    running: Child,
    http: reqwest::Client,
    jar: Mutex<BTreeMap<String, String>>,
}

impl IdentityProvider {
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let tools = root.join("target/tools/oidc");
        assert!(tools.join("node_modules").exists(), "oidc-provider is missing: make setup");
        let mut running = Command::new("node")
            .arg(root.join("tests/support/oidc/provider.js"))
            .arg(tools)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut issuer = String::new();
        BufReader::new(running.stdout.take().unwrap()).read_line(&mut issuer).unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { issuer: issuer.trim().to_owned(), running, http, jar: Mutex::default() }
    }

    /// Who signs in next, what is changed in the next tokens, what it knows of its client, and whether it gets a new key.
    pub async fn control(&self, wanted: Value) {
        let address = format!("{}/control", self.issuer);
        let answer = self.http.post(address).body(wanted.to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// Tells it the addresses of its client.
    pub async fn register(&self, redirect: &str, after_logout: &str) {
        let client = json!({ "redirect_uris": [redirect], "post_logout_redirect_uris": [after_logout] });
        self.control(json!({ "client": client })).await;
    }

    pub async fn person(&self, sub: &str, claims: Value) {
        self.control(json!({ "person": { "sub": sub, "claims": claims } })).await;
    }

    pub async fn change(&self, change: Value) {
        self.control(json!({ "change": change })).await;
    }

    /// Goes to an address of it and on until it leads elsewhere: there.
    pub async fn visit(&self, address: &str) -> String {
        let mut address = address.to_owned();
        for _ in 0..8 {
            let answer = self.ask(self.http.get(&address)).await;
            let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
            let Some(location) = location else { panic!("{address}: {}", answer.text().await.unwrap()) };
            address = match location.starts_with('/') {
                true => format!("{}{location}", self.issuer),
                false => location,
            };
            if !address.starts_with(&self.issuer) {
                return address;
            }
        }
        panic!("the provider leads in a circle at {address}");
    }

    /// Signs out there, as its page asks to, and gives where it leads.
    pub async fn sign_out(&self, address: &str) -> String {
        let page = self.ask(self.http.get(address)).await.text().await.unwrap();
        let xsrf = page.split("name=\"xsrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let body = format!("xsrf={}&logout=yes", xsrf.unwrap_or_else(|| panic!("{page}")));
        let confirm = self.http.post(format!("{}/session/end/confirm", self.issuer)).body(body);
        let answer = self.ask(confirm.header("content-type", "application/x-www-form-urlencoded")).await;
        answer.headers().get("location").unwrap().to_str().unwrap().to_owned()
    }

    /// The tokens by which it has said that somebody signed out.
    pub async fn captured(&self) -> Vec<String> {
        let answer = self.http.get(format!("{}/captured", self.issuer)).send().await.unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// Another browser comes to it.
    pub fn forget(&self) {
        self.jar.lock().unwrap().clear();
    }

    pub fn stop(&mut self) {
        self.running.kill().unwrap();
        self.running.wait().unwrap();
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> reqwest::Response {
        let cookies: Vec<String> =
            self.jar.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        let mut jar = self.jar.lock().unwrap();
        for header in answer.headers().get_all("set-cookie") {
            let (name, value) = header.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            jar.insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}
