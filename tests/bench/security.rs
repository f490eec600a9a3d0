//! What row security costs: the statements of the application under it, with the same rules written into them by hand, and with
//! nothing but the organization asked for. Four people of different reach take turns.
use std::path::Path;
use std::time::{Duration, Instant};

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
use super::pgbench::{self, Context, Way};
use super::spread::Spread;

/// Executions of each, and how many at the beginning do not count: plans settle and pages get warm.
const EXECUTIONS: usize = 120;
const DROPPED: usize = 20;
/// The same of what reads a whole period.
const LONG_EXECUTIONS: usize = 12;
const LONG_DROPPED: usize = 2;

/// What `objectives_read` allows a member, for the objective `o`; ORGANIZATION and ME become parameters.
const MAY_READ: &str = "o.organization_id = ORGANIZATION AND (o.visibility = 'organization' OR o.owner_id = ME
  OR app.has_bit((SELECT current_setting('app.scope_people')::varbit), 2 * o.owner_no + (o.visibility = 'workspace')::integer)
  OR o.visibility = 'workspace' AND app.has_bit((SELECT current_setting('app.scope_workspaces')::varbit), o.workspace_no)
  OR ME = ANY (o.role_holders))";
/// The rules when there is nothing to know but the organization; ME is compared so that there are as many parameters.
const OF_ORGANIZATION: &str = "o.organization_id = ORGANIZATION AND ME IS NOT NULL";

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

/// All of a period, as a dashboard would; the first column stands for the id of a row.
const ROLL_UP: &str = "SELECT o.period_id, count(*), avg(o.progress), avg(o.confidence) FROM objectives o
  WHERE RULES o.period_id = $1 AND o.archived_at IS NULL GROUP BY o.period_id";

/// What a statement is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    /// A day and a period.
    Day,
    Period,
    One,
    Some,
}

/// One statement in three ways, and the most that the first may be of the second and of the third.
struct Statement {
    name: &'static str,
    secured: String,
    by_hand: String,
    of_organization: String,
    asks_for: For,
    limits: (f64, Option<f64>),
}

impl Statement {
    fn executions(&self) -> (usize, usize) {
        if self.asks_for == For::Period { (LONG_EXECUTIONS, LONG_DROPPED) } else { (EXECUTIONS, DROPPED) }
    }

    fn query(
        &self,
        text: &str,
        company: &Company,
        today: NaiveDate,
        turn: usize,
    ) -> Query<'static, Postgres, PgArguments> {
        let query = sqlx::query(AssertSqlSafe(text.to_owned()));
        let objective = company.objectives.get(turn % company.objectives.len()).copied();
        match self.asks_for {
            For::Day => query.bind(today).bind(company.period),
            For::Period => query.bind(company.period),
            For::One => query.bind(objective),
            For::Some => query.bind(vec![objective]),
        }
    }
}

fn statements(company: &Company, today: NaiveDate) -> Outcome<[Statement; 4]> {
    let with = |text: &str, rules: &str| {
        let text = text.replace("RULES", &format!("{rules} AND"));
        text.replace("ORGANIZATION", "$2").replace("ME", "$3")
    };
    let through = |rules: &str| {
        format!(
            "k.organization_id = ORGANIZATION AND EXISTS (SELECT 1 FROM objectives o WHERE o.id = k.objective_id AND {rules})"
        )
    };
    let statement = |name, text: &str, rules: [&str; 2], asks_for, limits| Statement {
        name,
        secured: text.replace("RULES", ""),
        by_hand: with(text, rules[0]),
        of_organization: with(text, rules[1]),
        asks_for,
        limits,
    };

    let (filter, me) = (Filter::default(), AccountId(company.employees.first().ok_or("no employees")?.1));
    let ask = Ask { period: PeriodId(company.period), filter: &filter, me, cursor: None };
    let mut query = QueryBuilder::<Postgres>::new("");
    store::push_objectives(&mut query, &ask, today, store::PAGE + 1);
    let list = query.sql().as_str().to_owned();
    let place = "FROM objectives o WHERE ";
    if !list.contains(place) {
        return Err("the list is no longer asked for as this bench knows it".into());
    }
    let listed_with = |rules: &str| {
        list.replace(place, &format!("{place}{} AND ", rules.replace("ORGANIZATION", "$3").replace("ME", "$4")))
    };
    let own_alone = "k.organization_id = ORGANIZATION AND ME IS NOT NULL";
    Ok([
        statement("one objective", ONE, [MAY_READ, OF_ORGANIZATION], For::One, (1.15, None)),
        Statement {
            name: "list page",
            by_hand: listed_with(MAY_READ),
            of_organization: listed_with(OF_ORGANIZATION),
            secured: list.clone(),
            asks_for: For::Day,
            limits: (1.15, Some(2.5)),
        },
        statement("children", CHILDREN, [&through(MAY_READ), own_alone], For::Some, (1.5, Some(2.0))),
        statement("period roll-up", ROLL_UP, [MAY_READ, OF_ORGANIZATION], For::Period, (1.15, Some(3.0))),
    ])
}

/// Somebody with two connections on which their scope is known: under row security and past it.
struct Reader {
    name: &'static str,
    account: Uuid,
    app: PgConnection,
    bypassing: PgConnection,
}

impl Reader {
    async fn enter(
        cluster: &PrivateCluster,
        company: &Company,
        (name, account): (&'static str, Uuid),
    ) -> Outcome<Self> {
        let mut app = cluster.connect_options(DATABASE, "okrio_app").connect().await?;
        // as by entering
        let scope = sqlx::query("SELECT app.keep_scope($1, $2)").bind(company.organization).bind(account);
        scope.execute(&mut app).await?;
        let mut bypassing = cluster.connect_options(DATABASE, "okrio_bench").connect().await?;
        let context = format!(
            "BEGIN READ ONLY; SET LOCAL app.organization_id = '{}'; SET LOCAL app.account_id = '{account}'; SET LOCAL app.reach = ''",
            company.organization
        );
        sqlx::raw_sql(AssertSqlSafe(context)).execute(&mut app).await?;
        sqlx::raw_sql("BEGIN READ ONLY").execute(&mut bypassing).await?;
        // what entering reads once for a transaction unless it is very long; both know it
        let (workspaces, people): (String, String) = sqlx::query_as(
            "SELECT workspaces::text || '0', people::text || '0' FROM account_scopes WHERE account_id = $1",
        )
        .bind(account)
        .fetch_one(&mut app)
        .await?;
        for (conn, is_by_hand) in [(&mut app, false), (&mut bypassing, true)] {
            if is_by_hand || workspaces.len() + people.len() <= 8000 {
                let set = sqlx::query(
                    "SELECT set_config('app.scope_workspaces', $1, true), set_config('app.scope_people', $2, true)",
                );
                set.bind(&workspaces).bind(&people).execute(conn).await?;
            }
        }
        Ok(Self { name, account, app, bypassing })
    }
}

/// Medians of the three ways, in milliseconds.
struct Medians {
    secured: f64,
    by_hand: f64,
    of_organization: f64,
}

/// Measures everybody and prints a line for each statement.
pub async fn measure(cluster: &PrivateCluster, company: &Company, today: NaiveDate) -> Outcome<()> {
    let employee = ("employee", company.employees.first().ok_or("no employees")?.1);
    let mut readers = Vec::new();
    for person in std::iter::once(employee).chain(company.leads) {
        readers.push(Reader::enter(cluster, company, person).await?);
    }
    for statement in statements(company, today)? {
        let medians = medians(&statement, &mut readers, company, today).await?;
        let each = |ratio: fn(&Medians) -> f64| {
            let ratios =
                medians.iter().zip(&readers).map(|(medians, reader)| format!("{} {:.2}", reader.name, ratio(medians)));
            ratios.collect::<Vec<_>>().join(", ")
        };
        println!("  {}", statement.name);
        println!("    ÷ rules by hand     {}   at most {:.2}", each(|m| m.secured / m.by_hand), statement.limits.0);
        let most = statement.limits.1.map(|most| format!("   at most {most:.2}")).unwrap_or_default();
        println!("    ÷ organization only {}{most}", each(|m| m.secured / m.of_organization));
        println!("    medians, ms         {}", each(|m| m.secured));
        if let [employee, .., chief] = medians.as_slice() {
            println!("    chief executive ÷ employee {:.2}   at most 1.50", chief.secured / employee.secured);
        }
    }
    match readers.first_mut() {
        Some(employee) => search(employee, company).await,
        None => Ok(()),
    }
}

async fn medians(
    statement: &Statement,
    readers: &mut [Reader],
    company: &Company,
    today: NaiveDate,
) -> Outcome<Vec<Medians>> {
    let (executions, dropped) = statement.executions();
    let mut times: Vec<[Vec<f64>; 3]> = readers.iter().map(|_| Default::default()).collect();
    for turn in 0..executions {
        for (reader, times) in readers.iter_mut().zip(&mut times) {
            let ask = |text: &str| statement.query(text, company, today, turn);
            let (organization, me) = (company.organization, reader.account);
            let mut rows = [None, None];
            // taking turns at being first
            for way in (0..3).map(|way| (way + turn) % 3) {
                let timed = match way {
                    0 => timed(&mut reader.app, ask(&statement.secured)).await?,
                    1 => timed(&mut reader.bypassing, ask(&statement.by_hand).bind(organization).bind(me)).await?,
                    _ => {
                        timed(&mut reader.bypassing, ask(&statement.of_organization).bind(organization).bind(me))
                            .await?
                    }
                };
                if let Some(seen) = rows.get_mut(way) {
                    *seen = Some(timed.rows);
                }
                times[way].push(timed.milliseconds);
            }
            if rows[0] != rows[1] || rows[0].as_ref().is_none_or(Vec::is_empty) {
                return Err(format!("{}: row security and the rules by hand see different rows", statement.name).into());
            }
        }
    }
    let median = |mut times: Vec<f64>| Spread::of(times.split_off(dropped)).median();
    let medians = times.into_iter().map(|[secured, by_hand, of_organization]| Medians {
        secured: median(secured),
        by_hand: median(by_hand),
        of_organization: median(of_organization),
    });
    Ok(medians.collect())
}

/// How much of the rate of the smallest transaction is left for one objective and for the list, and how many times as long the progress
/// of a part of the company and of all of it takes. Of an employee whose scope [`measure`] has kept.
pub async fn shares(
    cluster: &PrivateCluster,
    company: &Company,
    folder: &Path,
    today: NaiveDate,
    duration: Duration,
) -> Outcome<()> {
    let account = company.employees.first().ok_or("no employees")?.1;
    let mut conn = cluster.connect_options(DATABASE, "okrio_bench").connect().await?;
    let scope =
        sqlx::query_as("SELECT workspaces::text || '0', people::text || '0' FROM account_scopes WHERE account_id = $1");
    let scope = Some(scope.bind(account).fetch_one(&mut conn).await?);
    let context = Context { organization: company.organization, account, scope };
    let (unit, of_unit): (Uuid, i64) = sqlx::query_as(
        "SELECT w.id, count(*) FROM workspaces w JOIN workspace_closure c ON c.ancestor_id = w.id JOIN objectives o ON o.workspace_id = c.descendant_id AND o.period_id = $1
         WHERE w.parent_id IN (SELECT id FROM workspaces WHERE parent_id IS NULL) GROUP BY 1 ORDER BY 2 DESC LIMIT 1",
    )
    .bind(company.period)
    .fetch_one(&mut conn)
    .await?;

    let [one, list, _, roll_up] = statements(company, today)?;
    let objective = company.objectives.first().ok_or("no objectives")?;
    let one = one.secured.replace("$1", &format!("'{objective}'"));
    let list = list.secured.replace("$1", &format!("'{today}'")).replace("$2", &format!("'{}'", company.period));
    let company_wide = roll_up.secured.replace("$1", &format!("'{}'", company.period));
    let of_part = "o.workspace_id IN (SELECT c.descendant_id FROM workspace_closure c WHERE c.ancestor_id =";
    let part = company_wide.replace("GROUP BY", &format!("AND {of_part} '{unit}') GROUP BY"));

    let rate = async |clients, statement: &str| {
        pgbench::rate(cluster, folder, Way { mode: "prepared", clients }, &context.around(statement), duration).await
    };
    let smallest = rate(8, "SELECT 1").await?;
    for (name, statement, least) in [("one objective", &one, 0.45), ("list page", &list, 0.35)] {
        println!(
            "  {name:<17} {:.2} of its rate, 8 clients (at least {least:.2})",
            rate(8, statement).await? / smallest
        );
    }
    let smallest = rate(1, "SELECT 1").await?;
    for (name, statement, rows, most) in
        [("part of a company", &part, of_unit, 60), ("whole company", &company_wide, company.counts.1, 600)]
    {
        println!(
            "  {name:<17} {:.0} times as long, 1 client, {rows} objectives (at most {most})",
            smallest / rate(1, statement).await?
        );
    }
    Ok(())
}

/// A rare word, all kinds of finds: the function of the application, the same by hand in one statement, and objectives alone as row
/// security would look for them, which may not use the index.
async fn search(reader: &mut Reader, company: &Company) -> Outcome<()> {
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
    for (turn, name) in company.rare.iter().enumerate() {
        let words = format!("{name}:*");
        let own = sqlx::query("SELECT id FROM app.search($1, '', 5)").bind(words.clone());
        found.push(timed(&mut reader.app, own).await?.milliseconds);
        let own = sqlx::query(AssertSqlSafe(by_hand.clone())).bind(words.clone());
        let own = own.bind(company.organization).bind(reader.account);
        hand.push(timed(&mut reader.bypassing, own).await?.milliseconds);
        if turn % 50 == 0 {
            // a word that nobody wrote: nothing stops the scan
            let own = sqlx::query(AssertSqlSafe(scan.clone())).bind(format!("{name}qq"));
            scanned.push(timed(&mut reader.app, own).await?.milliseconds);
        }
    }
    let (found, hand, scanned) = (
        Spread::of(found.split_off(DROPPED.min(found.len()))),
        Spread::of(hand.split_off(DROPPED.min(hand.len()))),
        Spread::of(scanned),
    );
    println!(
        "  search for a rare word\n    ÷ rules by hand     {:.2}   at most 2.00; medians {:.3} ms and {:.3} ms\n    the scan takes {:.0} times as long (at least 100)",
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
