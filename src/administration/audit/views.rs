//! What people see of the logs.
use askama::Template;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::filter::Filter;
use super::store::{Row, Sealed};
use super::words::{self, ACTS, EVENTS, Group};
use crate::audit::chain::hex;
use crate::i18n::Lang;
use crate::kernel::AccountId;
use crate::okr::parts::PersonView;

/// One of the two logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    Acts,
    Security,
}

impl Log {
    pub fn address(self) -> &'static str {
        match self {
            Self::Acts => "/organization/audit",
            Self::Security => "/organization/audit/security",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Acts => "audit-title",
            Self::Security => "audit-security-title",
        }
    }

    fn lead(self) -> &'static str {
        match self {
            Self::Acts => "audit-lead",
            Self::Security => "audit-security-lead",
        }
    }

    pub fn groups(self) -> &'static [Group] {
        match self {
            Self::Acts => ACTS,
            Self::Security => EVENTS,
        }
    }

    pub fn words(self, l: &Lang, code: &str) -> String {
        match self {
            Self::Acts => words::act(l, code),
            Self::Security => words::event(l, code),
        }
    }
}

#[derive(Template)]
#[template(path = "administration/audit/page.html")]
pub struct LogPage {
    pub l: Lang,
    pub log: Log,
    pub region: Region,
}

/// What filters change.
#[derive(Template)]
#[template(path = "administration/audit/_region.html")]
pub struct Region {
    pub l: Lang,
    pub log: Log,
    pub filter: Filter,
    pub lines: Vec<LineView>,
    /// What all rows are about, when one thing is asked for.
    pub subject_name: Option<String>,
    /// Address of the rows before these.
    pub earlier: Option<String>,
    /// Address of the newest rows, when these are not.
    pub newest: Option<String>,
    pub cleared: String,
    pub without_subject: String,
    /// Address of the file, for those who may have it.
    pub export: Option<String>,
    pub seal: Option<SealView>,
}

/// How far the log is sealed.
pub struct SealView {
    /// When, up to which block, and that block with its hash, as `okrio audit verify` takes it.
    pub sealed: Option<(String, String, String)>,
    /// Since when a row waits for too long.
    pub waiting: Option<String>,
}

pub struct LineView {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub when: String,
    pub who: Option<PersonView>,
    /// What is said where there is nobody to show.
    pub nobody: String,
    pub what: String,
    pub subject: Option<SubjectView>,
    /// Shown beside it.
    pub note: String,
    pub is_waiting: bool,
    pub is_refusal: bool,
}

pub struct SubjectView {
    pub name: String,
    /// Where it is, for those who may go there.
    pub address: Option<String>,
    /// Everything that was done to it.
    pub all: String,
}

impl LineView {
    pub fn of(l: Lang, log: Log, row: Row, may_import: bool) -> Self {
        let who = match (row.account, row.account_name) {
            (Some(account), Some(name)) => Some(PersonView { name, account: AccountId(account) }),
            _ => None,
        };
        let nobody = match (row.account, log) {
            (Some(account), _) => account.to_string().chars().take(8).collect(),
            (None, Log::Acts) => l.say("audit-by-okrio"),
            (None, Log::Security) => String::new(),
        };
        let subject = row.subject.zip(row.subject_name).map(|(subject, name)| SubjectView {
            name,
            address: match row.subject_kind.as_str() {
                "objective" => Some(format!("/objectives/{subject}")),
                "key_result" => Some(format!("/key-results/{subject}")),
                "comment" => {
                    row.objective.map(|objective| format!("/objectives/{objective}/comments#comment-{subject}"))
                }
                "import" if may_import => Some(format!("/imports/{subject}")),
                "import_mapping" if may_import => Some("/imports/mappings".to_owned()),
                _ => None,
            },
            all: Filter { subject: Some(subject), ..Filter::default() }.address(log.address(), None),
        });
        Self {
            id: row.id,
            at: row.at,
            when: to_the_second(&l, row.at),
            who,
            nobody,
            what: log.words(&l, &row.action),
            subject,
            note: if log == Log::Security { row.place } else { String::new() },
            is_waiting: log == Log::Acts && !row.is_sealed,
            is_refusal: row.action.ends_with(".refused"),
        }
    }
}

impl SealView {
    /// `waiting` is when the oldest row was written that waits; a minute is no reason to tell.
    pub fn of(l: &Lang, sealed: Option<Sealed>, waiting: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let late = waiting.filter(|at| (now - at).num_seconds() > 60);
        Self {
            sealed: sealed.map(|sealed| {
                let noted = format!("{}:{}", sealed.block, hex(&sealed.hash));
                (to_the_second(l, sealed.at), l.count(sealed.block), noted)
            }),
            waiting: late.map(|at| l.moment(at)),
        }
    }
}

impl Region {
    /// What somebody hears who does not see that the rows have changed.
    pub fn said(&self) -> String {
        self.l.tr("audit-shown").arg("n", self.lines.len()).to_string()
    }
}

/// A moment as logs tell it: «today, 14:02:59».
fn to_the_second(l: &Lang, at: DateTime<Utc>) -> String {
    format!("{}:{}", l.moment(at), at.format("%S"))
}
