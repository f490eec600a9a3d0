//! SQL of sealing and verifying, as the worker role, which reads the logs of all organizations.
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::chain::{Block, Hash, Making, Place};
use super::text::Row;

/// The end of an organization's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub organization: Uuid,
    /// 0 before the first block.
    pub number: i64,
    pub hash: Hash,
    pub last: Place,
}

/// As the database gives a row; it has no type of Rust for a transaction.
struct Read {
    organization_id: Uuid,
    id: Uuid,
    xid: String,
    at: Option<i64>,
    account_id: Option<Uuid>,
    action: String,
    subject_kind: String,
    subject_id: Uuid,
    request_id: Option<String>,
    detail: String,
}

impl From<Read> for Row {
    fn from(read: Read) -> Self {
        Self {
            organization: read.organization_id,
            id: read.id,
            xid: number(&read.xid),
            at: read.at,
            account: read.account_id,
            action: read.action,
            subject_kind: read.subject_kind,
            subject: read.subject_id,
            request: read.request_id,
            detail: read.detail,
        }
    }
}

/// The number of a transaction; the database writes nothing but digits.
fn number(xid: &str) -> u64 {
    xid.parse().unwrap_or_default()
}

fn hash(bytes: &[u8]) -> Hash {
    Hash::try_from(bytes).unwrap_or_default()
}

/// The transaction that everything before has ended of, whatever still runs; and now.
pub(super) async fn horizon(conn: &mut PgConnection) -> Result<(u64, DateTime<Utc>), sqlx::Error> {
    let found = sqlx::query!(r#"SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS "horizon!", now() AS "now!""#)
        .fetch_one(conn)
        .await?;
    Ok((number(&found.horizon), found.now))
}

/// Keeps others from sealing until the transaction ends; false when somebody else does.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT pg_try_advisory_xact_lock(7403113) AS "locked!""#).fetch_one(conn).await
}

/// Where the chains of those organizations end that have rows of transactions in `from..to`. One look at an index for each organization.
pub(super) async fn heads(conn: &mut PgConnection, from: u64, to: u64) -> Result<Vec<Head>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE logs (id) AS (
             (SELECT l.organization_id FROM audit_log l ORDER BY l.organization_id LIMIT 1)
             UNION ALL
             SELECT (SELECT l.organization_id FROM audit_log l WHERE l.organization_id > logs.id ORDER BY l.organization_id LIMIT 1)
             FROM logs WHERE logs.id IS NOT NULL)
           SELECT logs.id AS "organization!", h.no AS "no?", h.hash AS "hash?", h.last_xid::text AS last_xid, h.last_id AS "last_id?"
           FROM logs LEFT JOIN audit_heads h ON h.organization_id = logs.id
           WHERE logs.id IS NOT NULL
             AND EXISTS (SELECT FROM audit_log l WHERE l.organization_id = logs.id AND l.xid >= $1::text::xid8 AND l.xid < $2::text::xid8)"#,
        from.to_string(),
        to.to_string(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Head {
            organization: row.organization,
            number: row.no.unwrap_or_default(),
            hash: hash(&row.hash.unwrap_or_default()),
            last: Place {
                xid: row.last_xid.as_deref().map(number).unwrap_or_default(),
                id: row.last_id.unwrap_or_default(),
            },
        })
        .collect())
}

/// The end of one chain.
pub(super) async fn head(conn: &mut PgConnection, organization: Uuid) -> Result<Option<Head>, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT no, hash, last_xid::text AS "last_xid!", last_id FROM audit_heads WHERE organization_id = $1"#,
        organization
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Head {
        organization,
        number: row.no,
        hash: hash(&row.hash),
        last: Place { xid: number(&row.last_xid), id: row.last_id },
    }))
}

/// The block that follows, with at most `limit` rows of transactions before `horizon`; none when there are none. One row is held at a time.
pub(super) async fn make(
    conn: &mut PgConnection,
    head: &Head,
    horizon: u64,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Option<Block>, sqlx::Error> {
    let mut making = Making::default();
    let mut rows = sqlx::query_as!(
        Read,
        r#"SELECT organization_id, id, xid::text AS "xid!", CASE WHEN isfinite(at) THEN (extract(epoch FROM at) * 1000000)::bigint END AS at, account_id, action,
             subject_kind, subject_id, request_id, detail::text AS "detail!"
           FROM audit_log WHERE organization_id = $1 AND (xid, id) > ($2::text::xid8, $3) AND xid < $4::text::xid8 ORDER BY xid, id LIMIT $5"#,
        head.organization,
        head.last.xid.to_string(),
        head.last.id,
        horizon.to_string(),
        limit,
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        making.add(&row.into());
    }
    Ok(making.close(head.organization, head.number.saturating_add(1), head.hash, now))
}

/// Some rows after a place, in order.
pub(super) async fn rows(
    conn: &mut PgConnection,
    organization: Uuid,
    after: Place,
    limit: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Read,
        r#"SELECT organization_id, id, xid::text AS "xid!", CASE WHEN isfinite(at) THEN (extract(epoch FROM at) * 1000000)::bigint END AS at, account_id, action,
             subject_kind, subject_id, request_id, detail::text AS "detail!"
           FROM audit_log WHERE organization_id = $1 AND (xid, id) > ($2::text::xid8, $3) ORDER BY xid, id LIMIT $4"#,
        organization,
        after.xid.to_string(),
        after.id,
        limit,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Row::from).collect())
}

/// Some blocks after a number, in order.
pub(super) async fn blocks(
    conn: &mut PgConnection,
    organization: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<Block>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT no, version, row_count, first_xid::text AS "first_xid!", first_id, last_xid::text AS "last_xid!", last_id, seals, sealed_at, previous, hash
           FROM audit_blocks WHERE organization_id = $1 AND no > $2 ORDER BY no LIMIT $3"#,
        organization,
        after,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Block {
            organization,
            number: row.no,
            version: row.version,
            rows: row.row_count,
            first: Place { xid: number(&row.first_xid), id: row.first_id },
            last: Place { xid: number(&row.last_xid), id: row.last_id },
            seals: row.seals,
            sealed_at: row.sealed_at,
            previous: hash(&row.previous),
            hash: hash(&row.hash),
        })
        .collect())
}

/// Keeps blocks, and with the last of each organization where its chain ends. A block of a number that is there already is refused.
pub(super) async fn insert(conn: &mut PgConnection, blocks: &[Block]) -> Result<(), sqlx::Error> {
    let organizations: Vec<_> = blocks.iter().map(|block| block.organization).collect();
    let numbers: Vec<_> = blocks.iter().map(|block| block.number).collect();
    let versions: Vec<_> = blocks.iter().map(|block| block.version).collect();
    let counts: Vec<_> = blocks.iter().map(|block| block.rows).collect();
    let first_xids: Vec<_> = blocks.iter().map(|block| block.first.xid.to_string()).collect();
    let first_ids: Vec<_> = blocks.iter().map(|block| block.first.id).collect();
    let last_xids: Vec<_> = blocks.iter().map(|block| block.last.xid.to_string()).collect();
    let last_ids: Vec<_> = blocks.iter().map(|block| block.last.id).collect();
    let seals: Vec<_> = blocks.iter().map(|block| block.seals.clone()).collect();
    let moments: Vec<_> = blocks.iter().map(|block| block.sealed_at).collect();
    let previous: Vec<_> = blocks.iter().map(|block| block.previous.to_vec()).collect();
    let hashes: Vec<_> = blocks.iter().map(|block| block.hash.to_vec()).collect();
    sqlx::query!(
        "WITH made AS (
           SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::smallint[], $4::integer[], $5::text[], $6::uuid[], $7::text[], $8::uuid[], $9::bytea[], $10::timestamptz[], $11::bytea[], $12::bytea[])
             AS b (organization_id, no, version, row_count, first_xid, first_id, last_xid, last_id, seals, sealed_at, previous, hash)),
         kept AS (
           INSERT INTO audit_blocks (organization_id, no, version, row_count, first_xid, first_id, last_xid, last_id, seals, sealed_at, previous, hash)
           SELECT organization_id, no, version, row_count, first_xid::xid8, first_id, last_xid::xid8, last_id, seals, sealed_at, previous, hash FROM made)
         INSERT INTO audit_heads (organization_id, no, hash, last_xid, last_id, sealed_at)
         SELECT DISTINCT ON (organization_id) organization_id, no, hash, last_xid::xid8, last_id, sealed_at FROM made ORDER BY organization_id, no DESC
         ON CONFLICT (organization_id) DO UPDATE SET no = excluded.no, hash = excluded.hash, last_xid = excluded.last_xid, last_id = excluded.last_id, sealed_at = excluded.sealed_at",
        &organizations,
        &numbers,
        &versions,
        &counts,
        &first_xids,
        &first_ids,
        &last_xids,
        &last_ids,
        &seals,
        &moments,
        &previous,
        &hashes,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The ends of all chains.
pub(super) async fn all_heads(conn: &mut PgConnection) -> Result<Vec<Head>, sqlx::Error> {
    let rows =
        sqlx::query!(r#"SELECT organization_id, no, hash, last_xid::text AS "last_xid!", last_id FROM audit_heads"#)
            .fetch_all(conn)
            .await?;
    Ok(rows
        .into_iter()
        .map(|row| Head {
            organization: row.organization_id,
            number: row.no,
            hash: hash(&row.hash),
            last: Place { xid: number(&row.last_xid), id: row.last_id },
        })
        .collect())
}

/// How many rows stand after a place, and when the oldest of them was written.
pub(super) async fn count_after(
    conn: &mut PgConnection,
    organization: Uuid,
    after: Place,
) -> Result<(i64, Option<DateTime<Utc>>), sqlx::Error> {
    let found = sqlx::query!(
        r#"SELECT count(*) AS "count!", min(at) FILTER (WHERE isfinite(at)) AS since FROM audit_log WHERE organization_id = $1 AND (xid, id) > ($2::text::xid8, $3)"#,
        organization,
        after.xid.to_string(),
        after.id,
    )
    .fetch_one(conn)
    .await?;
    Ok((found.count, found.since))
}

/// All organizations: id and slug.
pub(super) async fn organizations(conn: &mut PgConnection) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    let rows =
        sqlx::query!(r#"SELECT id AS "id!", slug AS "slug!" FROM app.organization_slugs()"#).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.slug)).collect())
}
