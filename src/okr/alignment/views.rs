//! The tree, the plain list, and the sentence that says the same in words.
use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;

use super::ask::Ask;
use super::forest::{Forest, Line, Summary, Top, What};
use super::store::Row;
use crate::i18n::Lang;
use crate::kernel::{Actor, ObjectiveId, PeriodId};
use crate::okr::maths::{self, Curve};
use crate::okr::objective_list::store::today;
use crate::okr::objectives::policy::{self, Standing, Subject};
use crate::okr::objectives::stage::{Halted, Stage};
use crate::okr::objectives::visibility::Visibility;
use crate::okr::parts::{Bar, Once, Pace, PersonView, StatusView, percent_text, share};
use crate::web::Period;

#[derive(Template)]
#[template(path = "okr/alignment/page.html")]
pub struct AlignmentPage {
    pub l: Lang,
    pub summary: String,
    pub tree: String,
    pub list: String,
    pub all: String,
    pub region: Region,
}

pub struct ObjectiveRow {
    pub id: ObjectiveId,
    pub title: String,
    pub owner: PersonView,
    pub bar: Option<Bar>,
    pub pace: Arc<Pace>,
    pub number: String,
    pub status: StatusView,
    /// It has a parent that is not shown.
    pub is_parent_hidden: bool,
    /// The period, where it is another one.
    pub period: Option<String>,
    /// «also supports …»
    pub also: Option<String>,
    /// The version that the reader may move.
    pub moves: Option<i32>,
}

/// A row of the tree; `None` is the branch of what is unaligned.
pub struct TreeRow {
    pub line: Line,
    pub row: Option<ObjectiveRow>,
    /// Opens or closes the branch.
    pub turn: Option<String>,
    /// The plain list: begins a section with this heading.
    pub heading: Option<String>,
    /// The plain list: its level.
    pub depth: usize,
    /// The plain list: how many levels end after this row.
    pub ends: usize,
    /// The plain list: a level begins after this row.
    pub begins: bool,
}

#[derive(Template)]
#[template(path = "okr/alignment/_region.html")]
pub struct Region {
    pub l: Lang,
    pub is_list: bool,
    pub rows: Vec<TreeRow>,
    pub shown: usize,
    pub more: Option<String>,
    pub period_label: String,
    pub once: Once,
    /// The row that takes focus: it was moved just now.
    pub focus: Option<ObjectiveId>,
}

/// What the region is made of.
pub struct Found<'a> {
    pub l: Lang,
    pub actor: &'a Actor,
    pub period: &'a Period,
    pub periods: &'a [Period],
    pub ask: &'a Ask,
    pub lines: Vec<Line>,
    pub is_more: bool,
    pub rows: Vec<Row>,
}

/// What rows of one period share.
struct Span {
    label: String,
    pace: Arc<Pace>,
}

impl Span {
    fn of(l: &Lang, period: &Period) -> Self {
        let span = maths::Period { first: period.starts_on, last: period.ends_on };
        let expected = maths::expected(&Curve::Linear, span, l.today).result.known();
        Self { label: period.label(l), pace: Arc::new(Pace::new(l, expected)) }
    }
}

impl Region {
    pub fn of(found: Found<'_>) -> Self {
        let Found { l, actor, period, periods, ask, lines, is_more, rows } = found;
        let code = period.code();
        let spans: HashMap<_, _> = periods.iter().map(|one| (one.id, Span::of(&l, one))).collect();
        let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut shown: Vec<TreeRow> = Vec::with_capacity(lines.len());
        let (mut section, mut unaligned) = (None, 0);
        for line in lines {
            let (row, turned) = match line.what {
                // hidden or removed since the shape was read
                What::Objective(id, _) if !rows.contains_key(&id) => continue,
                What::Objective(id, top) => (
                    rows.remove(&id).map(|row| objective_row(&l, actor, row, top, &spans, period.id)),
                    ask.turned(id, line.is_open),
                ),
                What::Unaligned => {
                    unaligned = 1;
                    (None, ask.turned_unaligned(line.is_open))
                }
            };
            let starts = Some(self::section(&line)).filter(|heading| line.level == 1 && section != Some(*heading));
            section = starts.or(section);
            // in the plain list the branch of the unaligned is a heading, and what is below it stands at the top
            let depth = (line.level - unaligned).max(1).min(shown.last().map_or(1, |last| last.depth + 1));
            if let Some(last) = shown.last_mut() {
                last.ends = last.depth.saturating_sub(depth);
                last.begins = depth > last.depth;
            }
            let turn = (line.children > 0).then(|| turned.address(&code));
            shown.push(TreeRow {
                depth,
                row,
                turn,
                heading: starts.map(|heading| l.say(heading)),
                ends: depth - 1,
                begins: false,
                line,
            });
        }
        if let Some(last) = shown.last_mut() {
            last.ends = last.depth - 1;
        }
        Self {
            l,
            is_list: ask.is_list,
            shown: shown.len(),
            rows: shown,
            more: is_more.then(|| Ask { more: ask.more + 1, ..ask.clone() }.address(&code)),
            period_label: period.label(&l),
            once: Once::new(),
            focus: None,
        }
    }
}

impl Region {
    fn has_focus(&self, row: &ObjectiveRow) -> bool {
        self.focus == Some(row.id)
    }

    /// A row that can be moved, if there is one.
    fn movable(&self) -> Option<ObjectiveId> {
        let rows = self.rows.iter().filter_map(|item| item.row.as_ref());
        rows.filter(|row| row.moves.is_some()).map(|row| row.id).next()
    }
}

impl AlignmentPage {
    fn has_branches(&self) -> bool {
        self.region.rows.iter().any(|item| item.turn.is_some())
    }

    /// Whether every branch that is here stands open.
    fn is_open(&self) -> bool {
        self.region.rows.iter().all(|item| item.turn.is_none() || item.line.is_open)
    }

    /// `within`: how many of the objectives belong to shorter periods.
    pub fn new(l: Lang, code: &str, forest: &Forest, within: usize, region: Region) -> Self {
        let at = |is_list, all| {
            Ask { is_list, open: super::forest::Open { all, ..Default::default() }, more: 0 }.address(code)
        };
        let summary = if forest.is_empty() { String::new() } else { summary_text(&l, forest.summary(), within) };
        Self { l, summary, tree: at(false, false), list: at(true, false), all: at(false, true), region }
    }
}

/// «4 company objectives, 31 aligned, 20 of them in shorter periods, 6 unaligned, deepest level 5»; what there is none of is not
/// counted.
fn summary_text(l: &Lang, summary: Summary, within: usize) -> String {
    let counts = [
        ("alignment-company", summary.company),
        ("alignment-aligned", summary.aligned),
        ("alignment-within", within),
        ("alignment-unaligned", summary.unaligned),
        ("alignment-deepest", summary.deepest),
    ];
    let counted = counts.into_iter().filter(|(_, n)| *n > 0);
    counted.map(|(id, n)| l.tr(id).arg("n", n).to_string()).collect::<Vec<_>>().join(", ")
}

/// The section of the plain list that a top begins or continues: a message with its heading.
fn section(line: &Line) -> &'static str {
    match line.what {
        What::Objective(_, Some(Top::Hidden)) => "alignment-heading-hidden",
        What::Unaligned | What::Objective(_, Some(Top::Unaligned)) => "alignment-heading-unaligned",
        What::Objective(..) => "alignment-heading-company",
    }
}

/// Whether the actor may move it: by the rules, from what of them this row knows. Whoever leads it by one of these sees it by the same.
fn may_move(actor: &Actor, row: &Row) -> bool {
    let (Some(visibility), Some(stage)) = (Visibility::parse(&row.visibility), Stage::parse(&row.stage)) else {
        return false;
    };
    let halted = row.halted.as_deref().and_then(Halted::parse);
    let subject = Subject { owner: row.owner, visibility, stage, halted, archived: false };
    let standing = Standing {
        is_owner: actor.is(row.owner),
        manages_owner: row.manages_owner,
        administers_workspace: row.administers_workspace,
        workspace_on_path: row.administers_workspace,
        ..Standing::default()
    };
    policy::may_move(actor, &subject, &standing).is_allowed()
}

fn objective_row(
    l: &Lang,
    actor: &Actor,
    row: Row,
    top: Option<Top>,
    spans: &HashMap<PeriodId, Span>,
    here: PeriodId,
) -> ObjectiveRow {
    let status = today(row.status.as_deref());
    let progress = share(row.progress);
    let span = spans.get(&row.period);
    let pace = span.map_or_else(|| Arc::new(Pace::new(l, None)), |span| Arc::clone(&span.pace));
    ObjectiveRow {
        moves: may_move(actor, &row).then_some(row.version),
        id: row.id,
        owner: PersonView { name: row.owner_name, account: row.owner },
        bar: progress.map(|progress| pace.bar(progress, status)),
        pace,
        number: progress.map(|progress| percent_text(l, progress)).unwrap_or_default(),
        status: StatusView { l: *l, status, pill: false },
        is_parent_hidden: top == Some(Top::Hidden),
        period: span.filter(|_| row.period != here).map(|span| span.label.clone()),
        also: (!row.also.is_empty()).then(|| l.tr("alignment-also").arg("titles", row.also.join("; ")).to_string()),
        title: row.title,
    }
}
