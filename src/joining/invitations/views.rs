//! What the page of invitations shows.
use askama::Template;
use chrono::{DateTime, Utc};

use super::DAYS;
use super::policy::{self, Role};
use super::store::OpenRow;
use crate::i18n::Lang;
use crate::kernel::{Actor, FieldError};

/// What was typed into the form.
#[derive(Default)]
pub struct Typed {
    pub emails: String,
    pub role: String,
    pub days: String,
}

pub struct RowView {
    row: OpenRow,
    is_over: bool,
    may_change: bool,
}

impl RowView {
    pub fn of(actor: &Actor, row: OpenRow, now: DateTime<Utc>) -> Self {
        let may_change = Role::parse(&row.role).is_some_and(|role| policy::may_give(actor, role));
        Self { is_over: row.expires_at <= now, may_change, row }
    }
}

#[derive(Template)]
#[template(path = "joining/invitations/list.html")]
pub struct InvitationsPage {
    pub l: Lang,
    pub once: uuid::Uuid,
    pub has_mail: bool,
    pub rows: Vec<RowView>,
    /// Those that the viewer may give.
    pub roles: Vec<Role>,
    pub typed: Typed,
    pub errors: Vec<FieldError>,
}

impl InvitationsPage {
    fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| self.l.field_error(error))
    }

    /// Where the letter is, or that the time is over.
    fn state(&self, view: &RowView) -> String {
        let until = self.l.moment(view.row.expires_at);
        match (view.is_over, view.row.letter.as_deref()) {
            (true, _) => self.l.say("invitations-over"),
            (false, Some("failed")) => self.l.say("invitations-letter-failed"),
            (false, Some("waiting")) => self.l.say("invitations-letter-waiting"),
            (false, _) => self.l.tr("invitations-until").arg("when", until).to_string(),
        }
    }
}

/// Nothing is left of a row that was withdrawn.
#[derive(Template)]
#[template(source = "", ext = "html")]
pub struct Gone;
