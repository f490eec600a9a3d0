//! The ways that an organization takes.
use askama::Template;

use super::{Goal, Way};
use crate::i18n::Lang;

#[derive(Template)]
#[template(path = "auth/entrance/another_way.html")]
pub struct AnotherWayPage {
    pub l: Lang,
    /// Of the organization.
    pub name: String,
    pub ways: Vec<WayView>,
    /// The other organizations.
    pub back: String,
}

pub struct WayView {
    pub way: Way,
    /// Where it begins, when it can begin from here.
    pub address: Option<String>,
}

impl WayView {
    pub fn of(way: Way, goal: &Goal) -> Self {
        let address = match way {
            Way::Password => Some(goal.at("/sign-in")),
            Way::Provider => Some(goal.at("/sign-in/organization")),
            Way::EmailCode => None,
        };
        Self { way, address }
    }
}
