//! What the invited see.
use askama::Template;

use super::store::Invitation;
use crate::auth::password_change::rules::{MAX_LENGTH, MIN_LENGTH};
use crate::i18n::Lang;
use crate::joining::newcomer::Mode;
use crate::kernel::FieldError;

#[derive(Template)]
#[template(path = "joining/acceptance/page.html")]
pub struct AcceptPage {
    pub l: Lang,
    pub invitation: Invitation,
    pub mode: Mode,
    pub name: String,
    pub errors: Vec<FieldError>,
    /// Why the try was refused as a whole.
    pub refused: Option<String>,
}

impl AcceptPage {
    fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| self.l.field_error(error))
    }

    /// From whom, to what, as what.
    fn lead(&self) -> String {
        let organization = self.invitation.organization_name.as_str();
        match &self.invitation.inviter {
            Some(name) => {
                self.l.tr("invitation-lead-from").arg("name", name).arg("organization", organization).to_string()
            }
            None => self.l.tr("invitation-lead").arg("organization", organization).to_string(),
        }
    }

    fn role(&self) -> String {
        self.l.say(&format!("invitations-role-{}", self.invitation.role))
    }
}
