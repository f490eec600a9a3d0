//! The people of the demo who can sign in. The door names them where the demo is.
use super::store;
use crate::config::Config;
use crate::db::Db;
use crate::kernel::{OrganizationId, Result};

/// Slug of the demo organization.
pub const SLUG: &str = "demo";
/// The operator of the platform, who belongs to no organization.
pub const OPERATOR: &str = "operator@okrio.example";
/// Who can sign in, as `NAME@demo.example`: one for each role.
pub const SIGN_INS: [&str; 8] = ["owner", "admin", "manager", "employee", "expert", "hr", "viewer", "auditor"];

/// The address of one of [`SIGN_INS`].
pub fn address(sign_in: &str) -> String {
    format!("{sign_in}@demo.example")
}

/// The demo organization, if it is there.
pub async fn organization(db: &Db) -> Result<Option<OrganizationId>> {
    let mut tx = db.system().await?;
    let found = store::find_organization(&mut tx, SLUG).await?;
    tx.commit().await?;
    Ok(found)
}

/// Each role with its address; nobody where there is no demo, and never in production.
pub(super) async fn people(db: &Db, config: &Config) -> Result<Vec<(&'static str, String)>> {
    if config.is_production() || organization(db).await?.is_none() {
        return Ok(Vec::new());
    }
    let operator = ("operator", OPERATOR.to_owned());
    Ok(SIGN_INS.into_iter().map(|sign_in| (sign_in, address(sign_in))).chain([operator]).collect())
}
