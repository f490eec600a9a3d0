//! A headless Chromium for one test, which ends with the test however that ends.

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
        if setup.dark {
            let features = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
            browser.send("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        }
        browser
    }

    /// Sets the size of the page's area, also below the least width of a window.
    pub async fn set_size(&self, (width, height): (u32, u32)) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.send("Emulation.setDeviceMetricsOverride", metrics).await;
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
        let file = target().join("tools/axe.min.js");
        let axe =
            std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} is missing: run make setup", file.display()));
        let script = format!(
            "{axe}; const done = arguments[arguments.length - 1];
             axe.run(document, {{ resultTypes: ['violations'] }}).then(
               found => done(found.violations.flatMap(rule => rule.nodes.map(
                 node => `${{rule.id}}: ${{rule.help}}: ${{node.target.join(' ')}}`))),
               error => done([`axe failed: ${{error}}`]))"
        );
        self.driver.execute_async(script, Vec::new()).await.unwrap().convert().unwrap()
    }

    /// Script errors, violations of the content security policy and files of ours that did not load, since the last
    /// call. Answers of 4xx to a form are no error: forms are tested with them.
    pub async fn faults(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        log.into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .filter(|entry| entry.source.as_deref() != Some("network") || entry.message.contains("/assets/"))
            .map(|entry| entry.message)
            .collect()
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
    capabilities
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
