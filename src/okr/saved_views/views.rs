//! Saved views as people see them: links above the list, their own page, and the form.
use askama::Template;

use super::model::{SavedView, may_change, may_share};
use crate::i18n::Lang;
use crate::kernel::ViewId;
use crate::okr::objective_list::filter::Filter;
use crate::okr::objective_list::views::LIST;
use crate::okr::parts::{Once, Problem, Problems};
use crate::web::{Period, Viewer};

/// Links above the list.
#[derive(Template, Default)]
#[template(path = "okr/saved_views/_strip.html")]
pub struct Strip {
    pub links: Vec<Link>,
    /// Where what is shown can be kept, when it is worth it and no view yet.
    pub keep: Option<String>,
    pub l: Option<Lang>,
}

pub struct Link {
    pub name: String,
    pub address: String,
    pub is_current: bool,
}

impl Strip {
    pub fn of(l: Lang, viewer: &Viewer, views: &[SavedView], filter: &Filter, shown: &Period) -> Self {
        let asked = filter.selecting(false);
        let link = |view: &SavedView| Link {
            name: view.name.clone(),
            address: view.address(viewer),
            is_current: view.filter() == asked && view.period(viewer).is_some_and(|period| period.id == shown.id),
        };
        let links: Vec<Link> = views.iter().map(link).collect();
        let is_known = links.iter().any(|link| link.is_current);
        let keep = (!is_known && filter.is_worth_keeping())
            .then(|| asked.address("/objectives/views/new", Some(&shown.code()), None));
        Self { links, keep, l: Some(l) }
    }
}

/// All of them, to be changed.
#[derive(Template)]
#[template(path = "okr/saved_views/page.html")]
pub struct ViewsPage {
    pub l: Lang,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub id: ViewId,
    pub name: String,
    pub address: String,
    pub period: String,
    pub is_shared: bool,
    pub is_default: bool,
    pub can_change: bool,
    pub once: Once,
}

impl ViewsPage {
    pub fn of(l: Lang, viewer: &Viewer, views: Vec<SavedView>) -> Self {
        let row = |view: SavedView| Row {
            period: match view.period {
                None => l.say("view-of-current"),
                Some(_) => view.period(viewer).map(|period| period.label(&l)).unwrap_or_default(),
            },
            address: view.address(viewer),
            can_change: may_change(&viewer.actor, &view),
            is_default: view.is_default && viewer.account == view.account,
            is_shared: view.is_shared,
            id: view.id,
            name: view.name,
            once: Once::new(),
        };
        Self { l, rows: views.into_iter().map(row).collect() }
    }
}

/// The form of a new view, or of one that is there.
#[derive(Template)]
#[template(path = "okr/saved_views/form.html")]
pub struct ViewForm {
    pub l: Lang,
    pub once: Once,
    pub heading: String,
    /// Where the form is sent, and where it is left to.
    pub action: String,
    pub back: String,
    pub version: Option<i32>,
    /// Filters and order as the query of an address; a view that is there keeps its own.
    pub query: Option<String>,
    pub name: String,
    /// The period it can be bound to: its code and its name.
    pub fixed: Option<(String, String)>,
    pub is_fixed: bool,
    pub is_default: bool,
    pub is_shared: bool,
    pub can_share: bool,
    /// Another person's shared view: only its name and period are changed.
    pub is_of_other: bool,
    pub problems: Vec<Problem>,
    /// The name it was given meanwhile, when it was changed.
    pub theirs: Option<String>,
}

impl ViewForm {
    pub fn new(l: Lang, viewer: &Viewer, filter: &Filter, period: Option<&Period>) -> Self {
        Self {
            l,
            once: Once::new(),
            heading: l.say("view-new"),
            action: "/objectives/views".to_owned(),
            back: filter.address(LIST, period.map(Period::code).as_deref(), None),
            version: None,
            query: Some(filter.query()),
            name: String::new(),
            fixed: period.map(|period| (period.code(), period.label(&l))),
            // whoever looks at another period than the current one mostly means that one
            is_fixed: period.map(|period| period.id) != viewer.current_period().map(|period| period.id),
            is_default: false,
            is_shared: false,
            can_share: may_share(&viewer.actor),
            is_of_other: false,
            problems: Vec::new(),
            theirs: None,
        }
    }

    pub fn edit(l: Lang, viewer: &Viewer, view: &SavedView, shown: Option<&Period>) -> Self {
        let period = if view.period.is_some() { view.period(viewer) } else { shown };
        Self {
            heading: l.tr("view-edit-of").arg("name", view.name.as_str()).to_string(),
            action: format!("/objectives/views/{}", view.id),
            back: "/objectives/views".to_owned(),
            version: Some(view.version),
            query: None,
            name: view.name.clone(),
            fixed: period.map(|period| (period.code(), period.label(&l))),
            is_fixed: view.period.is_some(),
            is_default: view.is_default,
            is_shared: view.is_shared,
            is_of_other: viewer.account != view.account,
            ..Self::new(l, viewer, &Filter::default(), period)
        }
    }
}
