//! How a refusal looks: a page for people, a toast for htmx, the way to sign-in for strangers. A fault of ours shows its
//! reference only; the cause is logged once, here.
use std::error::Error;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::screen::{self, Nav, Screen};
use super::{AppState, Want};
use crate::i18n::Lang;
use crate::kernel::{Failure, Kind};

/// A failure on its way out of a handler.
#[derive(Debug)]
pub struct Refusal(pub Failure);

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self(error.into())
    }
}

/// A failure in a response, for the layer that prints it.
#[derive(Clone)]
struct Pending(std::sync::Arc<Failure>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status(self.0.kind).into_response();
        response.extensions_mut().insert(Pending(std::sync::Arc::new(self.0)));
        response
    }
}

pub fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Gone => StatusCode::GONE,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[derive(Template)]
#[template(path = "errors/page.html")]
struct ErrorView {
    l: Lang,
    heading: String,
    reason: String,
    reference: Option<String>,
    icon: &'static str,
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Invalid => "failure-heading-invalid",
        Kind::Unauthenticated => "failure-heading-unauthenticated",
        Kind::Forbidden => "failure-heading-forbidden",
        Kind::NotFound => "failure-heading-not-found",
        Kind::Conflict => "failure-heading-conflict",
        Kind::Gone => "failure-heading-gone",
        Kind::TooLarge => "failure-heading-too-large",
        Kind::TooMany => "failure-heading-too-many",
        Kind::Unavailable => "failure-heading-unavailable",
        Kind::Internal => "failure-heading-internal",
    }
}

/// Prints what handlers, extractors and the router refused.
pub async fn print(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let screen = Screen::of(&parts, &state);
    let request_id = parts.headers.get("x-request-id").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let want = Want::of(&parts.headers);
    let response = next.run(Request::from_parts(parts, body)).await;
    let failure = match response.extensions().get::<Pending>() {
        Some(Pending(failure)) => std::sync::Arc::clone(failure),
        None => match bare_status(&response) {
            Some(failure) => std::sync::Arc::new(failure),
            None => return response,
        },
    };
    if failure.kind == Kind::Internal {
        tracing::error!(error = %failure, cause = cause(failure.as_ref()), "request failed");
    } else if failure.kind == Kind::Unavailable {
        tracing::warn!(cause = cause(failure.as_ref()), "unavailable");
    }
    shown(&screen, want, &failure, &request_id)
}

/// Answers of the router and of layers without a body of their own: unknown address, wrong method, time-out.
fn bare_status(response: &Response) -> Option<Failure> {
    if response.headers().contains_key(header::CONTENT_TYPE) && response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Failure::not_found()),
        StatusCode::METHOD_NOT_ALLOWED => Some(Failure::new(Kind::NotFound, "failure-method")),
        StatusCode::PAYLOAD_TOO_LARGE => Some(super::extract::too_large()),
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => Some(Failure::new(Kind::Unavailable, "failure-unavailable")),
        StatusCode::INTERNAL_SERVER_ERROR => Some(Failure::internal("a layer answered 500")),
        _ => None,
    }
}

fn cause(failure: &Failure) -> String {
    let mut text = String::new();
    let mut next = failure.source();
    while let Some(error) = next {
        text.push_str(&error.to_string());
        next = error.source();
        if next.is_some() {
            text.push_str(": ");
        }
    }
    text
}

fn shown(screen: &Screen, want: Want, failure: &Failure, request_id: &str) -> Response {
    let l = screen.lang();
    if failure.kind == Kind::Unauthenticated && want == Want::Page {
        let here = screen.uri().path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
        let to: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
        return screen.redirect(&format!("/sign-in?return_to={to}"));
    }
    let mut text = l.tr(failure.message);
    for (name, value) in &failure.args {
        text = text.arg(name, value.clone());
    }
    let reason = text.arg("id", request_id).to_string();
    let status = status(failure.kind);
    let mut response = if want.is_part() {
        // the form stays as it is; a toast says why
        let mut response = match screen.toast_partial(&reason, None) {
            Ok(toast) => screen::html_response(status, toast),
            Err(_) => status.into_response(),
        };
        screen::say(response.headers_mut(), &reason);
        response
    } else {
        let icon = match failure.kind {
            Kind::NotFound | Kind::Gone => "search",
            Kind::Forbidden | Kind::Unauthenticated => "lock",
            Kind::Unavailable | Kind::TooMany => "clock",
            _ => "warn",
        };
        let reference = (failure.kind == Kind::Internal).then(|| request_id.to_owned());
        let view = ErrorView { l, heading: l.t(heading(failure.kind)), reason, reference, icon };
        match screen::render(&view).and_then(|html| screen.answer(status, Nav::None, &view.heading, &html)) {
            Ok(response) => response,
            Err(_) => status.into_response(),
        }
    };
    if let Some(seconds) = failure.args.iter().find_map(|(name, value)| match value {
        crate::kernel::failure::Arg::Number(number) if *name == "seconds" => Some(*number),
        _ => None,
    }) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.unsigned_abs()));
    } else if failure.kind == Kind::Unavailable {
        response.headers_mut().insert(HeaderName::from_static("retry-after"), HeaderValue::from_static("5"));
    }
    response
}
