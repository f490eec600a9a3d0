//! The door: e-mail and password.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn the_form_leads_back_to_the_page_that_was_wanted() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    let client = app.client();

    let form = client.get("/sign-in?return_to=%2Fobjectives%3Fperiod%3D2026-q4").await.form("sign-in-form");
    let answer = client.submit(form.set("email", "Anna@Acme.example").set("password", crate::world::PASSWORD)).await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location().unwrap(), "/objectives?period=2026-q4");
}
