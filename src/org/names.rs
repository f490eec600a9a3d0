//! Names of people, kept in memory for a short time: every row of every list names its owner, and names hardly change.
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use crate::db::OrganizationTx;
use crate::kernel::{AccountId, OrganizationId, Result};

/// A changed name is shown everywhere after this long.
const KEPT: Duration = Duration::from_secs(30);
/// Names kept at a time, about 100 bytes each.
const MOST: usize = 100_000;

/// The names that are kept. All colleagues see all names, so they are kept by organization and not by reader.
#[derive(Clone, Default)]
pub struct Names(Arc<Mutex<FxHashMap<(OrganizationId, AccountId), Kept>>>);

/// A name and when it was read.
type Kept = (Instant, Arc<str>);

impl Names {
    /// The names of these people, as far as they exist in the organization.
    pub async fn load(
        &self,
        tx: &mut OrganizationTx,
        needed: impl IntoIterator<Item = AccountId>,
    ) -> Result<FxHashMap<AccountId, Arc<str>>> {
        let organization = tx.actor().organization;
        let mut found = FxHashMap::default();
        let mut missing = Vec::new();
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for id in needed {
                match kept.get(&(organization, id)) {
                    Some((since, name)) if since.elapsed() < KEPT => drop(found.insert(id, Arc::clone(name))),
                    _ => missing.push(id.0),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let rows =
            sqlx::query!(r#"SELECT id AS "id: AccountId", name FROM accounts WHERE id = ANY($1)"#, &missing as &[_])
                .fetch_all(tx.conn())
                .await?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + rows.len() > MOST {
            kept.clear();
        }
        for row in rows {
            let name: Arc<str> = row.name.into();
            kept.insert((organization, row.id), (Instant::now(), Arc::clone(&name)));
            found.insert(row.id, name);
        }
        Ok(found)
    }
}
