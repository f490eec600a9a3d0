//! Ownership passes by an offer that is accepted, and not otherwise.

use axum::http::StatusCode;
use okrio::kernel::AccountId;

use crate::app::TestApp;
use crate::support::client::Client;
use crate::world::World;

const PAGE: &str = "/organization/ownership";

struct Scene {
    app: TestApp,
    world: World,
    boris: AccountId,
}

async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person_as("olga", "owner").await;
    world.person_as("anna", "admin").await;
    let boris = world.person("boris").await;
    Scene { app, world, boris }
}

impl Scene {
    async fn sign_in(&self, name: &str) -> Client<'_> {
        self.app.sign_in(&format!("{name}@acme.example")).await
    }

    async fn roles(&self) -> String {
        self.app.ask("SELECT string_agg(name || ' ' || role, ', ' ORDER BY name) FROM accounts").await
    }
}

async fn offer(client: &Client<'_>, to: AccountId) {
    let form = client.get(&format!("/organization/members/{to}")).await.form("offer-ownership");
    let done = client.submit(form).await;
    assert_eq!(done.location().as_deref(), Some(PAGE), "{}", done.text());
}

#[tokio::test]
async fn an_offer_that_is_accepted_makes_both_what_they_are_from_then_on() {
    let scene = scene().await;
    let (olga, boris, anna) = (scene.sign_in("olga").await, scene.sign_in("boris").await, scene.sign_in("anna").await);
    offer(&olga, scene.boris).await;
    assert!(olga.get(PAGE).await.only("offer").starts_with("Boris, until"));
    assert!(anna.get(PAGE).await.has("[data-testid=offer]") && !anna.get(PAGE).await.has("form[data-testid]"));
    assert!(boris.get("/").await.texts("[data-testid=todo-item]")[0].contains("Olga offers you ownership"));
    assert_eq!(scene.roles().await, "Anna admin, Boris member, Olga owner", "nothing changes by offering");

    let done = boris.submit(boris.get(PAGE).await.form("accept")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(boris.follow(done).await.only("owner").split(' ').next_back(), Some("Boris"));
    assert_eq!(scene.roles().await, "Anna admin, Boris owner, Olga admin");
    assert!(!boris.get("/").await.has("[data-testid=todo-item] a[href='/organization/ownership']"));
    let by: String = scene
        .app
        .ask("SELECT a.name FROM audit_log l JOIN accounts a ON a.id = l.account_id WHERE action = 'ownership.accept'")
        .await;
    assert_eq!(by, "Boris");
}

#[tokio::test]
async fn a_declined_an_expired_and_a_cancelled_offer_change_nothing() {
    let scene = scene().await;
    let (olga, boris) = (scene.sign_in("olga").await, scene.sign_in("boris").await);
    offer(&olga, scene.boris).await;
    let accept = boris.get(PAGE).await.form("accept");
    let declined = boris.submit(boris.get(PAGE).await.form("decline")).await;
    assert_eq!(declined.location().as_deref(), Some("/"));
    assert_eq!(boris.submit(accept).await.status, StatusCode::GONE, "after it was declined");

    offer(&olga, scene.boris).await;
    let accept = boris.get(PAGE).await.form("accept");
    let cancelled = olga.submit(olga.get(PAGE).await.form("cancel")).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
    assert_eq!(boris.submit(accept).await.status, StatusCode::GONE, "after it was taken back");
    assert_eq!(boris.get(PAGE).await.status, StatusCode::FORBIDDEN, "he has nothing to do with it any more");

    offer(&olga, scene.boris).await;
    let accept = boris.get(PAGE).await.form("accept");
    scene.app.sql("UPDATE ownership_offers SET offered_at = '2026-01-01', expires_at = '2026-01-15'").await;
    assert_eq!(boris.submit(accept).await.status, StatusCode::GONE, "after two weeks");
    assert_eq!(scene.roles().await, "Anna admin, Boris member, Olga owner");
    // the next one takes its place
    offer(&olga, scene.boris).await;
}

#[tokio::test]
async fn only_the_owner_offers_and_only_to_somebody_who_can_sign_in() {
    let scene = scene().await;
    let (olga, anna) = (scene.sign_in("olga").await, scene.sign_in("anna").await);
    let nobody = scene.world.account("nora", "member", None).await;
    let suspended = scene.world.person("sven").await;
    scene.world.set("accounts", suspended.0, "state = 'suspended'").await;
    let id = |account: AccountId| account.to_string();
    let own: String = scene.app.ask("SELECT id::text FROM accounts WHERE role = 'owner'").await;
    for to in [id(nobody), id(suspended), own] {
        assert_eq!(olga.post(PAGE, &[("to", &to)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!olga.get(&format!("/organization/members/{to}")).await.has("form[data-testid=offer-ownership]"));
    }
    assert_eq!(olga.post(PAGE, &[("to", "somebody")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(anna.post(PAGE, &[("to", &id(scene.boris))]).await.status, StatusCode::FORBIDDEN);
    let offers: i64 = scene.app.ask("SELECT count(*) FROM ownership_offers").await;
    assert_eq!(offers, 0);
}

#[tokio::test]
async fn an_offer_to_somebody_suspended_meanwhile_is_not_taken_over() {
    let scene = scene().await;
    let (olga, boris) = (scene.sign_in("olga").await, scene.sign_in("boris").await);
    offer(&olga, scene.boris).await;
    let accept = boris.get(PAGE).await.form("accept");
    scene.app.sql("UPDATE accounts SET state = 'suspended' WHERE name = 'Boris'").await;
    assert_eq!(boris.submit(accept).await.status, StatusCode::SEE_OTHER, "to the door");
    assert_eq!(scene.roles().await, "Anna admin, Boris member, Olga owner");
}

/// Whatever the program does: the database keeps one owner, who is at work.
#[tokio::test]
async fn the_database_lets_nobody_take_an_organization() {
    let scene = scene().await;
    for (statement, constraint) in [
        ("UPDATE accounts SET state = 'suspended' WHERE role = 'owner'", "accounts_owner_is_active"),
        ("UPDATE accounts SET role = 'owner' WHERE name = 'Boris'", "accounts_one_owner"),
    ] {
        let error = sqlx::query(statement).execute(&scene.app.admin).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().constraint(), Some(constraint));
    }
}

#[tokio::test]
async fn passing_it_on_and_making_powerful_asks_again_who_it_is() {
    let scene = scene().await;
    let (olga, boris) = (scene.sign_in("olga").await, scene.sign_in("boris").await);
    offer(&olga, scene.boris).await;
    let accept = boris.get(PAGE).await.form("accept");
    let address = format!("/organization/members/{}", scene.boris);
    let (member, again) = (olga.get(&address).await, olga.get(&address).await);
    scene.app.clock.advance(chrono::Duration::minutes(10));
    for (client, form) in [
        (&boris, accept.clone()),
        (&olga, member.form("offer-ownership")),
        (&olga, member.form("member-roles").set("admin", "1")),
        (&olga, again.form("member-roles").set("auditor", "1")),
    ] {
        let asked = client.submit(form.clone()).await;
        let to = asked.location().unwrap_or_default();
        assert!(to.starts_with("/sign-in/again?return_to="), "{}: {}", form.action, asked.text());
    }
    let roles = olga.get(&address).await.form("member-roles").set("hr", "1");
    assert_eq!(olga.submit(roles).await.location(), Some(address));
    assert_eq!(scene.roles().await, "Anna admin, Boris member, Olga owner");
    let asked = boris.submit(accept).await;
    let form = boris.follow(asked).await.form("confirmation-form").set("password", crate::world::PASSWORD);
    let page = boris.follow(boris.submit(form).await).await;
    assert_eq!(boris.submit(page.form("accept")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.roles().await, "Anna admin, Boris owner, Olga admin");
}
