//! A headless Chromium for one test, which ends with the test however that ends.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};

/// Waits for the end of its input, which comes when the test ends or is killed. Then it ends the process group of the
/// driver, which Chromium belongs to, and removes their files.
const WATCH: &str = r#"read -r _; kill -s KILL -- "-$1"; until rm -rf "$2"; do sleep 0.1; done"#;

/// What differs between the browsers of the tests.
pub struct Setup {
    pub javascript: bool,
    /// Value of the `Accept-Language` header.
    pub languages: &'static str,
    pub dark: bool,
    /// Width and height of the page's area in pixels.
    pub size: (u32, u32),
}

impl Default for Setup {
    fn default() -> Self {
        Self { javascript: true, languages: "en", dark: false, size: (1280, 900) }
    }
}

/// What a device asks pages for. It likes no motion unless told, so that nothing is caught half way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Media {
    pub dark: bool,
    pub more_contrast: bool,
    pub forced_colours: bool,
    pub motion: bool,
    pub print: bool,
}

/// A browser window; everything of [`WebDriver`] can be called on it.
pub struct Browser {
    driver: WebDriver,
    process: Process,
}

/// The driver with its Chromium, and who ends them.
struct Process {
    profile: PathBuf,
    driver: Child,
    watch: Child,
}

impl Browser {
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    pub async fn with(setup: Setup) -> Self {
        let profile = profile_dir();
        let (process, port) = Process::start(&profile);
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities(&setup, &profile))
            .await
            .expect("Chromium starts");
        let browser = Self { driver, process };
        browser.set_size(setup.size).await;
        browser.set_dark(setup.dark).await;
        browser
    }

    /// Makes the device one that likes dark pages, or light ones.
    pub async fn set_dark(&self, dark: bool) {
        self.set_media(Media { dark, ..Media::default() }).await;
    }

    pub async fn set_media(&self, media: Media) {
        let words = [
            ("prefers-color-scheme", if media.dark { "dark" } else { "light" }),
            ("prefers-contrast", if media.more_contrast { "more" } else { "no-preference" }),
            ("forced-colors", if media.forced_colours { "active" } else { "none" }),
            ("prefers-reduced-motion", if media.motion { "no-preference" } else { "reduce" }),
        ];
        let features = words.map(|(name, value)| json!({ "name": name, "value": value }));
        let kind = if media.print { "print" } else { "" };
        self.send("Emulation.setEmulatedMedia", json!({ "media": kind, "features": features })).await;
    }

    /// Where files go that pages offer: away with the test.
    pub async fn keep_downloads(&self) -> PathBuf {
        let folder = self.process.profile.join("downloads");
        std::fs::create_dir_all(&folder).unwrap();
        let parameters = json!({ "behavior": "allow", "downloadPath": folder });
        self.send("Browser.setDownloadBehavior", parameters).await;
        folder
    }

    /// The page on paper, as `target/screenshots/<name>.pdf`, and its size in bytes.
    pub async fn paper(&self, name: &str) -> usize {
        let answer = self
            .send("Page.printToPDF", json!({ "preferCSSPageSize": true, "paperWidth": 8.27, "paperHeight": 11.69 }))
            .await;
        let content = thirtyfour::support::base64_decode(answer["data"].as_str().unwrap()).unwrap();
        std::fs::write(target().join("screenshots").join(format!("{name}.pdf")), &content).unwrap();
        content.len()
    }

    /// What somebody hears who does not see the main part of the page: role, name and state of each thing, one in a line.
    pub async fn heard(&self) -> String {
        let answer = self.send("Accessibility.getFullAXTree", json!({})).await;
        let nodes = answer["nodes"].as_array().unwrap();
        let by_id: HashMap<&str, &Value> = nodes.iter().map(|node| (node["nodeId"].as_str().unwrap(), node)).collect();
        let main = nodes.iter().find(|node| node["role"]["value"] == "main" && node["ignored"] != true).unwrap();
        let mut lines = Vec::new();
        hear_node(main, &by_id, 0, "", &mut lines);
        lines.join("\n")
    }

    /// Sets the size of the page's area, also below the least width of a window.
    pub async fn set_size(&self, (width, height): (u32, u32)) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.send("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Takes the network away, or gives it back.
    pub async fn set_offline(&self, offline: bool) {
        self.send("Network.enable", json!({})).await;
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.send("Network.emulateNetworkConditions", conditions).await;
    }

    /// Makes the device a slow one: so many ms and bytes per second away from everything, its processor so many times slower.
    pub async fn slow_down(&self, latency: u32, bytes: u32, times: u32) {
        self.send("Network.enable", json!({})).await;
        let conditions =
            json!({ "offline": false, "latency": latency, "downloadThroughput": bytes, "uploadThroughput": bytes / 2 });
        self.send("Network.emulateNetworkConditions", conditions).await;
        self.send("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await;
    }

    /// Makes the device one that has never been here, but for its cookies.
    pub async fn forget_files(&self) {
        self.send("Network.clearBrowserCache", json!({})).await;
    }

    /// Runs a script on each page that is opened from now on, before anything of the page; what it is known by.
    pub async fn run_first(&self, script: &str) -> String {
        let added = self.send("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
        added["identifier"].as_str().unwrap().to_owned()
    }

    /// Runs it no more.
    pub async fn run_no_more(&self, script: &str) {
        self.send("Page.removeScriptToEvaluateOnNewDocument", json!({ "identifier": script })).await;
    }

    /// Saves the whole page, not only what is in view, as `target/screenshots/<name>.png`.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let folder = target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let answer =
            self.send("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true })).await;
        let path = folder.join(format!("{name}.png"));
        let image = thirtyfour::support::base64_decode(answer["data"].as_str().unwrap()).unwrap();
        std::fs::write(&path, image).unwrap();
        path
    }

    /// What axe finds on the page, one line for each place: rule, help, selector.
    pub async fn axe(&self) -> Vec<String> {
        self.axe_by("{ resultTypes: ['violations'] }").await
    }

    /// Targets that are too small and too near to others. What lies over the page for a while counts as well, so the whole page
    /// has to be in the window.
    pub async fn small_targets(&self) -> Vec<String> {
        self.axe_by("{ runOnly: ['target-size'], rules: { 'target-size': { enabled: true } } }").await
    }

    async fn axe_by(&self, options: &str) -> Vec<String> {
        if self.driver.execute("return !window.axe", Vec::new()).await.unwrap().json().as_bool() == Some(true) {
            let file = target().join("tools/axe.min.js");
            let axe = std::fs::read_to_string(&file);
            let axe = axe.unwrap_or_else(|_| panic!("{} is missing: run make setup", file.display()));
            self.driver.execute(axe, Vec::new()).await.unwrap();
        }
        let script = format!(
            "const done = arguments[arguments.length - 1];
             axe.run(document, {options}).then(
               found => done(found.violations.flatMap(rule => rule.nodes.map(
                 node => `${{rule.id}}: ${{rule.help}}: ${{node.target.join(' ')}}`))),
               error => done([`axe failed: ${{error}}`]))"
        );
        self.driver.execute_async(script, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// What went wrong since the last call: script errors, violations of the content security policy, requests that
    /// failed, answers of 400 and above.
    pub async fn faults(&self) -> Vec<String> {
        self.faults_besides(&[]).await
    }

    /// The same without answers that the test asked for, such as 422 to a bad form.
    pub async fn faults_besides(&self, expected: &[u64]) -> Vec<String> {
        // what the console says of the network, the answers below say better
        let console = self.driver.browser_log().await.unwrap().into_iter();
        let console = console.filter(|entry| entry.level == "SEVERE" && entry.source.as_deref() != Some("network"));
        let events = self.driver.get_log("performance").await.unwrap().into_iter();
        let mut network = Network::default();
        let refused = events.filter_map(|event| network.refused(&event.message, expected));
        console.map(|entry| entry.message).chain(refused.collect::<Vec<_>>()).collect()
    }

    /// The folder of everything that Chromium keeps; nothing of it is left after the test.
    pub fn profile(&self) -> &Path {
        &self.process.profile
    }

    async fn send(&self, command: &str, parameters: Value) -> Value {
        self.driver.cdp().send_raw(command, parameters).await.unwrap()
    }
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The session's own farewell would wait for the runtime; the browser ends with its process anyway.
        let _ = self.driver.clone().leak();
    }
}

impl Process {
    fn start(profile: &Path) -> (Self, u16) {
        std::fs::create_dir_all(profile).unwrap();
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .env("TMPDIR", profile)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed (make setup)");
        let watch = Command::new("sh")
            .args(["-c", WATCH, "okrio-browser", &driver.id().to_string()])
            .arg(profile)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(driver.stdout.take().unwrap());
        let process = Self { profile: profile.to_owned(), driver, watch };
        let port = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok())
            .expect("chromedriver starts");
        (process, port)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
        let _ = self.driver.wait();
    }
}

fn capabilities(setup: &Setup, profile: &Path) -> ChromeCapabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        // The sandbox refuses root, and most containers refuse the sandbox. Only our own pages are opened.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-extensions",
        "--disable-breakpad",
        "--hide-scrollbars",
    ] {
        capabilities.add_arg(argument).unwrap();
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.join("profile").display())).unwrap();
    let mut preferences = json!({ "intl.accept_languages": setup.languages });
    if !setup.javascript {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    capabilities.add_experimental_option("prefs", preferences).unwrap();
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
    capabilities.set_logging_prefs("performance", LoggingPrefsLogLevel::All).unwrap();
    capabilities
}

/// Addresses of the requests that were seen, by their ids.
#[derive(Default)]
struct Network(HashMap<String, String>);

impl Network {
    /// What an event says of a request that failed, or of an answer that refuses.
    fn refused(&mut self, event: &str, expected: &[u64]) -> Option<String> {
        let event: Value = serde_json::from_str(event).ok()?;
        let (name, of) = (event["message"]["method"].as_str()?, &event["message"]["params"]);
        let id = of["requestId"].as_str()?;
        match name {
            "Network.requestWillBeSent" => {
                self.0.insert(id.to_owned(), of["request"]["url"].as_str()?.to_owned());
                None
            }
            "Network.responseReceived" => {
                let status = of["response"]["status"].as_u64()?;
                (status >= 400 && !expected.contains(&status)).then(|| format!("{status} {}", of["response"]["url"]))
            }
            // a page that is left drops what it still waits for, and what no page asked for is the browser's own
            "Network.loadingFailed" if of["canceled"] != true && of["errorText"] != "net::ERR_ABORTED" => {
                self.0.get(id).map(|address| format!("{} {address}", of["errorText"]))
            }
            _ => None,
        }
    }
}

/// States that are said, when they are not as usual.
const STATES: [&str; 9] =
    ["checked", "current", "disabled", "expanded", "invalid", "level", "required", "selected", "valuetext"];

fn hear_node(node: &Value, by_id: &HashMap<&str, &Value>, depth: usize, named: &str, lines: &mut Vec<String>) {
    let (role, name) =
        (node["role"]["value"].as_str().unwrap_or_default(), node["name"]["value"].as_str().unwrap_or_default());
    let is_text = ["StaticText", "InlineTextBox", "LineBreak", "ListMarker", "LabelText", "Legend"].contains(&role);
    // text that is the name of what it stands in is heard once
    let is_said = node["ignored"] != true
        && !["none", "generic", "InlineTextBox", "LineBreak", "ListMarker"].contains(&role)
        && !(is_text && (named.contains(name.trim()) || role != "StaticText"));
    let (mut deeper, mut within) = (depth, named);
    if is_said {
        let states: String = node["properties"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| {
                let (name, value) = (one["name"].as_str()?, &one["value"]["value"]);
                let is_usual = name != "expanded" && [&json!(false), &json!("false"), &json!("")].contains(&value);
                (STATES.contains(&name) && !is_usual)
                    .then(|| format!(" {name}={}", value.to_string().trim_matches('"')))
            })
            .collect();
        let value = node["value"]["value"].as_str().map(|value| format!(" = {value}")).unwrap_or_default();
        let description = node["description"]["value"].as_str().filter(|text| !text.is_empty());
        let description = description.map(|text| format!(" ({text})")).unwrap_or_default();
        lines.push(format!("{}{role} \"{}\"{value}{states}{description}", "  ".repeat(depth), name.trim()));
        deeper += 1;
        within = name;
    }
    for child in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = child.as_str().and_then(|id| by_id.get(id)) {
            hear_node(child, by_id, deeper, within, lines);
        }
    }
}

fn profile_dir() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("okrio-browser-{}-{number}", std::process::id()))
}

fn target() -> &'static Path {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().unwrap_or(tmp)
}
