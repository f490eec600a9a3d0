//! What the audit log and its sealing cost those who write: the smallest change that is audited, as fast as eight clients can make
//! it, with a worker that seals every second and without one; and how long the proof takes.
use std::path::Path;
use std::time::{Duration, Instant};

use okrio::audit::seal::Sealer;
use okrio::audit::verify::verify;
use okrio::db::cluster::PrivateCluster;
use okrio::worker::queue;
use sqlx::PgPool;
use tokio::sync::watch;

use super::company::{Company, DATABASE};
use super::pgbench::{self, Context, Way};
use super::spread::Spread;
use super::{CONNECTIONS, Outcome, ROUNDS};

const WAY: Way = Way { mode: "prepared", clients: CONNECTIONS };

pub async fn measure(cluster: &PrivateCluster, company: &Company, folder: &Path, duration: Duration) -> Outcome<()> {
    let pool = queue::pool(cluster.connect_options(DATABASE, "okrio_worker"));
    let (plain, audited) = (script(company, false), script(company, true));
    let mut sealer = Sealer::default();
    seal_all(&mut sealer, &pool).await?;
    let mut rates: [Vec<f64>; 3] = Default::default();
    let (mut lags, mut sealed) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        // who goes first changes, since the log grows
        for nth in 0..3 {
            let arm = (round + nth) % 3;
            let (stop, stopped) = watch::channel(arm != 2);
            let sealing = tokio::spawn(seal(std::mem::take(&mut sealer), pool.clone(), stopped));
            rates[arm]
                .push(pgbench::rate(cluster, folder, WAY, if arm == 0 { &plain } else { &audited }, duration).await?);
            stop.send_replace(true);
            let done = sealing.await??;
            lags.extend(done.lags);
            sealed += done.rows;
            sealer = done.sealer;
            seal_all(&mut sealer, &pool).await?;
        }
    }
    let ratio = |one: usize, other: usize| {
        Spread::of(rates[one].iter().zip(&rates[other]).map(|(one, other)| one / other).collect())
    };
    println!(
        "  changes with the sealer ÷ without (at least 0.9): {:.3}; audited ÷ not audited: {:.3}",
        ratio(2, 1),
        ratio(1, 0)
    );
    let [plain, audited, both] = rates.map(Spread::of);
    println!(
        "  changes/s: {plain:.0} not audited, {audited:.0} audited, {both:.0} audited and sealed; {sealed} rows sealed meanwhile"
    );
    let lags = Spread::of(lags);
    println!("  the oldest row had waited, s: p50 {:.2}, p99 {:.2} (at most 5)", lags.median(), lags.at(0.99));

    let mut conn = pool.acquire().await?;
    let began = Instant::now();
    let found = verify(&mut conn, company.organization, None).await?;
    let each = began.elapsed().as_secs_f64() * 1_000_000.0 / found.rows as f64;
    if !found.is_sound() || found.unsealed > 0 {
        return Err(format!("the log that was just written is not sound: {found:?}").into());
    }
    println!("  proof of {} rows in {} blocks: {each:.1} µs a row (at most 10)", found.rows, found.blocks);
    drop(conn);
    pool.close().await;
    Ok(())
}

struct Done {
    sealer: Sealer,
    rows: i64,
    /// Seconds that the oldest row had waited when it was sealed.
    lags: Vec<f64>,
}

/// As the worker does it.
async fn seal(mut sealer: Sealer, pool: PgPool, stopped: watch::Receiver<bool>) -> Outcome<Done> {
    let (mut rows, mut lags) = (0, Vec::new());
    while !*stopped.borrow() {
        let sealed = sealer.seal(&pool).await?;
        rows += sealed.rows;
        if sealed.rows > 0 {
            let lag = "SELECT extract(epoch FROM b.sealed_at - l.at)::double precision FROM audit_heads h
                JOIN audit_blocks b ON b.organization_id = h.organization_id AND b.no = h.no
                JOIN audit_log l ON l.organization_id = b.organization_id AND l.id = b.first_id ORDER BY b.sealed_at DESC LIMIT 1";
            lags.push(sqlx::query_scalar(lag).fetch_one(&pool).await?);
        }
        if !sealed.is_more {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    Ok(Done { sealer, rows, lags })
}

async fn seal_all(sealer: &mut Sealer, pool: &PgPool) -> Outcome<()> {
    while sealer.seal(pool).await?.is_more {}
    Ok(())
}

/// Each client changes a row of its own person, with an audit row or without.
fn script(company: &Company, is_audited: bool) -> String {
    let organization = company.organization;
    let mut script = String::new();
    for (nth, (_, account)) in company.employees.iter().take(CONNECTIONS).enumerate() {
        let mut change = format!(
            "UPDATE accounts SET theme = CASE theme WHEN 'dark' THEN 'light' ELSE 'dark' END WHERE id = '{account}'"
        );
        if is_audited {
            change += &format!(
                ";\nINSERT INTO audit_log (organization_id, account_id, action, subject_kind, subject_id, request_id, detail) VALUES ('{organization}', '{account}', 'account.theme', 'account', '{account}', '{account}', '{{\"moved\": [\"theme\"]}}')"
            );
        }
        let around = Context { organization, account: *account, scope: None }.around(&change);
        script += &format!("{} :client_id = {nth}\n{around}", if nth == 0 { "\\if" } else { "\\elif" });
    }
    script + "\\endif\n"
}
