//! The page of preferences, and the link that changes the language.
use axum::extract::State;
use axum::http::header;
use serde::Deserialize;

use super::store;
use super::views::{AppearancePage, CONTRASTS, Choice, DENSITIES, KEYS, THEMES};
use crate::db::Db;
use crate::kernel::{Failure, Locale};
use crate::web::parse::{self, Errors};
use crate::web::{self, Appearance, Flash, Form, Keys, Nav, Path, Query, Screen, back, cookies};

/// A field that was not sent stays as it is.
#[derive(Deserialize)]
pub struct AppearanceForm {
    theme: Option<String>,
    contrast: Option<String>,
    density: Option<String>,
    keys: Option<String>,
    #[serde(default)]
    language: String,
}

pub async fn form(screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let language = screen.locale().code().to_owned();
    page(&screen, viewer.appearance.clone(), switch(&viewer.keys), language, Errors::default())
}

fn switch(keys: &Keys) -> String {
    if keys.is_off() { "off" } else { "on" }.to_owned()
}

fn page(screen: &Screen, appearance: Appearance, keys: String, language: String, errors: Errors) -> web::Result {
    let l = screen.lang();
    let (is_good, title) = (errors.is_empty(), l.say("appearance-title"));
    let choices = [
        Choice { name: "theme", words: THEMES, chosen: appearance.theme },
        Choice { name: "contrast", words: CONTRASTS, chosen: appearance.contrast },
        Choice { name: "density", words: DENSITIES, chosen: appearance.density },
        Choice { name: "keys", words: KEYS, chosen: keys },
    ];
    let view = AppearancePage { l, choices, language, errors: errors.0, once: uuid::Uuid::now_v7() };
    if is_good { screen.show(Nav::None, &title, &view) } else { screen.invalid(Nav::None, &title, &view) }
}

/// Saves all on the account; the cookie follows, since it goes before the account in this browser.
pub async fn save(State(db): State<Db>, screen: Screen, Form(form): Form<AppearanceForm>) -> web::Result {
    let viewer = screen.signed_in()?;
    let now = viewer.appearance.clone();
    let mut errors = Errors::default();
    let mut choose = |name: &'static str, words: &'static [&'static str], sent: Option<String>, now: String| {
        let typed = sent.unwrap_or(now);
        errors.take(parse::choice(name, &typed, |word| words.iter().find(|one| **one == word)));
        typed
    };
    let appearance = Appearance {
        theme: choose("theme", THEMES, form.theme, now.theme),
        contrast: choose("contrast", CONTRASTS, form.contrast, now.contrast),
        density: choose("density", DENSITIES, form.density, now.density),
    };
    let keys = choose("keys", KEYS, form.keys, switch(&viewer.keys));
    let language = errors.take(parse::choice("language", &form.language, Locale::parse));
    let Some(language) = language.filter(|_| errors.is_empty()) else {
        return page(&screen, appearance, keys, form.language, errors);
    };
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    let keys = viewer.keys.switched(keys == "off");
    store::set_appearance(&mut tx, viewer.account, &appearance, &keys, language).await?;
    tx.commit().await?;
    let mut l = screen.lang();
    l.locale = language;
    let mut response = screen.go("/account/appearance", Flash::new(l.say("appearance-saved")));
    if let Some(cookie) = cookies::set(cookies::LANGUAGE, language.code(), cookies::YEAR, screen.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    back: String,
}

/// The same page in the other language. It is a link, so it changes nothing but a preference of this browser.
pub async fn language(screen: Screen, Path(code): Path<String>, Query(ask): Query<Ask>) -> web::Result {
    let locale = Locale::ALL.into_iter().find(|locale| locale.code() == code).ok_or_else(Failure::not_found)?;
    let to = if ask.back.starts_with("/sign-in") { ask.back.as_str() } else { back::inside(&ask.back) };
    let mut response = screen.redirect(to);
    if let Some(cookie) = cookies::set(cookies::LANGUAGE, locale.code(), cookies::YEAR, screen.is_secure()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
