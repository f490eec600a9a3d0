//! What is counted after a change: objectives that the request itself could not count, and ancestors.
use serde_json::json;

use super::{imports, recompute};
use crate::kernel::{ObjectiveId, Result};
use crate::worker::{Job, Jobs, Work};

pub fn jobs() -> Jobs {
    Jobs::new().merge(imports::jobs::jobs()).on(
        &["key_result.value_set", "key_result.changed", "objective.created", "objective.changed", "objective.moved"],
        Job { name: "objective.recompute", about: "objective", run: |work| Box::pin(count(work)) },
    )
}

async fn count(work: Work) -> Result<()> {
    let objective: ObjectiveId = work.id("objective")?;
    let mut tx = work.db.write(&work.actor).await?;
    // figures follow from rows that have audit rows of their own
    tx.needs_no_audit();
    // one at a time in an organization: two that count the same ancestor would each miss what the other changes
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("recompute:{}", work.actor.organization)
    )
    .execute(tx.conn())
    .await?;
    recompute::objectives(&mut tx, &[objective]).await?;
    for ancestor in recompute::ancestors(&mut tx, objective).await? {
        tx.emit("objective.counted", json!({ "objective": ancestor, "by": work.cause })).await?;
    }
    tx.commit().await
}
