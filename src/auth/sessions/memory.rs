//! Records of the last seconds, in front of the store: the pages that one person opens in a row ask it once.
//!
//! Whether a session is alive is never taken from here: its row in `account_sessions` is read with each request.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::Result;

use super::SIGNED_IN;

/// A record is asked for anew after this long; a lost store is noticed by then too.
pub const KEPT: Duration = Duration::from_secs(5);
/// Records kept at a time, about 300 bytes each.
const MOST: usize = 10_000;

/// Records of members at work. Steps of a sign-in are not kept: each of them counts once.
#[derive(Clone, Debug, Default)]
pub struct LastSeconds(Arc<Mutex<HashMap<Id, (Instant, Record)>>>);

impl LastSeconds {
    fn records(&self) -> MutexGuard<'_, HashMap<Id, (Instant, Record)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SessionStore for LastSeconds {
    /// The store behind has found a free id already.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut records = self.records();
        records.remove(&record.id);
        if !record.data.contains_key(SIGNED_IN) {
            return Ok(());
        }
        if records.len() >= MOST {
            records.retain(|_, (since, _)| since.elapsed() < KEPT);
        }
        if records.len() < MOST {
            records.insert(record.id, (Instant::now(), record.clone()));
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        Ok(self.records().get(id).filter(|(since, _)| since.elapsed() < KEPT).map(|(_, record)| record.clone()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.records().remove(id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tower_sessions::cookie::time::OffsetDateTime;

    use super::*;

    fn record(key: &str) -> Record {
        let data = HashMap::from([(key.to_owned(), serde_json::Value::Null)]);
        Record { id: Id::default(), data, expiry_date: OffsetDateTime::now_utc() }
    }

    #[tokio::test]
    async fn members_are_kept_until_deleted_and_others_never() {
        let last = LastSeconds::default();
        let (member, proven) = (record(SIGNED_IN), record(super::super::PROOF));
        last.save(&member).await.unwrap();
        last.save(&proven).await.unwrap();
        assert_eq!(last.load(&member.id).await.unwrap(), Some(member.clone()));
        assert_eq!(last.load(&proven.id).await.unwrap(), None);
        last.delete(&member.id).await.unwrap();
        assert_eq!(last.load(&member.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_record_that_changes_its_meaning_is_forgotten() {
        let last = LastSeconds::default();
        let member = record(SIGNED_IN);
        last.save(&member).await.unwrap();
        let cleared = Record { data: HashMap::new(), ..member.clone() };
        last.save(&cleared).await.unwrap();
        assert_eq!(last.load(&member.id).await.unwrap(), None);
    }

    /// What is written to a log.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_new_record_is_kept_and_nothing_is_logged() {
        let written = Written::default();
        let log = written.clone();
        let _logging =
            tracing::subscriber::set_default(tracing_subscriber::fmt().with_writer(move || log.clone()).finish());
        let (last, mut member) = (LastSeconds::default(), record(SIGNED_IN));
        last.create(&mut member).await.unwrap();
        assert_eq!(last.load(&member.id).await.unwrap(), Some(member));
        assert_eq!(String::from_utf8_lossy(&written.0.lock().unwrap()), "");
    }

    #[tokio::test]
    async fn full_memory_takes_no_more() {
        let last = LastSeconds::default();
        for _ in 0..=MOST {
            last.save(&record(SIGNED_IN)).await.unwrap();
        }
        assert_eq!(last.records().len(), MOST);
    }
}
