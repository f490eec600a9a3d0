//! Who moves an objective between its stages.
use axum::http::StatusCode;
use okrio::kernel::ObjectiveId;
use okrio::okr::objectives::actions;
use okrio::okr::objectives::model::NewObjective;
use okrio::okr::objectives::stage::Stage;
use okrio::okr::objectives::visibility::Visibility;
use rust_decimal::Decimal;

use crate::app::TestApp;
use crate::world::World;

/// Anna's active objective; Walter administers its workspace, Maria manages Anna, Chief is an administrator.
async fn scene() -> (TestApp, World, ObjectiveId) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let (walter, maria) = (world.person("walter").await, world.person("maria").await);
    world.person_as("chief", "admin").await;
    world.member(world.company, walter, "admin").await;
    world.reports_to(anna, maria, "solid").await;
    let objective = world.objective("Grow", anna).await;
    (app, world, objective)
}

#[tokio::test]
async fn back_to_draft_go_those_who_sent_it() {
    let (app, world, objective) = scene().await;
    for (name, allowed) in [("walter", false), ("anna", true), ("maria", true), ("chief", true)] {
        let client = app.sign_in(&world.email(name)).await;
        let address = format!("/objectives/{objective}/return");
        let page = client.get(&format!("/objectives/{objective}")).await;
        assert_eq!(page.has("a[href$='/return']"), allowed, "{name} is offered it");
        let expected = if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(client.get(&address).await.status, expected, "{name}");
        let sent = client.post(&address, &[("_ver", "1"), ("reason", "Too early")]).await;
        let expected = if allowed { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
        assert_eq!(sent.status, expected, "{name}: {}", sent.text());
        world.set("objectives", objective.0, "stage = 'active', version = 1").await;
    }
    // what the workspace's administrator may do with it all the same
    let walter = app.sign_in("walter@acme.example").await;
    let page = walter.get(&format!("/objectives/{objective}")).await;
    assert!(page.has("form[action$='/archive']") && page.has("a[href$='/edit']"));
}

#[tokio::test]
async fn an_archived_objective_stays_in_its_stage() {
    let (app, world, objective) = scene().await;
    world.set("objectives", objective.0, "archived_at = now()").await;
    let anna = app.sign_in("anna@acme.example").await;
    assert_eq!(anna.get(&format!("/objectives/{objective}/return")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_may_create_for_others_notes_the_first_stage() {
    let (app, world, _) = scene().await;
    let (expert, anna) = (world.person("expert").await, world.person("boris").await);
    world.member(world.company, expert, "expert").await;
    world.member(world.company, anna, "member").await;
    for name in ["expert", "walter", "chief"] {
        let actor = world.actor_named(name).await;
        let mut tx = app.db.write(&actor).await.unwrap();
        let new = NewObjective {
            title: format!("By {name}"),
            description: String::new(),
            workspace: world.company,
            owner: anna,
            period: world.quarter,
            parent: None,
            rollup: okrio::okr::maths::Mode::default(),
            visibility: Visibility::Organization,
            stage: Stage::Draft,
            weight: Decimal::ONE,
            priority: None,
            import_key: None,
        };
        let id = actions::create(&mut tx, new).await.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        tx.commit().await.unwrap();
        let stages: i64 = sqlx::query_scalar("SELECT count(*) FROM objective_stages WHERE objective_id = $1")
            .bind(id)
            .fetch_one(&app.admin)
            .await
            .unwrap();
        assert_eq!(stages, 1, "{name}");
    }
}
