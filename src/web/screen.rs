//! How an answer becomes a page or the part that htmx swaps in: the one place that decides.
use std::fmt;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::cookies;
use super::flash::Flash;
use super::operator::Operator;
use super::viewer::{Period, Viewer};
use super::want::{Want, is_htmx};
use super::{AppState, Refusal};
use crate::i18n::Lang;
use crate::kernel::{Failure, Kind, Locale, PeriodId, UndoId};

/// A longer query is not taken along to another period.
const KEPT_QUERY: usize = 1000;
/// What an address says about one period only.
const OF_ONE_PERIOD: [&str; 6] = ["period", "after", "before", "open", "closed", "more"];

/// The entry of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    MyWork,
    CheckIn,
    Objectives,
    Alignment,
    Import,
    Audit,
    Members,
    Operator,
    None,
}

/// The screen of this request: who looks, in which language, and whether they want a page or a part.
#[derive(Debug, Clone)]
pub struct Screen {
    want: Want,
    htmx: bool,
    lang: Lang,
    viewer: Option<Arc<Viewer>>,
    operator: Option<Operator>,
    uri: Uri,
    flash: Option<Flash>,
    period: Option<String>,
    within: Option<PeriodId>,
    is_live: bool,
    secure: bool,
}

/// What was saved: the part in its new state, what to say, and where a browser without htmx goes on.
pub struct Saved<'a, P> {
    pub part: &'a P,
    /// What was done, in words.
    pub say: String,
    /// Address to go on to without htmx.
    pub back: String,
    pub undo: Option<UndoId>,
    /// Other places of the page that changed: element id and its new content, which replaces it.
    pub also: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "layouts/page.html")]
struct PageView<'a> {
    l: Lang,
    title: &'a str,
    viewer: &'a Viewer,
    here: Nav,
    period: Option<&'a Period>,
    uri: &'a Uri,
    language_link: String,
    main: Hole,
    flash: Option<ToastView>,
    asks_period: bool,
    /// Whether the page hears of changes while it is open.
    is_live: bool,
}

impl PageView<'_> {
    /// This page about another period, with what its address asks for besides. A place among the rows means nothing there.
    fn period_address(&self, period: &Period) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("period", &period.code());
        if !self.asks_period {
            return format!("/objectives?{}", query.finish());
        }
        let asked = self.uri.query().filter(|query| query.len() < KEPT_QUERY).unwrap_or_default();
        let kept = url::form_urlencoded::parse(asked.as_bytes());
        query.extend_pairs(kept.filter(|(name, _)| !OF_ONE_PERIOD.contains(&name.as_ref())));
        format!("{}?{}", self.uri.path(), query.finish())
    }

    /// The key that leads to a period: to the one before or after the chosen one among those of its kind.
    fn period_key(&self, period: &Period, chosen: &Period) -> Option<&'static str> {
        let mut kind = self.viewer.periods.iter().filter(|one| one.kind == chosen.kind);
        let at = |wanted: &Period| kind.clone().position(|one| one.id == wanted.id);
        match (at(period)?, kind.position(|one| one.id == chosen.id)?) {
            (at, chosen) if at == chosen + 1 => Some("period-previous"),
            (at, chosen) if at + 1 == chosen => Some("period-next"),
            _ => None,
        }
    }
}

#[derive(Template)]
#[template(path = "layouts/door.html")]
struct DoorView<'a> {
    l: Lang,
    /// Whether an example of what is behind the door stands beside it.
    shows_example: bool,
    title: &'a str,
    main: Hole,
    language_link: String,
    flash: Option<ToastView>,
}

#[derive(Template)]
#[template(path = "layouts/operator.html")]
struct OperatorView<'a> {
    l: Lang,
    title: &'a str,
    operator: &'a Operator,
    main: Hole,
    language_link: String,
    flash: Option<ToastView>,
}

/// A message with a way back, or on.
#[derive(Template)]
#[template(path = "parts/toast.html")]
pub struct ToastView {
    pub l: Lang,
    pub text: String,
    pub undo: Option<UndoId>,
    pub once: uuid::Uuid,
    /// Where to sign in again, in a new tab, so that what was typed stays here.
    pub sign_in: Option<String>,
}

impl Screen {
    pub fn lang(&self) -> Lang {
        self.lang
    }

    pub fn locale(&self) -> Locale {
        self.lang.locale
    }

    pub fn viewer(&self) -> Option<&Viewer> {
        self.viewer.as_deref()
    }

    /// The viewer, or the refusal that leads to sign-in.
    pub fn signed_in(&self) -> Result<&Viewer, Refusal> {
        self.viewer.as_deref().ok_or_else(|| Failure::unauthenticated().into())
    }

    /// The operator of the platform. For everybody else who is signed in, there is nothing here.
    pub fn operator(&self) -> Result<&Operator, Refusal> {
        match (&self.operator, &self.viewer) {
            (Some(operator), _) => Ok(operator),
            (None, Some(_)) => Err(Failure::not_found().into()),
            (None, None) => Err(Failure::unauthenticated().into()),
        }
    }

    /// Whether an operator is signed in.
    pub fn is_operator(&self) -> bool {
        self.operator.is_some()
    }

    /// Whether people come over https, so that cookies are marked secure.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    pub fn is_part(&self) -> bool {
        self.want.is_part()
    }

    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The period this page is about: the one in the address, the one looked at last, else the current one.
    pub fn period(&self) -> Option<&Period> {
        let viewer = self.viewer.as_ref()?;
        self.period.as_deref().and_then(|code| viewer.period(code)).or_else(|| viewer.current_period())
    }

    /// The screen of something that belongs to a period, which the page names instead of the one looked at last.
    #[must_use]
    pub fn within(mut self, period: PeriodId) -> Self {
        self.within = Some(period);
        self
    }

    /// The screen of something that others change while it is open: the page offers to show it then.
    #[must_use]
    pub fn live(&self) -> Self {
        Self { is_live: true, ..self.clone() }
    }

    /// A page, or the part of it when htmx asks: `view` is the content of `main` either way.
    pub fn show(&self, here: Nav, title: &str, view: &impl Template) -> super::Result {
        self.answer(StatusCode::OK, here, title, view)
    }

    /// The part of a page that filters and turned pages change, what is said about it, and the address that leads here again.
    pub fn show_region(&self, region: &impl Template, text: &str, address: &str) -> super::Result {
        let mut response = self.show_part(region, text)?;
        if let Ok(address) = HeaderValue::from_str(address) {
            response.headers_mut().insert(HeaderName::from_static("hx-push-url"), address);
        }
        Ok(response)
    }

    /// A part that htmx asked for, and what is said about it; the address of the page stays.
    pub fn show_part(&self, part: &impl Template, text: &str) -> super::Result {
        let mut response = html_response(StatusCode::OK, render(part)?);
        say(response.headers_mut(), text);
        Ok(response)
    }

    /// The form again, with what was typed and what is wrong with it.
    pub fn invalid(&self, here: Nav, title: &str, view: &impl Template) -> super::Result {
        let title = self.lang.tr("failure-title-prefix").arg("title", title).to_string();
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, here, &title, view)
    }

    /// The form again, where what was sent is wrong or came too often. The latter says when to try again.
    pub fn refused(&self, here: Nav, title: &str, view: &impl Template, failure: &Failure) -> super::Result {
        let mut response = self.invalid(here, title, view)?;
        if failure.kind == Kind::TooMany {
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            super::errors::say_when(&mut response, failure);
        }
        Ok(response)
    }

    /// Someone was faster: both versions, to choose from.
    pub fn conflict(&self, here: Nav, title: &str, view: &impl Template) -> super::Result {
        self.answer(StatusCode::CONFLICT, here, title, view)
    }

    /// The changed part with what happened in words; without htmx the browser goes on to `back` and hears it there.
    pub fn saved<P: Template>(&self, saved: Saved<'_, P>) -> super::Result {
        if !self.htmx {
            return Ok(self.go(&saved.back, Flash { text: saved.say, undo: saved.undo }));
        }
        let mut html = render(saved.part)?;
        for (id, content) in &saved.also {
            html.push_str("<hx-partial hx-target=\"#");
            html.push_str(id);
            html.push_str("\" hx-swap=\"outerHTML\">");
            html.push_str(content);
            html.push_str("</hx-partial>");
        }
        if saved.undo.is_some() {
            html.push_str(&self.toast_partial(&saved.say, saved.undo)?);
        }
        let mut response = html_response(StatusCode::OK, html);
        say(response.headers_mut(), &saved.say);
        Ok(response)
    }

    /// On to another page, which shows the message.
    pub fn go(&self, address: &str, flash: Flash) -> Response {
        let mut response = self.redirect(address);
        if let Some(cookie) = flash.leave(self.secure) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// On to another page, silently.
    pub fn redirect(&self, address: &str) -> Response {
        let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
        if self.htmx {
            (StatusCode::OK, [(HeaderName::from_static("hx-redirect"), location)]).into_response()
        } else {
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
        }
    }

    /// A toast for the page that is open.
    pub fn toast_partial(&self, text: &str, undo: Option<UndoId>) -> Result<String, Refusal> {
        self.place_toast(&self.toast(text.to_owned(), undo))
    }

    /// A toast with the way to the door.
    pub fn sign_in_partial(&self, text: &str, address: String) -> Result<String, Refusal> {
        self.place_toast(&ToastView { sign_in: Some(address), ..self.toast(text.to_owned(), None) })
    }

    fn place_toast(&self, toast: &ToastView) -> Result<String, Refusal> {
        let toast = render(toast)?;
        Ok(format!("<hx-partial hx-target=\"#toasts\" hx-swap=\"beforeend\">{toast}</hx-partial>"))
    }

    fn toast(&self, text: String, undo: Option<UndoId>) -> ToastView {
        ToastView { l: self.lang, text, undo, once: uuid::Uuid::now_v7(), sign_in: None }
    }

    pub(super) fn answer(&self, status: StatusCode, here: Nav, title: &str, main: &impl Template) -> super::Result {
        if self.want.is_part() {
            return Ok(html_response(status, render(main)?));
        }
        let flash = self.flash.clone().map(|flash| self.toast(flash.text, flash.undo));
        let shows_flash = flash.is_some();
        let frame = match (&self.viewer, &self.operator) {
            (Some(viewer), _) => {
                let within = viewer.periods.iter().find(|period| Some(period.id) == self.within);
                let page = PageView {
                    l: self.lang,
                    title,
                    viewer,
                    here,
                    period: within.or_else(|| self.period()),
                    uri: &self.uri,
                    language_link: self.language_link(),
                    main: Hole,
                    flash,
                    asks_period: within.is_none() && matches!(here, Nav::MyWork | Nav::Objectives | Nav::Alignment),
                    is_live: self.is_live,
                };
                render(&page)?
            }
            (None, Some(operator)) => render(&OperatorView {
                l: self.lang,
                title,
                operator,
                main: Hole,
                language_link: self.language_link(),
                flash,
            })?,
            (None, None) => {
                let shows_example = self.uri.path().starts_with("/sign-in");
                let language_link = self.language_link();
                render(&DoorView { l: self.lang, shows_example, title, main: Hole, language_link, flash })?
            }
        };
        let mut response = html_response(status, Hole::fill(&frame, main)?);
        let flash = shows_flash.then(|| Flash::drop_header(self.secure)).flatten();
        let period =
            self.period.as_deref().and_then(|code| cookies::set(cookies::PERIOD, code, cookies::YEAR, self.secure));
        for cookie in flash.into_iter().chain(period) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    /// This page in the other language.
    fn language_link(&self) -> String {
        let other = match self.lang.locale {
            Locale::En => Locale::Ru,
            Locale::Ru => Locale::En,
        };
        let here = self.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
        let back: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
        format!("/language/{}?back={back}", other.code())
    }
}

impl FromRequestParts<AppState> for Screen {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        Ok(Self::of(parts, state))
    }
}

impl Screen {
    /// The screen of a request whose viewer, if any, was found before.
    pub fn of(parts: &Parts, state: &AppState) -> Self {
        let viewer = parts.extensions.get::<Arc<Viewer>>().cloned();
        let lang = viewer.as_ref().map_or_else(|| stranger_lang(&parts.headers, state), |viewer| viewer.lang);
        let query = parts.uri.query().unwrap_or_default();
        let period = url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "period")
            .map(|(_, code)| code.into_owned())
            .or_else(|| cookies::read(&parts.headers, cookies::PERIOD).map(str::to_owned))
            .filter(|code| viewer.as_ref().is_some_and(|viewer| viewer.period(code).is_some()));
        Self {
            want: Want::of(&parts.headers),
            htmx: is_htmx(&parts.headers),
            lang,
            viewer,
            operator: parts.extensions.get::<Operator>().cloned(),
            uri: parts.uri.clone(),
            flash: Flash::read(&parts.headers),
            period,
            within: None,
            is_live: false,
            secure: state.config.secure_cookies(),
        }
    }
}

/// Language of someone who is not signed in: their choice, else what their browser asks for.
fn stranger_lang(headers: &HeaderMap, state: &AppState) -> Lang {
    let chosen = cookies::read(headers, cookies::LANGUAGE).and_then(Locale::parse);
    let locale = chosen.unwrap_or_else(|| {
        headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .map(Locale::negotiate)
            .unwrap_or_default()
    });
    Lang { locale, zone: chrono_tz::UTC, today: state.db.clock().now().date_naive() }
}

/// Renders a view.
pub fn render(view: &impl Template) -> Result<String, Refusal> {
    let mut html = String::with_capacity(16 * 1024);
    view.render_into(&mut html).map_err(Failure::internal)?;
    Ok(html)
}

/// Where the content goes within the frame of a page. It is written there itself, because most of a page is content and
/// copying it into the frame takes as long as a good part of writing it.
struct Hole;

impl Hole {
    /// Nothing that is stored holds this character.
    const MARK: char = '\0';
    /// Most lists need not grow while they are written.
    const ROOM: usize = 64 * 1024;

    fn fill(frame: &str, content: &impl Template) -> Result<String, Refusal> {
        let (before, after) = frame.split_once(Self::MARK).unwrap_or((frame, ""));
        let mut html = String::with_capacity(frame.len() + Self::ROOM);
        html.push_str(before);
        content.render_into(&mut html).map_err(Failure::internal)?;
        html.push_str(after);
        Ok(html)
    }
}

impl fmt::Display for Hole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Self::MARK)
    }
}

pub(super) fn html_response(status: StatusCode, html: String) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html).into_response()
}

/// Sets what the status line of the page says. The header is JSON in ASCII.
pub(super) fn say(headers: &mut HeaderMap, text: &str) {
    let json = serde_json::json!({ "say": { "text": text } }).to_string();
    let mut ascii = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    if let Ok(value) = HeaderValue::from_str(&ascii) {
        headers.insert(HeaderName::from_static("hx-trigger"), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_is_ascii_json() {
        let mut headers = HeaderMap::new();
        say(&mut headers, "Сохранено 🎯 \"так\"");
        let value = headers.get("hx-trigger").unwrap().to_str().unwrap();
        let json: serde_json::Value = serde_json::from_str(value).unwrap();
        assert_eq!(json["say"]["text"], "Сохранено 🎯 \"так\"");
    }
}
