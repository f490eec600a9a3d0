//! What an import changes, row by row: a table with a filter, from what to what.

use askama::Template;
use serde::Deserialize;

use super::message::Message;
use super::report::{Difference, FieldDifference, ImportReport, Thing};
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{ImportId, Result};
use crate::okr::history;
use crate::okr::history::model::{Line, Names};

/// Rows on one page.
const ROWS: usize = 50;

/// Which of them are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    #[default]
    All,
    New,
    Changed,
    Conflicts,
    Problems,
}

impl Filter {
    const ALL: [Self; 5] = [Self::All, Self::New, Self::Changed, Self::Conflicts, Self::Problems];

    fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Conflicts => "conflicts",
            Self::Problems => "problems",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::All => "imports-show-all",
            Self::New => "imports-show-new",
            Self::Changed => "imports-show-changed",
            Self::Conflicts => "imports-show-conflicts",
            Self::Problems => "imports-show-problems",
        }
    }

    fn shows(self, one: &Difference) -> bool {
        match self {
            Self::All => true,
            Self::New => one.is_new,
            Self::Changed => !one.is_new,
            Self::Conflicts => one.has_conflict(),
            Self::Problems => false,
        }
    }
}

/// The part of a report that the address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Shown {
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: String,
}

impl Shown {
    fn filter(&self) -> Filter {
        Filter::ALL.into_iter().find(|filter| filter.code() == self.show).unwrap_or_default()
    }
}

/// The table with its filter.
#[derive(Template)]
#[template(path = "okr/imports/differences.html")]
pub struct DifferencesView {
    l: Lang,
    /// What changes, or what changed.
    heading: String,
    tabs: Vec<Tab>,
    rows: Vec<DifferenceRow>,
    /// More than the report lists.
    unlisted: u64,
    previous: Option<String>,
    next: Option<String>,
    shown: String,
    pub shows_problems: bool,
}

struct Tab {
    label: String,
    count: String,
    address: String,
    is_current: bool,
}

struct DifferenceRow {
    line: u32,
    title: String,
    /// Where it is, when it is there already.
    address: Option<String>,
    /// What it is: an objective, or a key result of which objective.
    what: String,
    is_new: bool,
    fields: Vec<FieldRow>,
}

struct FieldRow {
    label: String,
    old: Option<String>,
    new: Option<String>,
    /// Who changed it here after the export, and what becomes of that.
    conflict: Option<String>,
}

impl DifferencesView {
    pub async fn of(
        tx: &mut OrganizationTx,
        l: Lang,
        import: ImportId,
        report: &ImportReport<Message>,
        shown: &Shown,
        is_done: bool,
    ) -> Result<Self> {
        let (filter, all) = (shown.filter(), &report.differences);
        let count = |filter: Filter| match filter {
            Filter::Problems => report.errors.len(),
            filter => all.iter().filter(|one| filter.shows(one)).count(),
        };
        let address = |filter: Filter, page: usize| {
            let page = if page > 0 { format!("&page={}", page + 1) } else { String::new() };
            format!("/imports/{import}?show={}{page}#differences", filter.code())
        };
        let tabs = Filter::ALL
            .into_iter()
            .filter(|one| *one == Filter::All || *one == filter || count(*one) > 0)
            .map(|one| Tab {
                label: l.say(one.label()),
                count: l.count(match one {
                    Filter::All => count(Filter::All) + count(Filter::Problems),
                    one => count(one),
                } as u64),
                address: address(one, 0),
                is_current: one == filter,
            })
            .collect();
        let total = count(filter);
        let page = shown.page.parse::<usize>().unwrap_or(1).saturating_sub(1).min(total.saturating_sub(1) / ROWS);
        let listed: Vec<&Difference> =
            all.iter().filter(|one| filter.shows(one)).skip(page.saturating_mul(ROWS)).take(ROWS).collect();
        let names = names(tx, report, &listed).await?;
        let last = (page + 1).saturating_mul(ROWS).min(total);
        let shown = l
            .tr("imports-rows-shown")
            .arg("first", l.count((page * ROWS + 1) as u64))
            .arg("last", l.count(last as u64))
            .arg("total", l.count(total as u64))
            .to_string();
        Ok(Self {
            l,
            heading: l.say(if is_done { "imports-report-done" } else { "imports-differences" }),
            tabs,
            rows: listed.into_iter().map(|one| DifferenceRow::of(&l, one, &names, is_done)).collect(),
            unlisted: report.unlisted_differences,
            previous: (page > 0).then(|| address(filter, page - 1)),
            next: (last < total && filter != Filter::Problems).then(|| address(filter, page + 1)),
            shown,
            shows_problems: matches!(filter, Filter::All | Filter::Problems),
        })
    }

    /// Whether there is something to filter.
    pub fn is_empty(&self) -> bool {
        self.tabs.len() < 2
    }
}

/// The differences as lines of plain text, for the command line.
pub async fn lines(tx: &mut OrganizationTx, l: &Lang, report: &ImportReport<Message>) -> Result<Vec<String>> {
    let all: Vec<&Difference> = report.differences.iter().collect();
    let names = names(tx, report, &all).await?;
    let words = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    Ok(all
        .into_iter()
        .map(|one| {
            let row = DifferenceRow::of(l, one, &names, false);
            let fields: Vec<_> = row
                .fields
                .iter()
                .map(|field| {
                    let conflict = field.conflict.as_ref().map(|conflict| format!(" ({conflict})")).unwrap_or_default();
                    format!("{}: {} -> {}{conflict}", field.label, words(&field.old), words(&field.new))
                })
                .collect();
            let what = if row.is_new { "new".to_owned() } else { fields.join("; ") };
            format!("line {}, {}: {what}", row.line, row.title)
        })
        .collect())
}

/// What the ids among the contents stand for: names of the database, and of what is not there yet.
async fn names(tx: &mut OrganizationTx, report: &ImportReport<Message>, listed: &[&Difference]) -> Result<Names> {
    let lines: Vec<_> = listed
        .iter()
        .flat_map(|one| {
            one.fields.iter().map(|field| Line { old: field.old.clone(), new: field.new.clone(), ..line(one, field) })
        })
        .collect();
    let mut names = history::actions::names(tx, &lines).await?;
    for (id, name) in &report.names {
        names.plain.entry(*id).or_insert_with(|| name.clone());
    }
    Ok(names)
}

fn line(one: &Difference, field: &FieldDifference) -> Line {
    Line::of_field(
        match one.thing {
            Thing::Objective => "objective",
            Thing::KeyResult => "key_result",
        },
        one.id,
        &field.field,
        one.measured.as_deref(),
        one.unit.as_deref(),
    )
}

impl DifferenceRow {
    fn of(l: &Lang, one: &Difference, names: &Names, is_done: bool) -> Self {
        let objective = one.objective;
        let address = match one.thing {
            _ if one.is_new && !is_done => None,
            Thing::Objective => Some(format!("/objectives/{objective}")),
            Thing::KeyResult if one.is_new => Some(format!("/objectives/{objective}")),
            Thing::KeyResult => Some(format!("/objectives/{objective}#key-result-{}", one.id)),
        };
        Self {
            line: one.line,
            title: one.title.clone(),
            address,
            what: match &one.below {
                Some(objective) => l.tr("imports-what-key-result").arg("objective", objective).to_string(),
                None => l.say("imports-what-objective"),
            },
            is_new: one.is_new,
            fields: one.fields.iter().map(|field| FieldRow::of(l, one, field, names)).collect(),
        }
    }
}

impl FieldRow {
    fn of(l: &Lang, one: &Difference, field: &FieldDifference, names: &Names) -> Self {
        let line = line(one, field);
        let words = |raw: &Option<String>| {
            raw.as_deref().filter(|raw| !raw.is_empty()).map(|raw| history::values::value(l, &line, names, raw))
        };
        let new = words(&field.new).map(|new| match field.on {
            Some(day) => l.tr("imports-value-of-day").arg("value", new).arg("day", l.day(day)).to_string(),
            None => new,
        });
        Self {
            label: history::values::heading(l, &line),
            old: words(&field.old),
            new,
            conflict: field.conflict.as_ref().map(|conflict| {
                let day = l.moment(conflict.at);
                match &conflict.by {
                    Some(by) => l.tr("imports-conflict-by").arg("name", by).arg("when", day).to_string(),
                    None => l.tr("imports-conflict").arg("when", day).to_string(),
                }
            }),
        }
    }
}
