//! What row security costs: the statements of the application under it, and with the same rules written into them by hand.
use std::time::Instant;

use chrono::NaiveDate;
use okrio::db::cluster::PrivateCluster;
use okrio::kernel::{AccountId, PeriodId};
use okrio::okr::objective_list::filter::Filter;
use okrio::okr::objective_list::store::{self, Ask};
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use super::Outcome;
use super::company::{Company, DATABASE};
use super::spread::Spread;

/// Executions of each, and how many at the beginning do not count: plans settle and pages get warm.
const EXECUTIONS: usize = 220;
const DROPPED: usize = 20;

/// What `objectives_read` allows a member, for the objective `o`; ORGANIZATION and ME become parameters.
const MAY_READ: &str = "o.organization_id = ORGANIZATION AND (o.visibility = 'organization' OR o.owner_id = ME
  OR app.has_bit((SELECT current_setting('app.scope_people')::varbit), 2 * o.owner_no + (o.visibility = 'workspace')::integer)
  OR o.visibility = 'workspace' AND app.has_bit((SELECT current_setting('app.scope_workspaces')::varbit), o.workspace_no)
  OR ME = ANY (o.role_holders))";

/// As the objective page asks; RULES is where the rules go when they are written by hand.
const ONE: &str = "SELECT o.id, o.title, o.description, o.workspace_id, w.name, o.owner_id, a.name, o.period_id, p.starts_on, p.ends_on, p.state, o.parent_id, o.visibility, o.stage,
    o.stage_since, o.halted, o.archived_at IS NOT NULL, o.weight, o.priority, o.rollup, o.version, o.updated_at
  FROM objectives o
  JOIN workspaces w ON w.organization_id = o.organization_id AND w.id = o.workspace_id
  JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id
  JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
  WHERE RULES o.id = $1";

const CHILDREN: &str = "SELECT k.id, k.objective_id, k.title, k.description, k.kind, k.unit, k.baseline, k.target, k.band_low, k.band_high, k.tolerance, k.red_line, k.curve, k.weight, k.priority,
    k.owner_id, a.name, k.rhythm, k.value, k.value_on, k.confidence, k.started, k.due_on, k.status_override, k.archived_at IS NOT NULL, k.version
  FROM key_results k JOIN accounts a ON a.organization_id = k.organization_id AND a.id = k.owner_id
  WHERE RULES k.objective_id = ANY($1) AND k.archived_at IS NULL ORDER BY k.position, k.id";

/// What a statement is given.
enum For {
    /// A day and a period.
    Day,
    One,
    Some,
}

/// One statement in both ways, and the most that the quotient may be.
struct Pair {
    name: &'static str,
    secured: String,
    by_hand: String,
    asks_for: For,
    limit: f64,
}

fn pairs(company: &Company, today: NaiveDate) -> Outcome<[Pair; 3]> {
    let by_hand = |text: &str, rules: &str| {
        let text = text.replace("RULES", &format!("{rules} AND"));
        text.replace("ORGANIZATION", "$2").replace("ME", "$3")
    };
    let under_objective = format!(
        "k.organization_id = ORGANIZATION AND EXISTS (SELECT 1 FROM objectives o WHERE o.id = k.objective_id AND {MAY_READ})"
    );

    let (filter, me) = (Filter::default(), AccountId(company.employees.first().ok_or("no employees")?.1));
    let ask = Ask { period: PeriodId(company.period), filter: &filter, me, cursor: None };
    let mut query = QueryBuilder::<Postgres>::new("");
    store::push_objectives(&mut query, &ask, today, store::PAGE + 1);
    let list = query.sql().as_str().to_owned();
    let place = "FROM objectives o WHERE ";
    if !list.contains(place) {
        return Err("the list is no longer asked for as this bench knows it".into());
    }
    let listed_by_hand =
        list.replace(place, &format!("{place}{} AND ", MAY_READ.replace("ORGANIZATION", "$3").replace("ME", "$4")));
    Ok([
        Pair {
            name: "one objective",
            secured: ONE.replace("RULES", ""),
            by_hand: by_hand(ONE, MAY_READ),
            asks_for: For::One,
            limit: 1.15,
        },
        Pair { name: "list page", secured: list, by_hand: listed_by_hand, asks_for: For::Day, limit: 1.15 },
        Pair {
            name: "children",
            secured: CHILDREN.replace("RULES", ""),
            by_hand: by_hand(CHILDREN, &under_objective),
            asks_for: For::Some,
            limit: 1.5,
        },
    ])
}

/// Measures all of them as one employee and prints a line for each.
pub async fn measure(cluster: &PrivateCluster, company: &Company, today: NaiveDate) -> Outcome<()> {
    let me = company.employees.first().ok_or("no employees")?.1;
    let mut app = cluster.connect_options(DATABASE, "okrio_app").connect().await?;
    // as by entering
    sqlx::query("SELECT app.keep_scope($1, $2)").bind(company.organization).bind(me).execute(&mut app).await?;
    let mut bypassing = cluster.connect_options(DATABASE, "okrio_bench").connect().await?;
    let context = format!(
        "BEGIN READ ONLY; SET LOCAL app.organization_id = '{}'; SET LOCAL app.account_id = '{me}'; SET LOCAL app.reach = ''",
        company.organization
    );
    sqlx::raw_sql(AssertSqlSafe(context)).execute(&mut app).await?;
    sqlx::raw_sql("BEGIN READ ONLY").execute(&mut bypassing).await?;
    // what entering reads once for a transaction; both know it
    let (workspaces, people): (String, String) =
        sqlx::query_as("SELECT workspaces::text || '0', people::text || '0' FROM account_scopes")
            .fetch_one(&mut app)
            .await?;
    for conn in [&mut app, &mut bypassing] {
        sqlx::query("SELECT set_config('app.scope_workspaces', $1, true), set_config('app.scope_people', $2, true)")
            .bind(&workspaces)
            .bind(&people)
            .execute(conn)
            .await?;
    }
    for pair in pairs(company, today)? {
        let (mut secured, mut by_hand) = (Vec::new(), Vec::new());
        for (turn, &objective) in company.objectives.iter().cycle().take(EXECUTIONS).enumerate() {
            let own = |text: &str| {
                let query = sqlx::query(AssertSqlSafe(text.to_owned()));
                match pair.asks_for {
                    For::Day => query.bind(today).bind(company.period),
                    For::One => query.bind(objective),
                    For::Some => query.bind(vec![objective]),
                }
            };
            let without = own(&pair.by_hand).bind(company.organization).bind(me);
            // taking turns at being first
            let (a, b) = if turn % 2 == 0 {
                let a = timed(&mut app, own(&pair.secured)).await?;
                (a, timed(&mut bypassing, without).await?)
            } else {
                let b = timed(&mut bypassing, without).await?;
                (timed(&mut app, own(&pair.secured)).await?, b)
            };
            if a.rows != b.rows || a.rows.is_empty() {
                return Err(format!(
                    "{}: row security gives {} rows, the rules by hand {}",
                    pair.name,
                    a.rows.len(),
                    b.rows.len()
                )
                .into());
            }
            secured.push(a.milliseconds);
            by_hand.push(b.milliseconds);
        }
        let (secured, by_hand) = (Spread::of(secured.split_off(DROPPED)), Spread::of(by_hand.split_off(DROPPED)));
        println!(
            "  {:<14} {:.2}   at most {:.2}; medians {:.3} ms and {:.3} ms, p10 to p90 {:.3} to {:.3} and {:.3} to {:.3}",
            pair.name,
            secured.median() / by_hand.median(),
            pair.limit,
            secured.median(),
            by_hand.median(),
            secured.at(0.1),
            secured.at(0.9),
            by_hand.at(0.1),
            by_hand.at(0.9),
        );
    }
    search(&mut app, &mut bypassing, company, me).await
}

/// A rare word, all kinds of finds: the function of the application, the same by hand in one statement, and objectives alone as row
/// security would look for them, which may not use the index.
async fn search(app: &mut PgConnection, bypassing: &mut PgConnection, company: &Company, me: Uuid) -> Outcome<()> {
    const OF_OBJECTIVE: &str = "to_tsvector('russian', app.searched(o.title || ' ' || o.description)) @@ to_tsquery('russian', $1) AND o.archived_at IS NULL";
    let rules = MAY_READ.replace("ORGANIZATION", "$2").replace("ME", "$3");
    let by_hand = format!(
        "(SELECT o.id FROM objectives o WHERE {rules} AND {OF_OBJECTIVE} ORDER BY ts_rank(to_tsvector('russian', app.searched(o.title)), to_tsquery('russian', $1)) DESC LIMIT 5)
         UNION ALL (SELECT k.id FROM key_results k JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
           WHERE {rules} AND k.organization_id = $2 AND to_tsvector('russian', app.searched(k.title || ' ' || k.description)) @@ to_tsquery('russian', $1) AND k.archived_at IS NULL LIMIT 5)
         UNION ALL (SELECT c.id FROM comments c JOIN objectives o ON o.organization_id = c.organization_id AND o.id = c.objective_id
           WHERE {rules} AND c.organization_id = $2 AND to_tsvector('russian', app.searched(c.body)) @@ to_tsquery('russian', $1) LIMIT 5)
         UNION ALL (SELECT a.id FROM accounts a WHERE a.organization_id = $2 AND to_tsvector('simple', app.searched(a.name)) @@ to_tsquery('simple', $1) LIMIT 5)
         UNION ALL (SELECT w.id FROM workspaces w WHERE w.organization_id = $2 AND to_tsvector('simple', app.searched(w.name)) @@ to_tsquery('simple', $1) LIMIT 5)"
    );
    let scan = format!("SELECT o.id FROM objectives o WHERE {OF_OBJECTIVE} LIMIT 5");
    let (mut found, mut hand, mut scanned) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..EXECUTIONS {
        // numbers of objectives of different sizes, each in one title
        let words = format!("{}:* & number:*", 20_011 + turn * 17);
        let own = sqlx::query("SELECT id FROM app.search($1, '', 5)").bind(words.clone());
        found.push(timed(app, own).await?.milliseconds);
        let own = sqlx::query(AssertSqlSafe(by_hand.clone())).bind(words.clone()).bind(company.organization).bind(me);
        hand.push(timed(bypassing, own).await?.milliseconds);
        if turn % 50 == 0 {
            scanned.push(timed(app, sqlx::query(AssertSqlSafe(scan.clone())).bind(words)).await?.milliseconds);
        }
    }
    let (found, hand, scanned) =
        (Spread::of(found.split_off(DROPPED)), Spread::of(hand.split_off(DROPPED)), Spread::of(scanned));
    println!(
        "  {:<14} {:.2}   at most 2.00; medians {:.3} ms and {:.3} ms; the scan takes {:.0} times as long (at least 100)",
        "search",
        found.median() / hand.median(),
        found.median(),
        hand.median(),
        scanned.median() / found.median(),
    );
    Ok(())
}

struct Timed {
    milliseconds: f64,
    rows: Vec<Uuid>,
}

async fn timed(conn: &mut PgConnection, query: Query<'_, Postgres, PgArguments>) -> Outcome<Timed> {
    use sqlx::Row;
    let began = Instant::now();
    let rows = query.fetch_all(conn).await?;
    let milliseconds = began.elapsed().as_secs_f64() * 1000.0;
    let rows = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    Ok(Timed { milliseconds, rows })
}
