//! The directory: people by name or e-mail, as forms ask for them.
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, FieldError, Result};

/// Somebody who can be chosen.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: AccountId,
    pub name: String,
    pub email: Option<String>,
}

impl Person {
    /// How a form writes a person so that it finds them again: the name, with the e-mail where there is one.
    pub fn text(&self) -> String {
        match &self.email {
            Some(email) => format!("{} ({email})", self.name),
            None => self.name.clone(),
        }
    }
}

/// One person.
pub async fn find(tx: &mut OrganizationTx, id: AccountId) -> Result<Option<Person>> {
    Ok(sqlx::query_as!(Person, r#"SELECT id AS "id: AccountId", name, email FROM accounts WHERE id = $1"#, id.0)
        .fetch_optional(tx.conn())
        .await?)
}

/// These people, by name.
pub async fn list_by_id(tx: &mut OrganizationTx, ids: &[AccountId]) -> Result<Vec<Person>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        Person,
        r#"SELECT id AS "id: AccountId", name, email FROM accounts WHERE id = ANY($1) ORDER BY name, id"#,
        &ids
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Suggestions: the active people by name, at most `limit`.
pub async fn list(tx: &mut OrganizationTx, limit: i64) -> Result<Vec<Person>> {
    Ok(sqlx::query_as!(
        Person,
        r#"SELECT id AS "id: AccountId", name, email FROM accounts WHERE state = 'active' ORDER BY name, id LIMIT $1"#,
        limit
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The person that a form field names: by the e-mail in brackets, by an e-mail alone, or by a name that only one person has.
pub async fn find_by_text(
    tx: &mut OrganizationTx,
    field: &'static str,
    text: &str,
) -> Result<Result<AccountId, FieldError>> {
    let text = text.trim();
    let email = text.rsplit_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(text);
    let found = sqlx::query_scalar!(
        r#"SELECT id AS "id: AccountId" FROM accounts WHERE state IN ('active', 'inactive') AND (email_norm = lower($1) OR name = $2) ORDER BY (email_norm = lower($1)) DESC NULLS LAST LIMIT 2"#,
        email,
        text
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(FieldError::new(field, "person-unknown")),
        [one, ..] if email.contains('@') => Ok(*one),
        _ => Err(FieldError::new(field, "person-ambiguous")),
    })
}
