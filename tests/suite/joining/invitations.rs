//! Who invites whom, and what becomes of an invitation before it is accepted.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::auth::password_reset::link;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::World;

const PAGE: &str = "/organization/invitations";

pub async fn app_with_people() -> (TestApp, World) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    for (name, role) in [("anna", "owner"), ("adam", "admin"), ("hanna", "hr"), ("boris", "member")] {
        world.person_as(name, role).await;
    }
    (app, world)
}

pub async fn invite(client: &Client<'_>, emails: &str, role: &str) -> Answer {
    let form = client.get(PAGE).await.form("invitation-form");
    client.submit(form.set("emails", emails).set("role", role)).await
}

#[tokio::test]
async fn many_are_invited_at_once_and_nobody_twice() {
    let (app, _) = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    let sent = invite(&anna, "vera@acme.example, Gleb <gleb@acme.example>\nboris@acme.example", "member").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = anna.follow(sent).await;
    assert_eq!(page.texts("#toasts p"), ["2 invitations are on their way. 1 person is here or invited already."]);
    let rows = page.marked("invitation");
    assert!(rows.len() == 2 && rows[0].starts_with("gleb@acme.example Member Anna · sent today, 09:00"), "{rows:?}");
    let again = invite(&anna, "VERA@acme.example", "member").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.texts("#emails-err"), ["All of them are here or invited already."]);
    assert_eq!(again.form("invitation-form").get("emails"), Some("VERA@acme.example"));
    let letters: String =
        app.ask("SELECT string_agg(recipient || ' ' || subject, ', ' ORDER BY id) FROM letters").await;
    assert_eq!(letters, "vera@acme.example Invitation to Acme in OKRio, gleb@acme.example Invitation to Acme in OKRio");
    let audited: i64 = app.ask("SELECT count(*) FROM audit_log WHERE action = 'invitation.create'").await;
    assert_eq!(audited, 2);
    let words: bool = app.ask("SELECT bool_or(l::text ~ 'vera') FROM audit_log l").await;
    assert!(!words, "addresses are not for the log");
}

#[tokio::test]
async fn each_gives_what_is_theirs_to_give() {
    let (app, _) = app_with_people().await;
    for (who, offered) in
        [("anna", &["member", "hr", "auditor", "admin"] as &[_]), ("adam", &["member", "hr"]), ("hanna", &["member"])]
    {
        let client = app.sign_in(&format!("{who}@acme.example")).await;
        assert_eq!(client.get(PAGE).await.attributes("#role option", "value"), offered, "{who}");
        for role in ["member", "hr", "auditor", "admin", "owner"] {
            let email = format!("{who}-{role}@acme.example");
            let sent = client.post(PAGE, &[("emails", &email), ("role", role), ("days", "7")]).await;
            let may = offered.contains(&role) || who == "anna" && role == "owner";
            let expected = if may { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
            assert_eq!(sent.status, expected, "{who} {role}");
        }
    }
    let boris = app.sign_in("boris@acme.example").await;
    assert_eq!(boris.get(PAGE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        boris.post(PAGE, &[("emails", "x@acme.example"), ("role", "member"), ("days", "7")]).await.status,
        StatusCode::FORBIDDEN
    );
    // HR sees that administrators are invited, and leaves it to the owner
    let hanna = app.sign_in("hanna@acme.example").await;
    let id: uuid::Uuid = app.ask("SELECT id FROM invitations WHERE role = 'admin'").await;
    for act in ["sending", "withdrawal"] {
        assert_eq!(hanna.post(&format!("{PAGE}/{id}/{act}"), &[]).await.status, StatusCode::FORBIDDEN, "{act}");
    }
    let greta = World::named(&app, "globex").await;
    greta.person_as("greta", "owner").await;
    let greta = app.sign_in("greta@globex.example").await;
    for act in ["sending", "withdrawal"] {
        assert_eq!(greta.post(&format!("{PAGE}/{id}/{act}"), &[]).await.status, StatusCode::NOT_FOUND, "{act}");
    }
}

#[tokio::test]
async fn an_invitation_is_sent_again_and_withdrawn() {
    let (app, _) = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "vera@acme.example", "member").await;
    let first = link(&app).await;
    app.clock.advance(Duration::days(6));
    let again = anna.submit(anna.get(PAGE).await.form("invitation-sending")).await;
    assert!(anna.follow(again).await.text().contains("Another link is on its way to vera@acme.example."));
    let second = link(&app).await;
    let guest = app.client();
    guest.get(&first).await;
    assert_eq!(guest.get("/invitation").await.status, StatusCode::GONE, "the first link is dead");
    guest.get(&second).await;
    app.clock.advance(Duration::days(6));
    assert_eq!(guest.get("/invitation").await.status, StatusCode::OK);

    let gone = anna.htmx().submit(anna.get(PAGE).await.form("invitation-withdrawal")).await;
    assert_eq!(
        (gone.status, gone.said().as_str()),
        (StatusCode::OK, "The invitation of vera@acme.example is withdrawn.")
    );
    assert_eq!(guest.get("/invitation").await.status, StatusCode::GONE);
    assert!(anna.get(PAGE).await.has("[data-testid=no-invitations]"));
    let audited: String =
        app.ask("SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE action ~ '^invitation'").await;
    assert_eq!(audited, "invitation.create invitation.send invitation.withdraw");
    // and the address can be invited anew
    assert_eq!(invite(&anna, "vera@acme.example", "member").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_page_says_where_the_letter_is() {
    let (app, _) = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "vera@acme.example", "member").await;
    let state = async || anna.get(PAGE).await.only("invitation");
    assert!(state().await.contains("the letter is on its way"));
    app.sql("UPDATE letters SET failed_at = now()").await;
    assert!(state().await.contains("the letter could not be delivered"));
    app.sql("UPDATE letters SET failed_at = NULL, sent_at = now()").await;
    assert!(state().await.contains("until 25 Nov, 09:00"), "{}", state().await);
    app.clock.advance(Duration::days(7));
    let anna = app.sign_in("anna@acme.example").await;
    assert!(anna.get(PAGE).await.only("invitation").contains("its time is over"));
}

#[tokio::test]
async fn names_cannot_add_to_the_letter() {
    let (app, world) = app_with_people().await;
    world.set("accounts", world.actor_named("anna").await.account.unwrap().0, "name = E'Anna <b>x</b>'").await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "vera@acme.example", "member").await;
    let html: String = app.ask("SELECT html FROM letters").await;
    assert!(html.contains("Anna &#60;b&#62;x") && !html.contains("<b>"), "{html}");
}

#[tokio::test]
async fn where_mail_is_off_nobody_can_be_invited() {
    let app = TestApp::with(&[("OKRIO_PUBLIC_URL", "http://okr.example.com")]).await;
    World::new(&app).await.person_as("anna", "owner").await;
    let anna = app.client();
    anna.header("origin", "http://okr.example.com");
    anna.sign_in("anna@acme.example").await;
    let page = anna.get(PAGE).await;
    assert!(page.only("mail-off").contains("E-mail is off") && !page.has("[data-testid=invitation-form]"));
    let sent = anna.post(PAGE, &[("emails", "vera@acme.example"), ("role", "member"), ("days", "7")]).await;
    assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE);
}
