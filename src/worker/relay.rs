//! Moves facts from the outbox to the queue: the rows go and the jobs come in one transaction, and with them what open pages are told.
//!
//! A row is there from the moment its transaction commits until it has become jobs. There is no cursor that a late
//! commit could fall behind, and a long transaction holds up nobody else's facts. Facts of which one could know of the
//! other keep their order, because the later one can only be seen together with the earlier one.
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use graphile_worker::{JobSpec, RawJobSpec, WorkerUtils};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use tokio::time::sleep;
use uuid::Uuid;

use crate::kernel::{ObjectiveId, OrganizationId};

use super::jobs::{Job, Jobs};
use super::notices::{Notice, Notices};
use super::queue::{SCHEMA, Task};

/// Between two looks at an empty outbox.
const IDLE: Duration = Duration::from_millis(200);
const BATCH: i64 = 500;

struct Fact {
    seq: i64,
    /// Of the transaction that left it.
    xid: String,
    organization_id: Uuid,
    account_id: Option<Uuid>,
    fact: String,
    payload: Value,
}

/// Relays for ever, and pauses after an error.
pub(super) async fn relay(pool: &PgPool, jobs: &Jobs, notices: &Notices, pause: Duration) {
    loop {
        match relay_batch(pool, jobs, notices).await {
            Ok(taken) if taken == usize::try_from(BATCH).unwrap_or(0) => {}
            Ok(_) => sleep(IDLE).await,
            Err(error) => {
                tracing::warn!(%error, "facts could not be relayed");
                sleep(pause).await;
            }
        }
    }
}

/// Turns the oldest facts that no other relay holds into jobs and notices; says how many facts there were.
pub async fn relay_batch(
    pool: &PgPool,
    jobs: &Jobs,
    notices: &Notices,
) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
    let mut tx = pool.begin().await?;
    let mut facts = sqlx::query_as!(
        Fact,
        r#"DELETE FROM outbox WHERE seq = ANY (ARRAY(SELECT seq FROM outbox ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED))
         RETURNING seq, xid::text AS "xid!", organization_id, account_id, fact, payload"#,
        BATCH,
    )
    .fetch_all(&mut *tx)
    .await?;
    facts.sort_by_key(|fact| fact.seq);
    let specs = specs_of(&facts, jobs)?;
    if !specs.is_empty() {
        WorkerUtils::new(pool, SCHEMA).with_executor(&mut tx).add_raw_jobs(&specs).await?;
    }
    let told = keep_updates(&mut tx, &facts).await?;
    notices.tell_with(&mut tx, &told).await?;
    tx.commit().await?;
    notices.tell(&told).await;
    metrics::counter!("okrio_facts_relayed_total").increment(u64::try_from(facts.len()).unwrap_or(0));
    Ok(facts.len())
}

/// Keeps which objectives the facts are about, for pages that are open or come back, and gives what is to be told of it.
async fn keep_updates(conn: &mut PgConnection, facts: &[Fact]) -> Result<Vec<Notice>, sqlx::Error> {
    let id = |fact: &Fact, field: &str| fact.payload.get(field)?.as_str()?.parse::<Uuid>().ok();
    let about: Vec<_> = facts.iter().filter_map(|fact| Some((fact, id(fact, "objective")?))).collect();
    if about.is_empty() {
        return Ok(Vec::new());
    }
    let organizations: Vec<_> = about.iter().map(|(fact, _)| fact.organization_id).collect();
    let transactions: Vec<_> = about.iter().map(|(fact, _)| fact.xid.clone()).collect();
    let objectives: Vec<_> = about.iter().map(|(_, objective)| *objective).collect();
    let names: Vec<_> = about.iter().map(|(fact, _)| fact.fact.clone()).collect();
    // background work acts for nobody, and says for whom
    let accounts: Vec<_> = about.iter().map(|(fact, _)| fact.account_id.or_else(|| id(fact, "by"))).collect();
    let tabs: Vec<_> = about.iter().map(|(fact, _)| id(fact, "tab")).collect();
    sqlx::query!(
        "INSERT INTO updates (organization_id, xid, objective_id, fact, account_id, tab)
         SELECT organization_id, xid::xid8, objective_id, fact, account_id, tab
         FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[]) AS u (organization_id, xid, objective_id, fact, account_id, tab)
         ON CONFLICT DO NOTHING",
        &organizations,
        &transactions,
        &objectives,
        &names,
        &accounts as &[Option<Uuid>],
        &tabs as &[Option<Uuid>],
    )
    .execute(conn)
    .await?;
    let mut told: BTreeMap<OrganizationId, Notice> = BTreeMap::new();
    for (organization, objective) in organizations.into_iter().zip(objectives) {
        let organization = OrganizationId(organization);
        let notice =
            told.entry(organization).or_insert_with(|| Notice { organization, objectives: Default::default() });
        notice.objectives.insert(ObjectiveId(objective));
    }
    Ok(told.into_values().collect())
}

/// The jobs of these facts. A key stands once, with its last payload: the queue refuses a batch that names it twice.
fn specs_of(facts: &[Fact], jobs: &Jobs) -> Result<Vec<RawJobSpec>, serde_json::Error> {
    let mut specs: Vec<RawJobSpec> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for fact in facts {
        for job in jobs.after(&fact.fact) {
            let task = Task {
                job: job.name.to_owned(),
                organization: fact.organization_id,
                cause: fact.account_id,
                payload: fact.payload.clone(),
            };
            let payload = serde_json::to_value(task)?;
            let key = key_of(fact, job);
            if let Some(known) = key.as_ref().and_then(|key| places.get(key)).and_then(|place| specs.get_mut(*place)) {
                known.payload = payload;
                continue;
            }
            if let Some(key) = &key {
                places.insert(key.clone(), specs.len());
            }
            let spec = JobSpec { job_key: key, ..JobSpec::default() };
            specs.push(RawJobSpec { identifier: Task::NAME.to_owned(), payload, spec });
        }
    }
    Ok(specs)
}

fn key_of(fact: &Fact, job: &Job) -> Option<String> {
    let about = fact.payload.get(job.about)?.as_str()?;
    Some(format!("{}:{}:{about}", job.name, fact.organization_id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_about_one_thing_become_one_job_with_the_last_payload() {
        let jobs =
            Jobs::new().on(&["moved"], Job { name: "count", about: "objective", run: |_| Box::pin(async { Ok(()) }) });
        let organization_id = Uuid::from_u128(1);
        let fact = |seq, fact: &str, payload| Fact {
            seq,
            xid: String::new(),
            organization_id,
            account_id: None,
            fact: fact.to_owned(),
            payload,
        };
        let facts = [
            fact(1, "moved", json!({ "objective": "a", "n": 1 })),
            fact(2, "moved", json!({ "objective": "b" })),
            fact(3, "nobody listens", json!({ "objective": "a" })),
            fact(4, "moved", json!({ "objective": "a", "n": 2 })),
            fact(5, "moved", json!({})),
        ];
        let specs = specs_of(&facts, &jobs).unwrap();
        let keys: Vec<_> = specs.iter().map(|spec| spec.spec.job_key.as_deref()).collect();
        let of = |thing: &str| format!("count:{organization_id}:{thing}");
        assert_eq!(keys, [Some(of("a").as_str()), Some(of("b").as_str()), None]);
        assert_eq!(specs[0].payload["payload"]["n"], 2);
    }
}
