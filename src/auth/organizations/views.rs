//! The organizations of a login, to choose from.
use askama::Template;

use super::store::AccountRow;
use crate::i18n::Lang;
use crate::kernel::OrganizationId;

#[derive(Template)]
#[template(path = "auth/organizations/list.html")]
pub struct OrganizationsPage {
    pub l: Lang,
    pub accounts: Vec<AccountRow>,
    /// The organization that this session is in.
    pub here: Option<OrganizationId>,
    /// Whether the login may also work on the platform itself.
    pub offers_operator: bool,
    pub return_to: String,
}

impl OrganizationsPage {
    fn is_here(&self, account: &AccountRow) -> bool {
        self.here == Some(account.organization_id)
    }
}
