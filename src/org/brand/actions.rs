//! Setting the organization's colour.
use serde_json::json;

use super::colour::Colour;
use super::sheet::sheet;
use super::store::{self, Brand};
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{Actor, AuditId, Failure, Kind, Result};

/// What was there before, and the trace of the change.
#[derive(Debug)]
pub struct Changed {
    pub before: Brand,
    pub audit: AuditId,
}

/// Owners and administrators set it.
pub fn require_right(actor: &Actor) -> Result<()> {
    if actor.changes_all() { Ok(()) } else { Err(Failure::new(Kind::Forbidden, "brand-not-for")) }
}

/// Fits a colour and keeps it; none is that of OKRio. A conflict when the organization is not at this version.
pub async fn set(tx: &mut OrganizationTx, version: i32, colour: Option<Colour>) -> Result<Changed> {
    require_right(tx.actor())?;
    let before = store::find(tx).await?;
    if before.version != version {
        return Err(Failure::stale());
    }
    let brand = colour.map(|colour| (colour.hex(), sheet(colour)));
    if !store::set(tx, version, brand).await? {
        return Err(Failure::stale());
    }
    let detail = json!({ "old": before.colour, "new": colour.map(Colour::hex) });
    let organization = tx.actor().organization.0;
    let audit = tx.audit(Audit::of("organization.brand", "organization", organization).detail(detail)).await?;
    Ok(Changed { before, audit })
}
