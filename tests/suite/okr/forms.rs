//! The forms of objectives and key results: two people at once, people and parents, where progress comes from, drafts.
use okrio::kernel::{AccountId, KeyResultId, ObjectiveId};

use crate::app::TestApp;
use crate::client::Client;
use crate::support::answer::{Answer, FilledForm};
use crate::world::{World, day};

struct Scene {
    app: TestApp,
    world: World,
    anna: AccountId,
    boris: AccountId,
    objective: ObjectiveId,
    key_result: KeyResultId,
}

/// Anna owns «Grow» with «Visits» from 100 to 200; Olga administers; Boris is a colleague.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let boris = world.person("boris").await;
    world.person_as("olga", "admin").await;
    let objective = world.objective("Grow", anna).await;
    let key_result = world.key_result(objective, "Visits", 100, 200).await;
    Scene { app, world, anna, boris, objective, key_result }
}

impl Scene {
    async fn person(&self, name: &str) -> Client<'_> {
        self.app.sign_in(&self.world.email(name)).await
    }

    fn edit(&self) -> String {
        format!("/objectives/{}/edit", self.objective)
    }

    async fn title(&self) -> String {
        self.app.ask("SELECT title FROM objectives WHERE title LIKE 'Grow%'").await
    }

    async fn count(&self, statement: &'static str) -> i64 {
        self.app.ask(statement).await
    }
}

/// Sends it as a browser does, or as htmx does.
async fn send(client: &Client<'_>, form: FilledForm, by_htmx: bool) -> Answer {
    if by_htmx { client.htmx().submit(form).await } else { client.submit(form).await }
}

fn also(mut form: FilledForm, name: &str, value: &str) -> FilledForm {
    form.fields.push((name.to_owned(), value.to_owned()));
    form
}

#[tokio::test]
async fn two_who_change_different_fields_are_put_together() {
    for by_htmx in [false, true] {
        let scene = scene().await;
        let (anna, olga) = (scene.person("anna").await, scene.person("olga").await);
        let mine = anna.get(&scene.edit()).await.form("objective-form");
        let theirs = olga.get(&scene.edit()).await.form("objective-form");
        assert_eq!(olga.submit(theirs.set("weight", "3")).await.status, 303);

        let saved = send(&anna, mine.set("title", "Grow calmly"), by_htmx).await;
        assert_eq!(saved.status, if by_htmx { 200 } else { 303 }, "{}", saved.text());
        assert_eq!(saved.location(), Some(format!("/objectives/{}", scene.objective)));
        let said = anna.get(&format!("/objectives/{}", scene.objective)).await.only("toast");
        assert!(said.contains("Objective saved") && said.contains("Olga") && said.contains("Weight"), "{said}");
        assert_eq!(scene.title().await, "Grow calmly");
        assert_eq!(scene.app.ask::<String>("SELECT trim_scale(weight)::text FROM objectives").await, "3");
    }
}

#[tokio::test]
async fn two_who_change_the_same_field_choose_and_lose_nothing() {
    for (by_htmx, takes_mine) in [(false, true), (true, false)] {
        let scene = scene().await;
        let (anna, olga) = (scene.person("anna").await, scene.person("olga").await);
        let mine = anna.get(&scene.edit()).await.form("objective-form");
        let theirs = olga.get(&scene.edit()).await.form("objective-form");
        olga.submit(theirs.set("title", "Grow fast").set("description", "Because")).await;

        let clash = send(&anna, mine.set("title", "Grow <b>calmly</b>").set("weight", "2"), by_htmx).await;
        assert_eq!(clash.status, 409);
        assert_eq!(clash.has("nav.nav, .app"), !by_htmx, "a page, or its content");
        assert!(clash.only("conflict").contains("Olga"), "{}", clash.text());
        assert_eq!(clash.attributes("[data-testid=merge-field]", "data-id"), ["title"]);
        assert!(clash.only("merge-field").contains("It was: Grow"));
        assert_eq!(clash.attributes("input[name=title]", "value"), ["Grow fast", "Grow <b>calmly</b>"]);
        assert!(!clash.body.contains("<b>calmly"), "what was typed is text");
        assert_eq!(clash.attributes("form", "data-draft-of").iter().filter(|name| !name.is_empty()).count(), 1);

        let form = clash.form("merge-form");
        assert_eq!(form.get("title"), Some("Grow <b>calmly</b>"), "mine unless chosen otherwise");
        let form = if takes_mine { form } else { form.set("title", "Grow fast") };
        let saved = send(&anna, form, by_htmx).await;
        assert_eq!(saved.location(), Some(format!("/objectives/{}", scene.objective)), "{}", saved.text());
        assert_eq!(scene.title().await, if takes_mine { "Grow <b>calmly</b>" } else { "Grow fast" });
        let stored: (String, String) = sqlx::query_as("SELECT description, trim_scale(weight)::text FROM objectives")
            .fetch_one(&scene.app.admin)
            .await
            .unwrap();
        assert_eq!(stored, ("Because".to_owned(), "2".to_owned()), "what only one changed is put together");
    }
}

#[tokio::test]
async fn who_saved_in_another_window_is_told_so() {
    let scene = scene().await;
    let anna = scene.person("anna").await;
    let address = scene.edit();
    let (first, second) =
        (anna.get(&address).await.form("objective-form"), anna.get(&address).await.form("objective-form"));
    assert_eq!(anna.submit(first.set("title", "Grow fast")).await.status, 303);
    let clash = anna.submit(second.set("title", "Grow calmly")).await;
    assert_eq!(clash.status, 409);
    let said = clash.only("conflict");
    assert!(said.contains("You saved this in another window") && !said.contains("Anna"), "{said}");
}

#[tokio::test]
async fn a_third_version_asks_again() {
    let scene = scene().await;
    let (anna, olga) = (scene.person("anna").await, scene.person("olga").await);
    let mine = anna.get(&scene.edit()).await.form("objective-form");
    let first = olga.get(&scene.edit()).await.form("objective-form");
    olga.submit(first.set("title", "Grow one")).await;
    let clash = anna.submit(mine.set("title", "Grow mine")).await;
    let second = olga.get(&scene.edit()).await.form("objective-form");
    olga.submit(second.set("title", "Grow two")).await;
    let again = anna.submit(clash.form("merge-form")).await;
    assert_eq!(again.status, 409);
    assert_eq!(again.attributes("input[name=title]", "value"), ["Grow two", "Grow mine"]);
    assert_eq!(anna.submit(again.form("merge-form")).await.status, 303);
    assert_eq!(scene.title().await, "Grow mine");
}

#[tokio::test]
async fn what_is_wrong_after_putting_together_is_told_in_the_form() {
    let scene = scene().await;
    let (anna, olga) = (scene.person("anna").await, scene.person("olga").await);
    let mine = anna.get(&scene.edit()).await.form("objective-form");
    let theirs = olga.get(&scene.edit()).await.form("objective-form");
    olga.submit(theirs.set("description", "Because")).await;
    let refused = anna.submit(mine.set("title", "Grow calmly").set("weight", "heavy")).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attributes("[data-testid=error-summary] a", "href"), ["#weight"]);
    let form = refused.form("objective-form");
    assert_eq!((form.get("title"), form.get("description")), (Some("Grow calmly"), Some("Because")));
    assert_eq!(refused.texts(".crumbs a").last().map(String::as_str), Some("Grow"), "the saved title leads back");
    assert_eq!(anna.submit(form.set("weight", "2")).await.status, 303);
}

#[tokio::test]
async fn a_form_that_does_not_say_what_it_saw_overwrites_nothing() {
    let scene = scene().await;
    let anna = scene.person("anna").await;
    let form = anna.get(&scene.edit()).await.form("objective-form");
    let stale = form.clone().set("_seen", "").set("_ver", "99").set("title", "Grow calmly");
    let clash = anna.submit(stale).await;
    assert_eq!(clash.status, 409);
    assert_eq!(scene.title().await, "Grow");
    assert_eq!(anna.submit(form.set("_seen", "%%&=&&=x").set("title", "Grow calmly")).await.status, 409);
}

#[tokio::test]
async fn two_at_a_key_result_choose_too_and_a_value_in_between_is_no_clash() {
    for by_htmx in [false, true] {
        let scene = scene().await;
        let (anna, olga) = (scene.person("anna").await, scene.person("olga").await);
        let address = format!("/key-results/{}/edit", scene.key_result);
        let mine = anna.get(&address).await.form("key-result-form");
        let value = anna.htmx().get(&format!("/key-results/{}/value/edit", scene.key_result)).await;
        anna.htmx().submit(value.form("key-result-form").set("value", "120")).await;
        let renamed = send(&anna, mine.clone().set("title", "Paid visits"), by_htmx).await;
        assert!(renamed.location().is_some(), "{}", renamed.text());

        let theirs = olga.get(&address).await.form("key-result-form");
        olga.submit(theirs.set("target", "300").set("reason", "More")).await;
        let mine = mine.set("_once", &uuid::Uuid::now_v7().to_string());
        let clash = send(&anna, mine.set("target", "250").set("reason", "Less"), by_htmx).await;
        assert_eq!(clash.status, 409, "{}", clash.text());
        assert_eq!(clash.attributes("[data-testid=merge-field]", "data-id"), ["target"]);
        let chosen = clash.form("merge-form");
        assert_eq!(chosen.get("reason"), Some("Less"), "what was typed comes along");
        assert!(send(&anna, chosen, by_htmx).await.location().is_some());
        assert_eq!(scene.app.ask::<String>("SELECT trim_scale(target)::text FROM key_results").await, "250");
        assert_eq!(scene.app.ask::<String>("SELECT title FROM key_results").await, "Paid visits");
        assert_eq!(scene.count("SELECT count(*) FROM target_ledger").await, 2);
    }
}

#[tokio::test]
async fn people_and_parents_come_and_go_with_their_traces() {
    let scene = scene().await;
    let other = scene.world.objective("Delight", scene.boris).await;
    scene.world.objective("Save", scene.boris).await;
    let anna = scene.person("anna").await;
    let form = anna.get(&scene.edit()).await.form("objective-form");
    let form = also(also(form, "contributors", "boris@acme.example"), "contributors", "Boris");
    let form = also(also(form, "parents", "Delight"), "parents", "Save");
    assert_eq!(anna.submit(form).await.status, 303);
    assert_eq!(scene.count("SELECT count(*) FROM object_roles WHERE role = 'contributor'").await, 1);
    assert_eq!(scene.count("SELECT count(*) FROM objective_parents WHERE NOT contributes").await, 2);
    let page = anna.get(&format!("/objectives/{}", scene.objective)).await;
    for word in ["Boris", "Delight", "Save"] {
        assert!(page.only("objective-details").contains(word), "{word}");
    }
    let history = anna.get(&format!("/objectives/{}/history", scene.objective)).await.text();
    assert!(history.contains("Contributor") && history.contains("Also aligned to"), "{history}");

    let form = anna.get(&scene.edit()).await.form("objective-form");
    let shown: Vec<_> =
        form.fields.iter().filter(|(name, text)| name == "parents" && !text.is_empty()).map(|(_, text)| text).collect();
    assert_eq!(shown, ["Delight", "Save"]);
    let form = form.set("contributors", "").set("parents", &format!("http://127.0.0.1/objectives/{other}"));
    assert_eq!(anna.submit(form).await.status, 303);
    assert_eq!(scene.count("SELECT count(*) FROM object_roles WHERE role = 'contributor'").await, 0);
    assert_eq!(scene.count("SELECT count(*) FROM objective_parents").await, 1);
    assert_eq!(scene.count("SELECT count(*) FROM changes WHERE field = 'role'").await, 2);
    assert_eq!(scene.count("SELECT count(*) FROM changes WHERE field = 'secondary_parent'").await, 3);
    assert_eq!(scene.count("SELECT count(*) FROM audit_log WHERE action = 'objective.edit'").await, 2);
}

#[tokio::test]
async fn a_new_objective_has_people_and_parents_at_once() {
    let scene = scene().await;
    let anna = scene.person("anna").await;
    let form = anna.get("/objectives/new").await.form("objective-form");
    let form = form.set("title", "New").set("contributors", "Boris").set("parents", "Grow").set("rollup", "both");
    assert_eq!(anna.submit(form).await.status, 303);
    assert_eq!(scene.count("SELECT count(*) FROM object_roles WHERE role = 'contributor'").await, 1);
    assert_eq!(scene.count("SELECT count(*) FROM objective_parents").await, 1);
    assert_eq!(scene.app.ask::<String>("SELECT rollup FROM objectives WHERE title = 'New'").await, "both");
}

#[tokio::test]
async fn wrong_rows_are_named_and_loops_refused() {
    let scene = scene().await;
    let child = scene.world.objective("Child", scene.anna).await;
    scene.world.set("objectives", child.0, "parent_id = (SELECT id FROM objectives WHERE title = 'Grow')").await;
    let anna = scene.person("anna").await;
    let form = || async { anna.get(&scene.edit()).await.form("objective-form") };

    let wrong = form().await.set("contributors", "Nobody").set("parents", "Nothing");
    let refused = anna.submit(also(wrong, "contributors", "Boris")).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attributes("[data-testid=error-summary] a", "href"), ["#contributors", "#parents"]);
    assert!(refused.only("error-summary").contains("“Nobody”") && refused.only("error-summary").contains("“Nothing”"));
    assert!(refused.form("objective-form").fields.contains(&("contributors".to_owned(), "Boris".to_owned())));

    let refused = anna.submit(form().await.set("parents", "Child")).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.only("error-summary").contains("loop"));
    assert_eq!(refused.attributes("[data-testid=error-summary] a", "href"), ["#parents"]);
    assert_eq!(anna.submit(form().await.set("parents", "Grow")).await.status, 422, "itself");

    let many = (0..21).fold(form().await, |form, number| also(form, "contributors", &format!("p{number}")));
    assert_eq!(anna.submit(many).await.status, 422);
    assert_eq!(scene.count("SELECT count(*) FROM objective_parents").await, 0);
    assert_eq!(scene.count("SELECT count(*) FROM object_roles WHERE role = 'contributor'").await, 0);
}

#[tokio::test]
async fn parents_are_of_a_period_that_holds_the_objective_and_in_use() {
    let scene = scene().await;
    let year = scene.world.period("year", day(2026, 1, 1), day(2026, 12, 31), "active").await;
    let next = scene.world.period("quarter", day(2027, 1, 1), day(2027, 3, 31), "planning").await;
    let mut ids = Vec::new();
    for (title, state) in [
        ("Yearly", format!("period_id = '{year}'")),
        ("Later", format!("period_id = '{next}'")),
        ("Old", "archived_at = now()".to_owned()),
    ] {
        let id = scene.world.objective(title, scene.boris).await;
        scene.world.set("objectives", id.0, &state).await;
        ids.push(id);
    }
    let old = format!("/objectives/{}", ids[2]);
    let anna = scene.person("anna").await;
    for page in ["/objectives/new".to_owned(), scene.edit()] {
        let page = anna.get(&page).await;
        let offered = page.attributes("#parent-titles option", "value").join(" ");
        assert!(offered.contains("Yearly") && !offered.contains("Later") && !offered.contains("Old"), "{offered}");
        let form = page.form("objective-form").set("title", "Grow further");
        for field in ["parent", "parents"] {
            for (typed, said) in [
                ("Later", "The period of “Later” neither is the same nor contains it."),
                (old.as_str(), "This objective is in the archive."),
            ] {
                let refused = anna.submit(form.clone().set(field, typed)).await;
                assert_eq!(refused.status, 422, "{field} {typed}");
                assert!(refused.only("error-summary").contains(said), "{}", refused.text());
                assert_eq!(refused.attributes("[data-testid=error-summary] a", "href"), [format!("#{field}")]);
                assert_eq!(refused.form("objective-form").get(field), Some(typed));
            }
        }
        let saved = anna.submit(form.set("parent", "Yearly")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }
    // it stands below it, so it cannot go where that does not reach
    let form = anna.get(&scene.edit()).await.form("objective-form").set("period", "2027-q1");
    let refused = anna.submit(form.clone()).await;
    assert!(refused.only("error-summary").contains("The period of “Yearly” neither is"), "{}", refused.text());
    assert_eq!(anna.submit(form.set("parent", "Later")).await.status, 303);
    // and where it stands already it stays, whatever has become of that
    scene.world.set("objectives", ids[1].0, "archived_at = now()").await;
    let form = anna.get(&scene.edit()).await.form("objective-form").set("title", "Grow in peace");
    assert_eq!(anna.submit(form).await.status, 303);
}

#[tokio::test]
async fn parents_that_one_does_not_see_stay() {
    let scene = scene().await;
    let hidden = scene.world.objective("Secret", scene.boris).await;
    scene.world.set("objectives", hidden.0, "visibility = 'private'").await;
    let secret = "(SELECT id FROM objectives WHERE title = 'Secret')";
    scene.world.set("objectives", scene.objective.0, &format!("parent_id = {secret}")).await;
    let further = scene.world.objective("Further secret", scene.boris).await;
    scene.world.set("objectives", further.0, "visibility = 'private'").await;
    scene.app.sql("INSERT INTO objective_parents (organization_id, objective_id, parent_id) SELECT organization_id, (SELECT id FROM objectives WHERE title = 'Grow'), id FROM objectives WHERE title = 'Further secret'").await;

    let anna = scene.person("anna").await;
    let page = anna.get(&scene.edit()).await;
    assert!(!page.text().contains("ecret"), "{}", page.text());
    assert!(page.text().contains("an objective that you cannot see"));
    let form = page.form("objective-form").set("title", "Grow calmly");
    assert_eq!(anna.submit(form).await.status, 303);
    assert_eq!(scene.count("SELECT count(*) FROM objectives o JOIN objectives p ON p.id = o.parent_id WHERE o.title = 'Grow calmly' AND p.title = 'Secret'").await, 1);
    assert_eq!(scene.count("SELECT count(*) FROM objective_parents").await, 1);
    let form = anna.get(&scene.edit()).await.form("objective-form").set("parents", "Secret");
    assert_eq!(anna.submit(form).await.status, 422, "what one does not see cannot be named");
}

#[tokio::test]
async fn a_contributor_edits_the_text_and_is_not_offered_the_rest() {
    let scene = scene().await;
    scene.app.sql("INSERT INTO object_roles (organization_id, objective_id, account_id, role) SELECT a.organization_id, (SELECT id FROM objectives WHERE title = 'Grow'), a.id, 'contributor' FROM accounts a WHERE a.name = 'Boris'").await;
    let boris = scene.person("boris").await;
    let page = boris.get(&scene.edit()).await;
    assert_eq!(page.status, 200);
    for field in ["owner", "contributors", "workspace", "period", "parent", "parents", "visibility"] {
        assert!(!page.has(&format!("[name={field}]")), "{field}");
    }
    assert!(page.only("fixed-facts").contains("Anna") && page.only("fixed-facts").contains("Company"));
    let form = page.form("objective-form").set("title", "Grow calmly").set("rollup", "both");
    assert_eq!(boris.submit(form.clone()).await.status, 303);
    assert_eq!(scene.title().await, "Grow calmly");
    assert_eq!(scene.count("SELECT count(*) FROM object_roles WHERE role = 'contributor'").await, 1);
    let fresh = boris.get(&scene.edit()).await.form("objective-form");
    for (field, value) in [("owner", "Boris"), ("contributors", ""), ("visibility", "private"), ("parents", "Grow")] {
        let refused =
            boris.submit(fresh.clone().set(field, value).set("_once", &uuid::Uuid::now_v7().to_string())).await;
        assert!(matches!(refused.status.as_u16(), 403 | 422), "{field} {}", refused.status);
    }
    assert_eq!(scene.count("SELECT count(*) FROM object_roles WHERE role = 'contributor'").await, 1);
    assert_eq!(scene.count("SELECT count(*) FROM objectives WHERE visibility = 'organization'").await, 1);
}

#[tokio::test]
async fn progress_comes_from_where_the_form_says_and_says_so() {
    let scene = scene().await;
    let anna = scene.person("anna").await;
    for (title, visibility, progress) in [("Seen", "organization", "0.8"), ("Hidden", "private", "0.2")] {
        let child = scene.world.objective(title, scene.boris).await;
        scene.world.set("objectives", child.0, &format!("visibility = '{visibility}', progress = {progress}, parent_id = (SELECT id FROM objectives WHERE title = 'Grow')")).await;
    }
    let value = anna.htmx().get(&format!("/key-results/{}/value/edit", scene.key_result)).await;
    let saved = anna.htmx().submit(value.form("key-result-form").set("value", "150")).await;
    assert!(saved.text().contains("50 %"), "{}", saved.text());

    for (mode, shown, stored, parts) in [
        ("children", "50 %", 0.5, ["Seen", "1 you cannot see"]),
        ("both", "50 %", 0.5, ["Visits", "1 you cannot see"]),
        ("key_results", "50 %", 0.5, ["Visits", "Visits"]),
    ] {
        let form = anna.get(&scene.edit()).await.form("objective-form").set("rollup", mode);
        assert_eq!(anna.submit(form).await.status, 303);
        let why = anna.htmx().get(&format!("/objectives/{}/why", scene.objective)).await;
        let text = why.text();
        assert!(text.contains(shown) && parts.iter().all(|part| text.contains(part)), "{mode}: {text}");
        assert!(!text.contains("Hidden"), "{text}");
        assert!(
            (scene.app.ask::<f64>("SELECT progress FROM objectives WHERE title = 'Grow'").await - stored).abs() < 1e-9
        );
    }
    let form = anna.get(&scene.edit()).await.form("objective-form").set("rollup", "manual");
    assert_eq!(anna.submit(form).await.status, 422);

    // a value that is set in the row shows the objective's number by the same rule
    let form = anna.get(&scene.edit()).await.form("objective-form").set("rollup", "children");
    anna.submit(form).await;
    let value = anna.htmx().get(&format!("/key-results/{}/value/edit", scene.key_result)).await;
    let saved = anna.htmx().submit(value.form("key-result-form").set("value", "200")).await;
    assert!(saved.only("objective-progress").contains("50 %"), "{}", saved.only("objective-progress"));
}

#[tokio::test]
async fn those_above_are_told_when_a_link_is_cut() {
    let scene = scene().await;
    let parent = scene.world.objective("Parent", scene.anna).await;
    scene
        .world
        .set("objectives", scene.objective.0, "parent_id = (SELECT id FROM objectives WHERE title = 'Parent')")
        .await;
    let anna = scene.person("anna").await;
    let form = anna.get(&scene.edit()).await.form("objective-form").set("parent", "");
    assert_eq!(anna.submit(form).await.status, 303);
    let told: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM outbox WHERE fact = 'objective.changed' AND payload->>'objective' = $1",
    )
    .bind(parent.to_string())
    .fetch_one(&scene.app.admin)
    .await
    .unwrap();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn what_was_typed_is_back_until_it_is_saved_or_thrown_away() {
    let scene = scene().await;
    let anna = scene.person("anna").await;
    let comment = format!("comment-{}", scene.objective);
    let key_result = format!("key-result-new-{}", scene.objective);
    let page = format!("/objectives/{}", scene.objective);
    for (draft, address, form, field) in [
        ("objective-new".to_owned(), "/objectives/new".to_owned(), "objective-form", "title"),
        (format!("objective-{}", scene.objective), scene.edit(), "objective-form", "title"),
        (key_result, format!("{page}/key-results/new"), "key-result-form", "title"),
        (
            format!("key-result-{}-form", scene.key_result),
            format!("/key-results/{}/edit", scene.key_result),
            "key-result-form",
            "title",
        ),
        (comment, page.clone(), "comment-form", "body"),
    ] {
        let shown = anna.get(&address).await;
        assert!(!shown.has("[data-testid=draft-restored]"), "{draft}");
        assert_eq!(shown.attributes(&format!("form[data-testid={form}]"), "data-draft"), std::slice::from_ref(&draft));
        anna.post("/drafts", &[("form", &draft), (field, "Typed <i>once</i>"), ("unknown", "x")]).await;
        let restored = anna.get(&address).await;
        assert!(restored.only("draft-restored").contains("Restored what you typed"), "{draft}");
        assert_eq!(restored.form(form).get(field).map(str::trim), Some("Typed <i>once</i>"), "{draft}");

        let gone = anna.follow(anna.submit(restored.form("draft-discard")).await).await;
        assert_eq!(gone.status, 200);
        assert!(!gone.has("[data-testid=draft-restored]") && !gone.body.contains("Typed"), "{draft}");

        anna.post("/drafts", &[("form", &draft), (field, "Grow on")]).await;
        let form = anna.get(&address).await.form(form);
        let form = if form.get("target").is_some() { form.set("target", "300").set("reason", "More") } else { form };
        let saved = anna.submit(form).await;
        assert_eq!(saved.status, 303, "{draft} {}", saved.text());
        assert_eq!(scene.count("SELECT count(*) FROM drafts").await, 0, "{draft}");
    }
}

#[tokio::test]
async fn a_restored_draft_does_not_overwrite_what_others_saved_since() {
    let scene = scene().await;
    let (anna, olga) = (scene.person("anna").await, scene.person("olga").await);
    let draft = format!("objective-{}", scene.objective);
    let typed = anna.get(&scene.edit()).await.form("objective-form").set("title", "Grow mine");
    let fields: Vec<_> = typed.fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    anna.post("/drafts", &[&[("form", draft.as_str())], fields.as_slice()].concat()).await;
    let theirs = olga.get(&scene.edit()).await.form("objective-form");
    olga.submit(theirs.set("weight", "3").set("title", "Grow theirs")).await;

    let restored = anna.get(&scene.edit()).await.form("objective-form");
    let clash = anna.submit(restored).await;
    assert_eq!(clash.status, 409);
    assert_eq!(clash.attributes("[data-testid=merge-field]", "data-id"), ["title"]);
    assert_eq!(anna.submit(clash.form("merge-form")).await.status, 303);
    assert_eq!(scene.title().await, "Grow mine");
    assert_eq!(scene.app.ask::<String>("SELECT trim_scale(weight)::text FROM objectives").await, "3");
    assert_eq!(scene.count("SELECT count(*) FROM drafts").await, 0);
}

#[tokio::test]
async fn drafts_are_thrown_away_by_their_owner_and_lead_back_inside_only() {
    let scene = scene().await;
    let (anna, boris) = (scene.person("anna").await, scene.person("boris").await);
    anna.post("/drafts", &[("form", "objective-new"), ("title", "Mine")]).await;
    assert_eq!(boris.post("/drafts/discard", &[("form", "objective-new"), ("back", "/")]).await.status, 303);
    assert_eq!(scene.count("SELECT count(*) FROM drafts").await, 1);
    let away = anna.post("/drafts/discard", &[("form", "objective-new"), ("back", "https://evil.example")]).await;
    assert_eq!(away.location().as_deref(), Some("/"));
    assert_eq!(scene.count("SELECT count(*) FROM drafts").await, 0);
}

#[tokio::test]
async fn recorded_scores_wait_for_the_end_of_the_period() {
    let scene = scene().await;
    scene.app.sql("INSERT INTO recorded_scores (organization_id, key_result_id, moment, score, scored_on) SELECT organization_id, id, 'final', 0.7, '2026-12-31' FROM key_results").await;
    let anna = scene.person("anna").await;
    let address = format!("/objectives/{}", scene.objective);
    assert!(!anna.get(&address).await.has("[data-testid=recorded-scores]"));
    let past = scene.world.period("quarter", day(2026, 4, 1), day(2026, 6, 30), "closed").await;
    scene.world.set("objectives", scene.objective.0, &format!("period_id = '{past}'")).await;
    assert!(anna.get(&address).await.only("recorded-scores").contains("0.7"));
}

#[tokio::test]
async fn a_key_result_is_archived_found_again_and_restored() {
    let scene = scene().await;
    let anna = scene.person("anna").await;
    let address = format!("/key-results/{}", scene.key_result);
    let page = anna.get(&address).await;
    assert!(page.only("archive").contains("Nothing is deleted"), "said beforehand");
    let archived = anna.follow(anna.submit(page.forms("form[action$='/archive']").remove(0)).await).await;
    assert!(archived.only("archived-key-results").contains("Visits"), "{}", archived.text());
    assert!(!archived.has("[data-testid=key-result-row]"));
    assert!(anna.get(&address).await.has("[data-testid=archived]"));
    let boris = scene.person("boris").await;
    assert!(!boris.get(&format!("/objectives/{}", scene.objective)).await.has("form[action$='/restore']"));
    assert_eq!(boris.post(&format!("{address}/restore"), &[("_ver", "2")]).await.status, 403);
    let restored = anna.submit(archived.forms("form[action$='/restore']").remove(0)).await;
    assert_eq!(restored.status, 303);
    assert_eq!(scene.count("SELECT count(*) FROM key_results WHERE archived_at IS NULL").await, 1);
    assert_eq!(scene.count("SELECT count(*) FROM audit_log WHERE action = 'key_result.restore'").await, 1);
}
