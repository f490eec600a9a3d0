//! Handing over: it succeeds, and whoever would lose sight of the objective by it stays.
use axum::http::StatusCode;
use okrio::kernel::{AccountId, ObjectiveId};

use crate::app::TestApp;
use crate::world::World;

struct Scene {
    app: TestApp,
    world: World,
    anna: AccountId,
    objective: ObjectiveId,
}

/// Anna's private objective, and Boris, who has no part in it.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    let objective = world.objective("Grow", anna).await;
    world.set("objectives", objective.0, "visibility = 'private'").await;
    Scene { app, world, anna, objective }
}

impl Scene {
    async fn state(&self) -> (String, Vec<String>) {
        let owner = self.app.ask("SELECT a.name FROM objectives o JOIN accounts a ON a.id = o.owner_id").await;
        let roles = sqlx::query_scalar(
            "SELECT a.name || ' ' || r.role FROM object_roles r JOIN accounts a ON a.id = r.account_id ORDER BY 1",
        );
        (owner, roles.fetch_all(&self.app.admin).await.unwrap())
    }

    /// Changes a field of the form; gives the page that follows.
    async fn change(&self, name: &str, field: &str, value: &str) -> crate::support::answer::Answer {
        let client = self.app.sign_in(&self.world.email(name)).await;
        let form = client.get(&format!("/objectives/{}/edit", self.objective)).await.form("objective-form");
        let saved = client.submit(form.set(field, value)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        client.follow(saved).await
    }
}

#[tokio::test]
async fn the_owner_that_was_stays_as_a_contributor() {
    let scene = scene().await;
    let page = scene.change("anna", "owner", "boris@acme.example").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("h1"), ["Grow"]);
    assert!(page.only("toast").contains("You stay on it as a contributor"), "{}", page.only("toast"));
    assert_eq!(page.forms("okrio-toast form").len(), 0, "what Anna no longer leads she cannot take back");
    assert_eq!(scene.state().await, ("Boris".to_owned(), vec!["Anna contributor".to_owned()]));
    assert_eq!(
        scene.app.ask::<i64>("SELECT count(*) FROM changes WHERE field = 'role' AND account_id IS NOT NULL").await,
        1
    );
    let boris = scene.app.sign_in("boris@acme.example").await;
    assert_eq!(boris.get(&format!("/objectives/{}/edit", scene.objective)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_sees_it_anyway_needs_no_role() {
    let scene = scene().await;
    scene.world.set("objectives", scene.objective.0, "visibility = 'organization'").await;
    let page = scene.change("anna", "owner", "boris@acme.example").await;
    assert!(page.only("toast").starts_with("Objective saved"), "{}", page.only("toast"));
    assert!(!page.only("toast").contains("contributor"));
    assert_eq!(scene.state().await, ("Boris".to_owned(), vec![]));
}

#[tokio::test]
async fn a_manager_who_hands_it_out_of_reach_stays_too() {
    let scene = scene().await;
    let maria = scene.world.person("maria").await;
    scene.world.reports_to(scene.anna, maria, "solid").await;
    let page = scene.change("maria", "owner", "boris@acme.example").await;
    let toast = page.only("toast");
    assert!(toast.contains("Anna stays on it") && toast.contains("You stay on it"), "{toast}");
    assert_eq!(
        scene.state().await,
        ("Boris".to_owned(), vec!["Anna contributor".to_owned(), "Maria contributor".to_owned()])
    );
}

#[tokio::test]
async fn an_administrator_hands_it_over_and_back() {
    let scene = scene().await;
    scene.world.person_as("chief", "admin").await;
    let page = scene.change("chief", "owner", "boris@acme.example").await;
    assert!(page.only("toast").contains("Anna stays on it"), "{}", page.only("toast"));
    assert_eq!(scene.state().await, ("Boris".to_owned(), vec!["Anna contributor".to_owned()]));
    let chief = scene.app.sign_in("chief@acme.example").await;
    let undone = chief.submit(page.forms("okrio-toast form").remove(0)).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    assert_eq!(scene.state().await, ("Anna".to_owned(), vec![]), "the role goes with what it was given for");
}

#[tokio::test]
async fn somebody_who_left_gets_no_role() {
    let scene = scene().await;
    scene.world.person_as("chief", "admin").await;
    scene.world.set("accounts", scene.anna.0, "state = 'inactive'").await;
    scene.change("chief", "owner", "boris@acme.example").await;
    assert_eq!(scene.state().await, ("Boris".to_owned(), vec![]));
}

#[tokio::test]
async fn hiding_it_from_oneself_keeps_it_in_sight() {
    let scene = scene().await;
    let walter = scene.world.person("walter").await;
    scene.world.member(scene.world.company, walter, "admin").await;
    scene.world.set("objectives", scene.objective.0, "visibility = 'workspace'").await;
    let page = scene.change("walter", "visibility", "private").await;
    assert!(page.only("toast").contains("You stay on it as a contributor"), "{}", page.only("toast"));
    assert_eq!(scene.state().await, ("Anna".to_owned(), vec!["Walter contributor".to_owned()]));
}

#[tokio::test]
async fn the_owner_of_a_key_result_that_was_stays_as_a_viewer() {
    let scene = scene().await;
    let carl = scene.world.person("carl").await;
    let key_result = scene.world.key_result(scene.objective, "Visits", 0, 100).await;
    scene
        .world
        .set(
            "key_results",
            key_result.0,
            &format!("owner_id = '{carl}', owner_no = (SELECT account_no FROM accounts WHERE id = '{carl}')"),
        )
        .await;
    assert_eq!(scene.state().await.1, ["Carl key_result_owner"]);
    let anna = scene.app.sign_in("anna@acme.example").await;
    let address = format!("/key-results/{key_result}");
    let form = anna.get(&format!("{address}/edit")).await.forms(&format!("form[action='{address}']")).remove(0);
    let saved = anna.submit(form.set("owner", "boris@acme.example")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let page = anna.follow(saved).await;
    assert!(page.only("toast").contains("Carl can still see"), "{}", page.only("toast"));
    assert_eq!(scene.state().await.1, ["Boris key_result_owner", "Carl viewer"]);
    let carl = scene.app.sign_in("carl@acme.example").await;
    assert_eq!(carl.get(&address).await.status, StatusCode::OK);
    assert!(!carl.get(&address).await.has("a[href$='/value/edit']"), "but sets no values any more");
}
