//! What an administrator sees of a private objective by office alone leaves a trace.
use axum::http::StatusCode;
use chrono::Duration;
use okrio::kernel::{AccountId, KeyResultId, ObjectiveId};
use uuid::Uuid;

use crate::app::TestApp;
use crate::world::World;

struct Scene {
    app: TestApp,
    world: World,
    anna: AccountId,
    chief: AccountId,
    objective: ObjectiveId,
    key_result: KeyResultId,
}

/// Anna's private objective with a key result, and an administrator who has no part in it.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let chief = world.person_as("chief", "admin").await;
    let objective = world.objective("Prepare the merger", anna).await;
    let key_result = world.key_result(objective, "Contracts read", 0, 10).await;
    world.set("objectives", objective.0, "visibility = 'private'").await;
    Scene { app, world, anna, chief, objective, key_result }
}

impl Scene {
    async fn looks(&self) -> i64 {
        self.app.ask("SELECT count(*) FROM audit_log WHERE action = 'objective.look'").await
    }

    fn pages(&self) -> [String; 4] {
        let (objective, key_result) = (self.objective, self.key_result);
        [
            format!("/objectives/{objective}"),
            format!("/key-results/{key_result}"),
            format!("/objectives/{objective}/history"),
            format!("/objectives/{objective}/comments"),
        ]
    }
}

#[tokio::test]
async fn each_page_is_a_look_and_an_hour_holds_one() {
    let scene = scene().await;
    let chief = scene.app.sign_in("chief@acme.example").await;
    for (before, page) in (0..).zip(scene.pages()) {
        assert_eq!(scene.looks().await, before, "before {page}");
        for _ in 0..2 {
            assert_eq!(chief.get(&page).await.status, StatusCode::OK, "{page}");
            assert_eq!(scene.looks().await, before + 1, "after {page}");
        }
        scene.app.clock.advance(Duration::minutes(61));
    }
    let who: (Uuid, Uuid, String) = sqlx::query_as(
        "SELECT DISTINCT account_id, subject_id, subject_kind FROM audit_log WHERE action = 'objective.look'",
    )
    .fetch_one(&scene.app.admin)
    .await
    .unwrap();
    assert_eq!(who, (scene.chief.0, scene.objective.0, "objective".to_owned()));
}

#[tokio::test]
async fn those_who_have_a_part_in_it_just_look() {
    let scene = scene().await;
    let owner = scene.app.sign_in("anna@acme.example").await;
    let chief = scene.app.sign_in("chief@acme.example").await;
    for page in scene.pages() {
        assert_eq!(owner.get(&page).await.status, StatusCode::OK);
    }
    // a manager sees it as a manager, whatever office they hold besides
    scene.world.reports_to(scene.anna, scene.chief, "solid").await;
    for page in scene.pages() {
        assert_eq!(chief.get(&page).await.status, StatusCode::OK);
    }
    scene.app.sql("DELETE FROM org_relations; UPDATE objectives SET visibility = 'workspace'").await;
    for page in scene.pages() {
        assert_eq!(chief.get(&page).await.status, StatusCode::OK);
    }
    // lists are no looks
    scene.app.sql("UPDATE objectives SET visibility = 'private'").await;
    assert!(chief.get("/objectives").await.text().contains("Prepare the merger"));
    assert_eq!(scene.looks().await, 0);
}

#[tokio::test]
async fn without_its_trace_there_is_no_look() {
    let scene = scene().await;
    let chief = scene.app.sign_in("chief@acme.example").await;
    scene.app.sql("ALTER TABLE audit_log ADD CONSTRAINT no_room CHECK (action <> 'objective.look') NOT VALID").await;
    for page in scene.pages() {
        let answer = chief.get(&page).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{page}");
        assert!(!answer.body.contains("merger"), "{page}");
    }
}

#[tokio::test]
async fn a_change_by_office_is_a_look_too() {
    let scene = scene().await;
    let chief = scene.app.sign_in("chief@acme.example").await;
    let title = format!("/objectives/{}/title", scene.objective);
    let saved = chief.post(&title, &[("title", "Prepare the deal"), ("_ver", "1")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(scene.looks().await, 1);
}
