//! The list of members, and the page of one.
use askama::Template;
use chrono::{DateTime, Utc};

use super::filter::{Filter, ROLES};
use super::model::{Act, Roles, State};
use super::store::{Member, Row, Stay};
use crate::i18n::Lang;
use crate::kernel::AccountId;
use crate::okr::parts::{Once, PersonView, Problem, Problems};

/// Where the list lives.
pub const LIST: &str = "/organization/members";

/// The address of one member.
pub fn address(id: AccountId) -> String {
    format!("{LIST}/{id}")
}

#[derive(Template)]
#[template(path = "administration/members/page.html")]
pub struct ListPage {
    pub l: Lang,
    pub region: Region,
}

/// What filters change.
#[derive(Template)]
#[template(path = "administration/members/_region.html")]
pub struct Region {
    pub l: Lang,
    pub filter: Filter,
    pub lines: Vec<LineView>,
    /// Address of the members after these.
    pub next: Option<String>,
    /// Address of the first ones, when these are not.
    pub first: Option<String>,
}

impl Region {
    /// What somebody hears who does not see that the rows have changed.
    pub fn said(&self) -> String {
        self.l.tr("members-shown").arg("n", self.lines.len()).to_string()
    }
}

pub struct LineView {
    pub id: AccountId,
    pub who: PersonView,
    pub email: String,
    pub tags: Vec<String>,
    pub state: State,
    pub last_seen: Option<(DateTime<Utc>, String)>,
    pub has_login: bool,
}

impl LineView {
    pub fn of(l: &Lang, row: Row) -> Self {
        let id = AccountId(row.id);
        Self {
            id,
            who: PersonView { name: row.name, account: id },
            email: row.email.unwrap_or_default(),
            tags: tags(l, &row.role, row.is_auditor, row.is_hr),
            state: State::parse(&row.state).unwrap_or(State::Inactive),
            last_seen: row.last_seen_at.map(|at| (at, l.moment(at))),
            has_login: row.has_login,
        }
    }
}

/// What somebody is beside a member, in words.
fn tags(l: &Lang, role: &str, is_auditor: bool, is_hr: bool) -> Vec<String> {
    let role = match role {
        "owner" => Some("members-role-owner"),
        "admin" => Some("members-role-admin"),
        _ => None,
    };
    let more = [is_auditor.then_some("members-role-auditor"), is_hr.then_some("members-role-hr")];
    role.into_iter().chain(more.into_iter().flatten()).map(|id| l.say(id)).collect()
}

#[derive(Template)]
#[template(path = "administration/members/member.html")]
pub struct MemberPage {
    pub l: Lang,
    pub member: Member,
    pub stays: Vec<StayView>,
    /// What may be done to them; why nothing, otherwise.
    pub governing: Result<(), String>,
    /// Whether the viewer makes administrators and auditors.
    pub is_owner: bool,
    /// Whether the viewer can offer them ownership.
    pub can_own: bool,
    pub typed: Typed,
    pub problems: Vec<Problem>,
    /// Somebody else changed them while the form was open.
    pub is_changed: bool,
}

/// What was sent and not done.
#[derive(Default)]
pub struct Typed {
    pub act: Option<Act>,
    pub reason: String,
    pub roles: Option<Roles>,
}

pub struct StayView {
    pub state: State,
    pub reason: String,
    pub at: DateTime<Utc>,
    pub when: String,
    pub by: String,
}

impl StayView {
    pub fn of(l: &Lang, stay: Stay) -> Self {
        Self {
            state: State::parse(&stay.state).unwrap_or(State::Inactive),
            // how somebody came in is kept as a code
            reason: match stay.reason.as_deref() {
                Some("import") => l.say("members-from-import"),
                Some("invitation") => l.say("members-by-invitation"),
                Some("registration") => l.say("members-by-registration"),
                typed => typed.unwrap_or_default().to_owned(),
            },
            at: stay.from_at,
            when: l.moment(stay.from_at),
            by: stay.by.unwrap_or_default(),
        }
    }
}

impl MemberPage {
    fn tags(&self) -> Vec<String> {
        tags(&self.l, &self.member.role, self.member.is_auditor, self.member.is_hr)
    }

    fn acts(&self) -> impl Iterator<Item = Act> {
        Act::possible(self.member.state())
    }

    fn is_chosen(&self, act: &Act) -> bool {
        self.typed.act == Some(*act)
    }

    fn roles(&self) -> Roles {
        self.typed.roles.unwrap_or_else(|| self.member.roles())
    }

    fn state(&self) -> State {
        self.member.state()
    }

    fn once(&self) -> Once {
        Once::new()
    }
}
