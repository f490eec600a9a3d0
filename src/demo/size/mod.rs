//! Organizations of any size, for measuring: people, structure and objectives like those of a real company, made up from word lists.
//! Never in production.
//!
//! The rows are written with COPY, past triggers and references: what those would keep is written as well, and the figures are those
//! that the maths gives. The same size gives the same company, but for its ids and dates.
mod company;
mod copy;
mod goals;
mod indexes;
mod words;

use chrono::{DateTime, Utc};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::kernel::{Failure, Locale, OrganizationId, Result};
use company::Company;
use copy::Rows;
use goals::Goals;
use words::Words;

/// Objectives that are written together.
const PORTION: usize = 10_000;
/// From here on it is faster to build the indexes anew than to keep them.
const MANY: u32 = 5_000;
/// Everything that many rows are written to.
const TABLES: [&str; 5] = ["objectives", "key_results", "object_roles", "readings", "check_ins"];

/// How much is made; `people` and `objectives` of each organization.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub organizations: u32,
    /// At least 1.
    pub people: u32,
    pub objectives: u32,
}

/// An organization that was made. Its people sign in as [`Made::address`] of 0 (who owns it), 1 and so on.
#[derive(Debug, Clone)]
pub struct Made {
    pub id: OrganizationId,
    pub slug: String,
}

impl Made {
    /// The e-mail address of a person. The first eight report to person 0, the next eight to person 1, and so on.
    pub fn address(&self, person: u32) -> String {
        address(&self.slug, person)
    }
}

fn address(slug: &str, person: u32) -> String {
    format!("person{person}@{slug}.example")
}

/// Makes them, all or none; everybody's password has this hash. `told` hears of each portion: the organization's slug and how many
/// of its objectives are written.
///
/// # Errors
/// When `options` do not name a superuser: triggers and row security are passed by.
pub async fn make(
    options: PgConnectOptions,
    size: Size,
    locale: Locale,
    password_hash: &str,
    now: DateTime<Utc>,
    mut told: impl FnMut(&str, usize) + Send,
) -> Result<Vec<Made>> {
    let words = Words::read(locale)?;
    let mut conn = options.connect().await?;
    let is_superuser = sqlx::query_scalar!(r#"SELECT current_setting('is_superuser')::boolean AS "is!""#);
    if !is_superuser.fetch_one(&mut conn).await? {
        return Err(Failure::internal("organizations of a size are made by a superuser of PostgreSQL only"));
    }
    let mut tx = conn.begin().await?;
    sqlx::raw_sql("SELECT pg_advisory_xact_lock(7403112); SET LOCAL session_replication_role = replica")
        .execute(&mut *tx)
        .await?;
    let set_aside = if size.organizations.saturating_mul(size.objectives) >= MANY {
        indexes::set_aside(&mut tx, &TABLES).await?
    } else {
        Vec::new()
    };
    let last = sqlx::query_scalar!(
        r#"SELECT coalesce(max(substring(slug FROM '^size-(\d{1,8})$')::integer), 0) AS "last!" FROM organizations"#
    )
    .fetch_one(&mut *tx)
    .await?;
    let mut made = Vec::new();
    for number in (last + 1..).take(usize::try_from(size.organizations).unwrap_or_default()) {
        let one = Made { id: OrganizationId::new(), slug: format!("size-{number}") };
        // the next one of the same size is another company
        let rng = StdRng::seed_from_u64(u64::from(number.unsigned_abs()));
        write(&mut tx, &one, size, (&words, locale, password_hash, now), rng, &mut told).await?;
        made.push(one);
    }
    indexes::put_back(&mut tx, set_aside).await?;
    tx.commit().await?;
    // the planner has to know what is there
    for table in TABLES {
        sqlx::raw_sql(AssertSqlSafe(format!("VACUUM ANALYZE {table}"))).execute(&mut conn).await?;
    }
    sqlx::raw_sql("ANALYZE").execute(&mut conn).await?;
    conn.close().await?;
    Ok(made)
}

async fn write(
    conn: &mut PgConnection,
    made: &Made,
    size: Size,
    (words, locale, password_hash, now): (&Words, Locale, &str, DateTime<Utc>),
    mut rng: StdRng,
    told: &mut (impl FnMut(&str, usize) + Send),
) -> Result<()> {
    let company = Company::of(made, size, words, locale, now, &mut rng);
    company.write(conn, password_hash).await?;
    let mut goals = Goals::of(&company, size.objectives, words, rng);
    let mut done = 0;
    loop {
        let portion: Vec<_> = goals.by_ref().take(PORTION).collect();
        if portion.is_empty() {
            break;
        }
        done += portion.len();
        let mut tables = goals::Tables::default();
        for goal in &portion {
            tables.add(&company, goal);
        }
        tables.write(conn).await?;
        told(&made.slug, done);
    }
    Ok(())
}
