//! Members as administrators see and govern them.

use axum::http::StatusCode;
use okrio::kernel::AccountId;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::support::statements::Statements;
use crate::world::World;

const LIST: &str = "/organization/members";
const ROWS: &str = "[data-testid=member-row]";

struct Scene {
    app: TestApp,
    world: World,
    admin: AccountId,
    boris: AccountId,
    owner: AccountId,
}

/// An owner, an administrator and a member of one organization, and an owner of another.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let owner = world.person_as("olga", "owner").await;
    let admin = world.person_as("anna", "admin").await;
    let boris = world.person("boris").await;
    World::named(&app, "globex").await.person_as("greta", "owner").await;
    Scene { app, world, admin, boris, owner }
}

impl Scene {
    async fn sign_in(&self, name: &str) -> Client<'_> {
        self.app.sign_in(&format!("{name}@acme.example")).await
    }
}

async fn set_state(client: &Client<'_>, whom: AccountId, act: &str, reason: &str) -> Answer {
    let form = client.get(&format!("{LIST}/{whom}")).await.form("member-state");
    client.submit(form.set("act", act).set("reason", reason)).await
}

fn at(whom: AccountId) -> String {
    format!("{LIST}/{whom}")
}

#[tokio::test]
async fn suspending_ends_every_session_at_once_and_is_written_down() {
    let scene = scene().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let other_device = scene.sign_in("boris").await;
    let done = set_state(&anna, scene.boris, "suspend", "Lost his laptop").await;
    assert_eq!(done.location().as_deref(), Some(at(scene.boris).as_str()));
    for device in [&boris, &other_device] {
        assert_eq!(device.get("/").await.status, StatusCode::SEE_OTHER);
    }
    let refused = scene.app.client();
    let again =
        refused.post("/sign-in/local", &[("email", "boris@acme.example"), ("password", crate::world::PASSWORD)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = anna.follow(done).await;
    assert!(page.text().contains("Boris is suspended and signed out."), "{}", page.text());
    assert!(
        page.only("member-states").starts_with("Suspended Lost his laptop Anna ·"),
        "{}",
        page.only("member-states")
    );
    let detail: String = scene.app.ask("SELECT detail::text FROM audit_log WHERE action = 'account.suspend'").await;
    assert_eq!(detail, r#"{"new": "suspended", "old": "active", "ended_sessions": 2}"#);

    set_state(&anna, scene.boris, "resume", "").await;
    assert_eq!(scene.sign_in("boris").await.get("/").await.status, StatusCode::OK);
    let states: i64 = scene.app.ask("SELECT count(*) FROM account_states WHERE changed_by IS NOT NULL").await;
    assert_eq!(states, 2);
}

#[tokio::test]
async fn every_state_is_reached_and_left_again() {
    let scene = scene().await;
    let anna = scene.sign_in("anna").await;
    for (act, state) in [
        ("deactivate", "Inactive"),
        ("activate", "Active"),
        ("suspend", "Suspended"),
        ("resume", "Active"),
        ("archive", "Archived"),
        ("restore", "Active"),
    ] {
        let done = set_state(&anna, scene.boris, act, "because").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{act}: {}", done.text());
        let page = anna.follow(done).await;
        assert_eq!(page.texts(".head p")[0].split(' ').next(), Some(state), "{act}");
        let lists_him = anna.get(LIST).await.text().contains("Boris");
        assert_eq!(lists_him, act != "archive", "{act}");
    }
    let archived = anna.get(&format!("{LIST}?state=archived")).await;
    assert!(archived.has("[data-testid=members-empty]"));
}

#[tokio::test]
async fn a_reason_is_asked_for_and_what_was_typed_stays() {
    let scene = scene().await;
    let anna = scene.sign_in("anna").await;
    let refused = set_state(&anna, scene.boris, "archive", "  ").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.only("error-summary").contains("Say why"), "{}", refused.text());
    assert_eq!(refused.form("member-state").get("act"), Some("archive"));
    let form = anna.get(&at(scene.boris)).await.form("member-state").set("reason", "none chosen");
    let refused = anna.submit(form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.form("member-state").get("reason"), Some("none chosen"));
    let long = set_state(&anna, scene.boris, "archive", &"x".repeat(501)).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    let state: String = scene.app.ask("SELECT state FROM accounts WHERE name = 'Boris'").await;
    assert_eq!(state, "active");
}

#[tokio::test]
async fn an_act_that_does_not_fit_any_more_is_a_conflict_with_what_is_now() {
    let scene = scene().await;
    let (anna, olga) = (scene.sign_in("anna").await, scene.sign_in("olga").await);
    let stale = anna.get(&at(scene.boris)).await.form("member-state").set("act", "deactivate");
    set_state(&olga, scene.boris, "suspend", "gone").await;
    let conflict = anna.submit(stale).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.has("[data-testid=conflict]") && conflict.text().contains("Suspended"), "{}", conflict.text());
    // an act that the state does not know, with the right version
    let form = anna.get(&at(scene.boris)).await.form("member-state").set("act", "deactivate");
    assert_eq!(anna.submit(form).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn who_governs_whom() {
    let scene = scene().await;
    let (anna, olga, boris) = (scene.sign_in("anna").await, scene.sign_in("olga").await, scene.sign_in("boris").await);
    let second = scene.world.person_as("alma", "admin").await;
    for (client, whom, why) in [
        (&anna, scene.admin, "This is you"),
        (&anna, scene.owner, "This is the owner"),
        (&anna, second, "Only the owner changes an administrator"),
        (&olga, scene.owner, "This is you"),
    ] {
        let page = client.get(&at(whom)).await;
        assert!(page.only("member-why-not").starts_with(why), "{}", page.text());
        assert!(!page.has("form[data-testid=member-state], form[data-testid=member-roles]"));
        for (path, fields) in [
            ("state", [("act", "suspend"), ("reason", "r"), ("_ver", "1")].as_slice()),
            ("roles", [("hr", "1"), ("_ver", "1")].as_slice()),
            ("sessions/end", [].as_slice()),
        ] {
            let refused = client.post(&format!("{}/{path}", at(whom)), fields).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path} of {whom}");
        }
    }
    assert_eq!(set_state(&olga, scene.admin, "suspend", "on leave").await.status, StatusCode::SEE_OTHER);
    assert_eq!(boris.get(LIST).await.status, StatusCode::FORBIDDEN);
    assert_eq!(boris.get(&at(scene.admin)).await.status, StatusCode::FORBIDDEN);
    let greta = scene.app.sign_in("greta@globex.example").await;
    assert_eq!(greta.get(&at(scene.boris)).await.status, StatusCode::NOT_FOUND);
    let foreign =
        greta.post(&format!("{}/state", at(scene.boris)), &[("act", "archive"), ("reason", "r"), ("_ver", "1")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn roles_are_given_by_the_owner_and_hr_by_administrators() {
    let scene = scene().await;
    let (anna, olga, boris) = (scene.sign_in("anna").await, scene.sign_in("olga").await, scene.sign_in("boris").await);
    let form = anna.get(&at(scene.boris)).await.form("member-roles");
    assert_eq!(form.get("admin"), None);
    assert_eq!(anna.submit(form.set("hr", "1")).await.status, StatusCode::SEE_OTHER);
    // what is not offered is refused when it is sent all the same
    let form = anna.get(&at(scene.boris)).await.form("member-roles");
    let greedy = anna.submit(form.set("admin", "1")).await;
    assert_eq!(greedy.status, StatusCode::FORBIDDEN, "{}", greedy.text());
    let form = olga.get(&at(scene.boris)).await.form("member-roles");
    assert_eq!(form.get("hr"), Some("1"));
    assert_eq!(olga.submit(form.set("auditor", "1")).await.status, StatusCode::SEE_OTHER);
    // it holds with the next request
    assert_eq!(boris.get("/organization/audit").await.status, StatusCode::OK);
    // an administrator who saves HR takes nothing else away
    let form = anna.get(&at(scene.boris)).await.form("member-roles");
    let fields: Vec<_> =
        form.fields.iter().filter(|(name, _)| name != "hr").map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(anna.post(&form.action, &fields).await.status, StatusCode::SEE_OTHER);
    let roles: String = scene.app.ask("SELECT role || is_auditor || is_hr FROM accounts WHERE name = 'Boris'").await;
    assert_eq!(roles, "membertruefalse");
    let page = olga.get(&at(scene.boris)).await;
    assert!(page.texts(".head p")[0].ends_with("Auditor"), "{}", page.text());
}

#[tokio::test]
async fn the_list_is_narrowed_and_turned() {
    let scene = scene().await;
    scene
        .app
        .sql(
            "INSERT INTO accounts (organization_id, id, name, email, state) SELECT o.id, gen_random_uuid(), 'Member ' || lpad(n::text, 3, '0'), 'm' || n || '@x.example',
               CASE WHEN n % 10 = 0 THEN 'inactive' ELSE 'active' END FROM organizations o, generate_series(1, 120) n WHERE o.slug = 'acme'",
        )
        .await;
    let anna = scene.sign_in("anna").await;
    let count = async |query: &str| anna.get(&format!("{LIST}?{query}")).await.texts(ROWS).len();
    for (query, expected) in [
        ("role=owner", 1),
        ("role=admin", 1),
        ("role=hr", 0),
        ("state=inactive", 12),
        ("text=olga", 1),
        ("text=m7%40x", 1),
        ("text=%25", 0),
        ("text=member&state=suspended", 0),
        ("role=king", 50),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    let (mut ids, mut address, mut pages) = (Vec::new(), LIST.to_owned(), 0);
    loop {
        let page = anna.get(&address).await;
        ids.extend(page.attributes(ROWS, "data-id"));
        pages += 1;
        match page.attributes("a[rel=next]", "href").pop() {
            Some(next) => address = next,
            None => break,
        }
    }
    ids.dedup();
    assert_eq!((pages, ids.len()), (3, 123));
    let part = anna.htmx().get(&format!("{LIST}?state=inactive")).await;
    assert!(part.has("#members") && !part.has("h1"), "{}", part.body);
    assert_eq!(
        (part.header("hx-push-url"), part.said()),
        ("/organization/members?state=inactive", "12 members".to_owned())
    );
}

#[tokio::test]
async fn a_page_of_members_costs_one_statement_beside_the_reach_of_its_reader() {
    let scene = scene().await;
    let anna = scene.sign_in("anna").await;
    anna.get(LIST).await;
    let listening = Statements::listen();
    anna.get(LIST).await;
    assert_eq!(listening.take().len(), 2);
}

#[tokio::test]
async fn how_somebody_came_is_said_in_words() {
    let scene = scene().await;
    scene
        .app
        .sql(
            "INSERT INTO account_states (organization_id, account_id, state, reason)
               SELECT organization_id, id, 'active', r FROM accounts, unnest(ARRAY['import', 'invitation', 'registration', 'asked for']) r WHERE name = 'Boris'",
        )
        .await;
    let said = scene.sign_in("anna").await.get(&at(scene.boris)).await.only("member-states");
    for words in ["Came with an imported file", "Accepted an invitation", "Created the organization", "asked for"] {
        assert!(said.contains(words), "{said}");
    }
}
