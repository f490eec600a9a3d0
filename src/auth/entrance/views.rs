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
    /// Where it begins.
    pub address: String,
}

impl WayView {
    pub fn of(way: Way, goal: &Goal) -> Self {
        let address = match way {
            Way::Password => goal.at("/sign-in"),
            Way::EmailCode => goal.at("/sign-in/code"),
            Way::Provider => goal.at("/sign-in/organization"),
        };
        Self { way, address }
    }
}
