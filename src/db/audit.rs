//! Audit rows and changes: the trace that every mutation leaves in its own transaction.
use serde_json::Value;
use uuid::Uuid;

use super::OrganizationTx;
use crate::kernel::{AuditId, ObjectiveId, Result};

/// One mutation: `action` is `<feature>.<verb>`, as in the code that does it.
#[derive(Debug)]
pub struct Audit {
    pub action: &'static str,
    pub subject_kind: &'static str,
    pub subject_id: Uuid,
    /// Ids, counts and codes; never text that a person wrote.
    pub detail: Value,
}

impl Audit {
    pub fn of(action: &'static str, subject_kind: &'static str, subject_id: Uuid) -> Self {
        Self { action, subject_kind, subject_id, detail: Value::Object(serde_json::Map::new()) }
    }

    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// One field of an objective, or of something below it, with its old and new content. The history shows it as it stands here.
///
/// `old` and `new` are plain strings, none where there was or is nothing:
/// text as it is; numbers as decimal text with a point (`12500.5`); days as `2026-11-21`; yes and no as `true` and `false`;
/// accounts, workspaces, periods and objectives as the text of their id; stages, kinds and the like as their code.
/// Something new is one change of the field `created` with its title as `new`. Only what people decide is a change:
/// progress, status and other figures that follow from it are not, and changes of background work are not shown.
#[derive(Debug)]
pub struct Change {
    pub objective: ObjectiveId,
    /// `objective`, `key_result`, `milestone`, `comment` or `check_in`.
    pub subject_kind: &'static str,
    pub subject_id: Uuid,
    /// Version of the subject after the change.
    pub version: i32,
    /// The column without `_id` or `_at`: `title`, `owner`, `archived`.
    pub field: &'static str,
    pub old: Option<String>,
    pub new: Option<String>,
    pub reason: Option<String>,
}

pub(super) async fn insert(tx: &mut OrganizationTx, audit: Audit) -> Result<AuditId> {
    let id = AuditId::new();
    let (actor, now) = (tx.actor().clone(), tx.now());
    sqlx::query!(
        "INSERT INTO audit_log (organization_id, id, at, account_id, action, subject_kind, subject_id, request_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        actor.organization.0,
        id.0,
        now,
        actor.account.map(|account| account.0),
        audit.action,
        audit.subject_kind,
        audit.subject_id,
        actor.request_id,
        audit.detail,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Something that was seen, where seeing it is to be known afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// `<feature>.<verb>`, as of [`Audit`].
    pub action: &'static str,
    pub subject_kind: &'static str,
    pub subject_id: Uuid,
}

/// Writes looks that this account has not had within the hour before.
pub(super) async fn insert_looks(tx: &mut OrganizationTx, looks: &[Look]) -> Result<()> {
    let (actor, now) = (tx.actor().clone(), tx.now());
    for look in looks {
        sqlx::query!(
            "INSERT INTO audit_log (organization_id, id, at, account_id, action, subject_kind, subject_id, request_id)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8
             WHERE NOT EXISTS (SELECT 1 FROM audit_log l WHERE l.subject_id = $7 AND l.account_id = $4 AND l.action = $5 AND l.at > $3::timestamptz - interval '1 hour')",
            actor.organization.0,
            AuditId::new().0,
            now,
            actor.account.map(|account| account.0),
            look.action,
            look.subject_kind,
            look.subject_id,
            actor.request_id,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

pub(super) async fn insert_change(tx: &mut OrganizationTx, audit: AuditId, change: Change) -> Result<()> {
    let (actor, now) = (tx.actor().clone(), tx.now());
    sqlx::query!(
        "INSERT INTO changes (organization_id, id, audit_id, objective_id, subject_kind, subject_id, version, field, old, new, reason, account_id, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        actor.organization.0,
        Uuid::now_v7(),
        audit.0,
        change.objective.0,
        change.subject_kind,
        change.subject_id,
        change.version,
        change.field,
        change.old,
        change.new,
        change.reason,
        actor.account.map(|account| account.0),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
