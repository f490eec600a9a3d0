//! The way from the door to the right provider.

use super::scene::Scene;
use crate::world::World;

#[tokio::test]
async fn an_organization_or_an_address_leads_to_its_provider() {
    let scene = Scene::new().await;
    let client = scene.app.client();
    let door = client.get("/sign-in?return_to=/help").await;
    let way = door.attributes("[data-testid=sign-in-organization]", "href").remove(0);
    let page = client.get(&way).await;
    assert!(!page.has("[data-testid=found-providers]"));
    for sought in ["acme", "ACME", "acme.example", "anna@acme.example", "nobody.at.all@Acme.Example"] {
        let page = client.get(&format!("/sign-in/organization?for={sought}&return_to=/help")).await;
        assert_eq!(page.marked("provider-offer"), ["Acme ID Acme Continue Acme ID"], "{sought}");
        let to = page.attributes("[data-testid=provider-offer] a", "href").remove(0);
        assert_eq!(to, format!("{}?return_to=%2Fhelp", scene.start));
    }
}

#[tokio::test]
async fn who_exists_is_not_told() {
    let scene = Scene::new().await;
    World::named(&scene.app, "globex").await.person("otto").await;
    let client = scene.app.client();
    let mut shown = Vec::new();
    for sought in ["globex", "nowhere", "otto@globex.example", "x@nowhere.example", "%", "<b>", "a\0b"] {
        let typed: String = url::form_urlencoded::byte_serialize(sought.as_bytes()).collect();
        let page = client.get(&format!("/sign-in/organization?for={typed}")).await;
        shown.push(page.only("found-providers"));
    }
    shown.dedup();
    assert_eq!(shown.len(), 1, "{shown:?}");
    scene.app.sql("UPDATE identity_providers SET is_active = false").await;
    assert_eq!(client.get("/sign-in/organization?for=acme").await.only("found-providers"), shown[0]);
}
