//! The policy in the code, row security in the database, and the table of rights say the same, for every person, row and act.

mod acts;
pub mod compare;
mod mutations;
mod oracle;
pub mod world;

use okrio::db::Db;
use okrio::kernel::{AccountId, Actor, Clock, ObjectiveId, OrganizationId, OrganizationRole};
use okrio::okr::objectives::policy::{self, Place, Ruling, Standing, Subject};
use okrio::okr::objectives::stage::{Halted, Stage};
use okrio::okr::objectives::standing;
use okrio::okr::objectives::visibility::Visibility;
use sqlx::{ConnectOptions, Connection, Executor};

use self::oracle::{Act, Person, Who};
use self::world::{Objective, World};
use crate::database::TestDatabase;

const SEED: u64 = 20_261_121;

/// Two organizations in a database of their own, and the probes to try statements with.
pub async fn two_worlds(accounts: usize, objectives: usize) -> (TestDatabase, [World; 2]) {
    let database = TestDatabase::new().await;
    let worlds = [World::generate(SEED, accounts, objectives), World::generate(SEED + 1, 4, 2)];
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    for world in &worlds {
        admin.execute(sqlx::AssertSqlSafe(world.sql())).await.unwrap();
    }
    // everybody's place has changed, and every other person has entered since
    let placed = "INSERT INTO account_places (organization_id, account_id) SELECT organization_id, id FROM accounts ON CONFLICT DO NOTHING";
    admin.execute(placed).await.unwrap();
    let entered = "SELECT app.keep_scope(organization_id, id) FROM accounts WHERE account_no % 2 = 0";
    admin.execute(entered).await.unwrap();
    admin.execute(compare::PROBE).await.unwrap();
    admin.close().await.unwrap();
    (database, worlds)
}

#[tokio::test]
async fn row_security_repeats_the_table_of_rights() {
    let (database, worlds) = two_worlds(12, 8).await;
    let mut conn = database.connect_options("okrio_app").connect().await.unwrap();
    let mut tx = conn.begin().await.unwrap();
    let found = compare::differences(&mut tx, &worlds, false, false).await;
    assert!(
        found.differences.is_empty(),
        "{} differences, the first: {:#?}",
        found.differences.len(),
        &found.differences[..found.differences.len().min(12)]
    );
    assert!(found.checks >= 10_000, "only {} checks", found.checks);
    assert!(
        found.allowed >= 2_000,
        "only {} of {} were allowed: the world is too strict to prove anything",
        found.allowed,
        found.checks
    );
}

#[tokio::test]
async fn the_policy_says_what_the_table_says() {
    let world = World::generate(SEED, 40, 120);
    let mut checks = 0;
    for person in (0..world.accounts.len()).map(Some).chain([None]) {
        let actor = actor(&world, person);
        for objective in &world.objectives {
            let (subject, standing) = (subject(&world, objective), standing_of(&world, person, objective));
            let sees = world.sees(person, objective);
            let same = |name: &str, ruling: Ruling, expected: bool| {
                // a stage closes what the role allows; whether something may be known never depends on it
                let by_role = matches!(ruling, Ruling::Allowed(_) | Ruling::Locked);
                assert_eq!(by_role, expected, "{name} by {person:?} on {}: {ruling:?}", objective.id);
                assert_eq!(ruling == Ruling::Hidden, !sees, "{name} by {person:?} on {}: {ruling:?}", objective.id);
            };
            let may = |act| world.may(act, person, objective);
            same("see", policy::may_see(&actor, &subject, &standing), sees);
            same("edit text", policy::may_edit_text(&actor, &subject, &standing), may(Act::Edit));
            same("edit key results", policy::may_edit_key_results(&actor, &subject, &standing), may(Act::Edit));
            same(
                "change targets",
                policy::may_change_targets_after_activation(&actor, &subject, &standing),
                may(Act::Edit),
            );
            same("correct", policy::may_correct_reading(&actor, &subject, &standing), may(Act::Correct));
            same("comment", policy::may_comment(&actor, &subject, &standing), world.may_comment(person, objective));
            same("submit", policy::may_submit(&actor, &subject, &standing), may(Act::Submit));
            same("withdraw", policy::may_withdraw(&actor, &subject, &standing), may(Act::Submit));
            assert_eq!(
                policy::is_audited_look(&actor, &subject, &standing),
                person.is_some() && objective.visibility == "private" && only_administrator(&world, person, objective),
                "{person:?} on {}",
                objective.id
            );
            same("move", policy::may_move(&actor, &subject, &standing), may(Act::Lead));
            same("give roles", policy::may_give_roles(&actor, &subject, &standing), may(Act::Lead));
            same("archive", policy::may_archive(&actor, &subject, &standing), may(Act::Lead));
            same("anything", policy::may_change_anything(&actor, &subject, &standing), may(Act::Change));
            for key_result in &objective.key_results {
                let owns = person == Some(key_result.owner) && !key_result.archived;
                same(
                    "set a value",
                    policy::may_set_value(&actor, &subject, &standing, owns),
                    world.may_set_value(person, objective, key_result),
                );
            }
            checks += 15;
        }
    }
    assert!(checks >= 10_000);
}

#[tokio::test]
async fn standings_are_loaded_as_they_are() {
    let (database, worlds) = two_worlds(14, 24).await;
    let db = Db::connect_lazily(database.connect_options("okrio_app"), 2, Clock::system());
    let world = &worlds[0];
    for person in (0..world.accounts.len()).map(Some).chain([None]) {
        let actor = actor(world, person);
        let mut tx = db.read(&actor).await.unwrap();
        for objective in &world.objectives {
            let loaded = standing::load(&mut tx, ObjectiveId(objective.id)).await;
            if world.sees(person, objective) {
                assert_eq!(
                    loaded.unwrap(),
                    (subject(world, objective), standing_of(world, person, objective)),
                    "{person:?} on {}",
                    objective.id
                );
            } else {
                assert_eq!(loaded.unwrap_err().kind, okrio::kernel::Kind::NotFound);
            }
        }
        let foreign = ObjectiveId(worlds[1].objectives[0].id);
        assert!(standing::load(&mut tx, foreign).await.is_err());
        for owner in 0..world.accounts.len() {
            for (workspace, (id, _)) in world.workspaces.iter().enumerate() {
                for visibility in Visibility::ALL {
                    let place: Place =
                        standing::load_place(&mut tx, AccountId(world.accounts[owner].id), (*id).into(), visibility)
                            .await
                            .unwrap();
                    let expected = world.may_create(person, owner, workspace, visibility.id());
                    assert_eq!(
                        policy::may_create_for(&actor, &place).is_allowed(),
                        expected,
                        "{person:?} for {owner} in {workspace}: {place:?}"
                    );
                    if visibility == Visibility::Private && owner > 3 {
                        break;
                    }
                }
            }
        }
        tx.commit().await.unwrap();
    }
}

pub fn actor(world: &World, person: Person) -> Actor {
    let system = Actor::system(OrganizationId(world.organization), chrono_tz::UTC);
    match person.map(|me| &world.accounts[me]) {
        None => system,
        Some(account) => Actor {
            account: Some(AccountId(account.id)),
            role: OrganizationRole::parse(account.role),
            is_auditor: account.is_auditor,
            is_hr: account.is_hr,
            ..system
        },
    }
}

fn subject(world: &World, objective: &Objective) -> Subject {
    Subject {
        owner: AccountId(world.accounts[objective.owner].id),
        visibility: Visibility::parse(objective.visibility).unwrap(),
        stage: Stage::parse(objective.stage).unwrap(),
        halted: objective.halted.and_then(Halted::parse),
        archived: objective.archived,
    }
}

/// Nothing but being an administrator shows it.
fn only_administrator(world: &World, person: Person, objective: &Objective) -> bool {
    let who = world.who(person, objective);
    let closer = [Who::Owner, Who::Contributor, Who::Reviewer, Who::Viewer, Who::KeyResultOwner, Who::Manager];
    who.contains(&Who::Administrator) && closer.iter().all(|closer| !who.contains(closer))
}

fn standing_of(world: &World, person: Person, objective: &Objective) -> Standing {
    let who = world.who(person, objective);
    let is = |wanted: Who| who.contains(&wanted);
    Standing {
        is_owner: is(Who::Owner),
        contributor: is(Who::Contributor),
        reviewer: is(Who::Reviewer),
        viewer: is(Who::Viewer),
        key_result_owner: is(Who::KeyResultOwner),
        manages_owner: is(Who::Manager),
        dotted_manages_owner: is(Who::DottedManager),
        workspace_on_path: is(Who::WorkspaceMember),
        administers_workspace: is(Who::WorkspaceAdmin),
        advises_workspace: is(Who::Expert),
    }
}
