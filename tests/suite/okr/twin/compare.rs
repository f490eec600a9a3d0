//! Runs as the runtime role and compares what it sees and does with the oracle.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

use super::acts::{self, Attempt};
use super::oracle::Person;
use super::world::World;

/// Tries statements and takes each of them back. `done` also when a key stops it: row security had let it through by then.
pub const PROBE: &str = "
CREATE SCHEMA probe;
GRANT USAGE ON SCHEMA probe TO okrio_app;
CREATE FUNCTION probe.attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE reached integer;
BEGIN
  EXECUTE statement;
  GET DIAGNOSTICS reached = ROW_COUNT;
  RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = reached;
EXCEPTION
  WHEN SQLSTATE 'ZZ001' THEN RETURN CASE WHEN SQLERRM = '0' THEN 'nothing' ELSE 'done' END;
  WHEN insufficient_privilege THEN RETURN 'refused';
  WHEN unique_violation OR foreign_key_violation THEN RETURN 'done';
END $$;
CREATE TABLE probe.again AS
  SELECT t.table_name, format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM %1$I LIMIT 1', t.table_name, string_agg(quote_ident(c.column_name), ', ')) AS statement
  FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
  WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' AND c.is_identity = 'NO'
  GROUP BY t.table_name;
GRANT SELECT ON probe.again TO okrio_app;";

#[derive(Default)]
pub struct Found {
    pub checks: usize,
    pub allowed: usize,
    pub differences: Vec<String>,
}

/// Every person of every world, every table and every act. `become_app` is for a superuser's connection; `stop` ends at the first difference.
pub async fn differences(conn: &mut PgConnection, worlds: &[World], become_app: bool, stop: bool) -> Found {
    let again: BTreeMap<String, String> = sqlx::query_as("SELECT table_name::text, statement FROM probe.again")
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .into_iter()
        .collect();
    let mut found = Found::default();
    for (number, world) in worlds.iter().enumerate() {
        let foreign = worlds[(number + 1) % worlds.len()].organization;
        for person in (0..world.accounts.len()).map(Some).chain([None]) {
            enter(conn, world, person, become_app).await;
            look(conn, world, person, &mut found).await;
            let mut attempts = acts::elsewhere(world, person, foreign, |table| again[table].clone());
            attempts.extend(acts::creations(world, person));
            attempts.extend(world.objectives.iter().flat_map(|objective| acts::on_objective(world, person, objective)));
            attempt(conn, person, attempts, &mut found).await;
            conn.execute("ROLLBACK TO SAVEPOINT person").await.unwrap();
            if stop && !found.differences.is_empty() {
                return found;
            }
        }
    }
    found
}

/// The context that requests get, within a savepoint that takes it away again.
async fn enter(conn: &mut PgConnection, world: &World, person: Person, become_app: bool) {
    let account = person.map(|me| &world.accounts[me]);
    let reach = match account {
        None => "all",
        Some(account) if account.role != "member" => "all",
        Some(account) if account.is_auditor => "read",
        Some(_) => "",
    };
    let role = if become_app { "SET LOCAL ROLE okrio_app;" } else { "" };
    let id = account.map(|account| account.id.to_string()).unwrap_or_default();
    let context = format!(
        "SAVEPOINT person; {role} SET LOCAL app.organization_id = '{}'; SET LOCAL app.account_id = '{id}'; SET LOCAL app.reach = '{reach}'",
        world.organization
    );
    conn.execute(AssertSqlSafe(context)).await.unwrap();
    // every fourth person has entered in this transaction, which reads the kept scope once
    if person.is_some_and(|me| me % 4 == 0) {
        conn.execute(
            "SELECT set_config('app.scope_workspaces', workspaces::text || '0', true), set_config('app.scope_people', people::text || '0', true) FROM account_scopes",
        )
        .await
        .unwrap();
    }
}

/// The rows that are seen of each table, and no others.
async fn look(conn: &mut PgConnection, world: &World, person: Person, found: &mut Found) {
    let expected = expected_rows(world, person);
    let query: Vec<String> = expected
        .iter()
        .map(|(table, key, _)| format!("SELECT DISTINCT '{table}' AS t, ({key})::text AS k FROM {table}"))
        .collect();
    let rows: Vec<(String, String)> =
        sqlx::query_as(AssertSqlSafe(query.join(" UNION ALL "))).fetch_all(&mut *conn).await.unwrap();
    for (table, _, keys) in expected {
        let seen: BTreeSet<&str> = rows.iter().filter(|(from, _)| from == table).map(|(_, key)| key.as_str()).collect();
        let wanted: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
        // each row of the table is one question: seen or not
        found.checks += world.objectives.len().max(wanted.len());
        found.allowed += wanted.len();
        for key in seen.symmetric_difference(&wanted) {
            let seen = if seen.contains(key) { "sees" } else { "does not see" };
            found.differences.push(format!("{person:?} {seen} {key} of {table}"));
        }
    }
}

/// Table, key, and the keys that are to be seen.
fn expected_rows(world: &World, person: Person) -> Vec<(&'static str, &'static str, Vec<String>)> {
    let text = |ids: Vec<Uuid>| ids.into_iter().map(|id| id.to_string()).collect::<Vec<_>>();
    let account = person.map(|me| &world.accounts[me]);
    let changes_all = account.is_none_or(|account| account.role != "member");
    let sees_all = changes_all || account.is_some_and(|account| account.is_auditor);
    let everybody = text(world.accounts.iter().map(|account| account.id).collect());
    let myself = text(account.map(|account| account.id).into_iter().collect());
    let only = |rows: &Vec<String>, when: bool| if when { rows.clone() } else { Vec::new() };
    let organization = vec![world.organization.to_string()];
    let mine_or_all = if changes_all { everybody.clone() } else { myself.clone() };
    let last = everybody.last().cloned();
    let connected = mine_or_all.iter().filter(|id| Some(*id) != last.as_ref()).cloned().collect();
    let line = |kind: &str, manager: usize, report: usize| {
        format!("{kind} {} {}", world.accounts[manager].id, world.accounts[report].id)
    };
    let mut lines = Vec::new();
    for (report, account) in world.accounts.iter().enumerate() {
        lines.extend(account.manager.map(|manager| line("solid", manager, report)));
        lines.extend(account.dotted.iter().map(|manager| line("dotted", *manager, report)));
    }
    let workspaces = text(world.workspaces.iter().map(|workspace| workspace.0).collect());
    let members = world
        .members
        .iter()
        .map(|(workspace, account, role)| {
            format!("{} {} {role}", world.workspaces[*workspace].0, world.accounts[*account].id)
        })
        .collect();

    let objectives: Vec<_> = world.objectives.iter().filter(|objective| world.sees(person, objective)).collect();
    let ids = text(objectives.iter().map(|objective| objective.id).collect());
    let root = world.objectives[0].id.to_string();
    let children = ids.iter().filter(|id| **id != root).cloned().collect();
    let mut roles = BTreeSet::new();
    for objective in &objectives {
        let owners = objective
            .key_results
            .iter()
            .filter(|key_result| !key_result.archived)
            .map(|key_result| (key_result.owner, "key_result_owner"));
        roles.extend(
            objective
                .roles
                .iter()
                .copied()
                .chain(owners)
                .map(|(account, role)| format!("{} {} {role}", objective.id, world.accounts[account].id)),
        );
    }
    let keys =
        text(objectives.iter().flat_map(|objective| &objective.key_results).map(|key_result| key_result.id).collect());

    let mut rows = vec![
        ("organizations", "id", organization.clone()),
        ("organization_states", "organization_id", organization.clone()),
        ("sign_in_policies", "organization_id", organization),
        ("accounts", "id", everybody.clone()),
        ("account_states", "account_id", everybody.clone()),
        ("ownership_offers", "to_id", only(&text(vec![world.accounts[1].id]), changes_all)),
        ("workspaces", "id", workspaces.clone()),
        ("workspace_closure", "descendant_id", workspaces),
        ("workspace_members", "workspace_id || ' ' || account_id || ' ' || role", members),
        ("org_relations", "kind || ' ' || manager_id || ' ' || report_id", lines),
        (
            "account_closure",
            "descendant_id",
            text(world.accounts.iter().filter(|account| account.manager.is_some()).map(|account| account.id).collect()),
        ),
        ("periods", "id", text(world.periods.to_vec())),
        ("identity_providers", "name", only(&vec!["known".to_owned(), "other".to_owned()], changes_all)),
        ("identities", "account_id", connected),
        ("provider_sessions", "account_id", mine_or_all.clone()),
        ("account_sessions", "account_id", mine_or_all),
        ("undo_entries", "account_id", myself.clone()),
        ("once_answers", "account_id", myself.clone()),
        ("drafts", "account_id", myself.clone()),
        ("saved_views", "name", [myself.clone(), vec!["shared".to_owned()]].concat()),
        ("account_places", "account_id", myself.clone()),
        ("account_scopes", "account_id", only(&myself, person.is_some_and(|me| me % 2 == 0))),
        ("invitations", "invited_by", only(&everybody, changes_all || account.is_some_and(|account| account.is_hr))),
        ("imports", "account_id", only(&everybody, changes_all)),
        ("import_mappings", "account_id", only(&everybody, changes_all)),
        ("import_files", "organization_id", only(&vec![world.organization.to_string()], changes_all)),
        ("import_marks", "organization_id", only(&vec![world.organization.to_string()], changes_all)),
        ("audit_log", "account_id", only(&everybody, sees_all)),
        ("audit_blocks", "no", only(&vec!["1".to_owned()], sees_all)),
        ("audit_heads", "no", only(&vec!["1".to_owned()], sees_all)),
        ("security_log", "account_id", only(&everybody, sees_all)),
        ("objectives", "id", ids.clone()),
        ("objective_parents", "objective_id", children),
        ("objective_stages", "objective_id", ids.clone()),
        ("object_roles", "objective_id || ' ' || account_id || ' ' || role", roles.into_iter().collect()),
        ("comments", "objective_id", ids.clone()),
        ("updates", "objective_id", ids.clone()),
        ("changes", "objective_id", ids),
        ("withdrawn_readings", "reading_id", keys.clone()),
        ("key_results", "id", keys.clone()),
    ];
    for table in [
        "milestones",
        "scale_levels",
        "checkpoints",
        "expected_steps",
        "readings",
        "recorded_scores",
        "target_ledger",
        "check_ins",
    ] {
        rows.push((table, "key_result_id", keys.clone()));
    }
    rows
}

async fn attempt(conn: &mut PgConnection, person: Person, attempts: Vec<Attempt>, found: &mut Found) {
    let statements: Vec<&str> = attempts.iter().map(|attempt| attempt.statement.as_str()).collect();
    let answers: Vec<String> =
        sqlx::query_scalar("SELECT probe.attempt(s) FROM unnest($1::text[]) WITH ORDINALITY AS x(s, n) ORDER BY n")
            .bind(statements)
            .fetch_all(&mut *conn)
            .await
            .unwrap();
    assert_eq!(answers.len(), attempts.len());
    for (attempt, answer) in attempts.iter().zip(answers) {
        found.checks += 1;
        found.allowed += usize::from(attempt.expected);
        if (answer == "done") != attempt.expected {
            let wanted = if attempt.expected { "may" } else { "may not" };
            found.differences.push(format!("{person:?} {wanted}, but it was {answer}: {}", attempt.statement));
        }
    }
}
