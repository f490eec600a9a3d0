//! What the pages of a lost password show.
use askama::Template;

use crate::auth::password_change::rules::{MAX_LENGTH, MIN_LENGTH};
use crate::i18n::Lang;
use crate::kernel::FieldError;

#[derive(Template)]
#[template(path = "auth/password_reset/new.html")]
pub struct NewPage {
    pub l: Lang,
    pub email: String,
    pub errors: Vec<FieldError>,
}

impl NewPage {
    fn error(&self) -> Option<String> {
        self.errors.first().map(|error| self.l.field_error(error))
    }
}
