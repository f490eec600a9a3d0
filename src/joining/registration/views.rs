//! What the pages of a registration show.
use askama::Template;

use super::zones;
use crate::auth::password_change::rules::{MAX_LENGTH, MIN_LENGTH};
use crate::i18n::Lang;
use crate::joining::newcomer::Mode;
use crate::kernel::{Email, FieldError};

/// What was typed into the form, but for passwords.
pub struct Typed {
    pub organization: String,
    pub name: String,
    pub zone: String,
}

#[derive(Template)]
#[template(path = "joining/registration/form.html")]
pub struct FormPage {
    pub l: Lang,
    pub email: Email,
    pub mode: Mode,
    pub typed: Typed,
    pub errors: Vec<FieldError>,
    /// Why the try was refused as a whole.
    pub refused: Option<String>,
}

impl FormPage {
    fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| self.l.field_error(error))
    }
}
