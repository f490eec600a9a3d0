//! The logs as pages, the region alone when htmx filters, and as files.
use axum::extract::State;

use super::export::{self, Export};
use super::filter::Filter;
use super::policy;
use super::store::{self, Row};
use super::views::{LineView, Log, LogPage, Region, SealView};
use crate::db::{Db, OrganizationTx};
use crate::kernel::Result;
use crate::web::{self, Fields, Nav, Query, Screen};

/// Rows on a page.
const PAGE: usize = 50;

pub async fn log(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    page(&db, &screen, &fields, Log::Acts).await
}

pub async fn security(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    page(&db, &screen, &fields, Log::Security).await
}

pub async fn export_log(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    file(db, &screen, &fields, Log::Acts).await
}

pub async fn export_security(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    file(db, &screen, &fields, Log::Security).await
}

/// Rows of one of the logs.
pub(super) async fn rows(
    tx: &mut OrganizationTx,
    log: Log,
    filter: &Filter,
    before: Option<uuid::Uuid>,
    limit: usize,
) -> Result<Vec<Row>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    match log {
        Log::Acts => store::list_acts(tx, filter, before, limit).await,
        Log::Security => store::list_events(tx, filter, before, limit).await,
    }
}

async fn page(db: &Db, screen: &Screen, fields: &Fields, log: Log) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    policy::require_reading(&viewer.actor)?;
    let filter = Filter::parse(fields, log.groups());
    let before = fields.get("before").parse().ok();
    let mut tx = db.read(&viewer.actor).await?;
    let mut rows = rows(&mut tx, log, &filter, before, PAGE + 1).await?;
    let seal = match log {
        Log::Acts => {
            let (sealed, waiting) = store::find_seal(&mut tx).await?;
            Some(SealView::of(&l, sealed, waiting, tx.now()))
        }
        Log::Security => None,
    };
    tx.commit().await?;
    let has_earlier = rows.len() > PAGE;
    rows.truncate(PAGE);
    let at = log.address();
    let earlier = rows.last().filter(|_| has_earlier).map(|row| filter.address(at, Some(row.id)));
    let subject_name = rows.iter().filter(|_| filter.subject.is_some()).find_map(|row| row.subject_name.clone());
    let may_import = viewer.actor.changes_all();
    let region = Region {
        l,
        log,
        lines: rows.into_iter().map(|row| LineView::of(l, log, row, may_import)).collect(),
        subject_name,
        earlier,
        newest: before.map(|_| filter.address(at, None)),
        cleared: at.to_owned(),
        without_subject: Filter { subject: None, ..filter.clone() }.address(at, None),
        export: policy::may_export(&viewer.actor).then(|| filter.address(&format!("{at}/export.csv"), None)),
        seal,
        filter,
    };
    if screen.is_part() {
        let address = region.filter.address(at, before);
        return screen.show_region(&region, &region.said(), &address);
    }
    screen.show(Nav::Audit, &l.say(log.title()), &LogPage { l, log, region })
}

async fn file(db: Db, screen: &Screen, fields: &Fields, log: Log) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    policy::require_export(&viewer.actor)?;
    let filter = Filter::parse(fields, log.groups());
    let mut tx = db.write(&viewer.actor).await?;
    export::trace(&mut tx, log, &filter).await?;
    tx.commit().await?;
    export::send(Export { db, actor: viewer.actor.clone(), l, log, filter }).await
}
