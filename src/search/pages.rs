//! The page of finds, and the shorter list that the palette asks for while one types.
use axum::extract::State;

use super::views::{Found, SearchPage};
use super::words::Words;
use super::{places, store};
use crate::db::Db;
use crate::web::{self, Fields, Nav, Query, Screen};

/// Finds of each kind on the page, and in the palette.
const ON_PAGE: i32 = 20;
const IN_PALETTE: i32 = 5;

pub async fn show(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    let words = Words::parse(fields.get("q"));
    let found = find(&db, &screen, &words, "found", ON_PAGE).await?;
    if screen.is_part() {
        return screen.show_region(&found, &found.summary(), &address(&words));
    }
    let l = screen.lang();
    let title = match words.typed() {
        "" => l.say("search-title"),
        typed => l.tr("search-title-for").arg("typed", typed).to_string(),
    };
    screen.show(Nav::None, &title, &SearchPage { l, found })
}

/// Without scripts nobody comes here; whoever does goes on to the page.
pub async fn suggest(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    screen.signed_in()?;
    let words = Words::parse(fields.get("q"));
    if !screen.is_part() {
        return Ok(screen.redirect(&address(&words)));
    }
    let found = find(&db, &screen, &words, "palette-found", IN_PALETTE).await?;
    screen.show_part(&found, &found.summary())
}

async fn find(db: &Db, screen: &Screen, words: &Words, id: &'static str, most: i32) -> web::Result<Found> {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let hits = if words.is_empty() {
        Vec::new()
    } else {
        let mut tx = db.read(&viewer.actor).await?;
        let hits = store::find(&mut tx, words, most).await?;
        tx.commit().await?;
        hits
    };
    let places = if words.is_empty() && !words.typed().is_empty() {
        Vec::new()
    } else {
        places::find(&l, viewer, words).collect()
    };
    Ok(Found::of(l, viewer, id, words, &hits, places))
}

fn address(words: &Words) -> String {
    let q: String = url::form_urlencoded::byte_serialize(words.typed().as_bytes()).collect();
    if q.is_empty() { "/search".to_owned() } else { format!("/search?q={q}") }
}
