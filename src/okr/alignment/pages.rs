//! Alignment as a page, and its rows alone when htmx opens a branch.
use std::collections::HashSet;

use axum::Extension;
use axum::extract::State;

use super::ask::Ask;
use super::forest::{Forest, Line, Seed, What};
use super::store::{self, Shape};
use super::views::{AlignmentPage, Found, Region};
use crate::db::{Db, OrganizationTx};
use crate::kernel::{Failure, ObjectiveId, PeriodId, Result};
use crate::org::workspace_tree::Trees;
use crate::web::{self, Fields, Nav, Period, Query, Screen, Viewer};

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
    let (forest, deeper, region) = region(&mut tx, &trees, viewer, period, &ask).await?;
    tx.commit().await?;
    if screen.is_part() {
        let said = l.tr("alignment-shown").arg("n", region.shown).to_string();
        return screen.show_region(&region, &said, &ask.address(&period.code()));
    }
    screen.live().show(
        Nav::Alignment,
        &l.say("alignment-title"),
        &AlignmentPage::new(l, &period.code(), &forest, deeper, region),
    )
}

/// The rows of a period that are asked for, the forest that they are of, and how much of it belongs to periods within.
pub async fn region(
    tx: &mut OrganizationTx,
    trees: &Trees,
    viewer: &Viewer,
    period: &Period,
    ask: &Ask,
) -> Result<(Forest, usize, Region)> {
    let shape = store::shape(tx, period.id, &within(&viewer.periods, period)).await?;
    let deeper = shape.iter().filter(|row| row.is_within).count();
    let here: HashSet<_> = shape.iter().map(|row| row.id).collect();
    let missing: HashSet<_> =
        shape.iter().filter_map(|row| row.parent).filter(|parent| !here.contains(parent)).collect();
    let above = if missing.is_empty() {
        Vec::new()
    } else {
        store::above(tx, &missing.into_iter().collect::<Vec<_>>()).await?
    };
    let tree = trees.load(tx, shape.iter().map(|row| row.workspace)).await?;
    // a large organization has many objectives; their shape is no work for the threads that answer requests
    let limit = ask.limit();
    let open = ask.open.clone();
    let grow = move || {
        let is_company = |row: &Shape| tree.get(row.workspace).is_some_and(|node| node.is_company);
        let seed = |row: &Shape, is_company: bool, is_above: bool| Seed {
            id: row.id,
            parent: row.parent,
            is_company,
            is_above,
            rank: row.rank,
        };
        let others = above.iter().filter(|row| !here.contains(&row.id)).map(|row| seed(row, true, true));
        let own = shape.iter().map(|row| seed(row, is_company(row), false));
        let seeds: Vec<Seed> = others.chain(own).collect();
        let forest = Forest::grow(&seeds);
        let (lines, is_more) = forest.lines(&open, limit);
        (forest, lines, is_more)
    };
    let (forest, lines, is_more) = tokio::task::spawn_blocking(grow).await.map_err(Failure::internal)?;
    let rows = store::list(tx, &ids(&lines)).await?;
    let region = Region::of(Found {
        l: viewer.lang,
        actor: &viewer.actor,
        period,
        periods: &viewer.periods,
        ask,
        lines,
        is_more,
        rows,
    });
    Ok((forest, deeper, region))
}

/// The shorter periods within a period, the earliest first: the quarters of a year.
/// The periods within a period, in their order.
pub fn within(periods: &[Period], period: &Period) -> Vec<PeriodId> {
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
