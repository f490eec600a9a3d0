//! SQL of the list. Its WHERE grows with the filters, so it is built; what comes from people is always bound.
//!
//! The innermost SELECT walks the index `objectives_list` in its order, and a page stops reading at its last row. Two things keep the
//! planner from reading and sorting the whole period instead: `OFFSET 0`, so that it does not pull the filters in, and
//! `coalesce(…, false)` around each of them, so that it does not think that nearly nothing will match.
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::postgres::{PgRow, Postgres};
use sqlx::{FromRow, QueryBuilder, Row as _};
use uuid::Uuid;

use super::cursor::{Cursor, Key, Place};
use super::filter::Filter;
use super::sorted;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, PeriodId, Result};
use crate::okr::maths::Status;
use crate::okr::objectives::stage::Stage;

/// Objectives on a page.
pub const PAGE: usize = 50;
/// Up to here objectives are counted; beyond it, «more than».
pub const COUNTED: i64 = 1000;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    pub period: PeriodId,
    pub filter: &'a Filter,
    /// Who «me» is.
    pub me: AccountId,
    pub cursor: Option<Cursor>,
}

impl Ask<'_> {
    /// Whether the rows before the cursor are asked for.
    pub fn is_backwards(&self) -> bool {
        matches!(self.cursor, Some(Cursor::Before(_)))
    }

    pub fn place(&self) -> Option<&Place> {
        self.cursor.as_ref().map(|(Cursor::After(place) | Cursor::Before(place))| place)
    }
}

#[derive(Debug)]
pub struct Row {
    pub id: Uuid,
    pub title: String,
    pub workspace_id: Uuid,
    pub workspace_no: i32,
    pub position: f64,
    pub owner_id: Uuid,
    pub stage: Stage,
    pub key_result_count: i32,
    pub progress: Option<f64>,
    /// Today's.
    pub status: Status,
    pub updated_at: DateTime<Utc>,
}

impl Row {
    pub fn place(&self) -> Place {
        Place { key: Key::None, workspace_no: self.workspace_no, position: self.position, id: self.id }
    }
}

/// In the order in which [`push_objectives`] selects; finding columns by name and asking each for its type takes longer than reading them.
impl FromRow<'_, PgRow> for Row {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get_unchecked(0)?,
            title: row.try_get_unchecked(1)?,
            workspace_id: row.try_get_unchecked(2)?,
            workspace_no: row.try_get_unchecked(3)?,
            position: row.try_get_unchecked(4)?,
            owner_id: row.try_get_unchecked(5)?,
            stage: Stage::parse(row.try_get_unchecked(6)?).ok_or_else(|| unknown("stage"))?,
            key_result_count: row.try_get_unchecked(7)?,
            progress: row.try_get_unchecked(8)?,
            updated_at: row.try_get_unchecked(9)?,
            status: today(row.try_get_unchecked(10)?),
        })
    }
}

fn unknown(column: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "not a word of the product".into() }
}

/// Today's status as it is stored; unknown where nothing is.
pub fn today(status: Option<&str>) -> Status {
    status.and_then(Status::from_id).unwrap_or(Status::Unknown)
}

/// Rows in reading order, and whether there are more in the direction of the cursor.
#[derive(Debug)]
pub struct Page {
    pub rows: Vec<Row>,
    pub has_more: bool,
    /// Where the rows begin and end.
    pub first: Option<Place>,
    pub last: Option<Place>,
}

pub async fn list(tx: &mut OrganizationTx, ask: &Ask<'_>) -> Result<Page> {
    if let Some(sort) = ask.filter.sort {
        return sorted::list(tx, ask, sort).await;
    }
    let mut q = QueryBuilder::new("");
    push_objectives(&mut q, ask, tx.today(), PAGE + 1);
    let mut rows: Vec<Row> = q.build_query_as().fetch_all(tx.conn()).await?;
    // the order is certain below the filters only
    rows.sort_by(|a, b| a.place().order(&b.place()));
    let has_more = rows.len() > PAGE;
    if has_more {
        // the row too many is the farthest from the cursor
        if ask.is_backwards() { drop(rows.remove(0)) } else { drop(rows.pop()) }
    }
    let (first, last) = (rows.first().map(Row::place), rows.last().map(Row::place));
    Ok(Page { rows, has_more, first, last })
}

/// Objectives and their key results, of what the actor sees; both stop being counted above [`COUNTED`] objectives.
pub async fn count(tx: &mut OrganizationTx, ask: &Ask<'_>) -> Result<(i64, i64)> {
    let mut q = QueryBuilder::new("SELECT count(*), coalesce(sum(p.key_result_count), 0) FROM (");
    push_objectives(
        &mut q,
        &Ask { cursor: None, ..*ask },
        tx.today(),
        usize::try_from(COUNTED + 1).unwrap_or(usize::MAX),
    );
    q.push(") p");
    Ok(q.build_query_as().fetch_one(tx.conn()).await?)
}

/// The visible objectives that were asked for, in order, from the cursor on.
pub fn push_objectives(q: &mut QueryBuilder<Postgres>, ask: &Ask<'_>, today: NaiveDate, limit: usize) {
    q.push("SELECT * FROM (SELECT ");
    push_columns(q, today);
    q.push(" FROM objectives o WHERE ");
    push_wanted(q, ask);
    let backwards = ask.is_backwards();
    if let Some(place) = ask.place() {
        q.push(" AND (o.workspace_no, o.position, o.id) ").push(if backwards { "< (" } else { "> (" });
        q.push_bind(place.workspace_no).push(", ").push_bind(place.position).push(", ").push_bind(place.id).push(")");
    }
    let direction = if backwards { " DESC" } else { "" };
    q.push(format_args!(
        " ORDER BY o.workspace_no{direction}, o.position{direction}, o.id{direction} OFFSET 0) o WHERE true"
    ));
    push_filters(q, ask);
    q.push(format_args!(" LIMIT {limit}"));
}

/// What a [`Row`] is read from.
pub(super) fn push_columns(q: &mut QueryBuilder<Postgres>, today: NaiveDate) {
    q.push(
        "o.id, o.title, o.workspace_id, o.workspace_no, o.position, o.owner_id, o.stage, o.key_result_count, o.progress, o.updated_at, \
         o.statuses[width_bucket(",
    );
    q.push_bind(today).push("::date, o.status_from)] AS status");
}

/// What an index can narrow down by.
pub(super) fn push_wanted(q: &mut QueryBuilder<Postgres>, ask: &Ask<'_>) {
    q.push("o.archived_at IS ").push(if ask.filter.is_archived { "NOT NULL" } else { "NULL" });
    q.push(" AND o.period_id = ").push_bind(ask.period.0);
    if let Some(owner) = ask.filter.owner_account(ask.me) {
        q.push(" AND o.owner_id = ").push_bind(owner.0);
    }
    if let Some(workspace) = ask.filter.workspace {
        // the ends of the range let the walk begin and stop early
        for (comparison, end) in [(">=", "min"), ("<=", "max")] {
            q.push(format_args!(
                " AND o.workspace_no {comparison} (SELECT {end}(w.workspace_no) FROM workspace_closure c JOIN workspaces w ON w.organization_id = c.organization_id AND w.id = c.descendant_id WHERE c.ancestor_id = "
            ));
            q.push_bind(workspace.0).push(")");
        }
    }
}

/// The filters that are asked of each row, see above.
pub(super) fn push_filters(q: &mut QueryBuilder<Postgres>, ask: &Ask<'_>) {
    if let Some(status) = ask.filter.status {
        q.push(" AND coalesce(o.status = ").push_bind(status.id()).push(", false)");
    }
    if let Some(stage) = ask.filter.stage {
        q.push(" AND coalesce(o.stage = ").push_bind(stage.id()).push(", false)");
    }
    if let Some(workspace) = ask.filter.workspace {
        q.push(
            " AND coalesce(o.workspace_id IN (SELECT c.descendant_id FROM workspace_closure c WHERE c.ancestor_id = ",
        )
        .push_bind(workspace.0)
        .push("), false)");
    }
    if let Some(pattern) = ask.filter.pattern() {
        q.push(" AND coalesce(o.title ILIKE ").push_bind(pattern).push(", false)");
    }
}
