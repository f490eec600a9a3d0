//! SQL of an invitation that is accepted.
use uuid::Uuid;

use crate::auth::links::Token;
use crate::db::{OrganizationTx, SystemTx};
use crate::joining::invitations::policy::Role;
use crate::kernel::{AccountId, Email, Failure, InvitationId, LoginId, OrganizationId, Result};

/// A living invitation, with the account that has its address already, such as one that an import made.
pub struct Invitation {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub time_zone: String,
    pub id: InvitationId,
    pub email: String,
    pub role: String,
    pub inviter: Option<String>,
    pub account_id: Option<AccountId>,
    pub account_name: Option<String>,
}

pub async fn find(tx: &mut SystemTx, token: &Token) -> Result<Option<Invitation>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        Invitation,
        r#"SELECT organization_id AS "organization_id!", organization_name AS "organization_name!", time_zone AS "time_zone!", id AS "id!", email AS "email!",
             role AS "role!", inviter AS "inviter?", account_id AS "account_id?: AccountId", account_name AS "account_name?" FROM app.invitation_by_token($1, $2)"#,
        token.hash(),
        now
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The account of a login here, with its state.
pub async fn find_account(tx: &mut OrganizationTx, login: LoginId) -> Result<Option<(AccountId, String)>> {
    let row =
        sqlx::query!("SELECT id, state FROM accounts WHERE login_id = $1", login.0).fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| (AccountId(row.id), row.state)))
}

/// Gives the account of this address to a login, as what it was invited as; false when it is somebody's already.
pub async fn link_account(tx: &mut OrganizationTx, account: AccountId, login: LoginId, role: Role) -> Result<bool> {
    let (role, is_auditor, is_hr) = role.of_account();
    let done = sqlx::query!(
        "UPDATE accounts SET login_id = $2, state = 'active', role = $3, is_auditor = is_auditor OR $4, is_hr = is_hr OR $5, version = version + 1
         WHERE id = $1 AND login_id IS NULL AND state IN ('active', 'inactive')",
        account.0,
        login.0,
        role,
        is_auditor,
        is_hr
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn insert_account(
    tx: &mut OrganizationTx,
    id: AccountId,
    login: LoginId,
    email: &Email,
    name: &str,
    role: Role,
) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let (role, is_auditor, is_hr) = role.of_account();
    sqlx::query!(
        "INSERT INTO accounts (organization_id, id, login_id, email, name, role, is_auditor, is_hr, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organization,
        id.0,
        login.0,
        email.as_str(),
        name,
        role,
        is_auditor,
        is_hr,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that the account works from now on.
pub async fn insert_state(tx: &mut OrganizationTx, account: AccountId) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO account_states (organization_id, account_id, id, state, reason, changed_by, from_at) VALUES ($1, $2, $3, 'active', 'invitation', $2, $4)",
        organization,
        account.0,
        Uuid::now_v7(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Uses the invitation up; refused when that, or its withdrawal, was faster.
pub async fn accept(tx: &mut OrganizationTx, id: InvitationId, token: &Token, account: AccountId) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE invitations SET accepted_at = $2, account_id = $3 WHERE id = $1 AND token_hash = $4 AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2",
        id.0,
        now,
        account.0,
        token.hash()
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Failure::stale()) }
}
