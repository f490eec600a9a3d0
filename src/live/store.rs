//! What has changed, read as whoever listens: row security leaves out what is hidden from them.
use uuid::Uuid;

use super::watch::{Place, Watch};
use crate::db::{OrganizationTx, Position};
use crate::kernel::{AccountId, KeyResultId, ObjectiveId, PeriodId, Result};
use crate::okr::objective_list::filter::Filter;
use crate::okr::objectives::stage::Stage;

/// Counting stops here.
pub const MOST: i64 = 100;

/// How many objectives of those that are watched have been changed since the position, by others or on another page than this `tab`; [`MOST`]
/// when there are more, and when so much has changed that nobody looks through it. What only follows from changes of one's own is none, and
/// without a tab no change of one's own is one.
pub async fn count(tx: &mut OrganizationTx, since: &Position, tab: Option<Uuid>, watch: &Watch) -> Result<i64> {
    let me = tx.actor().account;
    let (mut periods, mut objective, mut people, mut shown) = (None, None, None, None);
    let (mut shows_comments, mut filter) = (false, &Filter::default());
    match watch {
        Watch::Periods(of) => periods = Some(of.iter().map(|period| period.0).collect::<Vec<_>>()),
        Watch::List { period, filter: by, shown: rows } => {
            (periods, filter) = (Some(vec![period.0]), by);
            shown = Some(rows.iter().map(|row| row.0).collect::<Vec<_>>());
        }
        Watch::Objective { id, shows_comments: shows } => (objective, shows_comments) = (Some(id.0), *shows),
        Watch::People(of) => people = Some(of.iter().map(|account| account.0).collect::<Vec<_>>()),
    }
    let is_list = shown.is_some();
    let owner = me.and_then(|me| filter.owner_account(me)).map(|owner| owner.0);
    let workspace = filter.workspace.map(|workspace| workspace.0);
    let today = tx.today();
    let counted = sqlx::query!(
        r#"WITH changed AS MATERIALIZED (
             SELECT u.organization_id, u.objective_id FROM updates u
             WHERE u.xid >= pg_snapshot_xmin($1::text::pg_snapshot) AND NOT pg_visible_in_snapshot(u.xid, $1::text::pg_snapshot)
               AND (u.account_id IS DISTINCT FROM $2 OR $17::uuid IS NOT NULL AND u.tab IS DISTINCT FROM $17 AND u.fact <> 'objective.counted')
               AND ($3 OR u.fact NOT LIKE 'comment.%') AND ($4::uuid IS NULL OR u.objective_id = $4)
             LIMIT $9)
           SELECT (SELECT count(*) FROM changed) AS "rows!", (SELECT count(*) FROM (SELECT DISTINCT organization_id, objective_id FROM changed) c
             CROSS JOIN LATERAL (SELECT o.organization_id, o.id, o.period_id, o.owner_id, o.workspace_id, o.title, o.stage, o.archived_at,
                 o.statuses[width_bucket($15::date, o.status_from)] AS status FROM objectives o
               WHERE o.organization_id = c.organization_id AND o.id = c.objective_id OFFSET 0) o
             WHERE o.id = ANY($10::uuid[]) IS TRUE
               OR ($5::uuid[] IS NULL OR o.period_id = ANY($5))
               AND ($6::uuid IS NULL OR o.owner_id = $6)
               AND ($7::uuid IS NULL OR EXISTS (SELECT FROM workspace_closure w
                 WHERE w.organization_id = o.organization_id AND w.ancestor_id = $7 AND w.descendant_id = o.workspace_id))
               AND (NOT $11 OR (o.archived_at IS NOT NULL) = $12)
               AND ($13::text IS NULL OR o.title ILIKE $13) AND ($14::text IS NULL OR o.stage = $14) AND ($16::text IS NULL OR o.status = $16)
               AND ($8::uuid[] IS NULL OR o.owner_id = ANY($8) OR EXISTS (SELECT FROM key_results k
                 WHERE k.organization_id = o.organization_id AND k.objective_id = o.id AND k.owner_id = ANY($8) OFFSET 0))) AS "objectives!""#,
        since.as_str(),
        me.map(|me| me.0),
        shows_comments,
        objective,
        periods.as_deref(),
        owner,
        workspace,
        people.as_deref(),
        READ,
        shown.as_deref(),
        is_list,
        filter.is_archived,
        filter.pattern(),
        filter.stage.map(Stage::id),
        today,
        filter.status.map(|status| status.id()),
        tab
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(if counted.rows >= READ && objective.is_none() { MOST } else { counted.objectives.min(MOST) })
}

/// Changes that are looked through, however old a page is.
const READ: i64 = 1000;

/// Where changed objectives belong; for background work, which sees them all.
pub async fn places(tx: &mut OrganizationTx, objectives: &[ObjectiveId]) -> Result<Vec<Place>> {
    let ids: Vec<Uuid> = objectives.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT o.period_id AS "period: PeriodId", o.owner_id || ARRAY(SELECT k.owner_id FROM key_results k
             WHERE k.organization_id = o.organization_id AND k.objective_id = o.id) AS "people!: Vec<AccountId>" FROM objectives o WHERE o.id = ANY($1)"#,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| Place { period: row.period, people: row.people }).collect())
}

/// Whether there is such an objective, as far as the actor may see.
pub async fn is_there(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM objectives WHERE id = $1) AS "is!""#, id.0)
        .fetch_one(tx.conn())
        .await?)
}

/// The objective of a key result, if the actor may see it.
pub async fn objective_of(tx: &mut OrganizationTx, id: KeyResultId) -> Result<Option<ObjectiveId>> {
    Ok(sqlx::query_scalar!(r#"SELECT objective_id AS "id: ObjectiveId" FROM key_results WHERE id = $1"#, id.0)
        .fetch_optional(tx.conn())
        .await?)
}

/// Those who report to an account by solid lines.
pub async fn reports_of(tx: &mut OrganizationTx, account: AccountId) -> Result<Vec<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT report_id AS "id: AccountId" FROM org_relations WHERE manager_id = $1 AND kind = 'solid' LIMIT 50"#,
        account.0
    )
    .fetch_all(tx.conn())
    .await?)
}
