//! How many there are. Counting a large period costs more than showing a page of it, and somebody who turns pages need not wait
//! for the same number again, so numbers beyond one page are kept for a few seconds, for each account by itself.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::filter::Filter;
use super::store::{self, Ask, COUNTED, Page};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, OrganizationId, PeriodId, Result};

const KEPT: Duration = Duration::from_secs(10);
const MAX_KEPT: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub objectives: i64,
    pub key_results: i64,
}

impl Count {
    /// There are more than were counted.
    pub fn is_open(&self) -> bool {
        self.objectives > COUNTED
    }
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    organization: OrganizationId,
    account: AccountId,
    sees_all: bool,
    period: PeriodId,
    filter: Filter,
}

/// The numbers that are kept.
#[derive(Clone, Default)]
pub struct Counts(Arc<Mutex<HashMap<Key, (Instant, Count)>>>);

impl Counts {
    /// The count of everything that was asked for, of which `page` is shown.
    pub async fn of(&self, tx: &mut OrganizationTx, ask: &Ask<'_>, page: &Page) -> Result<Count> {
        if ask.cursor.is_none() && !page.has_more {
            return Ok(of_page(page));
        }
        let key = Key {
            organization: tx.actor().organization,
            account: ask.me,
            sees_all: tx.actor().sees_all(),
            period: ask.period,
            filter: ask.filter.unsorted(),
        };
        let found = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .filter(|(since, _)| since.elapsed() < KEPT)
            .map(|(_, count)| *count);
        if let Some(count) = found {
            return Ok(count);
        }
        let (objectives, key_results) = store::count(tx, ask).await?;
        let count = Count { objectives, key_results };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MAX_KEPT {
            counts.clear();
        }
        counts.insert(key, (Instant::now(), count));
        Ok(count)
    }
}

fn of_page(page: &Page) -> Count {
    let sum = page.rows.iter().map(|row| i64::from(row.key_result_count)).sum();
    Count { objectives: i64::try_from(page.rows.len()).unwrap_or(i64::MAX), key_results: sum }
}
