//! A person: initials on a colour, and the name.
use askama::Template;

use crate::kernel::AccountId;

#[derive(Debug, Clone, Template)]
#[template(path = "okr/parts/person.html")]
pub struct PersonView {
    pub name: String,
    pub account: AccountId,
}
