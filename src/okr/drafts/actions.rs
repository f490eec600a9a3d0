//! Keeping, finding and forgetting drafts. They are preferences of one's own: no audit.
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::store;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Failure, Kind, Result};
use crate::web::Fields;
use crate::web::merge::{self, SEEN, Texts};

/// Bytes of one draft, as JSON text in the database.
const SIZE_MAX: usize = 100_000;
/// Drafts of one account; older ones go first.
const KEPT: i64 = 50;

/// Fields of a form, in their order; a name may repeat.
pub type Content = Vec<(String, String)>;

/// Keeps what stands in the form called `form`. Secrets and what steers the form itself are left out;
/// when nothing is left the draft is dropped. More than 100 kB is refused.
pub async fn keep(tx: &mut OrganizationTx, form: &str, fields: Content) -> Result<()> {
    let account = own(tx)?;
    check_name(form)?;
    let content: Content = fields.into_iter().filter(|(name, _)| may_be_kept(name)).collect();
    if content.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(Failure::field("form", "field-control-characters"));
    }
    tx.needs_no_audit();
    if content.is_empty() {
        return store::delete(tx, account, form).await;
    }
    let json = serde_json::to_value(&content).map_err(Failure::internal)?;
    // the database writes a space behind each comma
    if json.to_string().len() + 2 * content.len() > SIZE_MAX {
        return Err(Failure::new(Kind::TooLarge, "failure-too-large").arg("limit", "100 kB"));
    }
    store::upsert(tx, account, form, json).await?;
    store::delete_old(tx, account, KEPT).await
}

/// The draft of a form, with the moment it was kept.
pub async fn find(tx: &mut OrganizationTx, form: &str) -> Result<Option<(Value, DateTime<Utc>)>> {
    let account = own(tx)?;
    store::find(tx, account, form).await
}

/// What a person typed into a form and never saved.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The form with it.
    pub texts: Texts,
    pub at: DateTime<Utc>,
}

/// The form `standing` with what the reader had typed into it, when that says something else.
pub async fn restore(tx: &mut OrganizationTx, form: &str, standing: &Texts) -> Result<Option<Restored>> {
    let Some((kept, at)) = find(tx, form).await? else { return Ok(None) };
    // a draft that an older release kept in another shape is none
    let Ok(fields) = serde_json::from_value::<Content>(kept) else { return Ok(None) };
    let kept = merge::sent(&Fields(fields));
    let says_more = kept
        .iter()
        .any(|(name, text)| name != SEEN && standing.get(name).map_or("", String::as_str).trim() != text.trim());
    let texts = || standing.clone().into_iter().chain(kept).collect();
    Ok(says_more.then(|| Restored { texts: texts(), at }))
}

/// Drops the draft of a form: it was saved, in this very transaction.
pub async fn forget(tx: &mut OrganizationTx, form: &str) -> Result<()> {
    match tx.actor().account {
        Some(account) => store::delete(tx, account, form).await,
        None => Ok(()),
    }
}

fn own(tx: &OrganizationTx) -> Result<AccountId> {
    tx.actor().account.ok_or_else(|| Failure::internal("background work has no drafts"))
}

/// Names are those of `data-draft`: `objective-new`, `comment-<id>`.
fn check_name(form: &str) -> Result<()> {
    let is_name = (1..=100).contains(&form.len())
        && form.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if is_name { Ok(()) } else { Err(Failure::field("form", "field-unknown-choice")) }
}

/// What stood in the form when it was opened is kept with the draft, so that newer content of others is not overwritten by it.
fn may_be_kept(name: &str) -> bool {
    let name = name.to_lowercase();
    (name == SEEN || !name.starts_with('_'))
        && name != "form"
        && !["password", "secret", "token"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_steering_fields_are_left_out() {
        assert!(may_be_kept("title") && may_be_kept("comment-30") && may_be_kept("_seen"));
        for name in ["_once", "_ver", "form", "password", "newPassword", "client_secret", "api-token"] {
            assert!(!may_be_kept(name), "{name}");
        }
    }

    #[test]
    fn names_are_short_and_plain() {
        assert!(check_name("objective-new").is_ok());
        for name in ["", "Objective", "a b", "../x", &"a".repeat(101)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
