//! The table of all routes: whose they are, how a person gets there, and the trace that a change leaves.

use super::scene::{Scene, form_to};
use crate::auth::email_code::sent_code;
use crate::auth::phone::Phone;
use crate::okr::imports::steps::upload;
use crate::support::answer::{Answer, FilledForm};
use crate::support::client::Client;

/// Whom an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Everybody, signed in or not.
    All,
    /// About the one who asks: their preferences, password, sessions, drafts.
    Oneself,
    /// Everybody signed in, each over what they may see.
    Members,
    /// Who sees the object.
    Seeing,
    /// Who has a right to the object; others who see it are told so.
    Entitled,
    /// The one account it belongs to.
    Holder,
    /// Who administers an organization.
    Administrators,
    /// Who administers the organization of the object.
    Administering,
    Operator,
}

/// How a request that changes something is made.
#[derive(Debug, Clone, Copy)]
pub enum Sent {
    /// The form on this page that leads to the route, with these fields typed.
    Form(&'static str, &'static [(&'static str, &'static str)]),
    /// By a script: this address, these fields.
    Bare(&'static str, &'static [(&'static str, &'static str)]),
    /// A file.
    Upload,
}

/// What stays of a change in the audit log.
#[derive(Debug, Clone, Copy)]
pub enum Trace {
    Audit(&'static str),
    /// No audit row, for this reason.
    None(&'static str),
    /// Only a machine can send it rightly; this is tried elsewhere.
    Machine,
}

/// A page or part.
pub struct Look(pub &'static str, pub For);

/// A change.
pub struct Change(pub &'static str, pub For, pub Sent, pub Trace);

use For::{Administering, Administrators, All, Entitled, Holder, Members, Oneself, Operator, Seeing};
use Sent::{Bare, Form, Upload};
use Trace::Audit;

pub const LOOKS: &[Look] = &[
    Look("/", Members),
    Look("/account/appearance", Oneself),
    Look("/account/identities", Oneself),
    Look("/account/keyboard", Oneself),
    Look("/account/password", Oneself),
    Look("/account/security", Oneself),
    Look("/account/security/authenticator", Oneself),
    Look("/account/sessions", Oneself),
    Look("/alignment", Members),
    Look("/brand/{file}", Members),
    Look("/check-in", Members),
    Look("/check-in/preview", Members),
    Look("/check-in/{week}", Members),
    Look("/comments/{id}", Seeing),
    Look("/comments/{id}/edit", Entitled),
    Look("/dev/kit", All),
    Look("/dev/mail", All),
    Look("/drafts/{form}", Oneself),
    Look("/help", All),
    Look("/help/accessibility", All),
    Look("/help/keys", All),
    Look("/imports", Administrators),
    Look("/imports/mappings", Administrators),
    Look("/imports/{id}", Administering),
    Look("/imports/{id}/mapping", Administering),
    Look("/imports/{id}/progress", Administering),
    Look("/invitation", All),
    Look("/invitation/{token}", All),
    Look("/key-results/{id}", Seeing),
    Look("/key-results/{id}/correction", Entitled),
    Look("/key-results/{id}/edit", Entitled),
    Look("/key-results/{id}/target/edit", Entitled),
    Look("/key-results/{id}/value/edit", Entitled),
    Look("/key-results/{id}/why", Seeing),
    Look("/language/{code}", All),
    Look("/live", Members),
    Look("/objectives", Members),
    Look("/objectives/export.csv", Members),
    Look("/objectives/export.json", Members),
    Look("/objectives/export.xlsx", Members),
    Look("/objectives/new", Members),
    Look("/objectives/views", Members),
    Look("/objectives/views/new", Members),
    Look("/objectives/views/{id}/edit", Holder),
    Look("/objectives/{id}", Seeing),
    Look("/objectives/{id}/access", Seeing),
    Look("/objectives/{id}/comments", Seeing),
    Look("/objectives/{id}/edit", Entitled),
    Look("/objectives/{id}/head", Seeing),
    Look("/objectives/{id}/history", Seeing),
    Look("/objectives/{id}/key-results/new", Entitled),
    Look("/objectives/{id}/move", Entitled),
    Look("/objectives/{id}/return", Entitled),
    Look("/objectives/{id}/title/edit", Entitled),
    Look("/objectives/{id}/why", Seeing),
    Look("/operator", Operator),
    Look("/operator/letters", Operator),
    Look("/organization/appearance", Administrators),
    Look("/organization/members", Administrators),
    Look("/organization/members/{id}", Administering),
    Look("/organization/ownership", Administrators),
    Look("/organization/audit", Administrators),
    Look("/organization/audit/export.csv", Administrators),
    Look("/organization/audit/security", Administrators),
    Look("/organization/audit/security/export.csv", Administrators),
    Look("/organization/identity-providers", Administrators),
    Look("/organization/identity-providers/new", Administrators),
    Look("/organization/identity-providers/{id}", Administering),
    Look("/organization/sign-in", Administrators),
    Look("/organization/invitations", Administrators),
    Look("/organizations", All),
    Look("/password/forgotten", All),
    Look("/password/new", All),
    Look("/password/{token}", All),
    Look("/register", All),
    Look("/registration", All),
    Look("/registration/{token}", All),
    Look("/search", Members),
    Look("/search/suggest", Members),
    Look("/sign-in", All),
    Look("/sign-in/again", Oneself),
    Look("/sign-in/another-way", All),
    Look("/sign-in/code", All),
    Look("/sign-in/local", All),
    Look("/sign-in/organization", All),
    Look("/sign-in/provider/{id}", All),
    Look("/sign-in/provider/{id}/callback", All),
    Look("/sign-in/provider/{id}/front-channel-logout", All),
    Look("/signed-out/{id}", All),
    Look("/sign-in/second-factor", All),
    Look("/sign-in/second-factor/new", All),
];

/// In an order in which each can still succeed; those that end sessions come last.
pub const CHANGES: &[Change] = &[
    Change(
        "/account/appearance",
        Oneself,
        Form("/account/appearance", &[("theme", "dark")]),
        Trace::None("a preference of one's own"),
    ),
    Change("/account/keyboard", Oneself, Form("/account/keyboard", &[("key-new", "q")]), Audit("account.keys")),
    Change(
        "/drafts",
        Oneself,
        Bare("/drafts", &[("form", "objective-new"), ("title", "Bilby at last")]),
        Trace::None("text that is not saved yet"),
    ),
    Change(
        "/drafts/discard",
        Oneself,
        Bare("/drafts/discard", &[("form", "objective-new"), ("back", "/objectives/new")]),
        Trace::None("text that is not saved yet"),
    ),
    Change("/check-in", Members, Form("/check-in", &[("value-{key-result}", "40")]), Audit("key_result.record")),
    Change(
        "/check-in/{week}",
        Members,
        Form("/check-in/2026-w46", &[("value-{spare-key-result}", "30")]),
        Audit("key_result.record"),
    ),
    Change("/objectives", Members, Form("/objectives/new", &[("title", "Quokka two")]), Audit("objective.create")),
    Change(
        "/objectives/bulk",
        Members,
        Bare("/objectives/bulk", &[("act", "archive"), ("id", "{extra}.1"), ("back", "/objectives")]),
        Audit("objective.archive"),
    ),
    Change(
        "/objectives/views",
        Oneself,
        Form("/objectives/views/new?owner=me", &[("name", "Kept")]),
        Audit("view.create"),
    ),
    Change(
        "/objectives/views/{id}",
        Holder,
        Form("/objectives/views/{view}/edit", &[("name", "Kept too")]),
        Audit("view.edit"),
    ),
    Change("/objectives/views/{id}/removal", Holder, Form("/objectives/views", &[]), Audit("view.remove")),
    Change(
        "/objectives/{id}",
        Entitled,
        Form("/objectives/{objective}/edit", &[("description", "Bilby")]),
        Audit("objective.edit"),
    ),
    Change(
        "/objectives/{id}/title",
        Entitled,
        Form("/objectives/{spare}/title/edit", &[("title", "Dunnart two")]),
        Audit("objective.edit"),
    ),
    Change(
        "/objectives/{id}/move",
        Entitled,
        Form("/objectives/{spare}/move", &[("parent", "Quokka")]),
        Audit("objective.move"),
    ),
    Change("/objectives/{id}/submission", Entitled, Form("/objectives/{draft}", &[]), Audit("objective.stage")),
    Change(
        "/objectives/{id}/return",
        Entitled,
        Form("/objectives/{spare}/return", &[("reason", "Bilby")]),
        Audit("objective.stage"),
    ),
    Change("/objectives/{id}/restore", Entitled, Form("/objectives/{archived}", &[]), Audit("objective.restore")),
    Change("/objectives/{id}/archive", Entitled, Form("/objectives/{archived}", &[]), Audit("objective.archive")),
    Change(
        "/objectives/{id}/key-results",
        Entitled,
        Form("/objectives/{objective}/key-results/new", &[("title", "Wombat two"), ("target", "5")]),
        Audit("key_result.create"),
    ),
    Change(
        "/key-results/{id}",
        Entitled,
        Form("/key-results/{key-result}/edit", &[("title", "Wombat three")]),
        Audit("key_result.edit"),
    ),
    Change(
        "/key-results/{id}/value",
        Entitled,
        Form("/key-results/{key-result}/value/edit", &[("value", "41")]),
        Audit("key_result.record"),
    ),
    Change(
        "/key-results/{id}/correction",
        Entitled,
        Form("/key-results/{key-result}/correction", &[("value", "39"), ("day", "2026-11-16"), ("reason", "Bilby")]),
        Audit("key_result.record"),
    ),
    Change(
        "/key-results/{id}/target",
        Entitled,
        Form("/key-results/{key-result}/target/edit", &[("target", "120"), ("reason", "Bilby")]),
        Audit("key_result.edit"),
    ),
    Change(
        "/key-results/{id}/restore",
        Entitled,
        Form("/key-results/{archived-key-result}", &[]),
        Audit("key_result.restore"),
    ),
    Change("/key-results/{id}/archive", Entitled, Form("/key-results/{key-result}", &[]), Audit("key_result.archive")),
    Change(
        "/objectives/{id}/comments",
        Seeing,
        Form("/objectives/{objective}", &[("body", "Numbat three")]),
        Audit("comment.add"),
    ),
    Change(
        "/comments/{id}",
        Entitled,
        Form("/comments/{comment}/edit", &[("body", "Numbat four")]),
        Audit("comment.edit"),
    ),
    Change("/comments/{id}/removal", Entitled, Form("/comments/{comment}", &[]), Audit("comment.remove")),
    Change("/undo/{id}", Holder, Bare("/undo/{undo}", &[]), Audit("comment.restore")),
    Change("/imports", Administrators, Upload, Audit("import.upload")),
    Change("/imports/{id}/mapping", Administering, Form("/imports/{import}", &[]), Audit("import.check")),
    Change("/imports/{id}/run", Administering, Form("/imports/{checked}", &[]), Audit("import.start")),
    Change(
        "/organization/appearance",
        Administrators,
        Form("/organization/appearance", &[("colour", "#e60000")]),
        Audit("organization.brand"),
    ),
    Change(
        "/organization/members/{id}/password-link",
        Administering,
        Form("/organization/members/{member}", &[]),
        Audit("password.send_link"),
    ),
    Change(
        "/organization/invitations",
        Administrators,
        Form("/organization/invitations", &[("emails", "vera@bettong.example")]),
        Audit("invitation.create"),
    ),
    Change(
        "/organization/invitations/{id}/sending",
        Administering,
        Form("/organization/invitations", &[]),
        Audit("invitation.send"),
    ),
    Change(
        "/organization/invitations/{id}/withdrawal",
        Administering,
        Form("/organization/invitations", &[]),
        Audit("invitation.withdraw"),
    ),
    Change("/invitation", All, Form("/invitation", &[("name", "Vera"), ("new", NEW)]), Audit("invitation.accept")),
    Change(
        "/organization/members/{id}/state",
        Administering,
        Form("/organization/members/{member}", &[("act", "deactivate")]),
        Audit("account.deactivate"),
    ),
    Change(
        "/organization/members/{id}/roles",
        Administering,
        Form("/organization/members/{member}", &[("auditor", "1")]),
        Audit("account.roles"),
    ),
    Change(
        "/organization/members/{id}/sessions/end",
        Administering,
        Bare("/organization/members/{member}/sessions/end", &[]),
        Audit("account.end_sessions"),
    ),
    Change(
        "/organization/ownership",
        Administrators,
        Form("/organization/members/{member}", &[]),
        Audit("ownership.offer"),
    ),
    Change(
        "/organization/ownership/{id}/cancel",
        Holder,
        Form("/organization/ownership", &[]),
        Audit("ownership.cancel"),
    ),
    Change(
        "/organization/ownership/{id}/decline",
        Holder,
        Bare("/organization/ownership/{offer}/decline", &[]),
        Audit("ownership.decline"),
    ),
    Change(
        "/organization/ownership/{id}/accept",
        Holder,
        Bare("/organization/ownership/{offer}/accept", &[]),
        Audit("ownership.accept"),
    ),
    // before the organization takes nothing but passwords
    Change("/sign-in/code/check", All, Bare("/sign-in/code/check", &[]), Audit("session.begin")),
    Change(
        "/organization/sign-in",
        Administrators,
        Form("/organization/sign-in", &[("ways", "password")]),
        Audit("organization.sign_in"),
    ),
    Change(
        "/imports/mappings/{id}",
        Administering,
        Form("/imports/mappings", &[("name", "Mulgara sheet two")]),
        Audit("import_mapping.rename"),
    ),
    Change(
        "/imports/mappings/{id}/delete",
        Administering,
        Form("/imports/mappings", &[]),
        Audit("import_mapping.remove"),
    ),
    Change(
        "/organization/identity-providers/{id}",
        Administering,
        Form("/organization/identity-providers/{provider}", &[("name", "Mulgara two")]),
        Audit("identity_provider.edit"),
    ),
    Change(
        "/organization/identity-providers/{id}/test",
        Administering,
        Form("/organization/identity-providers/{provider}", &[]),
        Trace::None("asks the service, and keeps nothing"),
    ),
    Change("/account/identities/{id}/removal", Holder, Form("/account/identities", &[]), Audit("identity.disconnect")),
    Change(
        "/organization/identity-providers/{id}/removal",
        Administering,
        Form("/organization/identity-providers/{provider}", &[]),
        Audit("identity_provider.remove"),
    ),
    Change(
        "/organization/identity-providers",
        Administrators,
        Form(
            "/organization/identity-providers/new",
            &[("name", "Mulgara"), ("issuer", "https://login.example.com"), ("client_id", "okrio")],
        ),
        Audit("identity_provider.add"),
    ),
    Change(
        "/sign-in/provider/{id}/back-channel-logout",
        All,
        Bare("/sign-in/provider/{provider}/back-channel-logout", &[("logout_token", "")]),
        Trace::Machine,
    ),
    Change(
        "/sign-in/again",
        Oneself,
        Form("/sign-in/again", &[("password", crate::world::PASSWORD)]),
        Trace::None("the session alone knows of it"),
    ),
    Change(
        "/sign-in/second-factor",
        All,
        Bare("/sign-in/second-factor", &[("code", "123456")]),
        Trace::None("asks for nothing where there is none"),
    ),
    Change(
        "/sign-in/second-factor/new",
        All,
        Bare("/sign-in/second-factor/new", &[("code", "123456")]),
        Trace::None("sets up nothing where nobody asks for it"),
    ),
    Change(
        "/account/security/authenticator",
        Oneself,
        Form("/account/security/authenticator", &[("code", CODE)]),
        Audit("second_factor.add"),
    ),
    Change("/account/security/codes", Oneself, Bare("/account/security/codes", &[]), Audit("second_factor.renew")),
    Change(
        "/account/security/authenticator/removal",
        Oneself,
        Bare("/account/security/authenticator/removal", &[]),
        Audit("second_factor.remove"),
    ),
    Change("/account/sessions/{id}/end", Holder, Form("/account/sessions", &[]), Audit("session.end")),
    Change("/account/sessions/end-others", Oneself, Form("/account/sessions", &[]), Audit("session.end_others")),
    Change("/organizations/{id}", Holder, Form("/organizations", &[]), Audit("session.begin")),
    Change(
        "/operator/letters/{id}/sending",
        Operator,
        Bare("/operator/letters/{letter}/sending", &[]),
        Trace::None("belongs to no organization"),
    ),
    Change("/operator", Operator, Bare("/operator", &[]), Trace::None("belongs to no organization")),
    Change(
        "/account/password",
        Oneself,
        Form("/account/password", &[("current", crate::world::PASSWORD), ("new", NEW), ("again", NEW)]),
        Audit("password.change"),
    ),
    Change(
        "/sign-in/local",
        All,
        Form("/sign-in", &[("email", "mara@acme.example"), ("password", crate::world::PASSWORD)]),
        Audit("session.begin"),
    ),
    Change(
        "/sign-in/code",
        All,
        Form("/sign-in/code", &[("email", "mara@acme.example")]),
        Trace::None("sends a letter, whoever asks for it"),
    ),
    Change(
        "/register",
        All,
        Form("/register", &[("email", "lara@acme.example")]),
        Trace::None("belongs to no organization"),
    ),
    Change(
        "/registration",
        All,
        Form("/registration", &[("organization", "Potoroo"), ("name", "Vera"), ("new", NEW)]),
        Audit("organization.create"),
    ),
    Change(
        "/password/forgotten",
        All,
        Form("/password/forgotten", &[("email", "lara@acme.example")]),
        Trace::None("belongs to no organization"),
    ),
    Change("/password/new", All, Form("/password/new", &[("new", NEW)]), Trace::None("belongs to no organization")),
    Change("/sign-out", All, Form("/account/sessions", &[]), Audit("session.end")),
];

/// Stands for the code that an authenticator app shows for the page.
const CODE: &str = "the code of the app";

/// Another password that nobody has leaked.
pub const NEW: &str = "quokkas and wombats at night";

/// What people do before they are signed in, with the links that they have opened.
pub const AT_THE_DOOR: [&str; 6] =
    ["/sign-in/local", "/password/forgotten", "/password/new", "/invitation", "/register", "/registration"];

impl Change {
    /// Anna, but for what she cannot do herself or does before she is signed in.
    pub async fn sender<'a>(&self, scene: &'a Scene) -> Client<'a> {
        match self.0 {
            "/sign-in/code" | "/sign-in/code/check" => scene.app.client(),
            // in the table one after the other: the app is there from the first to the last
            "/account/security/codes" | "/account/security/authenticator/removal" => {
                scene.app.sql("DELETE FROM login_totp").await;
                let anna = scene.anna().await;
                Phone::set_up(&anna, scene.app.clock.now()).await;
                anna
            }
            "/operator" | "/operator/letters/{id}/sending" => scene.app.sign_in("olaf@platform.example").await,
            "/organization/ownership/{id}/accept" | "/organization/ownership/{id}/decline" => {
                scene.app.sign_in("mina@acme.example").await
            }
            route if AT_THE_DOOR.contains(&route) => scene.stranger(),
            _ => scene.anna().await,
        }
    }

    /// The form as the one who may send it fills it. None where it is no form.
    pub async fn form(&self, scene: &Scene, client: &Client<'_>) -> Option<FilledForm> {
        if self.0 == "/sign-in/code/check" {
            let asked = client.post("/sign-in/code", &[("email", "mara@acme.example")]).await;
            return Some(asked.form("email-code-check").set("code", &sent_code(&scene.app).await));
        }
        let (address, typed) = match self.2 {
            Form(page, typed) => (page, typed),
            Bare(address, fields) => {
                let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), scene.at(value))).collect();
                return Some(FilledForm { action: scene.at(address), fields });
            }
            Upload => return None,
        };
        let page = client.get(&scene.at(address)).await;
        let form = form_to(&page, self.0);
        let form = form
            .unwrap_or_else(|| panic!("no form to {} on {}: {} {}", self.0, page.address, page.status, page.text()));
        Some(typed.iter().fold(form, |form, (name, value)| match *value {
            CODE => form.set(name, &Phone::of(&page).code(scene.app.clock.now())),
            value => form.set(&scene.at(name), value),
        }))
    }

    /// Sends it with or without htmx.
    pub async fn send(&self, client: &Client<'_>, form: Option<&FilledForm>, htmx: bool) -> Answer {
        match form {
            None => upload(client, "mulgara.csv", b"Objective,Key result\nMulgara,Nests\n").await,
            Some(form) if htmx => client.htmx().submit(form.clone()).await,
            Some(form) => client.submit(form.clone()).await,
        }
    }
}

#[test]
fn every_recorded_route_stands_in_the_table() {
    let mut recorded: Vec<String> =
        okrio::app::routes().list.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let mut known: Vec<String> = LOOKS.iter().map(|look| format!("GET {}", look.0)).collect();
    known.extend(CHANGES.iter().map(|change| format!("POST {}", change.0)));
    recorded.sort();
    known.sort();
    assert_eq!(recorded, known, "left: recorded by the application; right: known to the table");
}
