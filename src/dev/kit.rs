//! Every component in each of its states, in the theme and the language that are asked for.
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::config::Config;
use crate::i18n::Lang;
use crate::kernel::{AccountId, Failure, Locale, UndoId};
use crate::okr::maths::Status;
use crate::okr::parts::{PaceView, PersonView, StatusView};
use crate::web::screen::{ToastView, render};
use crate::web::{self, Query, Screen};

/// How the page shall look; what is empty is as on the device.
#[derive(Deserialize, Default)]
pub struct Ask {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    contrast: String,
    #[serde(default)]
    density: String,
    #[serde(default)]
    language: String,
}

/// A field of the form above the catalogue: its name, its words, the one that is chosen.
struct Choice {
    name: &'static str,
    words: &'static [&'static str],
    chosen: String,
}

#[derive(Template)]
#[template(path = "dev/kit.html")]
struct KitPage {
    l: Lang,
    title: String,
    choices: [Choice; 4],
    statuses: Vec<[StatusView; 2]>,
    paces: Vec<(PaceView, StatusView)>,
    large: Vec<(PaceView, StatusView)>,
    people: Vec<PersonView>,
    toasts: Vec<ToastView>,
}

/// Names of all icons in the sprite.
const ICONS: &[&str] = &[
    "mark", "home", "checkin", "target", "trash", "tree", "inbox", "talk", "chart", "people", "report", "gear",
    "search", "bell", "plus", "down", "right", "up", "tick", "edit", "more", "clock", "warn", "info", "x", "move",
    "link", "filter", "lock", "cal", "key", "data", "flag", "upload", "download", "undo", "help", "file", "percent",
    "offline",
];

pub async fn show(State(config): State<Arc<Config>>, screen: Screen, Query(ask): Query<Ask>) -> web::Result {
    if config.is_production() {
        return Err(Failure::not_found().into());
    }
    let l = Lang { locale: Locale::parse(&ask.language).unwrap_or(screen.locale()), ..screen.lang() };
    let known =
        |asked: String, words: &'static [&'static str]| if words.contains(&&*asked) { asked } else { String::new() };
    let choice = |name, words, asked| Choice { name, words, chosen: known(asked, words) };
    let page = KitPage {
        l,
        title: l.say("kit-title"),
        choices: [
            choice("theme", &["system", "light", "dark"], ask.theme),
            choice("contrast", &["system", "more"], ask.contrast),
            choice("density", &["comfortable", "compact"], ask.density),
            choice("language", &["en", "ru"], l.code().to_owned()),
        ],
        statuses: Status::ALL
            .iter()
            .map(|status| [false, true].map(|pill| StatusView { l, status: *status, pill }))
            .collect(),
        paces: paces(l, false),
        large: paces(l, true),
        people: ["example-person-1", "example-person-2"]
            .map(|id| PersonView { name: l.say(id), account: AccountId::new() })
            .into(),
        toasts: [(None, None), (Some(UndoId::new()), None), (None, Some("/sign-in".to_owned()))]
            .map(|(undo, sign_in)| {
                let text = l.say(if sign_in.is_some() { "failure-unauthenticated" } else { "undo-done" });
                ToastView { l, text, undo, once: uuid::Uuid::now_v7(), sign_in }
            })
            .into(),
    };
    Ok(Html(render(&page)?).into_response())
}

type Share = Option<i64>;

/// Progress and expectation in hundredths, and the status that they lead to.
fn shares() -> [(Share, Share, Status); 6] {
    [
        (Some(72), Some(58), Status::OnTrack),
        (Some(41), Some(58), Status::Behind),
        (Some(12), Some(58), Status::AtRisk),
        (Some(100), None, Status::Done),
        (Some(0), Some(0), Status::NotStarted),
        (None, None, Status::Unknown),
    ]
}

fn paces(l: Lang, large: bool) -> Vec<(PaceView, StatusView)> {
    let each = |(progress, expected, status)| {
        (pace(l, progress, expected, status, large), StatusView { l, status, pill: large })
    };
    shares().map(each).into()
}

fn pace(l: Lang, progress: Share, expected: Share, status: Status, large: bool) -> PaceView {
    let share = |hundredths: i64| Decimal::new(hundredths, 2);
    let why = (!large && status == Status::Behind).then(|| "#pace".to_owned());
    PaceView {
        l,
        title: l.say("example-objective"),
        progress: progress.map(share),
        expected: expected.map(share),
        status,
        large,
        why,
    }
}

impl KitPage {
    /// What is chosen for a field, unless it is the first word, which says nothing.
    fn chosen(&self, name: &str) -> Option<&str> {
        let choice = self.choices.iter().find(|choice| choice.name == name)?;
        Some(choice.chosen.as_str()).filter(|chosen| !chosen.is_empty() && Some(chosen) != choice.words.first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_shown() {
        let sprite = include_str!("../../static/icons.svg");
        for piece in sprite.split("<symbol id=\"").skip(1) {
            let name = piece.split('"').next().unwrap();
            assert!(ICONS.contains(&name) || name.starts_with("s-"), "{name}");
        }
    }
}
