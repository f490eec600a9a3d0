//! The door: e-mail and password.
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;
use tower_sessions::Session;

use super::actions::{self, Attempt};
use super::views::SignInPage;
use crate::auth::sessions::SIGNED_IN;
use crate::db::Db;
use crate::kernel::{Failure, Kind};
use crate::web::{self, Form, Nav, Query, Screen};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    return_to: String,
}

#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    return_to: String,
}

/// Only addresses of this site lead back: one slash, then anything but another slash or a backslash.
fn safe_return(to: &str) -> &str {
    let inside = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.chars().any(char::is_control);
    if inside && !to.starts_with("/sign-in") { to } else { "/" }
}

pub async fn form(screen: Screen, Query(ask): Query<Ask>) -> web::Result {
    if screen.viewer().is_some() {
        return Ok(screen.redirect(safe_return(&ask.return_to)));
    }
    let l = screen.lang();
    let view = SignInPage { l, email: String::new(), return_to: safe_return(&ask.return_to).to_owned(), refused: None };
    screen.show(Nav::None, &l.t("sign-in-title"), &view)
}

pub async fn sign_in(State(db): State<Db>, screen: Screen, session: Session, headers: HeaderMap, Form(form): Form<SignInForm>) -> web::Result {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let attempt = Attempt {
        email: form.email.chars().take(254).collect(),
        password: form.password.chars().take(1000).collect(),
        ip: header("x-okrio-peer").to_owned(),
        user_agent: header("user-agent").chars().take(300).collect(),
        request_id: Some(header("x-request-id").to_owned()),
    };
    match actions::sign_in(&db, attempt).await {
        Ok(signed_in) => {
            // a new id at sign-in: nobody can have planted the old one
            session.cycle_id().await.map_err(Failure::unavailable)?;
            session.insert(SIGNED_IN, signed_in).await.map_err(Failure::unavailable)?;
            Ok(screen.redirect(safe_return(&form.return_to)))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let l = screen.lang();
            let refused = Some(l.with(failure.message, &failure.args));
            let view = SignInPage { l, email: form.email, return_to: safe_return(&form.return_to).to_owned(), refused };
            let mut response = screen.invalid(Nav::None, &l.t("sign-in-title"), &view)?;
            if failure.kind == Kind::TooMany {
                *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            }
            Ok(response.into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::safe_return;

    #[test]
    fn leads_back_only_inside() {
        assert_eq!(safe_return("/objectives?period=2026-q4"), "/objectives?period=2026-q4");
        for outside in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/sign-in", "/a\nb"] {
            assert_eq!(safe_return(outside), "/", "{outside}");
        }
    }
}
