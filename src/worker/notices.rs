//! How the processes that serve hear what the relay has moved: organizations and ids, never content. What is lost on the way is no
//! loss, because whoever hears of something reads it from the database; whoever may have missed something is told so.
use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::PgConnection;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tower_sessions_redis_store::fred::interfaces::{ClientLike, EventInterface, FredResult, PubsubInterface};
use tower_sessions_redis_store::fred::prelude::Client;
use uuid::Uuid;

use crate::kernel::{ObjectiveId, OrganizationId};
use crate::redis;

const CHANNEL: &str = "okrio_updates";
/// Each organization has a channel of its own in Redis: this and its id.
const PREFIX: &str = "okrio:updates:";
/// A notification of PostgreSQL may have 8000 bytes.
const LONGEST: usize = 7900;
/// Before another try, when there is no connection.
const PAUSE: Duration = Duration::from_secs(1);

/// Something in an organization has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub organization: OrganizationId,
    /// What has changed; empty when there is too much to name it.
    pub objectives: BTreeSet<ObjectiveId>,
}

impl Notice {
    fn ids(&self) -> String {
        self.objectives.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }

    fn parse(organization: &str, ids: &str) -> Option<Self> {
        let objectives =
            ids.split(',').filter(|id| !id.is_empty()).map(str::parse).collect::<Result<_, uuid::Error>>().ok()?;
        Some(Self { organization: OrganizationId(Uuid::parse_str(organization).ok()?), objectives })
    }
}

/// What a process that serves hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Notice(Notice),
    /// Something may have been missed, in any organization.
    Anything,
}

/// The way of the notices, as the relay uses it.
#[derive(Debug, Clone)]
pub enum Notices {
    /// One notification for each batch of the relay, which comes with its commit.
    Postgres,
    Redis(Client),
}

impl Notices {
    /// Through Redis when there is one. Begins to connect, and goes on to whenever it is away.
    pub fn through(redis: Option<&str>) -> FredResult<Self> {
        let Some(url) = redis else { return Ok(Self::Postgres) };
        let client = redis::builder(url)?.build()?;
        drop(client.connect());
        Ok(Self::Redis(client))
    }

    /// Tells with the commit of the transaction.
    pub(super) async fn tell_with(&self, conn: &mut PgConnection, notices: &[Notice]) -> Result<(), sqlx::Error> {
        if let (Self::Postgres, false) = (self, notices.is_empty()) {
            sqlx::query!("SELECT pg_notify($1, $2)", CHANNEL, payload(notices)).execute(conn).await?;
        }
        Ok(())
    }

    /// Tells after the commit. That Redis is away is no reason to stop: streams ask anew when they hear of it again.
    pub(super) async fn tell(&self, notices: &[Notice]) {
        let Self::Redis(client) = self else { return };
        for notice in notices {
            let told: FredResult<()> = client.publish(format!("{PREFIX}{}", notice.organization), notice.ids()).await;
            if let Err(error) = told {
                tracing::warn!(%error, "open pages could not be told of changes");
                // the others would wait as long
                return;
            }
        }
    }
}

/// `organization:id,id` for each, with a semicolon between; without ids, or with nothing at all, when there are too many.
fn payload(notices: &[Notice]) -> String {
    let of = |ids: &dyn Fn(&Notice) -> String| {
        notices.iter().map(|notice| format!("{}:{}", notice.organization, ids(notice))).collect::<Vec<_>>().join(";")
    };
    [of(&Notice::ids), of(&|_| String::new())].into_iter().find(|text| text.len() <= LONGEST).unwrap_or_default()
}

fn heard_in(payload: &str) -> Vec<Heard> {
    let read = |part: &str| part.split_once(':').and_then(|(organization, ids)| Notice::parse(organization, ids));
    payload.split(';').map(|part| read(part).map_or(Heard::Anything, Heard::Notice)).collect()
}

/// Where a process that serves listens.
#[derive(Debug, Clone)]
pub enum Source {
    /// A connection of its own, which must be no pooler's.
    Postgres(Box<PgConnectOptions>),
    /// The address of the Redis that the relay publishes to.
    Redis(String),
}

/// Listens for ever and passes on what it hears; after each interruption, that anything may have been missed.
pub async fn listen(source: Source, heard: mpsc::Sender<Heard>) {
    loop {
        let error = match &source {
            Source::Postgres(options) => from_postgres(options, &heard).await.err().map(|error| error.to_string()),
            Source::Redis(url) => from_redis(url, &heard).await.err().map(|error| error.to_string()),
        };
        if heard.is_closed() {
            return;
        }
        tracing::warn!(error, "changes are not heard of");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn from_postgres(options: &PgConnectOptions, heard: &mpsc::Sender<Heard>) -> Result<(), sqlx::Error> {
    let options = options.clone().application_name("okrio live");
    let pool =
        PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(2)).connect_lazy_with(options);
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen(CHANNEL).await?;
    let mut news = vec![Heard::Anything];
    loop {
        for one in news {
            if heard.send(one).await.is_err() {
                return Ok(());
            }
        }
        news = match listener.try_recv().await? {
            Some(notification) => heard_in(notification.payload()),
            None => vec![Heard::Anything],
        };
    }
}

async fn from_redis(url: &str, heard: &mpsc::Sender<Heard>) -> FredResult<()> {
    let client = redis::builder(url)?.build()?;
    let (mut messages, mut connected) = (client.message_rx(), client.reconnect_rx());
    let connection = client.connect();
    let done = async {
        loop {
            let news = tokio::select! {
                // the first time too
                _ = connected.recv() => {
                    client.psubscribe(format!("{PREFIX}*")).await?;
                    Heard::Anything
                }
                message = messages.recv() => match message {
                    Ok(message) => {
                        let ids = message.value.as_str().unwrap_or_default();
                        let organization = message.channel.strip_prefix(PREFIX).unwrap_or_default();
                        Notice::parse(organization, &ids).map_or(Heard::Anything, Heard::Notice)
                    }
                    Err(RecvError::Lagged(_)) => Heard::Anything,
                    Err(RecvError::Closed) => return Ok(()),
                },
            };
            if heard.send(news).await.is_err() {
                return Ok(());
            }
        }
    };
    let done = done.await;
    connection.abort();
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(organization: u128, objectives: u128) -> Notice {
        Notice {
            organization: OrganizationId(Uuid::from_u128(organization)),
            objectives: (0..objectives).map(|id| ObjectiveId(Uuid::from_u128(id))).collect(),
        }
    }

    #[test]
    fn what_is_told_is_heard() {
        let notices = [notice(1, 3), notice(2, 1)];
        assert_eq!(heard_in(&payload(&notices)), notices.map(Heard::Notice));
    }

    #[test]
    fn too_much_to_name_is_told_without_names() {
        assert_eq!(
            heard_in(&payload(&[notice(1, 300), notice(2, 1)])),
            [notice(1, 0), notice(2, 0)].map(Heard::Notice)
        );
        let many: Vec<Notice> = (0..400).map(|id| notice(id, 1)).collect();
        assert_eq!(heard_in(&payload(&many)), [Heard::Anything]);
    }

    #[test]
    fn what_cannot_be_read_may_be_anything() {
        for odd in ["", "1", "x:", "00000000-0000-0000-0000-000000000001:x"] {
            assert_eq!(heard_in(odd), [Heard::Anything], "{odd}");
        }
    }
}
