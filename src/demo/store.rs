//! SQL that fills an empty organization: people, structure, periods, and what has no feature of its own to write it.
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::calendar::Slot;
use crate::db::past::id_at;
use crate::db::{OrganizationTx, SystemTx};
use crate::kernel::{AccountId, LoginId, ObjectiveId, PeriodId, Result, WorkspaceId};

/// Lets only one at a time make the demo; released with the transaction.
pub(super) async fn lock(tx: &mut OrganizationTx) -> Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(7403112)::text AS locked").fetch_one(tx.conn()).await?;
    Ok(())
}

pub(super) async fn is_taken(tx: &mut OrganizationTx, slug: &str) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT app.organization_by_slug($1) IS NOT NULL AS "taken!""#, slug)
        .fetch_one(tx.conn())
        .await?)
}

pub(super) async fn has_organizations(tx: &mut SystemTx) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM app.organization_ids()) AS "any!""#)
        .fetch_one(tx.conn())
        .await?)
}

/// A demo as it was made.
pub(super) struct Untouched {
    pub made_at: DateTime<Utc>,
    pub locale: String,
    pub time_zone: String,
}

/// The organization of the transaction, when it has this slug and nobody has changed anything since it was made: that was one
/// transaction, and signing in and looking change nothing.
pub(super) async fn find_untouched(tx: &mut OrganizationTx, slug: &str) -> Result<Option<Untouched>> {
    Ok(sqlx::query_as!(
        Untouched,
        r#"SELECT max(l.at) AS "made_at!", o.locale, o.time_zone FROM organizations o JOIN audit_log l ON l.organization_id = o.id
           WHERE o.slug = $1 AND o.state = 'active' AND l.action NOT IN ('session.begin', 'session.end', 'session.end_others', 'objective.look', 'audit.export', 'audit.export_security')
           GROUP BY o.id, o.locale, o.time_zone HAVING count(DISTINCT l.xid) = 1"#,
        slug
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Archives the organization of the transaction under another slug.
pub(super) async fn set_aside(tx: &mut OrganizationTx, slug: &str) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!("UPDATE organizations SET slug = $1, state = 'archived'", slug).execute(tx.conn()).await?;
    sqlx::query!(
        "INSERT INTO organization_states (organization_id, state, from_at) VALUES ($1, 'archived', $2)",
        organization,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn insert_organization(
    tx: &mut OrganizationTx,
    slug: &str,
    name: &str,
    locale: &str,
    zone: &str,
) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO organizations (id, slug, name, locale, time_zone, approval_required, created_at) VALUES ($1, $2, $3, $4, $5, false, $6)",
        organization,
        slug,
        name,
        locale,
        zone,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO organization_states (organization_id, state, from_at) VALUES ($1, 'active', $2)",
        organization,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes the credentials of an address, or gives them this password.
pub(super) async fn put_login(tx: &mut OrganizationTx, email: &str, hash: &str, is_operator: bool) -> Result<LoginId> {
    let now = tx.now();
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO logins (id, email, password_hash, is_operator, created_at, password_changed_at) VALUES ($1, $2, $3, $4, $5, $5)
           ON CONFLICT (email_norm) DO UPDATE SET password_hash = excluded.password_hash, password_changed_at = excluded.password_changed_at RETURNING id AS "id: LoginId""#,
        LoginId::new().0,
        email,
        hash,
        is_operator,
        now
    )
    .fetch_one(tx.conn())
    .await?)
}

pub(super) async fn find_password_hash(tx: &mut SystemTx, email: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("SELECT password_hash FROM logins WHERE email_norm = $1", email)
        .fetch_optional(tx.conn())
        .await?
        .flatten())
}

/// Changes the passwords of all these addresses.
pub(super) async fn set_passwords(tx: &mut SystemTx, emails: &[String], hash: &str) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE logins SET password_hash = $2, password_changed_at = $3 WHERE email_norm = ANY($1)",
        emails,
        hash,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) struct NewAccount<'a> {
    pub id: AccountId,
    pub login: Option<LoginId>,
    pub email: String,
    pub name: &'a str,
    pub role: &'static str,
    pub is_auditor: bool,
    pub is_hr: bool,
}

pub(super) async fn insert_account(tx: &mut OrganizationTx, new: &NewAccount<'_>) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO accounts (organization_id, id, login_id, email, name, role, is_auditor, is_hr, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organization,
        new.id.0,
        new.login.map(|login| login.0),
        new.email,
        new.name,
        new.role,
        new.is_auditor,
        new.is_hr,
        now,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("INSERT INTO account_states (organization_id, account_id, id, state, from_at) VALUES ($1, $2, $3, 'active', $4)", organization, new.id.0, Uuid::now_v7(), now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_workspace(
    tx: &mut OrganizationTx,
    id: WorkspaceId,
    parent: Option<WorkspaceId>,
    kind: &str,
    name: &str,
) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO workspaces (organization_id, id, parent_id, kind, name, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        organization,
        id.0,
        parent.map(|parent| parent.0),
        kind,
        name,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn insert_member(
    tx: &mut OrganizationTx,
    workspace: WorkspaceId,
    account: AccountId,
    role: &str,
) -> Result<()> {
    let organization = tx.actor().organization.0;
    sqlx::query!(
        "INSERT INTO workspace_members (organization_id, workspace_id, account_id, role) VALUES ($1, $2, $3, $4)",
        organization,
        workspace.0,
        account.0,
        role
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn insert_relation(
    tx: &mut OrganizationTx,
    manager: AccountId,
    report: AccountId,
    kind: &str,
) -> Result<()> {
    let (organization, since) = (tx.actor().organization.0, tx.today());
    sqlx::query!(
        "INSERT INTO org_relations (organization_id, manager_id, report_id, kind, since) VALUES ($1, $2, $3, $4, $5)",
        organization,
        manager.0,
        report.0,
        kind,
        since
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn insert_period(
    tx: &mut OrganizationTx,
    id: PeriodId,
    parent: Option<PeriodId>,
    slot: &Slot,
) -> Result<()> {
    let organization = tx.actor().organization.0;
    sqlx::query!(
        "INSERT INTO periods (organization_id, id, parent_id, kind, name, starts_on, ends_on, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        organization,
        id.0,
        parent.map(|parent| parent.0),
        slot.kind,
        slot.name,
        slot.span.first,
        slot.span.last,
        slot.state,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn update_rollup(tx: &mut OrganizationTx, id: ObjectiveId, rollup: &str) -> Result<()> {
    sqlx::query!("UPDATE objectives SET rollup = $2 WHERE id = $1", id.0, rollup).execute(tx.conn()).await?;
    Ok(())
}

/// A comment of the actor at the moment of the transaction.
pub(super) async fn insert_comment(tx: &mut OrganizationTx, id: ObjectiveId, body: &str) -> Result<Uuid> {
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    let comment = id_at(now, 0);
    sqlx::query!(
        "INSERT INTO comments (organization_id, id, objective_id, author_id, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        organization,
        comment,
        id.0,
        account,
        body,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(comment)
}

/// Counts a version up, for a key result whose target was moved.
pub(super) async fn count_version(tx: &mut OrganizationTx, id: Uuid) -> Result<()> {
    sqlx::query!("UPDATE key_results SET version = version + 1 WHERE id = $1", id).execute(tx.conn()).await?;
    Ok(())
}
