//! What people see of the list: filters, rows in groups, pages, and what is said when there is nothing.
use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::count::Count;
use super::cursor::{Cursor, Place};
use super::filter::{ARCHIVED, Filter, Owner, STATUSES};
use super::sort::{By, Sort};
use super::store::{COUNTED, Page, Row};
use crate::i18n::Lang;
use crate::kernel::{AccountId, WorkspaceId};
use crate::okr::bulk::BulkAct;
use crate::okr::maths::{self, Curve};
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::views::stage_message;
use crate::okr::parts::{Bar, Once, Pace, PersonView, StatusView, percent_text, share, status_message};
use crate::okr::saved_views::views::Strip;
use crate::okr::scores::views::ScoresView;
use crate::org::workspace_tree::Tree;
use crate::web::Period;

/// Where the list lives.
pub const LIST: &str = "/objectives";
/// Where it is exported, followed by the ending of the file.
const EXPORT: &str = "/objectives/export.";

/// The page: its head, and the region that filters change.
#[derive(Template)]
#[template(path = "okr/objective_list/page.html")]
pub struct ListPage {
    pub l: Lang,
    pub period: Option<String>,
    /// Means of recorded scores beside the progress of a past period.
    pub scores: Option<ScoresView>,
    pub region: Region,
}

/// Where what is shown can be had as a file.
pub struct ExportAddresses {
    pub xlsx: String,
    pub csv: String,
    pub json: String,
}

impl ExportAddresses {
    fn of(filter: &Filter, period: Option<&str>) -> Self {
        let address = |ending| filter.address(&format!("{EXPORT}{ending}"), period, None);
        Self { xlsx: address("xlsx"), csv: address("csv"), json: address("json") }
    }
}

/// A choice of a filter.
pub struct Choice {
    pub value: String,
    pub text: String,
    pub chosen: bool,
}

/// The rows of one workspace.
pub struct Group {
    pub workspace: WorkspaceId,
    pub name: String,
    pub above: String,
    pub address: String,
    pub rows: Vec<RowView>,
}

pub struct RowView {
    pub id: Uuid,
    pub title: String,
    pub is_draft: bool,
    pub key_results: i32,
    pub owner: PersonView,
    pub bar: Option<Bar>,
    pub number: String,
    pub status: StatusView,
    pub updated: String,
    pub updated_on: chrono::NaiveDate,
    /// Name of the workspace, where the rows do not stand in groups.
    pub workspace: String,
}

/// The head of a column by which the list can be sorted.
pub struct Head {
    pub by: By,
    pub address: String,
    /// `ascending` or `descending`, where the list is sorted by it.
    pub direction: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "okr/objective_list/_region.html")]
pub struct Region {
    pub l: Lang,
    pub filter: Filter,
    pub period: Option<String>,
    pub period_label: String,
    pub owners: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub stages: Vec<Choice>,
    pub workspaces: Vec<Choice>,
    pub strip: Strip,
    pub select: Option<Select>,
    /// Leads to choosing rows.
    pub to_select: String,
    pub count: String,
    /// A turned page begins at its count.
    pub focus_count: bool,
    pub groups: Vec<Group>,
    pub shown: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub cleared: String,
    pub export: ExportAddresses,
    /// Sent alone, with what belongs to it outside of it.
    pub is_part: bool,
    pub can_import: bool,
    pace: Pace,
}

/// What the region is made of.
pub struct Found<'a> {
    pub l: Lang,
    pub period: &'a Period,
    pub filter: &'a Filter,
    pub cursor: Option<Cursor>,
    pub page: Page,
    pub count: Count,
    pub tree: &'a Tree,
    /// Of the owners.
    pub names: &'a FxHashMap<AccountId, Arc<str>>,
    /// The name of the person whose objectives are asked for.
    pub owner_name: Option<String>,
    pub can_import: bool,
    pub is_part: bool,
    /// The views that people keep.
    pub strip: Strip,
    /// Rows are being chosen.
    pub select: Option<Select>,
}

/// How rows are chosen.
pub struct Select {
    pub once: Once,
    pub acts: Vec<BulkAct>,
    /// The list without it, and with all rows of the page chosen.
    pub back: String,
    pub all: String,
    /// The row that is chosen already; empty for none, `all` for all of them.
    chosen: String,
    versions: HashMap<Uuid, i32>,
}

impl Select {
    pub fn of(
        filter: &Filter,
        period: &str,
        cursor: Option<&Cursor>,
        chosen: &str,
        versions: HashMap<Uuid, i32>,
    ) -> Self {
        Self {
            once: Once::new(),
            acts: BulkAct::ALL.into_iter().filter(|act| act.fits(filter.is_archived)).collect(),
            back: filter.selecting(false).address(LIST, Some(period), cursor),
            all: format!("{}&select=all", filter.selecting(false).address(LIST, Some(period), cursor)),
            chosen: chosen.to_owned(),
            versions,
        }
    }

    /// What the checkbox of a row sends.
    fn value(&self, id: &Uuid) -> String {
        format!("{id}.{}", self.versions.get(id).copied().unwrap_or_default())
    }

    fn has(&self, id: &Uuid) -> bool {
        self.chosen == "all" || self.is_first(id)
    }

    fn is_first(&self, id: &Uuid) -> bool {
        self.chosen.parse() == Ok(*id)
    }
}

impl Region {
    pub fn of(found: Found<'_>) -> Self {
        let Found {
            l,
            period,
            filter,
            cursor,
            page,
            count,
            tree,
            names,
            owner_name,
            can_import,
            is_part,
            strip,
            select,
        } = found;
        let code = period.code();
        let expected =
            maths::expected(&Curve::Linear, maths::Period { first: period.starts_on, last: period.ends_on }, l.today)
                .result
                .known();
        let pace = Pace::new(&l, expected);
        let at = |cursor: Option<Cursor>| filter.address(LIST, Some(&code), cursor.as_ref());
        let edge =
            |place: &Option<Place>, towards: fn(Place) -> Cursor| place.clone().map(|place| at(Some(towards(place))));
        let backwards = matches!(cursor, Some(Cursor::Before(_)));
        let previous =
            if backwards && !page.has_more || cursor.is_none() { None } else { edge(&page.first, Cursor::Before) };
        let next = if !backwards && !page.has_more { None } else { edge(&page.last, Cursor::After) };
        Self {
            l,
            strip,
            select,
            to_select: filter.selecting(true).address(LIST, Some(&code), cursor.as_ref()),
            count: count_text(&l, count),
            focus_count: is_part && cursor.is_some(),
            shown: page.rows.len(),
            previous,
            next,
            owners: owners(&l, filter, owner_name),
            statuses: STATUSES
                .iter()
                .map(|status| choice(status.id(), l.say(status_message(*status)), filter.status == Some(*status)))
                .collect(),
            stages: [Stage::Draft, Stage::Active, Stage::Closed]
                .into_iter()
                .map(|stage| choice(stage.id(), l.say(stage_message(stage)), filter.stage == Some(stage)))
                .chain([choice(ARCHIVED, l.say("objectives-stage-archived"), filter.is_archived)])
                .collect(),
            workspaces: workspaces(tree, filter.workspace),
            groups: groups(&l, filter, &code, tree, names, &pace, page.rows),
            cleared: filter.cleared().address(LIST, Some(&code), None),
            export: ExportAddresses::of(&filter.unsorted(), Some(&code)),
            is_part,
            period_label: period.label(&l),
            period: Some(code),
            filter: filter.clone(),
            can_import,
            pace,
        }
    }

    /// Before any period exists.
    pub fn without_period(l: Lang) -> Self {
        Self {
            l,
            filter: Filter::default(),
            period: None,
            period_label: String::new(),
            owners: Vec::new(),
            statuses: Vec::new(),
            stages: Vec::new(),
            workspaces: Vec::new(),
            strip: Strip::default(),
            select: None,
            to_select: String::new(),
            count: String::new(),
            focus_count: false,
            groups: Vec::new(),
            shown: 0,
            previous: None,
            next: None,
            cleared: LIST.to_owned(),
            export: ExportAddresses::of(&Filter::default(), None),
            is_part: false,
            can_import: false,
            pace: Pace::new(&l, None),
        }
    }

    /// Leads to the order by a column, or on from there.
    fn head(&self, by: By) -> Head {
        let sort = Sort::next(self.filter.sort, by);
        let address = Filter { sort, ..self.filter.clone() }.address(LIST, self.period.as_deref(), None);
        let direction = self.filter.sort.filter(|sort| sort.by == by).map(Sort::direction);
        Head { by, address, direction }
    }

    /// The tree of the same period.
    fn tree_address(&self) -> String {
        Filter::default().address("/alignment", self.period.as_deref(), None)
    }
}

/// «20 objectives, 62 key results»
pub fn count_text(l: &Lang, count: Count) -> String {
    if count.is_open() {
        return l.tr("objectives-more-than").arg("n", COUNTED).to_string();
    }
    let objectives = l.tr("objectives-count").arg("n", count.objectives);
    let key_results = l.tr("objectives-key-results").arg("n", count.key_results);
    format!("{objectives}, {key_results}")
}

fn choice(value: impl Into<String>, text: String, chosen: bool) -> Choice {
    Choice { value: value.into(), text, chosen }
}

fn owners(l: &Lang, filter: &Filter, owner_name: Option<String>) -> Vec<Choice> {
    let mut owners = vec![choice("me", l.say("objectives-owner-me"), filter.owner == Some(Owner::Me))];
    if let (Some(Owner::Account(account)), Some(name)) = (filter.owner, owner_name) {
        owners.push(choice(account.to_string(), name, true));
    }
    owners
}

fn workspaces(tree: &Tree, chosen: Option<WorkspaceId>) -> Vec<Choice> {
    let indented = |name: &str, depth: usize| format!("{}{name}", "\u{2003}".repeat(depth));
    tree.offered(chosen)
        .map(|node| choice(node.id.to_string(), indented(&node.name, node.depth), chosen == Some(node.id)))
        .collect()
}

fn groups(
    l: &Lang,
    filter: &Filter,
    period: &str,
    tree: &Tree,
    names: &FxHashMap<AccountId, Arc<str>>,
    pace: &Pace,
    rows: Vec<Row>,
) -> Vec<Group> {
    let is_grouped = filter.sort.is_none();
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let workspace = WorkspaceId(row.workspace_id);
        let owner = AccountId(row.owner_id);
        let owner_name = names.get(&owner).map(|name| name.to_string()).unwrap_or_default();
        let mut view = row_view(l, pace, PersonView { name: owner_name, account: owner }, row);
        if !is_grouped {
            view.workspace = tree.get(workspace).map(|node| node.name.clone()).unwrap_or_default();
        }
        match groups.last_mut() {
            Some(group) if !is_grouped || group.workspace == workspace => group.rows.push(view),
            _ => {
                let (name, above) = tree
                    .get(workspace)
                    .filter(|_| is_grouped)
                    .map(|node| (node.name.clone(), node.above.clone()))
                    .unwrap_or_default();
                let address = Filter { workspace: Some(workspace), ..filter.clone() }.address(LIST, Some(period), None);
                groups.push(Group { workspace, name, above, address, rows: vec![view] });
            }
        }
    }
    groups
}

fn row_view(l: &Lang, pace: &Pace, owner: PersonView, row: Row) -> RowView {
    let status = row.status;
    let progress = share(row.progress);
    let updated_on = row.updated_at.with_timezone(&l.zone).date_naive();
    RowView {
        id: row.id,
        title: row.title,
        is_draft: row.stage == Stage::Draft,
        key_results: row.key_result_count,
        owner,
        bar: progress.map(|progress| pace.bar(progress, status)),
        number: progress.map(|progress| percent_text(l, progress)).unwrap_or_default(),
        status: StatusView { l: *l, status, pill: false },
        updated: l.recent(updated_on),
        updated_on,
        workspace: String::new(),
    }
}
