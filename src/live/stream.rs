//! One stream: the body of an answer that goes on. It does nothing while nobody takes what it has, so a slow client costs no reading.
use std::convert::Infallible;
use std::time::Duration;

use axum::body::Bytes;
use futures_util::stream::{self, Stream};
use tokio::time::{Instant, sleep, sleep_until};
use uuid::Uuid;

use super::hub::Entry;
use super::store;
use super::views::Told;
use crate::auth::sessions::{SignedIn, enter};
use crate::db::{Db, Position};
use crate::kernel::{Failure, Locale, Result};

/// A comment is sent when there was nothing else for this long, so that neither side takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Least time between two readings. It doubles with each that changed something, up to [`CALM`]: whoever has not looked at three
/// updates is not in a hurry to hear of the fourth.
const PAUSE: Duration = Duration::from_secs(2);
const CALM: Duration = Duration::from_secs(30);
/// A stream ends after this long and comes back, so that one whose client is gone without a word does not stay.
const LONGEST: Duration = Duration::from_secs(3600);

/// An open stream.
pub(super) struct Listening {
    pub db: Db,
    pub entry: Entry,
    pub who: SignedIn,
    /// The language of the page.
    pub locale: Locale,
    pub since: Position,
    /// What the page calls itself when it changes something.
    pub tab: Option<Uuid>,
    /// What was told last, and has still to be sent at the beginning.
    pub told: String,
}

struct State {
    listening: Listening,
    is_new: bool,
    has_news: bool,
    pause: Duration,
    not_before: Instant,
    ends: Instant,
}

/// What the client gets, until its session or the process ends.
pub(super) fn events(
    listening: Listening,
) -> impl Stream<Item = std::result::Result<Bytes, Infallible>> + Send + 'static {
    let now = Instant::now();
    let state = State { listening, is_new: true, has_news: false, pause: PAUSE, not_before: now, ends: now + LONGEST };
    stream::unfold(state, |mut state| async move { state.next().await.map(|bytes| (Ok(bytes), state)) })
}

impl State {
    async fn next(&mut self) -> Option<Bytes> {
        if self.is_new {
            self.is_new = false;
            // many that lost the server at once do not come back at once
            let retry = 3000 + self.listening.entry.number().wrapping_mul(997) % 5000;
            return Some(format!("retry: {retry}\n{}", self.listening.told).into());
        }
        loop {
            let entry = &self.listening.entry;
            if !self.has_news {
                tokio::select! {
                    () = entry.over() => return None,
                    () = entry.news() => self.has_news = true,
                    () = sleep_until(self.ends) => return None,
                    () = sleep(HEARTBEAT) => return Some(Bytes::from_static(b":\n\n")),
                }
            }
            if !entry.rest(self.not_before).await {
                return None;
            }
            self.has_news = false;
            match self.read().await {
                Ok(None) => return None,
                Ok(Some(told)) if told == self.listening.told => self.not_before = Instant::now() + PAUSE,
                Ok(Some(told)) => {
                    self.not_before = Instant::now() + self.pause;
                    self.pause = CALM.min(self.pause * 2);
                    self.listening.told.clone_from(&told);
                    return Some(told.into());
                }
                Err(failure) => {
                    tracing::debug!(error = %failure, "an open page could not be told of a change");
                    self.has_news = true;
                    self.not_before = Instant::now() + CALM;
                }
            }
        }
    }

    /// How things stand now; none when the session has ended.
    async fn read(&self) -> Result<Option<String>> {
        let Listening { db, entry, who, locale, since, tab, .. } = &self.listening;
        let Some(_turn) = entry.live.turn().await else { return Ok(None) };
        let Some((viewer, mut tx)) = enter::again(db, *who).await? else { return Ok(None) };
        let n = store::count(&mut tx, since, *tab, entry.watch()).await?;
        tx.commit().await?;
        let l = crate::i18n::Lang { locale: *locale, ..viewer.lang };
        Told::of(l, n, viewer.due).event(since).map(Some).map_err(Failure::internal)
    }
}
