//! The form of the sign-in policy.
use askama::Template;

use crate::auth::entrance::Way;
use crate::i18n::Lang;
use crate::okr::parts::{Once, Problem, Problems};

#[derive(Template)]
#[template(path = "administration/sign_in/page.html")]
pub struct PolicyPage {
    pub l: Lang,
    pub once: Once,
    pub version: i32,
    /// Each way, and whether it is taken.
    pub ways: [(Way, bool); Way::ALL.len()],
    pub second_factor: bool,
    pub problems: Vec<Problem>,
    /// Somebody else has saved another one meanwhile, which is shown now.
    pub changed: bool,
}
