//! SQL of moves.
use crate::db::OrganizationTx;
use crate::kernel::{Failure, ObjectiveId, PeriodId, Result};
use crate::okr::alignment::Ask;
use crate::okr::objectives::model::Objective;
use crate::web::Period;

/// One that stands below the same parent.
pub struct Sibling {
    pub id: ObjectiveId,
    pub title: String,
}

/// The visible objectives below a parent in their order; without one, those of this objective's period that stand at the top as it does, of
/// the company or not.
pub async fn list_siblings(
    tx: &mut OrganizationTx,
    objective: &Objective,
    parent: Option<ObjectiveId>,
) -> Result<Vec<Sibling>> {
    Ok(match parent {
        Some(parent) => {
            sqlx::query_as!(
                Sibling,
                r#"SELECT id AS "id: ObjectiveId", title FROM objectives WHERE parent_id = $1 AND archived_at IS NULL
                   ORDER BY rank, workspace_no, position, id"#,
                parent.0
            )
            .fetch_all(tx.conn())
            .await?
        }
        None => {
            sqlx::query_as!(
                Sibling,
                r#"SELECT o.id AS "id: ObjectiveId", o.title FROM objectives o JOIN workspaces w ON w.organization_id = o.organization_id AND w.id = o.workspace_id
                   WHERE o.period_id = $1 AND o.parent_id IS NULL AND o.archived_at IS NULL
                     AND (w.kind = 'company') = (SELECT here.kind = 'company' FROM workspaces here WHERE here.id = $2)
                   ORDER BY o.rank, o.workspace_no, o.position, o.id"#,
                objective.period.0,
                objective.workspace.0
            )
            .fetch_all(tx.conn())
            .await?
        }
    })
}

/// All links upwards, primary and secondary, from an objective and from those above it, as far as the actor sees them.
pub async fn list_links_above(tx: &mut OrganizationTx, from: ObjectiveId) -> Result<Vec<(ObjectiveId, ObjectiveId)>> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE links(below, above) AS (
             SELECT NULL::uuid, $1::uuid
             UNION
             SELECT l.below, l.above FROM links JOIN LATERAL (
               SELECT o.id AS below, o.parent_id AS above FROM objectives o WHERE o.id = links.above AND o.parent_id IS NOT NULL
               UNION ALL SELECT s.objective_id, s.parent_id FROM objective_parents s WHERE s.objective_id = links.above) l ON true)
           SELECT below AS "below!: ObjectiveId", above AS "above!: ObjectiveId" FROM links WHERE below IS NOT NULL"#,
        from.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.below, row.above)).collect())
}

/// Writes the parent, and counts the version up. Below another parent it stands where nobody has placed it. No row: somebody was faster.
pub async fn update_parent(
    tx: &mut OrganizationTx,
    id: ObjectiveId,
    version: i32,
    parent: Option<ObjectiveId>,
) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE objectives SET parent_id = $3, rank = CASE WHEN parent_id IS NOT DISTINCT FROM $3 THEN rank END, version = version + 1, updated_at = $4
         WHERE id = $1 AND version = $2",
        id.0,
        version,
        parent.map(|parent| parent.0),
        now
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

/// Places it right after a sibling, or before all of them.
pub async fn place(tx: &mut OrganizationTx, id: ObjectiveId, after: Option<ObjectiveId>) -> Result<()> {
    sqlx::query!("SELECT app.place_objective($1, $2)::text AS placed", id.0, after.map(|after| after.0) as _)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

/// Where the alignment shows it: the address with all branches above it open.
pub async fn address(tx: &mut OrganizationTx, objective: &Objective) -> Result<String> {
    let period = sqlx::query_as!(
        Period,
        r#"SELECT id AS "id: PeriodId", kind, name, starts_on, ends_on, state FROM periods WHERE id = $1"#,
        objective.period.0
    )
    .fetch_one(tx.conn())
    .await?;
    let mut ask = Ask::default();
    let above = above(tx, objective.id).await?;
    ask.reveal(&above.ids, above.is_unaligned);
    Ok(format!("{}#tree-{}", ask.address(&period.code()), objective.id))
}

/// What stands above an objective, as far as the actor sees it.
pub struct Above {
    /// Its parent, the parent of that, and so on.
    pub ids: Vec<ObjectiveId>,
    /// Whether the top of it has no parent, and is not of the company itself.
    pub is_unaligned: bool,
}

pub async fn above(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Above> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE up(id, parent_id, workspace_id) AS (
             SELECT id, parent_id, workspace_id FROM objectives WHERE id = $1
             UNION SELECT o.id, o.parent_id, o.workspace_id FROM up JOIN objectives o ON o.id = up.parent_id)
           SELECT up.id AS "id!: ObjectiveId", (up.parent_id IS NULL AND w.kind <> 'company') AS "is_unaligned!" FROM up JOIN workspaces w ON w.id = up.workspace_id"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Above {
        is_unaligned: rows.iter().any(|row| row.is_unaligned),
        ids: rows.into_iter().map(|row| row.id).filter(|above| *above != id).collect(),
    })
}
