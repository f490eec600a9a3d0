//! How a refusal looks: a page for people, a toast for htmx, the way to sign-in for strangers. A fault of ours shows its
//! reference only; the cause is logged once, here.
use std::error::Error;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::screen::{self, Nav, Screen};
use super::{AppState, Want};
use crate::i18n::Lang;
use crate::kernel::failure::Arg;
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
    let request_id =
        parts.headers.get("x-request-id").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let asked = Asked { want: Want::of(&parts.headers), from: page_of(&parts), request_id };
    let response = next.run(Request::from_parts(parts, body)).await;
    let refused_method = response.status() == StatusCode::METHOD_NOT_ALLOWED;
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
    let mut response = shown(&screen, &asked, &failure);
    if refused_method {
        // the router outside of here adds which ones are allowed
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    }
    response.extensions_mut().insert(Printed);
    response
}

/// What the refusal of a request needs to know about it.
struct Asked {
    want: Want,
    /// The page that the person is on, to be led back to.
    from: String,
    request_id: String,
}

/// Marks an answer that people can read already, for the same layer further out.
#[derive(Clone)]
struct Printed;

/// The page that a request came from: itself when it asks for a page, else the one that names itself in the headers.
fn page_of(parts: &Parts) -> String {
    let path = |uri: &Uri| uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str).to_owned();
    if parts.method == Method::GET && Want::of(&parts.headers) == Want::Page {
        return path(&parts.uri);
    }
    let named = ["hx-current-url", "referer"]
        .iter()
        .find_map(|name| parts.headers.get(*name))
        .and_then(|value| value.to_str().ok());
    named.and_then(|address| address.parse::<Uri>().ok()).map_or_else(|| "/".to_owned(), |uri| path(&uri))
}

/// Answers of the router and of layers without a body of their own: unknown address, wrong method, time-out.
fn bare_status(response: &Response) -> Option<Failure> {
    let has_words =
        response.headers().contains_key(header::CONTENT_TYPE) && response.status() != StatusCode::PAYLOAD_TOO_LARGE;
    if has_words || response.extensions().get::<Printed>().is_some() {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Failure::not_found()),
        StatusCode::METHOD_NOT_ALLOWED => Some(Failure::new(Kind::NotFound, "failure-method")),
        StatusCode::PAYLOAD_TOO_LARGE => Some(super::extract::too_large()),
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => {
            Some(Failure::new(Kind::Unavailable, "failure-unavailable"))
        }
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

fn shown(screen: &Screen, asked: &Asked, failure: &Failure) -> Response {
    let l = screen.lang();
    let to: String = url::form_urlencoded::byte_serialize(asked.from.as_bytes()).collect();
    let door = format!("/sign-in?return_to={to}");
    if failure.kind == Kind::Unauthenticated && asked.want == Want::Page {
        return screen.redirect(&door);
    }
    let mut text = l.tr(failure.message);
    for (name, value) in &failure.args {
        text = text.arg(name, value.clone());
    }
    let reason = text.arg("id", asked.request_id.as_str()).to_string();
    let status = status(failure.kind);
    let mut response = if asked.want.is_part() {
        // the form stays as it is; a toast says why
        let toast = if failure.kind == Kind::Unauthenticated {
            screen.sign_in_partial(&reason, door)
        } else {
            screen.toast_partial(&reason, None)
        };
        let mut response = match toast {
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
        let reference = (failure.kind == Kind::Internal).then(|| asked.request_id.clone());
        let view = ErrorView { l, heading: l.say(heading(failure.kind)), reason, reference, icon };
        match screen.answer(status, Nav::None, &view.heading, &view) {
            Ok(response) => response,
            Err(_) => status.into_response(),
        }
    };
    say_when(&mut response, failure);
    response
}

/// Tells the client when another try makes sense, where the failure knows it.
pub fn say_when(response: &mut Response, failure: &Failure) {
    let seconds = failure.args.iter().find_map(|(name, value)| match value {
        Arg::Number(number) if *name == "seconds" => Some(number.unsigned_abs()),
        _ => None,
    });
    if let Some(seconds) = seconds.or((failure.kind == Kind::Unavailable).then_some(5)) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// What is left of a handler that panicked. The panic itself is in the log.
pub fn after_panic(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Refusal(Failure::internal("a handler panicked")).into_response()
}
