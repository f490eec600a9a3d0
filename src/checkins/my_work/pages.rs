//! My work.
use axum::extract::State;
use chrono::Timelike;

use super::store;
use super::views::{MyWorkPage, Seen};
use crate::administration::ownership::store as ownership;
use crate::checkins::weekly::week::Week;
use crate::db::Db;
use crate::kernel::Failure;
use crate::okr::key_results::show::past_progress;
use crate::okr::key_results::store as key_results;
use crate::okr::settings::Settings;
use crate::web::{self, Nav, Screen};

/// What waits, what is mine, how my team does.
pub async fn show(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let now = db.clock().now();
    let mut tx = db.read(&viewer.actor).await?;
    let today = tx.today();
    let week = Week::of(today).ok_or_else(Failure::not_found)?;
    let settings = Settings::load(&mut tx).await?;
    let people = store::list_people(&mut tx, viewer.account, week.first).await?;
    let objectives = match screen.period() {
        Some(period) => store::list_objectives(&mut tx, viewer.account, period.id).await?,
        None => Vec::new(),
    };
    let ids: Vec<_> = objectives.iter().map(|objective| objective.id).collect();
    let (key_results, past) = if ids.is_empty() {
        (Vec::new(), std::collections::HashMap::new())
    } else {
        let mut found = key_results::list_of_objectives(&mut tx, &ids).await?;
        // of the objectives of others only what is one's own
        let own: Vec<_> = objectives
            .iter()
            .filter(|objective| objective.owner_id == viewer.account)
            .map(|objective| objective.id)
            .collect();
        found.retain(|key_result| key_result.owner == viewer.account || own.contains(&key_result.objective));
        let past = past_progress(&mut tx, &found).await?;
        (found, past)
    };
    let offer = ownership::find_open(&mut tx).await?.filter(|offer| offer.to == viewer.account);
    tx.commit().await?;
    let hour = now.with_timezone(&l.zone).hour();
    let page = MyWorkPage::of(
        l,
        viewer,
        screen.period(),
        hour,
        today,
        &settings,
        Seen { people, objectives, key_results, past, offered_by: offer.map(|offer| offer.from_name) },
    );
    screen.live().show(Nav::MyWork, &l.say("nav-my-work"), &page)
}
