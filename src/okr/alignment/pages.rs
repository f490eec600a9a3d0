//! Alignment as a page, and its rows alone when htmx opens a branch.
use std::collections::HashSet;

use axum::Extension;
use axum::extract::State;

use super::ask::Ask;
use super::forest::{Forest, Line, Seed, What};
use super::store::{self, Shape};
use super::views::{AlignmentPage, Found, Region};
use crate::db::Db;
use crate::kernel::{Failure, ObjectiveId, PeriodId};
use crate::org::workspace_tree::Trees;
use crate::web::{self, Fields, Nav, Period, Query, Screen};

pub async fn alignment(
    State(db): State<Db>,
    Extension(trees): Extension<Trees>,
    screen: Screen,
    Query(fields): Query<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let Some(period) = screen.period() else { return Ok(screen.redirect("/objectives")) };
    let ask = Ask::parse(&fields);
    let mut tx = db.read(&viewer.actor).await?;
    let shape = store::shape(&mut tx, period.id, &within(&viewer.periods, period)).await?;
    let deeper = shape.iter().filter(|row| row.is_within).count();
    let here: HashSet<_> = shape.iter().map(|row| row.id).collect();
    let missing: HashSet<_> =
        shape.iter().filter_map(|row| row.parent).filter(|parent| !here.contains(parent)).collect();
    let above = if missing.is_empty() {
        Vec::new()
    } else {
        store::above(&mut tx, &missing.into_iter().collect::<Vec<_>>()).await?
    };
    let tree = trees.load(&mut tx, shape.iter().map(|row| row.workspace)).await?;
    // a large organization has many objectives; their shape is no work for the threads that answer requests
    let limit = ask.limit();
    let open = ask.open.clone();
    let grow = move || {
        let is_company = |row: &Shape| tree.get(row.workspace).is_some_and(|node| node.is_company);
        let others = above.iter().filter(|row| !here.contains(&row.id)).map(|row| Seed {
            id: row.id,
            parent: row.parent,
            is_company: true,
        });
        let own = shape.iter().map(|row| Seed { id: row.id, parent: row.parent, is_company: is_company(row) });
        let seeds: Vec<Seed> = others.chain(own).collect();
        let forest = Forest::grow(&seeds);
        let (lines, is_more) = forest.lines(&open, limit);
        (forest, lines, is_more)
    };
    let (forest, lines, is_more) = tokio::task::spawn_blocking(grow).await.map_err(Failure::internal)?;
    let rows = store::list(&mut tx, &ids(&lines)).await?;
    tx.commit().await?;
    let region = Region::of(Found { l, period, periods: &viewer.periods, ask: &ask, lines, is_more, rows });
    if screen.is_part() {
        let said = l.tr("alignment-shown").arg("n", region.shown).to_string();
        return screen.show_region(&region, &said, &ask.address(&period.code()));
    }
    screen.show(
        Nav::Alignment,
        &l.say("alignment-title"),
        &AlignmentPage::new(l, &period.code(), &forest, deeper, region),
    )
}

/// The shorter periods within a period, the earliest first: the quarters of a year.
fn within(periods: &[Period], period: &Period) -> Vec<PeriodId> {
    let days = |one: &Period| (one.starts_on, one.ends_on);
    let is_within =
        |one: &&Period| period.starts_on <= one.starts_on && one.ends_on <= period.ends_on && days(one) != days(period);
    let mut within: Vec<&Period> = periods.iter().filter(is_within).collect();
    within.sort_by_key(|one| (one.starts_on, one.ends_on, one.id));
    within.into_iter().map(|one| one.id).collect()
}

fn ids(lines: &[Line]) -> Vec<ObjectiveId> {
    let id = |line: &Line| match line.what {
        What::Objective(id, _) => Some(id),
        What::Unaligned => None,
    };
    lines.iter().filter_map(id).collect()
}
