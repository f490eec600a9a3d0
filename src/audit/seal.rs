//! Sealing: rows of transactions that have ended become blocks. A row is never passed over, because none is taken before every
//! transaction that began before its own has ended; until then it waits.
use std::collections::HashMap;
use std::time::{Duration, Instant};

use sqlx::PgPool;
use uuid::Uuid;

use super::chain::{Block, hex};
use super::store::{self, Head};

/// Rows in a block at most.
pub const BLOCK: i32 = 5_000;
/// Rows that are sealed in one transaction, about.
const BATCH: i32 = 20_000;
/// How often the ends of chains are told to the log, which is kept elsewhere: they prove what the database itself could not.
const TOLD: Duration = Duration::from_secs(3600);

/// What was sealed at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sealed {
    pub rows: i64,
    pub blocks: usize,
    /// Whether there is more to seal at once.
    pub is_more: bool,
}

/// Remembers what there is no need to look at again. Several may run; they take turns.
#[derive(Debug, Default)]
pub struct Sealer {
    /// All rows of transactions before this one are sealed.
    horizon: u64,
    told: Option<(Instant, HashMap<Uuid, i64>)>,
}

impl Sealer {
    /// Seals what can be sealed, as the worker role. One short question when nothing was written since.
    pub async fn seal(&mut self, pool: &PgPool) -> Result<Sealed, sqlx::Error> {
        let mut conn = pool.acquire().await?;
        let (horizon, now) = store::horizon(&mut conn).await?;
        if horizon == self.horizon {
            return Ok(Sealed::default());
        }
        drop(conn);
        let mut tx = pool.begin().await?;
        if !store::lock(&mut tx).await? {
            return Ok(Sealed::default());
        }
        let (mut blocks, mut rows) = (Vec::new(), 0);
        let mut is_more = false;
        for mut head in store::heads(&mut tx, self.horizon, horizon).await? {
            while let Some(block) = store::make(&mut tx, &head, horizon, BLOCK.into(), now).await? {
                head = Head { number: block.number, hash: block.hash, last: block.last, ..head };
                rows += block.rows;
                let is_full = block.rows == BLOCK;
                blocks.push(block);
                is_more = rows >= BATCH;
                if is_more || !is_full {
                    break;
                }
            }
            if is_more {
                break;
            }
        }
        if !blocks.is_empty() {
            store::insert(&mut tx, &blocks).await?;
        }
        tx.commit().await?;
        if !is_more {
            self.horizon = horizon;
        }
        blocks.iter().for_each(tell);
        self.tell_ends(pool).await?;
        Ok(Sealed { rows: rows.into(), blocks: blocks.len(), is_more })
    }

    /// Tells the log where each chain ends, at the beginning and every hour, when it has grown.
    async fn tell_ends(&mut self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let known = match &self.told {
            Some((since, _)) if since.elapsed() < TOLD => return Ok(()),
            Some((_, known)) => known.clone(),
            None => HashMap::new(),
        };
        let mut conn = pool.acquire().await?;
        let heads = store::all_heads(&mut conn).await?;
        // asked afterwards: others may have sealed meanwhile
        let (horizon, _) = store::horizon(&mut conn).await?;
        for head in &heads {
            if head.last.xid >= horizon {
                tracing::error!(
                    organization.id = %head.organization,
                    "rows of the audit log are not sealed: the database counts transactions from below those that are sealed already, as after a restore into a new server; \
                     stop it and set its counter beyond them with pg_resetwal"
                );
            }
            if known.get(&head.organization) != Some(&head.number) {
                tracing::info!(organization.id = %head.organization, block = head.number, hash = hex(&head.hash), "the audit log is sealed up to here");
            }
        }
        self.told = Some((Instant::now(), heads.iter().map(|head| (head.organization, head.number)).collect()));
        Ok(())
    }
}

fn tell(block: &Block) {
    metrics::counter!("okrio_audit_rows_sealed_total").increment(u64::try_from(block.rows).unwrap_or_default());
    tracing::debug!(organization.id = %block.organization, block = block.number, rows = block.rows, hash = hex(&block.hash), "sealed");
}
