//! A number counts children that the reader may not see, and says how many.
use okrio::kernel::{KeyResultId, ObjectiveId};

use crate::app::TestApp;
use crate::world::World;

struct Scene {
    app: TestApp,
    world: World,
    parent: ObjectiveId,
}

/// Anna's «Grow» counts its children: «Seen» at 50 %, and two private ones of Boris at 100 % and 0 %, besides one without a number.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    let parent = world.objective("Grow", anna).await;
    world.set("objectives", parent.0, "rollup = 'children'").await;
    for (title, owner, columns) in [
        ("Seen", anna, "progress = 0.5"),
        ("Merge with a rival", boris, "progress = 1, visibility = 'private'"),
        ("Sell the office", boris, "progress = 0, visibility = 'private'"),
        ("Move abroad", boris, "visibility = 'private'"),
    ] {
        let child = world.objective(title, owner).await;
        world.set("objectives", child.0, &format!("parent_id = '{parent}', {columns}")).await;
    }
    Scene { app, world, parent }
}

const SECRETS: [&str; 3] = ["Merge with a rival", "Sell the office", "Move abroad"];

#[tokio::test]
async fn they_are_counted_summed_up_and_never_named() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for answer in [
        anna.get(&format!("/objectives/{}?why=progress", scene.parent)).await,
        anna.htmx().get(&format!("/objectives/{}/why", scene.parent)).await,
    ] {
        let why = answer.only("why-content");
        assert!(why.contains("2 you cannot see"), "those with a number: {why}");
        assert!(why.contains("1 you cannot see"), "the one without: {why}");
        assert!(why.contains("Result 50 %") || why.contains("Result 50\u{a0}%"), "{why}");
        assert!(why.contains("3 of 4"), "{why}");
        for secret in SECRETS {
            assert!(!answer.body.contains(secret), "{secret} on {}", answer.address);
        }
    }
    let boris = scene.app.sign_in("boris@acme.example").await;
    let why = boris.htmx().get(&format!("/objectives/{}/why", scene.parent)).await.only("why-content");
    assert!(!why.contains("you cannot see"), "{why}");
    for secret in SECRETS {
        assert!(why.contains(secret), "{why}");
    }
    assert!(why.contains("Result 50\u{a0}%") || why.contains("Result 50 %"), "the same number: {why}");
}

#[tokio::test]
async fn a_new_value_counts_them_too() {
    let scene = scene().await;
    scene.world.set("objectives", scene.parent.0, "rollup = 'both'").await;
    let visits: KeyResultId = scene.world.key_result(scene.parent, "Visits", 0, 100).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let saved = anna.htmx().post(&format!("/key-results/{visits}/value"), &[("value", "100"), ("_ver", "1")]).await;
    // (1 + 0.5 + 1 + 0) ÷ 4
    let progress = format!("hx-partial[hx-target='#objective-{}-progress']", scene.parent);
    assert!(saved.texts(&progress).concat().contains("62.5"), "{}", saved.body);
    assert_eq!(
        scene.app.ask::<f64>("SELECT progress FROM objectives WHERE title = 'Grow'").await,
        0.625,
        "lists show the same number"
    );
}
