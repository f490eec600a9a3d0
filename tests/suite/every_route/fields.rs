//! Each field of each form × each way to fill it wrongly: refused in words, with what was typed still there, nothing written by
//! halves, no fault, and markup stays text.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};

use super::scene::{Scene, differing, form_to};
use super::table::{AT_THE_DOOR, CHANGES, Sent};
use crate::support::answer::{Answer, FilledForm};
use crate::support::client::Client;

/// Forms that look different for other kinds of key results, with the fields that make the difference.
const MORE: [(&str, &str, &[&str]); 6] = [
    ("/key-results/{id}", "/key-results/{milestones}/edit", &["milestones"]),
    ("/key-results/{id}", "/key-results/{scale}/edit", &["levels"]),
    ("/key-results/{id}", "/key-results/{band}/edit", &["band_low", "band_high", "tolerance"]),
    ("/key-results/{id}/value", "/key-results/{milestones}/value/edit", &["milestone"]),
    ("/key-results/{id}/value", "/key-results/{scale}/value/edit", &["value"]),
    ("/key-results/{id}/value", "/key-results/{binary}/value/edit", &["value"]),
];

const MARKUP: &str = "<script>alert(7)</script>\"><img src=x onerror=alert(7)>'";

/// What a field is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Missing,
    Number,
    Long,
    /// Also of the wrong type wherever a number, a day or a choice is asked for.
    Markup,
    Nul,
    NoText,
    ForeignId,
}

const ALL: [Wrong; 7] =
    [Wrong::Missing, Wrong::Number, Wrong::Long, Wrong::Markup, Wrong::Nul, Wrong::NoText, Wrong::ForeignId];

impl Wrong {
    fn value(self, foreign: &str) -> Option<Vec<u8>> {
        Some(match self {
            Self::Missing => return None,
            Self::Number => "-99999999999999999999999999".into(),
            Self::Long => "я".repeat(10_001).into_bytes(),
            Self::Markup => MARKUP.into(),
            Self::Nul => "a\0b".into(),
            Self::NoText => vec![0xff, 0xfe, b'a'],
            Self::ForeignId => foreign.into(),
        })
    }

    /// Whether no field of any form may take it.
    fn fits_nowhere(self) -> bool {
        matches!(self, Self::Long | Self::Nul | Self::ForeignId)
    }
}

/// Fields that are not looked at in some state of their form, so that anything in them is no mistake.
const NOT_READ: [(&str, &[&str]); 16] = [
    // what was shown and its version are two ways to say the same; one that fits is enough, and where neither does, what nobody else
    // has changed is saved all the same
    ("/objectives/{id}", &["_ver", "_seen"]),
    ("/objectives/{id}/title", &["_ver", "_seen"]),
    ("/key-results/{id}", &["_ver", "_seen"]),
    ("/key-results/{id}/value", &["_ver", "_seen"]),
    ("/key-results/{id}/target", &["_ver", "_seen"]),
    ("/check-in", &["ver-", "seen-"]),
    ("/check-in/{week}", &["ver-", "seen-"]),
    ("/objectives", &["_ver", "_seen"]),
    ("/objectives/{id}/key-results", &["_ver", "_seen"]),
    // of other kinds of key results than the chosen one
    ("/objectives/{id}/key-results", &OF_OTHER_KINDS),
    ("/key-results/{id}", &OF_OTHER_KINDS),
    // the columns of the file are found without it
    ("/imports/{id}/mapping", &["header_line", "source"]),
    // leads to the start when it is no address of ours
    ("/organizations/{id}", &["return_to"]),
    ("/sign-in/local", &["return_to"]),
    ("/sign-in/again", &["return_to"]),
    ("/sign-in/code", &["return_to"]),
];

const OF_OTHER_KINDS: [&str; 7] = ["red_line", "band_low", "band_high", "tolerance", "levels", "milestones", "steps"];

fn is_read(page: &str, route: &str, name: &str) -> bool {
    let is_other_form = MORE.iter().any(|(_, more, fields)| *more == page && fields.contains(&name));
    is_other_form
        || !NOT_READ.iter().any(|(one, names)| *one == route && names.iter().any(|start| name.starts_with(start)))
}

#[tokio::test]
async fn wrongly_filled_fields_are_refused_in_words() {
    let scene = Scene::new("organization").await;
    let forms = CHANGES.iter().filter_map(|change| match change.2 {
        Sent::Form(page, typed) => Some((change.0, page, typed, [].as_slice())),
        _ => None,
    });
    let (mut problems, mut tried) = (Vec::new(), 0);
    for (route, page, typed, only) in forms.chain(MORE.map(|(route, page, only)| (route, page, [].as_slice(), only))) {
        let client = if AT_THE_DOOR.contains(&route) { scene.stranger() } else { scene.anna().await };
        let mut case = Case::open(&scene, &client, route, page, typed).await;
        let names: Vec<String> = case.form.fields.iter().map(|(name, _)| name.clone()).collect();
        let mut met = BTreeSet::new();
        for name in &names {
            // of the rows of a table, the first stands for all; only the values are of different kinds
            let kind = if name.starts_with("value-") { name } else { name.split('-').next().unwrap_or(name) };
            if name == "_once" || !met.insert(kind) || !only.is_empty() && !only.contains(&name.as_str()) {
                continue;
            }
            for (wrong, htmx) in ALL.map(|wrong| (wrong, false)).into_iter().chain([(Wrong::Markup, true)]) {
                if wrong == Wrong::ForeignId && case.form.get(name).is_none_or(|value| value.len() != 36) {
                    continue;
                }
                tried += 1;
                let found = case.attempt(name, wrong, htmx).await;
                problems
                    .extend(found.into_iter().map(|problem| format!("{page} {name} {wrong:?} htmx={htmx}: {problem}")));
            }
            problems.extend(
                case.written().await.map(|tables| format!("{page} {name}: refused, and yet written: {tables:?}")),
            );
        }
    }
    assert!(tried > 500, "{tried}");
    assert!(problems.is_empty(), "{} of {tried}:\n{}", problems.len(), problems.join("\n"));
}

struct Case<'s, 'a> {
    scene: &'s Scene,
    client: &'s Client<'a>,
    route: &'static str,
    page: &'static str,
    typed: &'static [(&'static str, &'static str)],
    form: FilledForm,
    digest: BTreeMap<String, String>,
}

impl<'s, 'a> Case<'s, 'a> {
    async fn open(
        scene: &'s Scene,
        client: &'s Client<'a>,
        route: &'static str,
        page: &'static str,
        typed: &'static [(&'static str, &'static str)],
    ) -> Self {
        let form = FilledForm { action: String::new(), fields: Vec::new() };
        let mut case = Self { scene, client, route, page, typed, form, digest: BTreeMap::new() };
        case.reopen().await;
        case
    }

    async fn reopen(&mut self) {
        self.scene.reset().await;
        if self.route == "/objectives/{id}/archive" {
            self.scene.app.sql("UPDATE objectives SET archived_at = NULL").await;
        }
        if AT_THE_DOOR.contains(&self.route) {
            self.client.set_cookie("okrio", "");
            Scene::open_links(self.client);
        }
        let page = self.client.get(&self.scene.at(self.page)).await;
        let form = form_to(&page, self.route);
        let form = form.unwrap_or_else(|| panic!("no form to {} on {}: {}", self.route, page.address, page.text()));
        self.form = self.typed.iter().fold(form, |form, (name, value)| form.set(&self.scene.at(name), value));
        self.digest = self.scene.digest().await;
    }

    /// Sends the form with one field filled wrongly, and tells what is wrong with the answer.
    async fn attempt(&mut self, name: &str, wrong: Wrong, htmx: bool) -> Vec<String> {
        let Some(place) = self.form.fields.iter().position(|(field, _)| field == name) else { return Vec::new() };
        let foreign = self.scene.at(if name == "workspace" { "{foreign-workspace}" } else { "{foreign-objective}" });
        let mut body = Vec::new();
        for (number, (field, value)) in self.form.fields.iter().enumerate() {
            let value = if number == place { wrong.value(&foreign) } else { Some(value.clone().into_bytes()) };
            if let Some(value) = value {
                let value: String = url::form_urlencoded::byte_serialize(&value).collect();
                body.push(format!("{field}={value}"));
            }
        }
        let answer = send(self.client, &self.form.action, body.join("&"), htmx).await;
        let mut found = Vec::new();
        if answer.status.is_server_error() {
            found.push(format!("{}", answer.status));
        }
        if answer.body.contains("<script>alert(7)") || answer.body.contains("<img src=x") {
            found.push("markup comes back as markup".to_owned());
        }
        if answer.status.is_client_error() {
            if matches!(answer.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT) {
                found.extend(self.lost(&answer, place, wrong, htmx));
            }
        } else {
            let is_read = is_read(self.page, self.route, name);
            if wrong.fits_nowhere() && is_read {
                found.push(format!("{} to what fits nowhere", answer.status));
            }
            if wrong == Wrong::Markup {
                let next = self.client.follow(answer).await;
                if next.body.contains("<script>alert(7)") || next.body.contains("<img src=x") {
                    found.push("markup stands in the page".to_owned());
                }
            }
            self.reopen().await;
        }
        if self.route == "/sign-in/local" {
            self.scene.app.sql("DELETE FROM sign_in_attempts").await;
        }
        found
    }

    /// Tables in which a refused sending has written.
    async fn written(&self) -> Option<Vec<String>> {
        let changed = differing(&self.digest, &self.scene.digest().await);
        (!changed.is_empty()).then_some(changed)
    }

    /// What was typed and is not in the form that came back.
    fn lost(&self, answer: &Answer, place: usize, wrong: Wrong, htmx: bool) -> Vec<String> {
        if htmx && answer.has("okrio-toast") {
            // the form stays open as it is
            return Vec::new();
        }
        // a button has no text that could be lost, only a version
        let is_button = self.form.fields.iter().all(|(name, _)| name.starts_with('_'));
        let Some(back) = form_to(answer, self.route) else {
            if is_button && answer.status == StatusCode::CONFLICT {
                return Vec::new();
            }
            return vec![format!("{} without the form: {}", answer.status, answer.text())];
        };
        let mut lost = Vec::new();
        if !answer.has("[data-testid=error-summary], [aria-invalid=true], .err, [data-testid=conflict], [role=alert]") {
            lost.push(format!("{} without a word about what is wrong", answer.status));
        }
        let form = format!("form[action=\"{}\"][method=post]", back.action);
        let not = "radio checkbox hidden password date".replace(' ', "]):not([type=");
        let typed = answer.attributes(&format!("{form} textarea, {form} input:not([type={not}])"), "name");
        for (number, (name, value)) in self.form.fields.iter().enumerate() {
            let kept = if number == place {
                wrong.value("").and_then(|value| String::from_utf8(value).ok())
            } else {
                Some(value.clone())
            };
            let Some(kept) = kept.filter(|kept| !name.starts_with('_') && !kept.is_empty() && !kept.contains('\0'))
            else {
                continue;
            };
            let stands = back.fields.iter().any(|(field, value)| {
                field == name && value.replace("\r\n", "\n").trim() == kept.replace("\r\n", "\n").trim()
            });
            if !stands && (number != place && !is_secret(name) || typed.contains(name)) {
                lost.push(format!("{name} is lost from the form"));
            }
        }
        lost
    }
}

fn is_secret(name: &str) -> bool {
    ["password", "current", "new", "again"].contains(&name)
}

async fn send(client: &Client<'_>, address: &str, body: String, htmx: bool) -> Answer {
    if htmx {
        client.header("hx-request", "true").header("hx-request-type", "partial");
    } else {
        client.without("hx-request").without("hx-request-type");
    }
    let answer = client.request(Method::POST, address, "application/x-www-form-urlencoded", body).await;
    client.without("hx-request").without("hx-request-type");
    answer
}
