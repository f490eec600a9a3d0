//! What holds for every page: nothing for axe, nothing wider than the window, nothing in the console, no refused request.

use okrio::kernel::Locale;

use crate::browser::{Browser, Setup};
use crate::hand::see;
use crate::site::{Chosen, Site};

/// Width of the window in pixels, and whether the device likes dark pages.
pub type Ways = &'static [(u32, bool)];

const EVERY_WAY: Ways = &[(1280, false), (1280, true), (390, true), (390, false)];
const NARROWEST: u32 = 320;

#[tokio::test]
async fn pages_are_accessible_and_fit_in_english() {
    walk(Locale::En, "en").await;
}

#[tokio::test]
async fn pages_are_accessible_and_fit_in_russian() {
    walk(Locale::Ru, "ru").await;
}

/// Pages for nobody in particular.
const AT_THE_DOOR: [(&str, &str); 6] = [
    ("sign-in", "/sign-in"),
    ("sign-in-organization", "/sign-in/organization?for=demo"),
    ("sign-in-code", "/sign-in/code"),
    ("password-forgotten", "/password/forgotten"),
    ("register", "/register"),
    ("outbox", "/dev/mail"),
];

/// Pages that the links of letters lead to.
const BEHIND_LINKS: [(&str, &str); 3] =
    [("password-new", "/password/new"), ("invitation", "/invitation"), ("registration", "/registration")];

/// Links as letters hold them, followed in this browser; and an invitation that is open.
async fn open_links(site: &mut Site, browser: &Browser) {
    let secret = |number: u8| format!("{number:02x}").repeat(32);
    let statement = format!(
        "INSERT INTO links (hash, purpose, login_id, created_at, expires_at)
           SELECT sha256('{}'), 'password', id, now(), '2100-01-01' FROM logins WHERE email = 'employee@demo.example';
         INSERT INTO links (hash, purpose, email, created_at, expires_at) VALUES (sha256('{}'), 'registration', 'new@acme.example', now(), '2100-01-01');
         INSERT INTO invitations (organization_id, id, email, role, token_hash, lasts_days, invited_by, letter_id, created_at, sent_at, expires_at)
           SELECT organization_id, gen_random_uuid(), 'new@acme.example', 'hr', sha256('{}'), 7, id, gen_random_uuid(), '2026-11-17', '2026-11-17', '2100-01-01'
           FROM accounts WHERE email = 'owner@demo.example'",
        secret(1),
        secret(2),
        secret(3)
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut site.admin).await.unwrap();
    for (number, path) in [(1, "password"), (2, "registration"), (3, "invitation")] {
        site.goto(browser, &format!("/{path}/{}", secret(number))).await;
    }
}

/// Names and addresses.
type Pages = Vec<(&'static str, String)>;

/// Pages with names of their own: those of an employee, and those of an administrator.
pub fn pages(chosen: &Chosen) -> (Pages, Pages) {
    let objective = format!("/objectives/{}", chosen.objective);
    let of_employee = vec![
        // while signing in is a moment ago
        ("authenticator", "/account/security/authenticator".to_owned()),
        ("security", "/account/security".to_owned()),
        ("confirmation", "/sign-in/again?return_to=/account/security".to_owned()),
        ("my-work", "/".to_owned()),
        ("check-in", "/check-in".to_owned()),
        ("check-in-before", "/check-in/2026-W46".to_owned()),
        ("objectives", "/objectives?period=2026-q4".to_owned()),
        ("objectives-select", "/objectives?period=2026-q4&sort=-updated&select=1".to_owned()),
        ("view-new", "/objectives/views/new?owner=me&period=2026-q4".to_owned()),
        ("views", "/objectives/views".to_owned()),
        ("objective", objective.clone()),
        ("objective-why", format!("{objective}?why=progress")),
        ("history", format!("{objective}/history")),
        ("access", format!("{objective}/access")),
        ("comments", format!("{objective}/comments")),
        ("key-result", format!("/key-results/{}", chosen.key_result)),
        ("value", format!("/key-results/{}/value/edit", chosen.key_result)),
        ("new-objective", "/objectives/new".to_owned()),
        ("alignment", "/alignment".to_owned()),
        ("alignment-list", "/alignment?view=list".to_owned()),
        ("sessions", "/account/sessions".to_owned()),
        ("identities", "/account/identities".to_owned()),
        ("appearance", "/account/appearance".to_owned()),
        ("keyboard", "/account/keyboard".to_owned()),
        ("password", "/account/password".to_owned()),
        ("organizations", "/organizations".to_owned()),
        ("help", "/help".to_owned()),
        ("keys", "/help/keys".to_owned()),
        ("accessibility", "/help/accessibility".to_owned()),
        ("search", "/search?q=a".to_owned()),
        ("search-nothing", "/search?q=xyzzy".to_owned()),
        ("alignment-planned", "/alignment?period=2027-q1&open=all".to_owned()),
    ];
    let of_admin = vec![
        ("sign-in-policy", "/organization/sign-in".to_owned()),
        ("imports", "/imports".to_owned()),
        ("brand", "/organization/appearance?colour=ffcc00".to_owned()),
        ("members", "/organization/members".to_owned()),
        ("member", format!("/organization/members/{}", chosen.member)),
        ("ownership", "/organization/ownership".to_owned()),
        ("invitations", "/organization/invitations".to_owned()),
        ("audit", "/organization/audit?who=a&from=2026-01-01".to_owned()),
        ("audit-security", "/organization/audit/security".to_owned()),
        ("identity-providers", "/organization/identity-providers".to_owned()),
        ("identity-provider-openid", "/organization/identity-providers/new?kind=openid".to_owned()),
        ("identity-provider-entra", "/organization/identity-providers/new?kind=entra".to_owned()),
        ("kept-mappings", "/imports/mappings".to_owned()),
        ("new-key-result", format!("{objective}/key-results/new")),
        ("edit-objective", format!("{objective}/edit")),
        ("title", format!("{objective}/title/edit")),
        ("return", format!("{objective}/return")),
        ("move", format!("{objective}/move")),
        ("alignment-movable", "/alignment?open=all".to_owned()),
        ("edit-key-result", format!("/key-results/{}/edit", chosen.key_result)),
        ("target", format!("/key-results/{}/target/edit", chosen.key_result)),
    ];
    (of_employee, of_admin)
}

async fn walk(locale: Locale, languages: &'static str) {
    let mut site = Site::start(locale).await;
    let (of_employee, of_admin) = pages(&site.choose().await);
    let browser = Browser::with(Setup { languages, ..Setup::default() }).await;
    let mut look = Look::of(&browser, languages, EVERY_WAY);
    for (name, path) in AT_THE_DOOR {
        look.visit(&site, name, path).await;
    }
    open_links(&mut site, &browser).await;
    for (name, path) in BEHIND_LINKS {
        look.visit(&site, name, path).await;
    }
    site.sign_in(&browser, "employee").await;
    for (name, path) in &of_employee {
        look.visit(&site, name, path).await;
    }
    browser.delete_all_cookies().await.unwrap();
    site.sign_in(&browser, "admin").await;
    for (name, path) in &of_admin {
        look.visit(&site, name, path).await;
    }
    look.end();
}

/// Collects what is wrong with pages, and takes their pictures on a desk and on a phone, by day and by night.
pub struct Look<'a> {
    browser: &'a Browser,
    language: &'static str,
    ways: Ways,
    found: Vec<String>,
}

impl<'a> Look<'a> {
    pub fn of(browser: &'a Browser, language: &'static str, ways: Ways) -> Self {
        Self { browser, language, ways, found: Vec::new() }
    }

    async fn visit(&mut self, site: &Site, name: &str, path: &str) {
        site.goto(self.browser, path).await;
        see(self.browser, "html[data-ready] main h1").await;
        assert_eq!(self.browser.current_url().await.unwrap().as_str(), format!("{}{path}", site.address));
        self.at(name, &[]).await;
    }

    /// At the page as it stands; some refusals may have been asked for.
    pub async fn at(&mut self, name: &str, refusals: &[u64]) {
        let name = format!("{name}-{}", self.language);
        for (width, dark) in self.ways {
            self.browser.set_size((*width, 900)).await;
            self.browser.set_dark(*dark).await;
            let name = format!("{name}-{}-{width}", if *dark { "dark" } else { "light" });
            self.fits(&name, *width).await;
            self.browser.picture(&name).await;
            let faults = self.browser.axe().await;
            self.note(&name, faults);
        }
        self.browser.set_size((NARROWEST, 900)).await;
        self.fits(&name, NARROWEST).await;
        self.browser.set_size((1280, 900)).await;
        let faults = self.browser.faults_besides(refusals).await;
        self.note(&name, faults);
    }

    /// Also printed at once, for the case that the walk does not come to its end.
    fn note(&mut self, name: &str, faults: Vec<String>) {
        for fault in faults {
            eprintln!("{name}: {fault}");
            self.found.push(format!("{name}: {fault}"));
        }
    }

    async fn fits(&mut self, name: &str, width: u32) {
        let script = "return document.documentElement.scrollWidth";
        let wide = self.browser.execute(script, Vec::new()).await.unwrap().json().as_u64().unwrap();
        if wide > u64::from(width) {
            self.note(name, vec![format!("{wide} wide at {width}")]);
        }
    }

    pub fn end(self) {
        assert!(self.found.is_empty(), "{}", self.found.join("\n"));
    }
}
