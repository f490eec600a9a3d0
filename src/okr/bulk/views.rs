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
    pub refused: Vec<Refused>,
    pub missing: usize,
    pub undo: Option<UndoId>,
    pub once: Once,
    pub back: String,
}

impl ReportPage {
    pub fn of(l: Lang, act: BulkAct, outcome: Outcome, back: String) -> Self {
        let Outcome { refused, missing, undo, .. } = outcome;
        Self { l, heading: said(&l, act, outcome.done), refused, missing, undo, once: Once::new(), back }
    }
}

/// What was done, with how many.
pub fn said(l: &Lang, act: BulkAct, done: usize) -> String {
    l.tr(&format!("bulk-{}-done", act.id())).arg("n", done).to_string()
}
