//! What stands above objectives.

use super::column;
use crate::db::OrganizationTx;
use crate::kernel::{ObjectiveId, Result};

/// An objective to be put below another one.
#[derive(Debug)]
pub struct Link {
    pub objective: ObjectiveId,
    pub parent: ObjectiveId,
    /// Whether it counts towards it; as it is, or as usual, without.
    pub contributes: Option<bool>,
}

/// Puts objectives below their main parents; the versions were counted up when the rows themselves changed, or are counted up here.
pub async fn main(tx: &mut OrganizationTx, rows: &[Link]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE objectives o SET parent_id = x.parent, parent_contributes = coalesce(x.contributes, o.parent_contributes), version = o.version + 1
         FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) AS x(id, parent, contributes) WHERE o.id = x.id",
        &column(rows, |row| row.objective.0),
        &column(rows, |row| row.parent.0),
        &column(rows, |row| row.contributes) as &[Option<bool>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Adds further objectives above, or changes whether they count.
pub async fn further(tx: &mut OrganizationTx, rows: &[Link]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let organization = tx.actor().organization.0;
    sqlx::query!(
        "INSERT INTO objective_parents (organization_id, objective_id, parent_id, contributes)
         SELECT $1, x.id, x.parent, coalesce(x.contributes, false) FROM unnest($2::uuid[], $3::uuid[], $4::boolean[]) AS x(id, parent, contributes)
         ON CONFLICT (organization_id, objective_id, parent_id) DO UPDATE SET contributes = excluded.contributes",
        organization,
        &column(rows, |row| row.objective.0),
        &column(rows, |row| row.parent.0),
        &column(rows, |row| row.contributes) as &[Option<bool>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
