//! The page that says who may do what with an objective, and by which rule.
use axum::http::StatusCode;
use okrio::kernel::{AccountId, ObjectiveId};

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::world::World;

struct Scene {
    app: TestApp,
    world: World,
    objective: ObjectiveId,
}

/// Somebody for each way in which one can stand to an objective.
const PEOPLE: [&str; 13] = [
    "owner",
    "manager",
    "chief",
    "dotted",
    "contributor",
    "reviewer",
    "viewer",
    "key-result-owner",
    "colleague",
    "workspace-admin",
    "expert",
    "stranger",
    "auditor",
];

/// An objective of the workspace «Team» below the company.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let team = world.workspace("Team", "team", Some(world.company)).await;
    let mut people: Vec<AccountId> = Vec::new();
    for name in PEOPLE {
        people.push(world.person(name).await);
    }
    let of = |name: &str| people[PEOPLE.iter().position(|one| *one == name).unwrap()];
    world.person_as("admin", "admin").await;
    world.set("accounts", of("auditor").0, "is_auditor = true").await;
    world.reports_to(of("owner"), of("manager"), "solid").await;
    world.reports_to(of("manager"), of("chief"), "solid").await;
    world.reports_to(of("owner"), of("dotted"), "dotted").await;
    for (name, role) in [("colleague", "member"), ("workspace-admin", "admin"), ("expert", "expert")] {
        let place = if role == "member" { team } else { world.company };
        world.member(place, of(name), role).await;
    }
    let objective = world.objective("Grow", of("owner")).await;
    world
        .set(
            "objectives",
            objective.0,
            &format!(
                "workspace_id = '{team}', workspace_no = (SELECT workspace_no FROM workspaces WHERE id = '{team}')"
            ),
        )
        .await;
    for role in ["contributor", "reviewer", "viewer"] {
        sqlx::query(
            "INSERT INTO object_roles (organization_id, objective_id, account_id, role) VALUES ($1, $2, $3, $4)",
        )
        .bind(world.organization)
        .bind(objective)
        .bind(of(role))
        .bind(role)
        .execute(&app.admin)
        .await
        .unwrap();
    }
    let key_result = world.key_result(objective, "Parcels", 0, 10).await;
    world
        .set(
            "key_results",
            key_result.0,
            &format!(
                "(owner_id, owner_no) = (SELECT id, account_no FROM accounts WHERE id = '{}')",
                of("key-result-owner")
            ),
        )
        .await;
    Scene { app, world, objective }
}

impl Scene {
    fn page(&self, person: Option<&str>) -> String {
        let asked = person.map(|name| format!("?person={}", self.world.email(name))).unwrap_or_default();
        format!("/objectives/{}/access{asked}", self.objective)
    }

    async fn stands(&self, visibility: &str) {
        self.world.set("objectives", self.objective.0, &format!("visibility = '{visibility}'")).await;
    }
}

/// Act, answer and reason of each row.
fn rows(answer: &Answer) -> Vec<String> {
    answer.marked("access-row").iter().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn what_is_said_about_somebody_is_what_they_are_told_themselves() {
    let scene = scene().await;
    let admin = scene.app.sign_in("admin@acme.example").await;
    let mut told = Vec::new();
    for visibility in ["organization", "workspace", "private"] {
        scene.stands(visibility).await;
        for name in PEOPLE {
            let said = admin.get(&scene.page(Some(name))).await;
            let own = scene.app.sign_in(&scene.world.email(name)).await.get(&scene.page(None)).await;
            let sees = said.only("access").contains("Does not see this objective");
            assert_eq!(own.status, if sees { StatusCode::NOT_FOUND } else { StatusCode::OK }, "{name}, {visibility}");
            if !sees {
                assert_eq!(rows(&said), rows(&own), "{name}, {visibility}");
            }
            told.push(format!("{visibility} {name}: {}", rows(&said).first().unwrap()));
        }
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_reason_is_told_for_each_act() {
    let scene = scene().await;
    let manager = scene.app.sign_in("manager@acme.example").await;
    let page = manager.get(&scene.page(None)).await;
    assert_eq!(page.texts("h1"), ["Who may do what"]);
    insta::assert_snapshot!(rows(&page).join("\n"));
    scene.world.set("objectives", scene.objective.0, "stage = 'closed'").await;
    let closed = rows(&manager.get(&scene.page(None)).await);
    assert!(closed.iter().any(|row| row.starts_with("Set values and check in Not now A role allows it")), "{closed:?}");
    assert!(closed.iter().any(|row| row.starts_with("Archive and restore Yes Manages its owner")), "{closed:?}");

    let from_the_objective = manager.get(&format!("/objectives/{}", scene.objective)).await;
    assert_eq!(from_the_objective.attributes("[data-testid=access-link]", "href"), [scene.page(None)]);
}

#[tokio::test]
async fn others_are_explained_to_those_who_give_roles_and_to_auditors() {
    let scene = scene().await;
    for (name, may) in [
        ("manager", true),
        ("owner", true),
        ("workspace-admin", true),
        ("auditor", true),
        ("admin", true),
        ("viewer", false),
        ("stranger", false),
    ] {
        let client = scene.app.sign_in(&scene.world.email(name)).await;
        let own = client.get(&scene.page(None)).await;
        assert_eq!((own.status, own.has("#person")), (StatusCode::OK, may), "{name}");
        let other = client.get(&scene.page(Some("expert"))).await;
        assert_eq!(other.status, if may { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{name}");
    }
    let owner = scene.app.sign_in("owner@acme.example").await;
    let unknown = owner.get(&format!("{}?person=Nobody", scene.page(None))).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.attributes("#person", "value"), ["Nobody"]);
    assert!(unknown.has("#person[aria-invalid=true]"));
    scene.app.sql("UPDATE accounts SET state = 'inactive' WHERE email = 'expert@acme.example'").await;
    let gone = owner.get(&scene.page(Some("expert"))).await;
    assert!(gone.only("access").contains("cannot sign in"));
}
