//! What is told of an act that was not done with all that were chosen.
use askama::Template;

use super::actions::{Outcome, Refused};
use super::model::BulkAct;
use crate::i18n::Lang;
use crate::kernel::UndoId;
use crate::okr::parts::Once;

#[derive(Template)]
#[template(path = "okr/bulk/report.html")]
pub struct ReportPage {
    pub l: Lang,
    pub heading: String,
    /// With how many it was not done, and with which for which reason, said by the message.
    pub refused: usize,
    pub reasons: Vec<(&'static str, Vec<Refused>)>,
    pub missing: usize,
    pub undo: Option<UndoId>,
    pub once: Once,
    pub back: String,
}

impl ReportPage {
    pub fn of(l: Lang, act: BulkAct, outcome: Outcome, back: String) -> Self {
        let Outcome { done, refused, missing, undo } = outcome;
        let heading = said(&l, act, done);
        let count = refused.len();
        let mut reasons: Vec<(&'static str, Vec<Refused>)> = Vec::new();
        for one in refused {
            match reasons.iter_mut().find(|(why, _)| *why == one.why) {
                Some((_, ones)) => ones.push(one),
                None => reasons.push((one.why, vec![one])),
            }
        }
        Self { l, heading, refused: count, reasons, missing, undo, once: Once::new(), back }
    }
}

/// What was done, with how many.
pub fn said(l: &Lang, act: BulkAct, done: usize) -> String {
    l.tr(&format!("bulk-{}-done", act.id())).arg("n", done).to_string()
}
