//! The page of preferences, and the link that changes the language.
use axum::extract::State;
use axum::http::header;
use serde::Deserialize;

use super::store;
use super::views::{AppearancePage, THEMES};
use crate::db::Db;
use crate::kernel::{Failure, Locale};
use crate::web::parse::{self, Errors};
use crate::web::{self, Flash, Form, Nav, Path, Query, Screen, back, cookies};

#[derive(Deserialize)]
pub struct AppearanceForm {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    language: String,
}

pub async fn form(screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let (theme, language) = (viewer.theme.clone(), screen.locale().code().to_owned());
    page(&screen, theme, language, Errors::default())
}

fn page(screen: &Screen, theme: String, language: String, errors: Errors) -> web::Result {
    let l = screen.lang();
    let (is_good, title) = (errors.is_empty(), l.say("appearance-title"));
    let view = AppearancePage { l, theme, language, errors: errors.0, once: uuid::Uuid::now_v7() };
    if is_good { screen.show(Nav::None, &title, &view) } else { screen.invalid(Nav::None, &title, &view) }
}

/// Saves both on the account; the cookie follows, since it goes before the account in this browser.
pub async fn save(State(db): State<Db>, screen: Screen, Form(form): Form<AppearanceForm>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut errors = Errors::default();
    let theme =
        errors.take(parse::choice("theme", &form.theme, |word| THEMES.into_iter().find(|theme| *theme == word)));
    let language = errors.take(parse::choice("language", &form.language, Locale::parse));
    let (Some(theme), Some(language)) = (theme, language) else {
        return page(&screen, form.theme, form.language, errors);
    };
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    store::set_appearance(&mut tx, viewer.account, theme, language).await?;
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
