//! The operator's page.
use askama::Template;

use super::store::OrganizationRow;
use crate::i18n::Lang;

#[derive(Template)]
#[template(path = "auth/operator/organizations.html")]
pub struct OrganizationsPage {
    pub l: Lang,
    pub organizations: Vec<OrganizationRow>,
}
