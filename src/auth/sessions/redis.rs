//! Session records in Redis.
use async_trait::async_trait;
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions_core_014::SessionStore as _;
use tower_sessions_core_014::session as session_014;
use tower_sessions_redis_store::RedisStore;
use tower_sessions_redis_store::fred::interfaces::{ClientLike, FredResult};
use tower_sessions_redis_store::fred::prelude::Pool;

use crate::redis;
use crate::web::state::Answers;

const CONNECTIONS: usize = 4;

/// The store speaks the previous version of the session traits; records are copied field by field.
#[derive(Clone, Debug)]
pub struct RedisSessions {
    pool: Pool,
    store: RedisStore<Pool>,
}

impl RedisSessions {
    /// Begins to connect. Fails when the URL is none; Redis itself may come later.
    pub fn connect(url: &str) -> FredResult<Self> {
        let pool = redis::builder(url)?.build_pool(CONNECTIONS)?;
        drop(pool.connect());
        Ok(Self { store: RedisStore::new(pool.clone()), pool })
    }
}

#[async_trait]
impl Answers for RedisSessions {
    async fn answers(&self) -> bool {
        self.pool.ping::<String>(None).await.is_ok()
    }
}

fn to_014(record: &Record) -> session_014::Record {
    session_014::Record { id: session_014::Id(record.id.0), data: record.data.clone(), expiry_date: record.expiry_date }
}

fn from_014(error: tower_sessions_core_014::session_store::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for RedisSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let mut copy = to_014(record);
        self.store.create(&mut copy).await.map_err(from_014)?;
        record.id = Id(copy.id.0);
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.store.save(&to_014(record)).await.map_err(from_014)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self.store.load(&session_014::Id(id.0)).await.map_err(from_014)?;
        Ok(found.filter(|record| record.expiry_date > OffsetDateTime::now_utc()).map(|record| Record {
            id: Id(record.id.0),
            data: record.data,
            expiry_date: record.expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete(&session_014::Id(id.0)).await.map_err(from_014)
    }
}
