//! The form of the list: back to it when all was done, else what was not and why.
use axum::extract::State;

use super::actions::{self, MOST};
use super::model::{BulkAct, Chosen};
use super::views::{ReportPage, said};
use crate::db::Db;
use crate::kernel::{Failure, Kind};
use crate::web::{self, Fields, Flash, Form, Nav, Screen, back};

pub async fn act(State(db): State<Db>, screen: Screen, Form(fields): Form<Fields>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let act = BulkAct::parse(fields.get("act")).ok_or_else(|| Failure::field("act", "field-unknown-choice"))?;
    let to = back::inside(fields.get("back")).to_owned();
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut unreadable = 0;
    let sent = fields.all("id").count();
    if sent > MOST {
        return Err(Failure::new(Kind::Invalid, "bulk-too-many").arg("n", sent).arg("max", MOST).into());
    }
    for text in fields.all("id") {
        match Chosen::parse(text) {
            Some(one) if chosen.iter().any(|other| other.id == one.id) => {}
            Some(one) => chosen.push(one),
            None => unreadable += 1,
        }
    }
    if sent == 0 {
        return Ok(screen.go(&to, Flash::new(l.say("bulk-none"))));
    }
    let mut tx = db.write(&viewer.actor).await?;
    let mut outcome = actions::perform(&mut tx, act, &chosen, &to).await?;
    tx.commit().await?;
    outcome.missing += unreadable;
    if outcome.refused.is_empty() && outcome.missing == 0 {
        return Ok(screen.go(&to, Flash { text: said(&l, act, outcome.done), undo: outcome.undo }));
    }
    let page = ReportPage::of(l, act, outcome, to);
    screen.show(Nav::Objectives, &page.heading, &page)
}
