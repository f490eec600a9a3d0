//! SQL of the logs. What is asked for differs with the filters, so it is built; what comes from people is always bound.
//!
//! The innermost SELECT walks an index and stops at the last row of the page; only what is found is joined with its names. How many
//! rows that may be stands in the statement itself: for a number that it does not know, the planner would rather read whole tables.
use chrono::{DateTime, Utc};
use sqlx::postgres::Postgres;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::filter::Filter;
use crate::db::OrganizationTx;
use crate::kernel::Result;

/// A row of either log, with the names that the reader may see.
#[derive(Debug, Clone, FromRow)]
pub struct Row {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub account: Option<Uuid>,
    pub account_name: Option<String>,
    /// The code of the act or event.
    pub action: String,
    pub subject_kind: String,
    pub subject: Option<Uuid>,
    /// While it exists, and the reader may see it.
    pub subject_name: Option<String>,
    /// The objective of a comment.
    pub objective: Option<Uuid>,
    pub request: Option<String>,
    /// JSON.
    pub detail: String,
    pub is_sealed: bool,
    /// The transaction, by which a sealed row is found in its block; of the security log, the address of the other end.
    pub place: String,
}

/// How far the log is sealed.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub block: i64,
    pub hash: Vec<u8>,
    pub at: DateTime<Utc>,
}

/// What was done, newest first, before a row.
pub async fn list_acts(tx: &mut OrganizationTx, filter: &Filter, before: Option<Uuid>, limit: i64) -> Result<Vec<Row>> {
    let mut query = QueryBuilder::new(
        "SELECT l.id, l.at, l.account_id AS account, a.name AS account_name, l.action, l.subject_kind, l.subject_id AS subject,
           coalesce(o.title, k.title, co.title, p.name, w.name, e.name, v.name, i.file_name, m.name) AS subject_name, c.objective_id AS objective,
           l.request_id AS request, l.detail::text AS detail, coalesce((l.xid, l.id) <= (h.last_xid, h.last_id), false) AS is_sealed, l.xid::text AS place
         FROM (SELECT * FROM audit_log l WHERE true",
    );
    push_filter(tx, &mut query, filter, "l.action");
    if let Some(subject) = filter.subject {
        query.push(" AND l.subject_id = ").push_bind(subject);
    }
    if let Some(before) = before {
        query.push(" AND l.id < ").push_bind(before);
    }
    query.push(" ORDER BY l.id DESC LIMIT ").push(limit).push(
        ") l
         LEFT JOIN audit_heads h ON h.organization_id = l.organization_id
         LEFT JOIN accounts a ON a.organization_id = l.organization_id AND a.id = l.account_id
         LEFT JOIN objectives o ON l.subject_kind = 'objective' AND o.organization_id = l.organization_id AND o.id = l.subject_id
         LEFT JOIN key_results k ON l.subject_kind = 'key_result' AND k.organization_id = l.organization_id AND k.id = l.subject_id
         LEFT JOIN comments c ON l.subject_kind = 'comment' AND c.organization_id = l.organization_id AND c.id = l.subject_id
         LEFT JOIN objectives co ON co.organization_id = c.organization_id AND co.id = c.objective_id
         LEFT JOIN accounts p ON l.subject_kind = 'account' AND p.organization_id = l.organization_id AND p.id = l.subject_id
         LEFT JOIN workspaces w ON l.subject_kind = 'workspace' AND w.organization_id = l.organization_id AND w.id = l.subject_id
         LEFT JOIN periods e ON l.subject_kind = 'period' AND e.organization_id = l.organization_id AND e.id = l.subject_id
         LEFT JOIN saved_views v ON l.subject_kind = 'view' AND v.organization_id = l.organization_id AND v.id = l.subject_id
         LEFT JOIN imports i ON l.subject_kind = 'import' AND i.organization_id = l.organization_id AND i.id = l.subject_id
         LEFT JOIN import_mappings m ON l.subject_kind = 'import_mapping' AND m.organization_id = l.organization_id AND m.id = l.subject_id
         ORDER BY l.id DESC",
    );
    Ok(query.build_query_as().fetch_all(tx.conn()).await?)
}

/// Sign-ins and refusals, newest first, before a row.
pub async fn list_events(
    tx: &mut OrganizationTx,
    filter: &Filter,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut query = QueryBuilder::new(
        "SELECT l.id, l.at, l.account_id AS account, a.name AS account_name, l.event AS action, '' AS subject_kind, NULL::uuid AS subject, NULL::text AS subject_name,
           NULL::uuid AS objective, l.request_id AS request, l.detail::text AS detail, false AS is_sealed, coalesce(l.ip, '') AS place
         FROM (SELECT * FROM security_log l WHERE true",
    );
    push_filter(tx, &mut query, filter, "l.event");
    if let Some(before) = before {
        query
            .push(" AND (l.at, l.id) < (SELECT b.at, b.id FROM security_log b WHERE b.id = ")
            .push_bind(before)
            .push(")");
    }
    query.push(" ORDER BY l.at DESC, l.id DESC LIMIT ").push(limit).push(
        ") l
         LEFT JOIN accounts a ON a.organization_id = l.organization_id AND a.id = l.account_id
         ORDER BY l.at DESC, l.id DESC",
    );
    Ok(query.build_query_as().fetch_all(tx.conn()).await?)
}

fn push_filter(tx: &OrganizationTx, query: &mut QueryBuilder<Postgres>, filter: &Filter, code: &str) {
    if let Some(account) = filter.account() {
        query.push(" AND l.account_id = ").push_bind(account.0);
    }
    if let Some(pattern) = filter.pattern() {
        query
            .push(" AND l.account_id = ANY (ARRAY(SELECT n.id FROM accounts n WHERE n.name ILIKE ")
            .push_bind(pattern)
            .push("))");
    }
    if let Some(group) = filter.group {
        let of: Vec<String> = group.of.iter().map(|of| (*of).to_owned()).collect();
        query.push(" AND split_part(").push(code).push(", '.', 1) = ANY (").push_bind(of).push(")");
    }
    let (from, to) = filter.span(tx.actor().zone);
    if let Some(from) = from {
        query.push(" AND l.at >= ").push_bind(from);
    }
    if let Some(to) = to {
        query.push(" AND l.at < ").push_bind(to);
    }
}

/// How far the log is sealed, and when the oldest row was written that is not.
pub async fn find_seal(tx: &mut OrganizationTx) -> Result<(Option<Sealed>, Option<DateTime<Utc>>)> {
    let row = sqlx::query!(
        r#"SELECT h.no AS "no?", h.hash AS "hash?", h.sealed_at AS "sealed_at?",
             (SELECT l.at FROM audit_log l
              WHERE (l.xid, l.id) > (coalesce(h.last_xid, '0'), coalesce(h.last_id, '00000000-0000-0000-0000-000000000000')) ORDER BY l.xid, l.id LIMIT 1) AS waiting
           FROM (SELECT) one LEFT JOIN audit_heads h ON true"#
    )
    .fetch_one(tx.conn())
    .await?;
    let sealed = match (row.no, row.hash, row.sealed_at) {
        (Some(block), Some(hash), Some(at)) => Some(Sealed { block, hash, at }),
        _ => None,
    };
    Ok((sealed, row.waiting))
}
