//! The page of who owns the organization.
use askama::Template;

use super::store::Offer;
use crate::i18n::Lang;
use crate::okr::parts::{Once, PersonView};

#[derive(Template)]
#[template(path = "administration/ownership/page.html")]
pub struct OwnershipPage {
    pub l: Lang,
    pub owner: Option<PersonView>,
    /// The viewer owns it.
    pub is_owner: bool,
    pub offer: Option<Offer>,
    /// The open offer is made to the viewer.
    pub is_offered: bool,
    /// Whether the viewer sees the members.
    pub sees_members: bool,
}

impl OwnershipPage {
    fn once(&self) -> Once {
        Once::new()
    }
}
