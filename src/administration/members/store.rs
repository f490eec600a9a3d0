//! SQL of members. What the list is narrowed to differs, so its statement is built; what comes from people is always bound.
use chrono::{DateTime, Utc};
use sqlx::postgres::Postgres;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::filter::Filter;
use super::model::{Roles, State};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Result};

/// A line of the list.
#[derive(Debug, Clone, FromRow)]
pub struct Row {
    pub id: Uuid,
    pub name: String,
    pub email: Option<String>,
    pub role: String,
    pub is_auditor: bool,
    pub is_hr: bool,
    pub state: String,
    /// Whether there is a login behind it, without which nobody comes in.
    pub has_login: bool,
    /// Of the sessions that are still kept.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// By name, after somebody.
pub async fn list(tx: &mut OrganizationTx, filter: &Filter, after: Option<Uuid>, limit: i64) -> Result<Vec<Row>> {
    let mut query = QueryBuilder::<Postgres>::new(
        r#"SELECT a.id, a.name, a.email, a.role, a.is_auditor, a.is_hr, a.state, a.login_id IS NOT NULL AS has_login,
             (SELECT max(s.last_seen_at) FROM account_sessions s WHERE s.organization_id = a.organization_id AND s.account_id = a.id) AS last_seen_at
           FROM (SELECT * FROM accounts a WHERE true"#,
    );
    match filter.state {
        Some(state) => query.push(" AND a.state = ").push_bind(state.id()),
        None => query.push(" AND a.state <> 'archived'"),
    };
    match filter.role {
        Some("auditor") => {
            query.push(" AND a.is_auditor");
        }
        Some("hr") => {
            query.push(" AND a.is_hr");
        }
        Some(role) => {
            query.push(" AND a.role = ").push_bind(role);
        }
        None => {}
    }
    if let Some(pattern) = filter.pattern() {
        query.push(" AND (a.name ILIKE ").push_bind(pattern.clone());
        query.push(" OR a.email ILIKE ").push_bind(pattern).push(")");
    }
    if let Some(after) = after {
        query
            .push(r#" AND (a.name COLLATE "und-x-icu", a.id) > (SELECT b.name COLLATE "und-x-icu", b.id FROM accounts b WHERE b.id = "#)
            .push_bind(after)
            .push(")");
    }
    query.push(r#" ORDER BY a.name COLLATE "und-x-icu", a.id LIMIT "#).push(limit);
    query.push(r#") a ORDER BY a.name COLLATE "und-x-icu", a.id"#);
    Ok(query.build_query_as().fetch_all(tx.conn()).await?)
}

/// One member.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: AccountId,
    pub name: String,
    pub email: Option<String>,
    pub role: String,
    pub is_auditor: bool,
    pub is_hr: bool,
    pub state: String,
    pub has_login: bool,
    pub version: i32,
    pub since: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Sessions that are alive.
    pub devices: i64,
}

pub async fn find(tx: &mut OrganizationTx, id: AccountId) -> Result<Option<Member>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        Member,
        r#"SELECT a.id, a.name, a.email, a.role, a.is_auditor, a.is_hr, a.state, a.login_id IS NOT NULL AS "has_login!", a.version, a.created_at AS since,
             (SELECT max(s.last_seen_at) FROM account_sessions s WHERE s.organization_id = a.organization_id AND s.account_id = a.id) AS last_seen_at,
             (SELECT count(*) FROM account_sessions s WHERE s.organization_id = a.organization_id AND s.account_id = a.id AND s.ended_at IS NULL AND s.expires_at > $2) AS "devices!"
           FROM accounts a WHERE a.id = $1"#,
        id.0,
        now
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// One state after another.
#[derive(Debug, Clone)]
pub struct Stay {
    pub state: String,
    pub reason: Option<String>,
    pub from_at: DateTime<Utc>,
    pub by: Option<String>,
}

/// The newest first; at most 100.
pub async fn list_states(tx: &mut OrganizationTx, id: AccountId) -> Result<Vec<Stay>> {
    Ok(sqlx::query_as!(
        Stay,
        r#"SELECT s.state, s.reason, s.from_at, b.name AS "by?" FROM account_states s
             LEFT JOIN accounts b ON b.organization_id = s.organization_id AND b.id = s.changed_by
           WHERE s.account_id = $1 ORDER BY s.from_at DESC, s.id DESC LIMIT 100"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Whether it was written, which it is not over another version.
pub async fn set_state(
    tx: &mut OrganizationTx,
    id: AccountId,
    version: i32,
    state: State,
    reason: Option<&str>,
) -> Result<bool> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let by = tx.actor().account.map(|account| account.0);
    let done = sqlx::query!(
        "WITH done AS (UPDATE accounts SET state = $4, version = version + 1 WHERE id = $2 AND version = $3 RETURNING id)
         INSERT INTO account_states (organization_id, account_id, state, reason, changed_by, from_at) SELECT $1, id, $4, $5, $6, $7 FROM done",
        organization,
        id.0,
        version,
        state.id(),
        reason,
        by,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether they were written, which they are not over another version.
pub async fn set_roles(tx: &mut OrganizationTx, id: AccountId, version: i32, roles: Roles) -> Result<bool> {
    let role = if roles.is_admin { "admin" } else { "member" };
    let done = sqlx::query!(
        "UPDATE accounts SET role = $3, is_auditor = $4, is_hr = $5, version = version + 1 WHERE id = $1 AND version = $2",
        id.0,
        version,
        role,
        roles.is_auditor,
        roles.is_hr
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
