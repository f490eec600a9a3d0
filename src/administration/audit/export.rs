//! A log as CSV: what the filters show, written in pieces while it is read, so that its length costs no memory.
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use uuid::Uuid;

use super::filter::Filter;
use super::pages;
use super::store::Row;
use super::views::Log;
use crate::db::{Audit, Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Actor, Failure, Result};
use crate::web::guard::guard;
use crate::web::{self, csv};

/// Rows that are read and written at a time.
const PIECE: usize = 1_000;

/// What an export goes through.
pub struct Export {
    pub db: Db,
    pub actor: Actor,
    pub l: Lang,
    pub log: Log,
    pub filter: Filter,
}

/// Where the next piece begins.
enum Next {
    First,
    Before(Uuid),
    End,
}

/// Writes who took which part of a log along.
pub async fn trace(tx: &mut OrganizationTx, log: Log, filter: &Filter) -> Result<()> {
    let organization = tx.actor().organization.0;
    let audit = match log {
        Log::Acts => Audit::of("audit.export", "organization", organization),
        Log::Security => Audit::of("audit.export_security", "organization", organization),
    };
    tx.audit(audit.detail(json!({ "filter": filter.detail() }))).await?;
    Ok(())
}

/// The first piece is made before the answer begins: what fails then still gets a page that says so.
pub async fn send(export: Export) -> web::Result {
    let name = match export.log {
        Log::Acts => "audit-log",
        Log::Security => "security-log",
    };
    let name = format!("attachment; filename=\"{name}-{}.csv\"", export.l.today);
    let (first, next) = export.piece(Next::First).await?;
    let rest = stream::try_unfold((export, next), |(export, next)| async move {
        if matches!(next, Next::End) {
            return Ok(None);
        }
        let (bytes, next) = export.piece(next).await?;
        Ok::<_, Failure>(Some((bytes, (export, next))))
    });
    let mut response = Body::from_stream(stream::iter([Ok(first)]).chain(rest)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

impl Export {
    async fn piece(&self, next: Next) -> Result<(Vec<u8>, Next)> {
        let (before, mut bytes) = match next {
            Next::First => (None, self.heads()?),
            Next::Before(id) => (Some(id), Vec::new()),
            Next::End => return Ok((Vec::new(), Next::End)),
        };
        let mut tx = self.db.read(&self.actor).await?;
        let rows = pages::rows(&mut tx, self.log, &self.filter, before, PIECE).await?;
        tx.commit().await?;
        let next = rows.last().filter(|_| rows.len() == PIECE).map_or(Next::End, |row| Next::Before(row.id));
        bytes.extend(csv::rows(self.l.locale, rows.iter().map(|row| self.cells(row)))?);
        Ok((bytes, next))
    }

    fn heads(&self) -> Result<Vec<u8>> {
        let ids: &[&str] = match self.log {
            Log::Acts => &[
                "when",
                "who",
                "account",
                "what",
                "code",
                "subject",
                "kind",
                "subject-id",
                "detail",
                "request",
                "row",
                "transaction",
                "sealed",
            ],
            Log::Security => &["when", "who", "account", "what", "code", "address", "detail", "request", "row"],
        };
        csv::begin(self.l.locale, ids.iter().map(|id| self.l.say(&format!("audit-cell-{id}"))).collect())
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let text = |text: &Option<String>| guard(text.as_deref().unwrap_or_default()).into_owned();
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let mut cells = vec![
            row.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            text(&row.account_name),
            id(row.account),
            self.log.words(&self.l, &row.action),
            row.action.clone(),
        ];
        let ends = [row.detail.clone(), text(&row.request), row.id.to_string()];
        match self.log {
            Log::Acts => {
                cells.extend([text(&row.subject_name), row.subject_kind.clone(), id(row.subject)]);
                cells.extend(ends);
                cells.extend([row.place.clone(), u8::from(row.is_sealed).to_string()]);
            }
            Log::Security => {
                cells.push(guard(&row.place).into_owned());
                cells.extend(ends);
            }
        }
        cells
    }
}
