//! Acts of the past, many at once: audit rows and changes that carry the moment they tell of. For a history that is known already.
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{Audit, Change, OrganizationTx};
use crate::kernel::Result;

/// What the actor of the transaction did at another moment.
#[derive(Debug)]
pub struct PastAct {
    pub at: DateTime<Utc>,
    pub audit: Audit,
    pub changes: Vec<Change>,
}

/// The id that something of that moment would have got: ids of histories are in the order of time. `nth` tells apart what shares it.
pub fn id_at(at: DateTime<Utc>, nth: usize) -> Uuid {
    let millis =
        u64::try_from(at.timestamp_millis()).unwrap_or_default().saturating_add(u64::try_from(nth).unwrap_or_default());
    let mut random = [0; 10];
    random.copy_from_slice(Uuid::new_v4().as_bytes().first_chunk::<10>().unwrap_or(&[0; 10]));
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

pub(super) async fn insert(tx: &mut OrganizationTx, acts: Vec<PastAct>) -> Result<()> {
    let (organization, account) = (tx.actor().organization.0, tx.actor().account.map(|account| account.0));
    let (mut ids, mut at, mut actions, mut kinds, mut subjects, mut details) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::<Value>::new());
    let mut changes = Vec::new();
    for (nth, act) in acts.into_iter().enumerate() {
        let id = id_at(act.at, nth % 100);
        changes.extend(act.changes.into_iter().map(|change| (id, act.at, change)));
        ids.push(id);
        at.push(act.at);
        actions.push(act.audit.action.to_owned());
        kinds.push(act.audit.subject_kind.to_owned());
        subjects.push(act.audit.subject_id);
        details.push(act.audit.detail);
    }
    sqlx::query!(
        "INSERT INTO audit_log (organization_id, account_id, id, at, action, subject_kind, subject_id, detail)
         SELECT $1, $2, * FROM unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[])",
        organization,
        account,
        &ids,
        &at,
        &actions,
        &kinds,
        &subjects,
        &details,
    )
    .execute(tx.conn())
    .await?;
    insert_changes(tx, changes).await
}

pub(super) async fn insert_changes(tx: &mut OrganizationTx, rows: Vec<(Uuid, DateTime<Utc>, Change)>) -> Result<()> {
    let (organization, account) = (tx.actor().organization.0, tx.actor().account.map(|account| account.0));
    let ids: Vec<_> = rows.iter().enumerate().map(|(nth, (_, at, _))| id_at(*at, nth % 100)).collect();
    let audits: Vec<_> = rows.iter().map(|row| row.0).collect();
    let at: Vec<_> = rows.iter().map(|row| row.1).collect();
    let changes: Vec<_> = rows.into_iter().map(|row| row.2).collect();
    let objectives: Vec<_> = changes.iter().map(|change| change.objective.0).collect();
    let kinds: Vec<_> = changes.iter().map(|change| change.subject_kind.to_owned()).collect();
    let subjects: Vec<_> = changes.iter().map(|change| change.subject_id).collect();
    let versions: Vec<_> = changes.iter().map(|change| change.version).collect();
    let fields: Vec<_> = changes.iter().map(|change| change.field.to_owned()).collect();
    let old: Vec<_> = changes.iter().map(|change| change.old.clone()).collect();
    let new: Vec<_> = changes.iter().map(|change| change.new.clone()).collect();
    let reasons: Vec<_> = changes.into_iter().map(|change| change.reason).collect();
    sqlx::query!(
        "INSERT INTO changes (organization_id, account_id, id, audit_id, at, objective_id, subject_kind, subject_id, version, field, old, new, reason)
         SELECT $1, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::timestamptz[], $6::uuid[], $7::text[], $8::uuid[], $9::int[], $10::text[], $11::text[], $12::text[], $13::text[])",
        organization,
        account,
        &ids,
        &audits,
        &at,
        &objectives,
        &kinds,
        &subjects,
        &versions,
        &fields,
        &old as &[Option<String>],
        &new as &[Option<String>],
        &reasons as &[Option<String>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
