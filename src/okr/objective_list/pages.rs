//! The list as a page, and its region alone when htmx filters or turns pages.
use axum::Extension;
use axum::extract::State;

use super::count::Counts;
use super::cursor::Cursor;
use super::filter::{Filter, Owner};
use super::store::{self, Ask};
use super::views::{Found, LIST, ListPage, Region, Select};
use crate::db::Db;
use crate::kernel::{AccountId, WorkspaceId};
use crate::okr::saved_views::views::Strip;
use crate::okr::{bulk, saved_views, scores};
use crate::org::names::Names;
use crate::org::people;
use crate::org::workspace_tree::Trees;
use crate::web::{self, Fields, Nav, Query, Screen};

pub async fn list(
    State(db): State<Db>,
    Extension(trees): Extension<Trees>,
    Extension(names): Extension<Names>,
    Extension(counts): Extension<Counts>,
    screen: Screen,
    Query(fields): Query<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let (l, title) = (screen.lang(), screen.lang().say("objectives-title"));
    let Some(period) = screen.period() else {
        return screen.show(
            Nav::Objectives,
            &title,
            &ListPage { l, period: None, scores: None, region: Region::without_period(l) },
        );
    };
    let filter = Filter::parse(&fields);
    let cursor = Cursor::parse(&fields, filter.sort);
    let ask = Ask { period: period.id, filter: &filter, me: viewer.account, cursor: cursor.clone() };
    let mut tx = db.read(&viewer.actor).await?;
    let views = if viewer.has_views { saved_views::actions::list(&mut tx).await? } else { Vec::new() };
    // an address that asks for nothing begins with the view that the person chose for it
    let begin = views.iter().find(|view| view.is_default && view.account == viewer.account);
    if let Some(view) = begin.filter(|_| screen.uri().query().is_none() && !screen.is_part()) {
        tx.commit().await?;
        return Ok(screen.redirect(&view.address(viewer)));
    }
    let page = store::list(&mut tx, &ask).await?;
    let count = counts.of(&mut tx, &ask, &page).await?;
    let needed = page.rows.iter().map(|row| WorkspaceId(row.workspace_id)).chain(filter.workspace);
    let tree = trees.load(&mut tx, needed).await?;
    let names = names.load(&mut tx, page.rows.iter().map(|row| AccountId(row.owner_id))).await?;
    let owner_name = match filter.owner {
        Some(Owner::Account(account)) => people::find(&mut tx, account).await?.map(|person| person.name),
        _ => None,
    };
    let select = if filter.is_selecting {
        let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        Some(Select::of(
            &filter,
            &period.code(),
            cursor.as_ref(),
            fields.get("select"),
            bulk::versions(&mut tx, &ids).await?,
        ))
    } else {
        None
    };
    // scores come with the data of past periods; a page of the running one does not ask
    let scores = if !screen.is_part() && period.ends_on < l.today {
        scores::views::of_period(&mut tx, l, period.id).await?
    } else {
        None
    };
    tx.commit().await?;
    let can_import = viewer.actor.changes_all();
    let region = Region::of(Found {
        l,
        period,
        filter: &filter,
        cursor: cursor.clone(),
        page,
        count,
        tree: &tree,
        names: &names,
        owner_name,
        can_import,
        is_part: screen.is_part(),
        select,
        strip: Strip::of(l, viewer, &views, &filter, period),
    });
    if screen.is_part() {
        let address = filter.address(LIST, Some(&period.code()), cursor.as_ref());
        return screen.show_region(&region, &region.count, &address);
    }
    screen.live().show(Nav::Objectives, &title, &ListPage { l, period: region.period.clone(), scores, region })
}
