//! What a reader sees by their place is kept as bits. They are never asked when they are out of date.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use uuid::Uuid;

use super::twin::world::World as Company;
use crate::app::TestApp;
use crate::database::TestDatabase;
use crate::world::World;

const KEEP_ALL: &str = "SELECT count(app.keep_scope(organization_id, id)) FROM accounts";
const FRESH: &str = "SELECT count(*) FROM account_scopes s LEFT JOIN account_places p USING (organization_id, account_id) WHERE s.version = coalesce(p.version, 0)";

async fn ask(conn: &mut PgConnection, query: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(conn).await.unwrap()
}

/// The objectives that a member sees, as the runtime role.
async fn seen(app: &mut PgConnection, organization: Uuid, account: Uuid) -> BTreeSet<Uuid> {
    let mut tx = app.begin().await.unwrap();
    let context = format!("SET LOCAL app.organization_id = '{organization}'; SET LOCAL app.account_id = '{account}'");
    tx.execute(AssertSqlSafe(context)).await.unwrap();
    sqlx::query_scalar("SELECT id FROM objectives").fetch_all(&mut *tx).await.unwrap().into_iter().collect()
}

#[tokio::test]
async fn bits_are_those_of_the_places() {
    let database = TestDatabase::new().await;
    let mut conn = database.connect_options("okrio_app").connect().await.unwrap();
    let rng = &mut StdRng::seed_from_u64(11);
    for round in 0..40 {
        let places: BTreeSet<i32> = (0..round).map(|_| rng.random_range(0..300)).collect();
        let (bits, found): (String, Vec<i32>) = sqlx::query_as(
            "SELECT app.bits_at($1)::text, ARRAY(SELECT n FROM generate_series(0, 320) n WHERE app.has_bit(app.bits_at($1), n))",
        )
        .bind(places.iter().copied().collect::<Vec<_>>())
        .fetch_one(&mut conn)
        .await
        .unwrap();
        assert_eq!(found, places.iter().copied().collect::<Vec<_>>());
        assert_eq!(bits.len(), places.last().map_or(0, |last| usize::try_from(*last).unwrap() + 1));
    }
}

/// After any change of the structure each person sees what they would see if nothing had ever been kept.
#[tokio::test]
async fn no_change_of_place_is_missed() {
    let database = TestDatabase::new().await;
    let company = Company::generate(21, 16, 60);
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    admin.execute(AssertSqlSafe(company.sql())).await.unwrap();
    let mut app = database.connect_options("okrio_app").connect().await.unwrap();
    let rng = &mut StdRng::seed_from_u64(22);
    let (mut outdated, mut differing) = (0, 0);
    for _ in 0..60 {
        admin.execute(KEEP_ALL).await.unwrap();
        assert_eq!(ask(&mut admin, FRESH).await, 16);
        let mut before = Vec::new();
        for account in &company.accounts {
            before.push(seen(&mut app, company.organization, account.id).await);
        }

        // some are refused, as loops or as there already
        let _ = admin.execute(AssertSqlSafe(change(&company, rng))).await;
        outdated += 16 - ask(&mut admin, FRESH).await;
        let mut kept = Vec::new();
        for account in &company.accounts {
            kept.push(seen(&mut app, company.organization, account.id).await);
        }
        admin.execute("DELETE FROM account_scopes").await.unwrap();
        for ((account, kept), before) in company.accounts.iter().zip(kept).zip(before) {
            assert_eq!(seen(&mut app, company.organization, account.id).await, kept, "{}", account.id);
            differing += i32::from(before != kept);
        }
    }
    assert!(outdated > 40 && differing > 20, "{outdated} outdated, {differing} sights changed: nothing was tried");
}

/// A statement that changes somebody's place.
fn change(company: &Company, rng: &mut StdRng) -> String {
    let organization = company.organization;
    let mut person = || company.accounts[rng.random_range(0..company.accounts.len())].id;
    let (one, other) = (person(), person());
    let (workspace, parent) = (
        company.workspaces[rng.random_range(0..company.workspaces.len())].0,
        company.workspaces[rng.random_range(0..company.workspaces.len())].0,
    );
    match rng.random_range(0..8) {
        0 => format!("INSERT INTO workspace_members VALUES ('{organization}', '{workspace}', '{one}', 'member')"),
        1 => format!("DELETE FROM workspace_members WHERE account_id = '{one}'"),
        2 => format!("UPDATE workspace_members SET account_id = '{one}' WHERE account_id = '{other}'"),
        3 => format!("UPDATE workspaces SET parent_id = '{parent}' WHERE id = '{workspace}'"),
        4 => format!(
            "INSERT INTO org_relations (organization_id, manager_id, report_id, kind) VALUES ('{organization}', '{one}', '{other}', 'dotted')"
        ),
        5 => format!("DELETE FROM org_relations WHERE report_id = '{one}'"),
        6 => format!("UPDATE org_relations SET manager_id = '{one}' WHERE report_id = '{other}'"),
        _ => format!(
            "INSERT INTO org_relations (organization_id, manager_id, report_id, kind) VALUES ('{organization}', '{one}', '{other}', 'solid')"
        ),
    }
}

/// Somebody leaves a team while their scope is being kept: what was read before the leave took effect is not believed after it.
#[tokio::test]
async fn a_scope_that_was_read_during_a_change_is_worth_nothing_after_it() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    world.member(world.company, boris, "member").await;
    let objective = world.objective("Team only", anna).await;
    world.set("objectives", objective.0, "visibility = 'workspace'").await;
    let mut reader = app.database.connect_options("okrio_app").connect().await.unwrap();
    let mut leaving = app.database.connect_options("okrio_cluster").connect().await.unwrap();
    let keep = format!("SELECT app.keep_scope('{}', '{boris}')", world.organization);

    let mut leave = leaving.begin().await.unwrap();
    leave.execute("DELETE FROM workspace_members").await.unwrap();
    // not committed: the scope is read as it was, and kept
    reader.execute(AssertSqlSafe(keep.clone())).await.unwrap();
    assert_eq!(app.ask::<i64>(FRESH).await, 1);
    assert_eq!(seen(&mut reader, world.organization.0, boris.0).await.len(), 1, "still a member");
    leave.commit().await.unwrap();
    assert_eq!(app.ask::<i64>(FRESH).await, 0);
    assert!(seen(&mut reader, world.organization.0, boris.0).await.is_empty(), "no member any more");

    // the other order: kept after the leave, before its commit was seen
    world.member(world.company, boris, "member").await;
    reader.execute(AssertSqlSafe(keep)).await.unwrap();
    assert_eq!(seen(&mut reader, world.organization.0, boris.0).await.len(), 1);
    app.sql("DELETE FROM workspace_members").await;
    assert!(seen(&mut reader, world.organization.0, boris.0).await.is_empty());
}

#[tokio::test]
async fn entering_keeps_the_scope_once() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    let client = app.sign_in("anna@acme.example").await;
    let written = "SELECT coalesce(max(xmin::text::bigint), 0) FROM account_scopes";
    client.get("/objectives").await;
    assert_eq!(app.ask::<i64>(FRESH).await, 1);
    let first = app.ask::<i64>(written).await;
    client.get("/objectives").await;
    assert_eq!(app.ask::<i64>(written).await, first, "nothing is written while nothing changes");
    // a new report is part of it with the next page
    world.reports_to(boris, anna, "solid").await;
    assert_eq!(app.ask::<i64>(FRESH).await, 0);
    client.get("/objectives").await;
    assert_eq!(app.ask::<i64>(FRESH).await, 1);
    assert_eq!(app.ask::<String>("SELECT people::text FROM account_scopes").await, "0011");
}

/// Nobody reads the scope of somebody else, of their own organization or of another one.
#[tokio::test]
async fn a_scope_is_for_its_reader_only() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    app.sql("SELECT app.keep_scope(organization_id, id) FROM accounts").await;
    let mut tx = app.db.read(&world.actor(anna).await).await.unwrap();
    let accounts: Vec<Uuid> =
        sqlx::query_scalar("SELECT account_id FROM account_scopes").fetch_all(tx.conn()).await.unwrap();
    assert_eq!(accounts, [anna.0]);
}

/// Two change the roles of one objective at the same time: the row has all who hold one, in whichever order they finish.
#[tokio::test]
async fn holders_of_roles_are_kept_beside_each_other() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris, clara) = (world.person("anna").await, world.person("boris").await, world.person("clara").await);
    let objective = world.objective("Grow", anna).await;
    let organization = world.organization;
    let give = move |account, role| {
        AssertSqlSafe(format!(
            "INSERT INTO object_roles VALUES ('{organization}', '{objective}', '{account}', '{role}')"
        ))
    };
    let agree = "SELECT count(*) FROM objectives o WHERE role_holders = ARRAY(SELECT DISTINCT account_id FROM object_roles r WHERE r.objective_id = o.id ORDER BY 1)";
    let mut one = app.database.connect_options("okrio_cluster").connect().await.unwrap();
    let mut other = app.database.connect_options("okrio_cluster").connect().await.unwrap();

    let mut first = one.begin().await.unwrap();
    first.execute(give(boris, "viewer")).await.unwrap();
    let second = tokio::spawn(async move {
        let mut second = other.begin().await.unwrap();
        second.execute(give(clara, "viewer")).await.unwrap();
        second.commit().await.unwrap();
        other
    });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(!second.is_finished(), "one after the other");
    first.commit().await.unwrap();
    let mut other = second.await.unwrap();
    assert_eq!(app.ask::<i64>("SELECT cardinality(role_holders)::bigint FROM objectives").await, 2);
    assert_eq!(app.ask::<i64>(agree).await, 1);

    // one role of a person goes while another one comes
    let mut first = one.begin().await.unwrap();
    first.execute("DELETE FROM object_roles WHERE role = 'viewer'").await.unwrap();
    let second = tokio::spawn(async move { other.execute(give(clara, "reviewer")).await.unwrap() });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    first.commit().await.unwrap();
    second.await.unwrap();
    assert_eq!(app.ask::<i64>("SELECT cardinality(role_holders)::bigint FROM objectives").await, 1);
    assert_eq!(app.ask::<i64>(agree).await, 1);
}
