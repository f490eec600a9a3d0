//! SQL of providers, of who people are there, and of their sign-ins.
use chrono::{DateTime, Utc};

use super::claims::Person;
use crate::db::{OrganizationTx, SystemTx};
use crate::kernel::{
    AccountId, Actor, IdentityId, LoginId, OrganizationId, ProviderId, ProviderSessionId, Result, SessionId,
};

/// What a sign-in needs to know of a provider.
#[derive(Debug, Clone)]
pub struct Provider {
    pub id: ProviderId,
    pub name: String,
    pub issuer: String,
    /// Of Entra ID: the directory.
    pub tenant: Option<String>,
    pub client_id: String,
    /// Sealed.
    pub client_secret: Option<Vec<u8>>,
    pub mfa_value: Option<String>,
    pub groups: Vec<String>,
}

#[cfg(test)]
impl Provider {
    pub fn example() -> Self {
        Self {
            id: ProviderId::new(),
            name: "Example".to_owned(),
            issuer: "https://login.example.com".to_owned(),
            tenant: None,
            client_id: "okrio".to_owned(),
            client_secret: None,
            mfa_value: None,
            groups: Vec::new(),
        }
    }
}

/// Background work of the organization of an active provider; none where there is no such.
pub async fn find_actor(tx: &mut SystemTx, provider: ProviderId) -> Result<Option<Actor>> {
    let found = sqlx::query_scalar!(r#"SELECT app.organization_of_provider($1) AS "id: OrganizationId""#, provider.0)
        .fetch_one(tx.conn())
        .await?;
    Ok(found.map(|organization| Actor::system(organization, chrono_tz::UTC)))
}

/// A provider, active or not.
pub async fn find(tx: &mut OrganizationTx, provider: ProviderId) -> Result<Option<Provider>> {
    Ok(sqlx::query_as!(
        Provider,
        r#"SELECT id AS "id: ProviderId", name, issuer, tenant, client_id, client_secret, mfa_value, groups FROM identity_providers WHERE id = $1"#,
        provider.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// A provider that somebody may sign in with.
pub struct Offer {
    pub id: ProviderId,
    pub name: String,
    pub organization_name: String,
}

/// The providers of an organization by its short name, by the domain of an address, or by its id; at most 20.
pub async fn list_for(
    tx: &mut SystemTx,
    sought: &str,
    domain: &str,
    organization: Option<OrganizationId>,
) -> Result<Vec<Offer>> {
    Ok(sqlx::query_as!(
        Offer,
        r#"SELECT id AS "id!: ProviderId", name AS "name!", organization_name AS "organization_name!" FROM app.identity_providers_for($1, $2, $3)"#,
        sought,
        domain,
        organization.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Whose identity it is.
pub struct Whose {
    pub identity: IdentityId,
    pub account: AccountId,
    /// None of an account that nobody has taken on yet.
    pub login: Option<LoginId>,
    pub is_active: bool,
}

pub async fn find_account(tx: &mut OrganizationTx, provider: ProviderId, person: &Person) -> Result<Option<Whose>> {
    Ok(sqlx::query_as!(
        Whose,
        r#"SELECT i.id AS "identity: IdentityId", a.id AS "account: AccountId", a.login_id AS "login: LoginId", a.state = 'active' AS "is_active!"
           FROM identities i JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.account_id
           WHERE i.provider_id = $1 AND i.issuer = $2 AND i.subject = $3"#,
        provider.0,
        person.issuer,
        person.subject
    )
    .fetch_optional(tx.conn())
    .await?)
}

pub async fn touch(tx: &mut OrganizationTx, identity: IdentityId) -> Result<()> {
    let now = tx.now();
    sqlx::query!("UPDATE identities SET used_at = $2 WHERE id = $1", identity.0, now).execute(tx.conn()).await?;
    Ok(())
}

/// Connects a person of a provider with an account, in place of who it was there before. None when it is somebody else's.
pub async fn connect(
    tx: &mut OrganizationTx,
    provider: ProviderId,
    account: AccountId,
    person: &Person,
) -> Result<Option<IdentityId>> {
    let (organization, now, id) = (tx.actor().organization.0, tx.now(), IdentityId::new());
    sqlx::query!("DELETE FROM identities WHERE provider_id = $1 AND account_id = $2", provider.0, account.0)
        .execute(tx.conn())
        .await?;
    let done = sqlx::query!(
        "INSERT INTO identities (organization_id, id, provider_id, account_id, issuer, subject, shown, created_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT ON CONSTRAINT identities_subject_key DO NOTHING",
        organization,
        id.0,
        provider.0,
        account.0,
        person.issuer,
        person.subject,
        person.shown,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok((done.rows_affected() == 1).then_some(id))
}

/// A provider of the organization, with who somebody is there.
pub struct ConnectionRow {
    pub provider: ProviderId,
    pub name: String,
    pub identity: Option<IdentityId>,
    pub shown: Option<String>,
    pub used_at: Option<DateTime<Utc>>,
}

/// Active providers and those that the account is connected with, by name; asked as background work.
pub async fn list_connections(tx: &mut OrganizationTx, account: AccountId) -> Result<Vec<ConnectionRow>> {
    Ok(sqlx::query_as!(
        ConnectionRow,
        r#"SELECT p.id AS "provider: ProviderId", p.name, i.id AS "identity?: IdentityId", i.shown AS "shown?", i.used_at AS "used_at?"
           FROM identity_providers p LEFT JOIN identities i ON i.organization_id = p.organization_id AND i.provider_id = p.id AND i.account_id = $1
           WHERE p.is_active OR i.id IS NOT NULL ORDER BY p.name, p.id"#,
        account.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Takes a connection of the account away, and gives the provider it was with.
pub async fn disconnect(
    tx: &mut OrganizationTx,
    account: AccountId,
    identity: IdentityId,
) -> Result<Option<ProviderId>> {
    Ok(sqlx::query_scalar!(
        r#"DELETE FROM identities WHERE account_id = $1 AND id = $2 RETURNING provider_id AS "id: ProviderId""#,
        account.0,
        identity.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Keeps that somebody has signed in at a provider.
pub async fn insert_session(
    tx: &mut OrganizationTx,
    provider: ProviderId,
    account: AccountId,
    person: &Person,
) -> Result<ProviderSessionId> {
    let (organization, now, id) = (tx.actor().organization.0, tx.now(), ProviderSessionId::new());
    sqlx::query!(
        "INSERT INTO provider_sessions (organization_id, id, provider_id, account_id, subject, sid, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        organization,
        id.0,
        provider.0,
        account.0,
        person.subject,
        person.sid,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Says which session a sign-in has led to. One that was signed out of meanwhile is gone: false.
pub async fn bind(
    tx: &mut OrganizationTx,
    account: AccountId,
    sign_in: ProviderSessionId,
    session: SessionId,
) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE provider_sessions SET session_id = $3 WHERE id = $2 AND account_id = $1",
        account.0,
        sign_in.0,
        session.0
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The provider that a session began at.
pub async fn provider_of(tx: &mut OrganizationTx, session: SessionId) -> Result<Option<ProviderId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT provider_id AS "id: ProviderId" FROM provider_sessions WHERE session_id = $1 LIMIT 1"#,
        session.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Ends what has begun at a provider until a moment: of one session there, or else of one person, or else of everybody. Sign-ins
/// that wait for a second factor lead nowhere any more. Gives the sessions that were alive.
pub async fn end_sessions(
    tx: &mut OrganizationTx,
    provider: ProviderId,
    subject: Option<&str>,
    sid: Option<&str>,
    until: DateTime<Utc>,
) -> Result<Vec<SessionId>> {
    let now = tx.now();
    Ok(sqlx::query_scalar!(
        r#"WITH gone AS (
             DELETE FROM provider_sessions WHERE provider_id = $1 AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR sid = $3)
               AND created_at <= $4 RETURNING organization_id, session_id)
           UPDATE account_sessions s SET ended_at = $5 FROM gone
           WHERE s.organization_id = gone.organization_id AND s.id = gone.session_id AND s.ended_at IS NULL AND s.expires_at > $5
           RETURNING s.id AS "id: SessionId""#,
        provider.0,
        subject,
        sid,
        until,
        now
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Whether the account can be entered without the identity that has just gone.
pub async fn has_another_way(tx: &mut OrganizationTx, account: AccountId, login: LoginId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM logins WHERE id = $2 AND password_hash IS NOT NULL) OR EXISTS (SELECT 1 FROM identities WHERE account_id = $1) AS "is!""#,
        account.0,
        login.0
    )
    .fetch_one(tx.conn())
    .await?)
}
