//! SQL of invitations, within their organization.
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::policy::Role;
use crate::auth::links::Token;
use crate::db::OrganizationTx;
use crate::kernel::{Email, InvitationId, LetterId, Result};

/// An invitation that nobody has accepted or withdrawn.
pub struct OpenRow {
    pub id: InvitationId,
    pub email: String,
    pub role: String,
    pub lasts_days: i16,
    pub inviter: Option<String>,
    pub sent_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// `waiting`, `sent` or `failed`; none once it is forgotten.
    pub letter: Option<String>,
}

/// The newest first; at most 500.
pub async fn list_open(tx: &mut OrganizationTx) -> Result<Vec<OpenRow>> {
    Ok(sqlx::query_as!(
        OpenRow,
        r#"SELECT i.id AS "id: InvitationId", i.email, i.role, i.lasts_days, a.name AS "inviter?", i.sent_at, i.expires_at, app.letter_state(i.letter_id) AS letter
           FROM invitations i LEFT JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.invited_by
           WHERE i.accepted_at IS NULL AND i.withdrawn_at IS NULL ORDER BY i.created_at DESC, i.id DESC LIMIT 500"#
    )
    .fetch_all(tx.conn())
    .await?)
}

pub async fn find_open(tx: &mut OrganizationTx, id: InvitationId) -> Result<Option<OpenRow>> {
    Ok(sqlx::query_as!(
        OpenRow,
        r#"SELECT i.id AS "id: InvitationId", i.email, i.role, i.lasts_days, NULL::text AS inviter, i.sent_at, i.expires_at, NULL::text AS letter
           FROM invitations i WHERE i.id = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Of these addresses, those of people who can sign in here already.
pub async fn list_members(tx: &mut OrganizationTx, emails: &[Email]) -> Result<Vec<String>> {
    let norms: Vec<String> = emails.iter().map(Email::norm).collect();
    Ok(sqlx::query_scalar!(
        r#"SELECT email_norm AS "email!" FROM accounts WHERE email_norm = ANY($1) AND login_id IS NOT NULL"#,
        &norms
    )
    .fetch_all(tx.conn())
    .await?)
}

/// What a new link of an invitation is made of.
pub struct Sending<'a> {
    pub token: &'a Token,
    pub letter: LetterId,
    pub days: i64,
}

/// Makes an invitation; false when the address has an open one already.
pub async fn insert(
    tx: &mut OrganizationTx,
    id: InvitationId,
    email: &Email,
    role: Role,
    sending: &Sending<'_>,
) -> Result<bool> {
    let (organization, by, now) = (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    let done = sqlx::query!(
        "INSERT INTO invitations (organization_id, id, email, role, token_hash, lasts_days, invited_by, letter_id, created_at, sent_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)
         ON CONFLICT (organization_id, email_norm) WHERE accepted_at IS NULL AND withdrawn_at IS NULL DO NOTHING",
        organization,
        id.0,
        email.as_str(),
        role.id(),
        sending.token.hash(),
        i16::try_from(sending.days).unwrap_or(7),
        by as Option<Uuid>,
        sending.letter.0,
        now,
        now + Duration::days(sending.days),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts another link in the place of the one before, which opens nothing any more.
pub async fn renew(tx: &mut OrganizationTx, id: InvitationId, sending: &Sending<'_>) -> Result<bool> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE invitations SET token_hash = $2, letter_id = $3, sent_at = $4, expires_at = $5 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        id.0,
        sending.token.hash(),
        sending.letter.0,
        now,
        now + Duration::days(sending.days),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn withdraw(tx: &mut OrganizationTx, id: InvitationId) -> Result<bool> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE invitations SET withdrawn_at = $2 WHERE id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
