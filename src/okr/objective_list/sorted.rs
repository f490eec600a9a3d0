//! SQL of the list in other orders than its own. Each order that an index can give walks that index and stops at the last row of its
//! page, as the list itself does. By status, which depends on the day, the objectives of the period are all looked at.
use chrono::NaiveDate;
use sqlx::postgres::Postgres;
use sqlx::{FromRow as _, QueryBuilder, Row as _};

use super::cursor::{Key, Place};
use super::filter::STATUSES;
use super::sort::{By, Sort};
use super::store::{Ask, PAGE, Page, Row, push_columns, push_filters, push_wanted};
use crate::db::OrganizationTx;
use crate::kernel::Result;
use crate::okr::maths::Status;

/// A page in this order.
pub async fn list(tx: &mut OrganizationTx, ask: &Ask<'_>, sort: Sort) -> Result<Page> {
    let mut q = QueryBuilder::new("");
    push_sorted(&mut q, ask, sort, tx.today(), PAGE + 1);
    let found = q.build().fetch_all(tx.conn()).await?;
    let mut rows: Vec<(Row, Key)> = Vec::with_capacity(found.len());
    for found in &found {
        let row = Row::from_row(found)?;
        let key = match sort.by {
            By::Title => Key::Text(row.title.clone()),
            By::Owner => Key::Owner(found.try_get_unchecked("owner_name")?, row.owner_id),
            By::Progress => Key::Number(row.progress.unwrap_or(f64::NEG_INFINITY)),
            By::Status => Key::Rank(rank(row.status)),
            By::Updated => Key::Moment(row.updated_at),
        };
        rows.push((row, key));
    }
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    if ask.is_backwards() {
        rows.reverse();
    }
    let edge = |row: Option<&(Row, Key)>| row.map(|(row, key)| Place { key: key.clone(), ..row.place() });
    let (first, last) = (edge(rows.first()), edge(rows.last()));
    Ok(Page { rows: rows.into_iter().map(|(row, _)| row).collect(), has_more, first, last })
}

/// The visible objectives that were asked for, in this order, from the cursor on.
pub fn push_sorted(q: &mut QueryBuilder<Postgres>, ask: &Ask<'_>, sort: Sort, today: NaiveDate, limit: usize) {
    let way = Way { is_down: sort.is_descending != ask.is_backwards() };
    match sort.by {
        By::Title => push_by(q, ask, way, r#"o.title COLLATE "und-x-icu""#, today),
        By::Progress => push_by(q, ask, way, "coalesce(o.progress, '-infinity'::double precision)", today),
        By::Updated => push_by(q, ask, way, "o.updated_at", today),
        By::Owner => push_by_owner(q, ask, way, today),
        By::Status => push_by_status(q, ask, way, today),
    }
    q.push(format_args!(" LIMIT {limit}"));
}

/// Up or down the order.
#[derive(Clone, Copy)]
struct Way {
    is_down: bool,
}

impl Way {
    fn direction(self) -> &'static str {
        if self.is_down { " DESC" } else { "" }
    }

    fn beyond(self) -> &'static str {
        if self.is_down { "<" } else { ">" }
    }
}

/// By a key that an index has, then by id.
fn push_by(q: &mut QueryBuilder<Postgres>, ask: &Ask<'_>, way: Way, key: &str, today: NaiveDate) {
    q.push("SELECT * FROM (SELECT ");
    push_columns(q, today);
    q.push(" FROM objectives o WHERE ");
    push_wanted(q, ask);
    if let Some(place) = ask.place() {
        q.push(format_args!(" AND ({key}, o.id) {} (", way.beyond()));
        match &place.key {
            Key::Text(text) => q.push_bind(text.clone()),
            Key::Number(number) => q.push_bind(*number),
            Key::Moment(moment) => q.push_bind(*moment),
            Key::None | Key::Owner(..) | Key::Rank(_) => q.push("NULL"),
        };
        q.push(", ").push_bind(place.id).push(")");
    }
    let direction = way.direction();
    q.push(format_args!(" ORDER BY {key}{direction}, o.id{direction} OFFSET 0) o WHERE true"));
    push_filters(q, ask);
}

/// By the names of all people, and for each of them by the place in the list.
fn push_by_owner(q: &mut QueryBuilder<Postgres>, ask: &Ask<'_>, way: Way, today: NaiveDate) {
    let name = r#"a.name COLLATE "und-x-icu""#;
    let (direction, beyond) = (way.direction(), way.beyond());
    let from = ask.place().and_then(|place| match &place.key {
        Key::Owner(name, owner) => Some((place, name.clone(), *owner)),
        _ => None,
    });
    q.push("SELECT o.*, a.name AS owner_name FROM (SELECT a.id, a.name FROM accounts a WHERE true");
    if let Some((_, text, owner)) = &from {
        q.push(format_args!(" AND ({name}, a.id) {beyond}= (")).push_bind(text.clone()).push(", ").push_bind(*owner);
        q.push(")");
    }
    q.push(format_args!(" ORDER BY {name}{direction}, a.id{direction} OFFSET 0) a CROSS JOIN LATERAL (SELECT "));
    push_columns(q, today);
    q.push(" FROM objectives o WHERE o.owner_id = a.id AND ");
    push_wanted(q, ask);
    if let Some((place, _, owner)) = &from {
        q.push(" AND (a.id <> ").push_bind(*owner).push(" OR ");
        push_beyond(q, beyond, place);
        q.push(")");
    }
    push_place_order(q, direction);
    q.push(" OFFSET 0) o WHERE true");
    push_filters(q, ask);
}

/// By urgency, and within it by the place in the list.
fn push_by_status(q: &mut QueryBuilder<Postgres>, ask: &Ask<'_>, way: Way, today: NaiveDate) {
    let (direction, beyond) = (way.direction(), way.beyond());
    q.push("SELECT * FROM (SELECT o.*, coalesce(array_position(");
    q.push_bind(STATUSES.map(|status| status.id().to_owned()).to_vec());
    q.push(", o.status), 0) AS rank FROM (SELECT ");
    push_columns(q, today);
    q.push(" FROM objectives o WHERE ");
    push_wanted(q, ask);
    q.push(" OFFSET 0) o WHERE true");
    push_filters(q, ask);
    q.push(") o");
    if let Some((place, rank)) = ask.place().and_then(|place| match place.key {
        Key::Rank(rank) => Some((place, rank)),
        _ => None,
    }) {
        q.push(format_args!(" WHERE (o.rank, o.workspace_no, o.position, o.id) {beyond} (")).push_bind(rank);
        q.push(", ").push_bind(place.workspace_no).push(", ").push_bind(place.position).push(", ");
        q.push_bind(place.id).push(")");
    }
    q.push(format_args!(
        " ORDER BY o.rank{direction}, o.workspace_no{direction}, o.position{direction}, o.id{direction}"
    ));
}

fn push_beyond(q: &mut QueryBuilder<Postgres>, beyond: &str, place: &Place) {
    q.push(format_args!("(o.workspace_no, o.position, o.id) {beyond} (")).push_bind(place.workspace_no);
    q.push(", ").push_bind(place.position).push(", ").push_bind(place.id).push(")");
}

fn push_place_order(q: &mut QueryBuilder<Postgres>, direction: &str) {
    q.push(format_args!(" ORDER BY o.workspace_no{direction}, o.position{direction}, o.id{direction}"));
}

/// Its number among the statuses, as the database counts; 0 for one that is not among them.
fn rank(status: Status) -> i32 {
    let at = STATUSES.iter().position(|one| *one == status);
    at.and_then(|at| i32::try_from(at + 1).ok()).unwrap_or_default()
}
