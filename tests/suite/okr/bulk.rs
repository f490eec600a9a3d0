//! Many objectives at once: what is chosen in the list is put away or taken out, what may not be is told, and all of it is undone at once.

use axum::http::StatusCode;
use okrio::kernel::ObjectiveId;

use crate::app::TestApp;
use crate::client::Client;
use crate::support::answer::{Answer, FilledForm};
use crate::world::World;

struct Scene {
    app: TestApp,
    world: World,
    own: Vec<ObjectiveId>,
    foreign: ObjectiveId,
}

/// Anna has four objectives; she sees one of Boris and nothing of another organization.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    let mut own = Vec::new();
    for number in 1..=4 {
        let id = world.objective(&format!("Own {number}"), anna).await;
        world.set("objectives", id.0, &format!("position = {number}")).await;
        own.push(id);
    }
    let of_boris = world.objective("Of Boris", boris).await;
    world.set("objectives", of_boris.0, "position = 9").await;
    let other = World::named(&app, "other").await;
    let otto = other.person_as("otto", "owner").await;
    let foreign = other.objective("Elsewhere", otto).await;
    Scene { app, world, own, foreign }
}

/// The form of the list with the checkboxes of the rows whose title begins like this.
async fn choose(client: &Client<'_>, address: &str, start: &str) -> (FilledForm, Answer) {
    let page = client.get(address).await;
    let mut form = page.form("bulk-form");
    form.fields.retain(|(name, _)| name != "id");
    let titles = page.texts("[data-testid=objective-row] a.ttl");
    for (title, value) in titles.iter().zip(page.attributes("[name=id][form=bulk]", "value")) {
        if title.starts_with(start) {
            form.fields.push(("id".to_owned(), value));
        }
    }
    (form, page)
}

async fn archived(scene: &Scene) -> i64 {
    scene.app.ask("SELECT count(*) FROM objectives WHERE archived_at IS NOT NULL").await
}

#[tokio::test]
async fn rows_are_chosen_only_when_that_is_asked_for() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get("/objectives?owner=me").await;
    assert!(!page.has("[name=id], [data-testid=bulk-form]"), "the list stays calm");
    let link = page.attributes("a[data-select]", "href").remove(0);
    assert_eq!(link, "/objectives?period=2026-q4&owner=me&select=1");
    let page = anna.get(&link).await;
    assert_eq!(page.texts("[data-testid=objective-row] .sel"), [1, 2, 3, 4].map(|n| format!("Select “Own {n}”")));
    assert!(!page.has("[name=id][checked]") && !page.has("a[data-select]"));
    assert_eq!(page.texts("#bulk button"), ["Archive"]);
    assert_eq!(page.attributes("#bulk a[data-cancel]", "href"), ["/objectives?period=2026-q4&owner=me"]);
    // what is chosen stays chosen while one filters and sorts
    assert!(page.attributes("th a", "href").iter().all(|href| href.contains("select=1")));
    assert_eq!(page.form("objectives-filters").get("select"), Some("1"));
    assert_eq!(
        anna.get(&page.attributes("#bulk a.nojs", "href").remove(0))
            .await
            .attributes("[name=id][checked]", "value")
            .len(),
        4
    );
    let one = anna.get(&format!("/objectives?select={}", scene.own[1])).await;
    assert_eq!(one.attributes("[name=id][checked][data-focus]", "value"), [format!("{}.1", scene.own[1])]);
    let part = anna.htmx().get("/objectives?owner=me&select=1").await;
    assert_eq!(part.header("hx-push-url"), "/objectives?period=2026-q4&owner=me&select=1");
}

#[tokio::test]
async fn all_that_is_chosen_is_put_away_and_brought_back_at_once() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let (form, _) = choose(&anna, "/objectives?owner=me&select=1", "Own").await;
    let answer = anna.submit(form.clone().set("act", "archive")).await;
    assert_eq!(answer.location().as_deref(), Some("/objectives?period=2026-q4&owner=me"));
    assert_eq!(archived(&scene).await, 4);
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM audit_log WHERE action = 'objective.archive'").await, 4);
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM changes WHERE field = 'archived'").await, 4);
    let list = anna.follow(answer).await;
    assert!(list.only("toast").contains("4 objectives are archived"), "{}", list.text());

    // somebody changes one of them meanwhile
    scene.world.set("objectives", scene.own[0].0, "version = version + 1").await;
    let undone = anna.submit(list.forms("okrio-toast form").remove(0)).await;
    let list = anna.follow(undone).await;
    assert!(list.only("toast").contains("but for 1 objective"), "{}", list.text());
    assert_eq!(archived(&scene).await, 1);

    // out of the archive, the same way
    let (form, page) = choose(&anna, "/objectives?stage=archived&select=1", "Own").await;
    assert_eq!(page.texts("#bulk button"), ["Restore"]);
    let answer = anna.submit(form.set("act", "restore")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(archived(&scene).await, 0);
}

#[tokio::test]
async fn what_is_refused_is_told_and_the_rest_is_done() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let (form, _) = choose(&anna, "/objectives?select=1", "").await;
    assert_eq!(form.fields.iter().filter(|(name, _)| name == "id").count(), 5);
    // one changes after it was shown, another is put away by somebody else, a third one hides
    scene.world.set("objectives", scene.own[0].0, "version = version + 1").await;
    scene.world.set("objectives", scene.own[1].0, "archived_at = now()").await;
    let mut form = form.set("act", "archive");
    for id in [scene.foreign.to_string() + ".1", "junk".to_owned(), "0192f0c1-0000-7000-8000-00000000dead.1".to_owned()]
    {
        form.fields.push(("id".to_owned(), id));
    }
    let report = anna.submit(form).await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.text());
    assert_eq!(report.texts("h1"), ["2 objectives are archived"]);
    assert_eq!(report.texts("[data-testid=bulk-refused] li"), ["Own 1", "Own 2", "Of Boris",]);
    let reasons = [
        "Was changed meanwhile. Look at it and select it again.",
        "Nothing to do here.",
        "You can see this, but changing it is up to its owner or a manager.",
    ];
    assert_eq!(report.texts("main section p"), reasons);
    assert_eq!(report.only("bulk-missing"), "3 of the selected objectives are not there.");
    assert!(!report.body.contains("Elsewhere"));
    assert_eq!(archived(&scene).await, 3);
    let undone = anna.submit(report.form("bulk-undo")).await;
    assert_eq!(undone.location().as_deref(), Some("/objectives?period=2026-q4"));
    assert_eq!(archived(&scene).await, 1);
}

#[tokio::test]
async fn nothing_and_too_much_are_said_in_words() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let (form, _) = choose(&anna, "/objectives?select=1", "nothing").await;
    let none = anna.submit(form.clone().set("act", "archive")).await;
    assert!(anna.follow(none).await.only("toast").contains("Select at least one objective first."));
    // her own among them: none is put away
    let many = |number: usize| {
        let mut many = form.clone().set("act", "archive").set("_once", &uuid::Uuid::now_v7().to_string());
        let others = std::iter::repeat_with(ObjectiveId::new);
        let all = scene.own.iter().copied().chain(others).take(number);
        many.fields.extend(all.map(|id| ("id".to_owned(), format!("{id}.1"))));
        many
    };
    for (number, status, said) in [
        (5_000, StatusCode::UNPROCESSABLE_ENTITY, "5,000 objectives are too many at once. Select at most 500."),
        // more than a form may hold
        (25_000, StatusCode::PAYLOAD_TOO_LARGE, "This is larger than the limit of 1 MB."),
    ] {
        let refused = anna.submit(many(number)).await;
        assert_eq!(refused.status, status);
        assert!(refused.only("error-page").contains(said), "{}", refused.text());
        let refused = anna.htmx().submit(many(number)).await;
        assert_eq!((refused.status, refused.said().as_str()), (status, said));
        assert!(refused.has("hx-partial okrio-toast") && !refused.has("form"), "the list stays as it is");
    }
    assert_eq!(archived(&scene).await, 0);
    let mut as_many = form.clone().set("act", "archive").set("_once", "0192f0c1-0000-7000-8000-0000000000c2");
    as_many.fields.extend((0..500).map(|_| ("id".to_owned(), format!("{}.1", ObjectiveId::new()))));
    let report = anna.submit(as_many).await;
    assert_eq!((report.status, report.texts("h1")), (StatusCode::OK, vec!["Nothing is archived".to_owned()]));
    let unknown = anna.submit(form.set("act", "erase").set("_once", "0192f0c1-0000-7000-8000-0000000000c3")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let outside = [("act", "archive"), ("back", "https://evil.example"), ("id", &format!("{}.1", scene.own[0]))];
    assert_eq!(anna.post("/objectives/bulk", &outside).await.location().as_deref(), Some("/"));
}
