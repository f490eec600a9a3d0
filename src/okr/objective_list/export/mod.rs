//! What the list shows, as a file: a table for spreadsheet programs and for our own import, or JSON for programs.
//! It is written in pieces while it is read, so its size costs neither memory nor space.
mod cells;
mod csv;
mod json;
mod lines;
mod objectives;
mod objects;
mod parts;
mod sheet;
mod table;
mod xlsx;

use std::future::Future;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use futures_util::{StreamExt as _, stream};

use super::filter::Filter;
use crate::db::Db;
use crate::i18n::Lang;
use crate::kernel::{AccountId, Actor, Failure, Locale, Result};
use crate::org::workspace_tree::Trees;
use crate::web::{self, AppState, Fields, Period, Query, Refusal, Screen};
pub use sheet::WORKBOOK;

/// What one export goes through: the list that the address asks for, as its viewer sees it.
pub struct Export {
    db: Db,
    actor: Actor,
    trees: Trees,
    l: Lang,
    period: Period,
    filter: Filter,
    me: AccountId,
}

/// A file in the making.
trait Pieces: Send + 'static {
    /// The next bytes; nothing at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send;
}

pub async fn csv(export: Export) -> web::Result {
    let (name, locale) = (export.file_name("csv"), export.l.locale);
    send(table::Table::new(export, csv::Csv::new(locale)), "text/csv; charset=utf-8", &name).await
}

pub async fn xlsx(export: Export) -> web::Result {
    let (name, format) = (export.file_name("xlsx"), xlsx::Xlsx::new(&export.l));
    send(table::Table::new(export, format), WORKBOOK, &name).await
}

pub async fn json(export: Export) -> web::Result {
    let name = export.file_name("json");
    send(json::Json::new(export), "application/json", &name).await
}

impl FromRequestParts<AppState> for Export {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let screen = Screen::of(parts, state);
        let viewer = screen.signed_in()?;
        let Query(fields) = Query::<Fields>::from_request_parts(parts, state).await?;
        Ok(Self {
            db: state.db.clone(),
            actor: viewer.actor.clone(),
            trees: parts.extensions.get::<Trees>().cloned().unwrap_or_default(),
            l: screen.lang(),
            period: screen.period().ok_or_else(Failure::not_found)?.clone(),
            filter: Filter::parse(&fields),
            me: viewer.account,
        })
    }
}

impl Export {
    fn file_name(&self, ending: &str) -> String {
        format!("objectives-{}.{ending}", self.period.code())
    }

    /// The period as our import reads it.
    fn period_name(&self) -> String {
        match (self.period.kind.as_str(), self.l.locale) {
            ("custom", _) => self.period.name.clone(),
            (_, Locale::En) => self.period.code().replace('-', " ").to_uppercase(),
            (_, Locale::Ru) => self.period.label(&self.l),
        }
    }
}

/// The first piece is made before the answer begins: what fails then still gets a page that says so.
async fn send(mut file: impl Pieces, media_type: &'static str, name: &str) -> web::Result {
    let first = file.next().await?.unwrap_or_default();
    let rest = stream::try_unfold(file, |mut file| async move {
        let bytes = file.next().await?;
        Ok::<_, Failure>(bytes.map(|bytes| (bytes, file)))
    });
    let mut response = Body::from_stream(stream::iter([Ok(first)]).chain(rest)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
