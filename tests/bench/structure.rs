//! What a change of structure costs: people of a large part of the company move below another manager, and everybody's reach follows.
use std::time::Instant;

use okrio::db::cluster::{PrivateCluster, SUPERUSER};
use sqlx::{ConnectOptions, Connection, PgConnection};
use uuid::Uuid;

use super::Outcome;
use super::company::{Company, DATABASE};
use super::spread::Spread;

const ROUNDS: usize = 5;

pub async fn measure(cluster: &PrivateCluster, company: &Company) -> Outcome<()> {
    let [_, (_, vice), (_, chief)] = company.leads;
    let employee = company.employees.first().ok_or("no employees")?.1;
    let mut conn = cluster.connect_options(DATABASE, SUPERUSER).connect().await?;
    let below: i64 = sqlx::query_scalar("SELECT count(*) FROM account_closure WHERE ancestor_id = $1")
        .bind(vice)
        .fetch_one(&mut conn)
        .await?;
    let other: Uuid =
        sqlx::query_scalar("SELECT report_id FROM org_relations WHERE manager_id = $1 AND report_id <> $2 LIMIT 1")
            .bind(chief)
            .bind(vice)
            .fetch_one(&mut conn)
            .await?;
    let (mut moves, mut written) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let mut tx = conn.begin().await?;
        let began = Instant::now();
        sqlx::query("UPDATE org_relations SET manager_id = $1 WHERE report_id = $2")
            .bind(other)
            .bind(vice)
            .execute(&mut *tx)
            .await?;
        moves.push(began.elapsed().as_secs_f64() * 1000.0);
        written += sqlx::query_scalar::<_, i64>("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_xact_user_tables WHERE relname IN ('objectives', 'key_results', 'object_roles')")
            .fetch_one(&mut *tx)
            .await?;
        tx.rollback().await?;
    }
    println!(
        "  {below} people move below another manager: {:.0} ms (at most 1000), {written} rows of objectives written (none may be)",
        Spread::of(moves)
    );
    let (root, leaf) = (scope(&mut conn, company, chief).await?, scope(&mut conn, company, employee).await?);
    println!(
        "  reach of the chief executive ÷ that of an employee: {:.1} (at most 20); {root:.2} ms and {leaf:.2} ms",
        root / leaf
    );
    Ok(())
}

/// Milliseconds that working out somebody's reach takes.
async fn scope(conn: &mut PgConnection, company: &Company, account: Uuid) -> Outcome<f64> {
    let mut times = Vec::new();
    for _ in 0..20 {
        let began = Instant::now();
        let keep = sqlx::query("SELECT app.keep_scope($1, $2)").bind(company.organization).bind(account);
        keep.execute(&mut *conn).await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(Spread::of(times.split_off(5)).median())
}
