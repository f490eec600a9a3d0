//! Alignment as a page, and its rows alone when htmx opens a branch.
use axum::Extension;
use axum::extract::State;

use super::ask::Ask;
use super::forest::{Forest, Line, Seed, Top, What};
use super::store;
use super::views::{AlignmentPage, Found, Region};
use crate::db::Db;
use crate::kernel::{Failure, ObjectiveId};
use crate::org::workspace_tree::Trees;
use crate::web::{self, Fields, Nav, Query, Screen};

pub async fn alignment(State(db): State<Db>, Extension(trees): Extension<Trees>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let Some(period) = screen.period() else { return Ok(screen.redirect("/objectives")) };
    let ask = Ask::parse(&fields);
    let mut tx = db.read(&viewer.actor).await?;
    let shape = store::shape(&mut tx, period.id).await?;
    let tree = trees.load(&mut tx, shape.iter().map(|row| row.workspace)).await?;
    // a large organization has many objectives; their shape is no work for the threads that answer requests
    let limit = ask.limit();
    let open = ask.open.clone();
    let grow = move || {
        let seeds: Vec<Seed> = shape.iter().map(|row| Seed { id: row.id, parent: row.parent, is_company: tree.get(row.workspace).is_some_and(|node| node.is_company) }).collect();
        let forest = Forest::grow(&seeds);
        let (lines, is_more) = forest.lines(&open, limit);
        (forest, lines, is_more)
    };
    let (forest, lines, is_more) = tokio::task::spawn_blocking(grow).await.map_err(Failure::internal)?;
    let rows = store::list(&mut tx, &ids(&lines, |_| true), &ids(&lines, |top| top == Some(Top::Elsewhere))).await?;
    tx.commit().await?;
    let region = Region::of(Found { l, period, ask: &ask, lines, is_more, rows });
    if screen.is_part() {
        let said = l.tr("alignment-shown").arg("n", region.shown).to_string();
        return screen.show_region(&region, &said, &ask.address(&period.code()));
    }
    screen.show(Nav::Alignment, &l.t("alignment-title"), &AlignmentPage::new(l, &period.code(), &forest, region))
}

fn ids(lines: &[Line], wanted: impl Fn(Option<Top>) -> bool) -> Vec<ObjectiveId> {
    let id = |line: &Line| match line.what {
        What::Objective(id, top) if wanted(top) => Some(id),
        _ => None,
    };
    lines.iter().filter_map(id).collect()
}
