//! The periods of the picker.
use crate::app::TestApp;
use crate::world::{World, day};

#[tokio::test]
async fn the_picker_follows_every_change_of_the_periods_and_of_no_other_organization() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let offered = async || {
        let page = client.get("/objectives").await;
        page.texts("details:has([data-testid=period-picker]) a").join("|")
    };
    let before = offered().await;
    let year = world.period("year", day(2031, 1, 1), day(2031, 12, 31), "planning").await;
    assert!(offered().await.contains("2031") && !before.contains("2031"), "{before}");
    world.set("periods", year.0, "starts_on = '2032-01-01', ends_on = '2032-12-31'").await;
    assert!(offered().await.contains("2032") && !offered().await.contains("2031"));
    let other = World::named(&app, "other").await;
    other.period("year", day(2041, 1, 1), day(2041, 12, 31), "planning").await;
    assert!(!offered().await.contains("2041"));
    app.sql("DELETE FROM periods WHERE starts_on = '2032-01-01'").await;
    assert_eq!(offered().await, before);
}
