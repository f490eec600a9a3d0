//! The letters that a development machine would have sent.
use std::sync::Arc;

use askama::Template;
use axum::extract::State;

use crate::config::Config;
use crate::db::open::data_dir;
use crate::i18n::Lang;
use crate::kernel::Failure;
use crate::mail::folder::{self, Kept};
use crate::web::{self, Nav, Screen};

/// Letters on the page.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "dev/mail.html")]
struct MailPage {
    l: Lang,
    letters: Vec<Kept>,
}

pub async fn show(State(config): State<Arc<Config>>, screen: Screen) -> web::Result {
    if !config.shows_outbox() {
        return Err(Failure::not_found().into());
    }
    let l = screen.lang();
    let letters = folder::list(&folder::of(&data_dir(&config)), MOST).await;
    screen.show(Nav::None, &l.say("dev-mail-title"), &MailPage { l, letters })
}

/// Whether a line of a letter is an address to be opened.
fn is_address(line: &str) -> bool {
    line.starts_with("http://") || line.starts_with("https://")
}
