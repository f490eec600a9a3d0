//! What the history shows.
use askama::Template;
use chrono::{DateTime, Utc};

use super::model::{Field, History, Line, Names, Recent};
use super::{actions, values};
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{ObjectiveId, UndoId};
use crate::okr::parts::Once;
use crate::web;

/// Changes in the short list.
pub const RECENT: i64 = 5;
/// Characters of a text in the short list.
const SHORT: usize = 80;

/// The newest changes, a section of the objective's page.
#[derive(Template)]
#[template(path = "okr/history/recent.html")]
pub struct RecentView {
    l: Lang,
    objective: ObjectiveId,
    total: i64,
    lines: Vec<LineView>,
}

/// The filter and the lines.
#[derive(Template)]
#[template(path = "okr/history/list.html")]
pub struct HistoryView {
    l: Lang,
    objective: ObjectiveId,
    lines: Vec<LineView>,
    fields: Vec<Choice>,
    /// Query of the address of the next page.
    earlier: Option<String>,
    is_filtered: bool,
}

#[derive(Template)]
#[template(path = "okr/history/page.html")]
pub struct HistoryPage {
    pub l: Lang,
    pub objective: ObjectiveId,
    pub objective_title: String,
    pub list: HistoryView,
}

struct Choice {
    code: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "okr/history/line.html")]
struct LineView {
    l: Lang,
    field: String,
    subject: Option<String>,
    old: Option<String>,
    new: Option<String>,
    reason: Option<String>,
    by: String,
    at: DateTime<Utc>,
    undo: Option<UndoId>,
    once: Once,
}

impl RecentView {
    /// The newest changes in their place on the page of the objective: the element's id, and its new content.
    pub async fn part(tx: &mut OrganizationTx, l: Lang, objective: ObjectiveId) -> web::Result<(String, String)> {
        let recent = actions::recent(tx, objective, RECENT).await?;
        Ok((format!("objective-{objective}-history"), web::screen::render(&Self::of(l, &recent))?))
    }

    pub fn of(l: Lang, recent: &Recent) -> Self {
        let lines = recent.lines.iter().map(|line| LineView::of(l, line, &recent.names, SHORT, None)).collect();
        Self { l, objective: recent.objective, total: recent.total, lines }
    }
}

impl HistoryView {
    pub fn of(l: Lang, history: &History) -> Self {
        let chosen = history.chosen.as_ref();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(field) = chosen {
            query.append_pair("field", &field.code());
        }
        Self {
            l,
            objective: history.objective,
            lines: history
                .lines
                .iter()
                .map(|line| LineView::of(l, line, &history.names, usize::MAX, history.undo.get(&line.id).copied()))
                .collect(),
            fields: history
                .fields
                .iter()
                .map(|field| Choice { code: field.code(), label: label(&l, field), is_chosen: chosen == Some(field) })
                .collect(),
            earlier: history.earlier.map(|id| query.append_pair("before", &id.to_string()).finish()),
            is_filtered: chosen.is_some(),
        }
    }

    /// How many changes there are on the page, in words.
    pub fn said(&self) -> String {
        self.l.tr("history-count").arg("n", self.lines.len()).to_string()
    }

    /// Where the first page of it is.
    pub fn address(&self) -> String {
        let address = format!("/objectives/{}/history", self.objective);
        match self.fields.iter().find(|choice| choice.is_chosen) {
            Some(choice) => format!("{address}?field={}", choice.code),
            None => address,
        }
    }
}

impl LineView {
    fn of(l: Lang, line: &Line, names: &Names, length: usize, undo: Option<UndoId>) -> Self {
        let shown = |raw: &Option<String>| {
            let raw = raw.as_ref().filter(|raw| !raw.is_empty())?;
            let text = if line.is_removed_comment {
                l.say("history-value-removed")
            } else {
                values::value(&l, line, names, raw)
            };
            Some(clipped(&text, length))
        };
        Self {
            l,
            field: values::heading(&l, line),
            // a line that says that something was added already holds its title
            subject: line
                .subject_title
                .clone()
                .filter(|_| line.field != "created")
                .map(|title| clipped(&title, length)),
            old: shown(&line.old),
            new: shown(&line.new),
            reason: line.reason.clone(),
            by: line.account_name.clone(),
            at: line.at,
            undo,
            once: Once::new(),
        }
    }

    fn when(&self) -> String {
        self.l.moment(self.at)
    }
}

/// A field with what it belongs to: «Key result: target».
fn label(l: &Lang, field: &Field) -> String {
    let subject = l.say(&format!("history-subject-{}", field.subject_kind).replace('_', "-"));
    l.tr("history-filter-choice").arg("subject", subject).arg("field", values::field(l, field)).to_string()
}

fn clipped(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::clipped;

    #[test]
    fn long_texts_are_clipped_by_characters() {
        assert_eq!(clipped("Жираф", 5), "Жираф");
        assert_eq!(clipped("Жираф и", 6), "Жираф…");
    }
}
