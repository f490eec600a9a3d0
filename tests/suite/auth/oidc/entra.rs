//! What is different with Microsoft Entra ID, by a provider that says the same.

use axum::http::StatusCode;
use serde_json::json;

use super::scene::Scene;

const TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

async fn scene() -> Scene {
    let scene = Scene::new().await;
    scene
        .app
        .sql("UPDATE identity_providers SET kind = 'entra', tenant = '9188040d-6c67-4c5b-b112-36a304b66dad'")
        .await;
    scene
        .idp
        .person(
            "anna-for-this-app",
            json!({ "tid": TENANT, "oid": "anna-oid", "preferred_username": "anna@acme.example" }),
        )
        .await;
    scene
}

#[tokio::test]
async fn the_person_is_oid_in_the_pinned_directory() {
    let scene = scene().await;
    scene.connect().await;
    let subject: String = scene.app.ask("SELECT subject FROM identities").await;
    assert_eq!(subject, "anna-oid");
    assert_eq!(scene.sign_in(&scene.app.client()).await.location().as_deref(), Some("/help"));

    scene.idp.forget();
    scene.idp.person("anna-for-this-app", json!({ "tid": "another", "oid": "anna-oid" })).await;
    let refused = scene.sign_in(&scene.app.client()).await;
    assert_eq!((refused.status, scene.reason().await.as_str()), (StatusCode::FORBIDDEN, "tenant"));
}

#[tokio::test]
async fn groups_decide_also_when_there_are_too_many_to_be_named() {
    let scene = scene().await;
    scene.connect().await;
    scene.app.sql("UPDATE identity_providers SET groups = '{okr-people}'").await;
    for (claims, reason) in [
        (json!({ "groups": ["others"] }), "group"),
        (json!({}), "group"),
        (json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": {} }), "groups_left_out"),
    ] {
        scene.idp.change(json!({ "claims": claims })).await;
        let refused = scene.sign_in(&scene.app.client()).await;
        assert_eq!((refused.status, scene.reason().await.as_str()), (StatusCode::FORBIDDEN, reason));
    }
    scene.idp.change(json!({ "claims": { "groups": ["others", "okr-people"] } })).await;
    assert_eq!(scene.sign_in(&scene.app.client()).await.location().as_deref(), Some("/help"));
}

#[tokio::test]
async fn a_second_factor_is_asked_for_as_a_claim() {
    let scene = scene().await;
    scene.connect().await;
    scene.app.sql("UPDATE identity_providers SET mfa_value = 'c1'").await;
    scene.app.sql("INSERT INTO sign_in_policies (organization_id, ways, second_factor) SELECT id, '{provider}', true FROM organizations").await;
    let client = scene.app.client();
    let asked = client.get(&scene.start).await.location().unwrap();
    assert!(asked.contains("claims=%7B%22id_token%22%3A%7B%22acrs%22"), "{asked}");
    // what the library of the tests does not know it ignores
    scene.app.sql("UPDATE identity_providers SET mfa_value = NULL").await;
    let back = scene.there(&client).await;
    scene.app.sql("UPDATE identity_providers SET mfa_value = 'c1'").await;
    scene.idp.change(json!({ "claims": { "acrs": ["c1"] } })).await;
    assert_eq!(client.get(&back).await.location().as_deref(), Some("/help"));
}
