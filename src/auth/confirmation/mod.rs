//! Proving again who one is, before something that would be worth stealing a session for.
pub mod actions;
pub mod pages;
mod views;

use axum::response::Response;

use crate::auth::entrance::{Door, Goal};
use crate::web::{Refusal, Routes};

pub fn routes() -> Routes {
    Routes::new().get("/sign-in/again", pages::form).post("/sign-in/again", pages::confirm)
}

/// The answer to give instead, when nothing was shown in the last ten minutes: it leads to the question, and from there back to a page.
pub async fn ask(door: &Door, back: &str) -> Result<Option<Response>, Refusal> {
    if door.proof().await?.is_fresh(door.now()) {
        return Ok(None);
    }
    let goal = Goal { return_to: back.to_owned(), ..Goal::default() };
    Ok(Some(door.screen.redirect(&goal.at("/sign-in/again"))))
}
