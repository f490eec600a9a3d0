//! The open streams of this process, by organization, and who of them is to read anew.
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono_tz::Tz;
use tokio::sync::{Notify, Semaphore, SemaphorePermit, mpsc};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::store;
use super::watch::{News, Watch};
use crate::auth::sessions::enter;
use crate::db::Db;
use crate::kernel::{Actor, ObjectiveId, OrganizationId, Result, SessionId};
use crate::worker::notices::{Heard, Source, listen};

/// News are collected for this long, so that what changes together is read once.
const GATHER: Duration = Duration::from_millis(200);
/// Between two looks at whether the sessions are alive.
const CHECK: Duration = Duration::from_secs(15);
/// Streams of one session. A browser has six connections to a server that speaks HTTP/1.1; some must stay free for pages.
const OF_ONE_SESSION: usize = 4;
/// Streams that read at the same time; pages have the other connections of the database.
const AT_ONCE: usize = 2;

/// All open streams; cheap to clone.
#[derive(Clone, Debug)]
pub struct Live(Arc<Hub>);

#[derive(Debug)]
struct Hub {
    streams: Mutex<Streams>,
    next: AtomicU64,
    reading: Semaphore,
}

#[derive(Debug, Default)]
struct Streams {
    open: HashMap<OrganizationId, HashMap<u64, Arc<Slot>>>,
    /// The process is about to end.
    is_closed: bool,
}

/// An open stream, as the hub sees it.
#[derive(Debug)]
struct Slot {
    session: SessionId,
    watch: Watch,
    /// Something that it may show has changed. Kept until the stream looks, and once however much it is.
    news: Notify,
    over: Notify,
}

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Hub { streams: Mutex::default(), next: AtomicU64::new(0), reading: Semaphore::new(AT_ONCE) }))
    }
}

/// Why there is no stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// The session has as many as it may.
    TooMany,
    Closed,
}

impl Live {
    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.0.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many streams are open.
    pub fn count(&self) -> usize {
        self.streams().open.values().map(HashMap::len).sum()
    }

    /// Enters a stream, which leaves when what is given back is dropped.
    pub(super) fn enter(
        &self,
        organization: OrganizationId,
        session: SessionId,
        watch: Watch,
    ) -> std::result::Result<Entry, Refused> {
        let mut streams = self.streams();
        if streams.is_closed {
            return Err(Refused::Closed);
        }
        let open = streams.open.entry(organization).or_default();
        if open.values().filter(|slot| slot.session == session).count() >= OF_ONE_SESSION {
            return Err(Refused::TooMany);
        }
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        let slot = Arc::new(Slot { session, watch, news: Notify::new(), over: Notify::new() });
        open.insert(number, Arc::clone(&slot));
        metrics::gauge!("okrio_live_streams").increment(1.0);
        Ok(Entry { live: self.clone(), organization, number, slot })
    }

    /// A turn to read.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.0.reading.acquire().await.ok()
    }

    /// Ends all streams, and lets no more in.
    pub fn close(&self) {
        let mut streams = self.streams();
        streams.is_closed = true;
        for slot in streams.open.values().flat_map(HashMap::values) {
            slot.over.notify_one();
        }
        drop(streams);
        self.0.reading.close();
    }

    /// Listens and looks after the streams, for as long as the process lives.
    pub async fn run(self, db: Db, source: Source) {
        let (sender, mut heard) = mpsc::channel(256);
        tokio::spawn(listen(source, sender));
        let mut checks = interval_at(Instant::now() + CHECK, CHECK);
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                first = heard.recv() => {
                    let Some(first) = first else { return };
                    let mut news = vec![first];
                    let until = Instant::now() + GATHER;
                    while let Ok(Some(more)) = tokio::time::timeout_at(until, heard.recv()).await {
                        news.push(more);
                    }
                    self.hear(&db, news).await;
                }
                _ = checks.tick() => {
                    // should the database be away, they stay until it is back
                    if let Err(failure) = self.end_dead(&db).await {
                        tracing::warn!(error = %failure, "the sessions of open pages could not be checked");
                    }
                }
            }
        }
    }

    /// Passes news on to the streams that they may matter to.
    pub async fn hear(&self, db: &Db, heard: Vec<Heard>) {
        // what is not named may be everything
        let mut changed: HashMap<OrganizationId, Option<HashSet<ObjectiveId>>> = HashMap::new();
        for one in heard {
            match one {
                Heard::Anything => {
                    let all: Vec<_> = self.streams().open.keys().copied().collect();
                    changed.extend(all.into_iter().map(|organization| (organization, None)));
                }
                Heard::Notice(notice) if notice.objectives.is_empty() => {
                    changed.insert(notice.organization, None);
                }
                Heard::Notice(notice) => {
                    if let Some(objectives) = changed.entry(notice.organization).or_insert_with(|| Some(HashSet::new()))
                    {
                        objectives.extend(notice.objectives);
                    }
                }
            }
        }
        for (organization, objectives) in changed {
            let slots: Vec<_> = match self.streams().open.get(&organization) {
                Some(slots) => slots.values().cloned().collect(),
                None => continue,
            };
            let needs_places = slots.iter().any(|slot| slot.watch.needs_places());
            let news = match objectives {
                Some(objectives) => match places(db, organization, &objectives, needs_places).await {
                    Ok(places) => Some(News { objectives, places }),
                    Err(failure) => {
                        tracing::warn!(error = %failure, "where changes belong could not be read");
                        None
                    }
                },
                None => None,
            };
            for slot in slots {
                if news.as_ref().is_none_or(|news| slot.watch.may_care(news)) {
                    slot.news.notify_one();
                }
            }
        }
    }

    /// Ends the streams of sessions that have ended.
    pub async fn end_dead(&self, db: &Db) -> Result<()> {
        let slots: Vec<_> = self
            .streams()
            .open
            .iter()
            .flat_map(|(organization, slots)| slots.values().map(|slot| (*organization, Arc::clone(slot))))
            .collect();
        if slots.is_empty() {
            return Ok(());
        }
        let sessions: Vec<_> = slots.iter().map(|(organization, slot)| (*organization, slot.session)).collect();
        let living = enter::living(db, &sessions).await?;
        for (_, slot) in slots.iter().filter(|(_, slot)| !living.contains(&slot.session)) {
            slot.over.notify_one();
        }
        Ok(())
    }
}

async fn places(
    db: &Db,
    organization: OrganizationId,
    objectives: &HashSet<ObjectiveId>,
    needed: bool,
) -> Result<Vec<super::watch::Place>> {
    if !needed {
        return Ok(Vec::new());
    }
    let mut tx = db.read(&Actor::system(organization, Tz::UTC)).await?;
    let places = store::places(&mut tx, &objectives.iter().copied().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(places)
}

/// The place of a stream among the others.
#[derive(Debug)]
pub(super) struct Entry {
    pub live: Live,
    organization: OrganizationId,
    number: u64,
    slot: Arc<Slot>,
}

impl Entry {
    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn watch(&self) -> &Watch {
        &self.slot.watch
    }

    /// Waits until something that the page may show has changed.
    pub async fn news(&self) {
        self.slot.news.notified().await;
    }

    /// Waits until the stream has to end.
    pub async fn over(&self) {
        self.slot.over.notified().await;
    }

    /// Waits until a moment; false when the stream has to end before.
    pub async fn rest(&self, until: Instant) -> bool {
        tokio::select! {
            () = self.over() => false,
            () = sleep_until(until) => true,
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut streams = self.live.streams();
        if let Some(open) = streams.open.get_mut(&self.organization) {
            open.remove(&self.number);
            if open.is_empty() {
                streams.open.remove(&self.organization);
            }
        }
        metrics::gauge!("okrio_live_streams").decrement(1.0);
    }
}
