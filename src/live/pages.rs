//! `GET /live`: what an open page listens to.
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};

use super::hub::{Live, Refused};
use super::store;
use super::stream::{self, Listening};
use super::views::Told;
use super::watch::Watch;
use crate::auth::sessions::SignedIn;
use crate::db::{Db, OrganizationTx, Position};
use crate::kernel::{Failure, Kind, Result};
use crate::okr::alignment::within;
use crate::okr::objective_list::filter::Filter;
use crate::okr::objective_list::store::PAGE;
use crate::web::{self, Fields, Query, Screen, Viewer};

/// `page` is the path of the page and `since` what it has seen; without them, My work and this moment. The query of the page stands
/// beside them, for a list `shown`, the objectives in its rows, and `tab`, by which its own changes are known. A stream that comes
/// back says with its last event since when it counts. With `once` the answer is how things stand now, and no stream.
pub async fn listen(
    State(db): State<Db>,
    Extension(live): Extension<Live>,
    screen: Screen,
    headers: HeaderMap,
    Query(fields): Query<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let since =
        [last.unwrap_or_default(), fields.get("since")].into_iter().find_map(|text| text.parse::<Position>().ok());
    let since = since.unwrap_or_else(|| viewer.position.clone());
    let tab = fields.get("tab").parse().ok();
    let mut tx = db.read(&viewer.actor).await?;
    let watch = watch(&mut tx, &screen, viewer, &fields).await?;
    if fields.has("once") {
        let n = store::count(&mut tx, &since, tab, &watch).await?;
        tx.commit().await?;
        return Ok(Json(Told::of(screen.lang(), n, viewer.due)).into_response());
    }
    let who = SignedIn {
        organization: viewer.actor.organization,
        account: viewer.account,
        login: viewer.login,
        session: viewer.session,
    };
    // before it counts, so that nothing falls between
    let entry = live.enter(who.organization, who.session, watch).map_err(|refused| match refused {
        Refused::TooMany => Failure::new(Kind::TooMany, "failure-too-many").arg("seconds", 60),
        Refused::Closed => Failure::unavailable("the process is about to end"),
    })?;
    let n = store::count(&mut tx, &since, tab, entry.watch()).await?;
    tx.commit().await?;
    let told = Told::of(screen.lang(), n, viewer.due).event(&since).map_err(Failure::internal)?;
    let listening = Listening { db, entry, who, locale: screen.locale(), since, tab, told };
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        // neither kept nor changed on the way: a proxy that packs it would hold it back
        (header::CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(stream::events(listening))).into_response())
}

/// What a page shows, by its path.
async fn watch(tx: &mut OrganizationTx, screen: &Screen, viewer: &Viewer, fields: &Fields) -> Result<Watch> {
    let page = fields.get("page");
    let parts: Vec<&str> = page.split('/').filter(|part| !part.is_empty()).collect();
    let period = screen.period().ok_or_else(Failure::not_found);
    match parts.as_slice() {
        [] => {
            let mut people = store::reports_of(tx, viewer.account).await?;
            people.push(viewer.account);
            Ok(Watch::People(people))
        }
        ["check-in"] | ["check-in", _] => Ok(Watch::People(vec![viewer.account])),
        ["objectives"] => {
            let shown = fields.get("shown").split(',').filter_map(|id| id.parse().ok()).take(PAGE).collect();
            Ok(Watch::List { period: period?.id, filter: Filter::parse(fields), shown })
        }
        ["alignment"] => {
            let period = period?;
            let mut periods = within(&viewer.periods, period);
            periods.push(period.id);
            Ok(Watch::Periods(periods))
        }
        ["objectives", id] => {
            let id = id.parse().map_err(|_| Failure::not_found())?;
            let there = store::is_there(tx, id).await?;
            if there { Ok(Watch::Objective { id, shows_comments: true }) } else { Err(Failure::not_found()) }
        }
        ["key-results", id] => {
            let id = id.parse().map_err(|_| Failure::not_found())?;
            let id = store::objective_of(tx, id).await?.ok_or_else(Failure::not_found)?;
            Ok(Watch::Objective { id, shows_comments: false })
        }
        _ => Err(Failure::not_found()),
    }
}
