//! Moving objectives in the alignment: by the page and from the tree, the rules on where they may stand, who may, and two at once.
use std::time::Duration;

use axum::http::StatusCode;
use okrio::kernel::{AccountId, Failure, Kind, ObjectiveId};
use okrio::okr::moves::Place;
use okrio::okr::moves::actions::{Target, move_to};
use okrio::okr::objectives::actions::{Edit, edit, set_archived};
use okrio::okr::objectives::store::find;
use uuid::Uuid;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::{World, day};

struct Scene {
    app: TestApp,
    world: World,
    anna: AccountId,
    boris: AccountId,
}

async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let boris = world.person("boris").await;
    Scene { app, world, anna, boris }
}

impl Scene {
    /// In the order in which they are made.
    async fn below(&self, title: &str, owner: AccountId, parent: Option<ObjectiveId>) -> ObjectiveId {
        let id = self.world.objective(title, owner).await;
        let parent = parent.map_or("NULL".to_owned(), |parent| format!("'{parent}'"));
        let order = "position = (SELECT max(position) + 1 FROM objectives)";
        self.world.set("objectives", id.0, &format!("parent_id = {parent}, {order}")).await;
        id
    }

    async fn anna(&self) -> Client<'_> {
        self.app.sign_in("anna@acme.example").await
    }

    async fn parent(&self, id: ObjectiveId) -> Option<Uuid> {
        let query = sqlx::query_scalar("SELECT parent_id FROM objectives WHERE id = $1");
        query.bind(id).fetch_one(&self.app.admin).await.unwrap()
    }

    /// Moves as somebody, without a page.
    async fn move_as(&self, account: AccountId, id: ObjectiveId, target: Target) -> Result<bool, Failure> {
        let mut tx = self.app.db.write(&self.world.actor(account).await).await?;
        let version = find(&mut tx, id).await?.version;
        let moved = move_to(&mut tx, id, version, target).await?;
        tx.commit().await?;
        Ok(moved.is_moved)
    }
}

fn titles(page: &Answer) -> Vec<String> {
    page.texts("[data-testid=tree-row] .ttl")
}

fn to(parent: Option<ObjectiveId>, place: Place) -> Target {
    Target { parent, place: Some(place) }
}

async fn submit(client: &Client<'_>, id: ObjectiveId, fields: &[(&str, &str)]) -> Answer {
    let form = client.get(&format!("/objectives/{id}/move")).await.form("move-form");
    client.submit(fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

#[tokio::test]
async fn the_page_moves_below_another_objective_and_the_message_takes_it_back() {
    let scene = scene().await;
    let top = scene.below("Top", scene.boris, None).await;
    let first = scene.below("First", scene.boris, Some(top)).await;
    let mine = scene.below("Mine", scene.anna, None).await;
    let anna = scene.anna().await;

    let answer = submit(&anna, mine, &[("parent", "Top")]).await;
    let there = format!("/alignment?period=2026-q4&open={top}#tree-{mine}");
    assert_eq!((answer.status, answer.location().unwrap()), (StatusCode::SEE_OTHER, there));
    assert_eq!(scene.parent(mine).await, Some(top.0));
    let page = anna.follow(answer).await;
    assert_eq!(titles(&page), ["Top", "First", "Mine"], "below the others of its parent");
    assert!(page.only("toast").contains("“Mine” moved below “Top”"), "{}", page.only("toast"));
    let audited = "SELECT count(*) FROM audit_log a JOIN changes c ON c.audit_id = a.id WHERE a.action = 'objective.move' AND c.field = 'parent'";
    assert_eq!(scene.app.ask::<i64>(audited).await, 1);
    let history = anna.get(&format!("/objectives/{mine}/history")).await;
    assert!(history.text().contains("Aligned to to Top"), "{}", history.text());
    assert!(history.has("[data-testid=history-undo]"));
    let facts = "SELECT count(*) FROM outbox WHERE fact = 'objective.changed'";
    assert_eq!(scene.app.ask::<i64>(facts).await, 1);

    let answer = anna.submit(page.forms("okrio-toast form").remove(0)).await;
    assert_eq!(scene.parent(mine).await, None);
    assert!(answer.location().unwrap().ends_with(&format!("#tree-{mine}")));
    assert_eq!(titles(&anna.follow(answer).await), ["Top", "First", "Mine"]);

    // and at the top again, by the page
    assert_eq!(submit(&anna, mine, &[("parent", "Top"), ("place", "first")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(titles(&anna.get("/alignment").await), ["Top", "Mine", "First"]);
    let places = anna.get(&format!("/objectives/{mine}/move?parent=&place=first")).await;
    assert_eq!(places.texts("#place option"), ["First", "Last"]);
    assert_eq!(places.texts("#place option[selected]"), ["Last"]);
    submit(&anna, mine, &[("parent", "")]).await;
    assert_eq!(scene.parent(mine).await, None);

    // another ten minutes on, it is too late
    let answer = submit(&anna, mine, &[("parent", &format!("/objectives/{first}"))]).await;
    let page = anna.follow(answer).await;
    scene.app.clock.advance(chrono::Duration::minutes(11));
    let answer = anna.submit(page.forms("okrio-toast form").remove(0)).await;
    assert_eq!((answer.status, scene.parent(mine).await), (StatusCode::GONE, Some(first.0)));
}

#[tokio::test]
async fn siblings_stand_as_they_are_placed_and_the_list_keeps_its_order() {
    let scene = scene().await;
    let top = scene.below("Top", scene.boris, None).await;
    let mut ids = Vec::new();
    for title in ["A", "B", "C", "D"] {
        ids.push(scene.below(title, scene.anna, Some(top)).await);
    }
    let anna = scene.anna().await;
    let page = anna.get(&format!("/objectives/{}/move", ids[2])).await;
    assert_eq!(page.texts("#place option"), ["First", "After “A”", "After “B”", "Last"]);
    assert_eq!(page.texts("#place option[selected]"), ["After “B”"]);

    let list = anna.get("/objectives").await.texts("[data-testid=objective-row] .ttl");
    for (moved, place, order) in [
        (2, "first".to_owned(), "C A B D"),
        (0, "last".to_owned(), "C B D A"),
        (2, format!("after-{}", ids[3]), "B D C A"),
        (0, format!("after-{}", ids[1]), "B A D C"),
        (2, format!("before-{}", ids[1]), "C B A D"),
    ] {
        let answer = submit(&anna, ids[moved], &[("place", &place)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(titles(&anna.get("/alignment").await).join(" "), format!("Top {order}"), "{place}");
    }
    assert_eq!(anna.get("/objectives").await.texts("[data-testid=objective-row] .ttl"), list);
    let details = anna.get(&format!("/objectives/{top}")).await;
    assert!(details.text().contains("C B A D"), "the page of the parent names them in the same order");
    let history = anna.get(&format!("/objectives/{}/history", ids[2])).await;
    assert!(history.text().contains("Place among its siblings from 3 to 1"), "{}", history.text());

    let undo = history.forms("[data-testid=history-undo]").remove(0);
    anna.submit(undo).await;
    assert_eq!(titles(&anna.get("/alignment").await), ["Top", "B", "A", "D", "C"]);

    let answer = submit(&anna, ids[0], &[]).await;
    assert!(anna.follow(answer).await.only("toast").contains("It stands there already"));
    // a new one follows those that were placed
    scene.below("E", scene.anna, Some(top)).await;
    assert_eq!(titles(&anna.get("/alignment").await).join(" "), "Top B A D C E");
}

#[tokio::test]
async fn what_the_rules_refuse_is_said_and_nothing_is_lost() {
    let scene = scene().await;
    let a = scene.below("A", scene.anna, None).await;
    let b = scene.below("B", scene.anna, Some(a)).await;
    let c = scene.below("C", scene.anna, Some(b)).await;
    let old = scene.below("Old", scene.anna, None).await;
    let quarter = scene.world.period("quarter", day(2027, 1, 1), day(2027, 3, 31), "planning").await;
    let year = scene.world.period("year", day(2026, 1, 1), day(2026, 12, 31), "active").await;
    let next = scene.below("Next", scene.anna, None).await;
    scene.world.set("objectives", next.0, &format!("period_id = '{quarter}'")).await;
    let yearly = scene.below("Yearly", scene.anna, None).await;
    scene.world.set("objectives", yearly.0, &format!("period_id = '{year}'")).await;
    let anna = scene.anna().await;
    let stays = anna.get(&format!("/objectives/{a}/move")).await.form("move-form");
    scene.world.set("objectives", old.0, "archived_at = now()").await;
    let before: i64 = scene.app.ask("SELECT sum(version)::bigint FROM objectives").await;
    for (parent, place, said) in [
        ("C", "last", "This would make a loop: A → C → B → A."),
        ("A", "last", "This would make a loop: A → A."),
        (
            &*format!("http://localhost/objectives/{next}"),
            "last",
            "The period of “Next” neither is the same nor contains it.",
        ),
        (&*format!("/objectives/{old}"), "last", "This objective is in the archive."),
        ("Nowhere", "last", "No objective with this title is visible to you."),
        ("", &*format!("after-{c}"), "That objective does not stand beside this one"),
        ("", "somewhere", "Choose one of the offered values."),
    ] {
        let answer = anna.submit(stays.clone().set("parent", parent).set("place", place)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{parent}: {}", answer.text());
        assert!(answer.only("error-summary").contains(said), "{parent}: {}", answer.text());
        assert_eq!(answer.form("move-form").get("parent"), Some(parent));
    }
    assert_eq!(scene.app.ask::<i64>("SELECT sum(version)::bigint FROM objectives").await, before);
    // a year holds its quarters, and what a further parent leads to is a loop as well
    sqlx::query("INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ($1, $2, $3)")
        .bind(scene.world.organization)
        .bind(yearly)
        .bind(c)
        .execute(&scene.app.admin)
        .await
        .unwrap();
    let answer = submit(&anna, a, &[("parent", &format!("/objectives/{yearly}"))]).await;
    assert!(answer.only("error-summary").contains("A → Yearly → C → B → A"), "{}", answer.text());
    scene.app.sql("DELETE FROM objective_parents").await;
    assert_eq!(submit(&anna, a, &[("parent", &format!("/objectives/{yearly}"))]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.parent(a).await, Some(yearly.0));
}

#[tokio::test]
async fn who_was_slower_sees_the_form_again_with_what_was_chosen() {
    let scene = scene().await;
    let top = scene.below("Top", scene.boris, None).await;
    let mine = scene.below("Mine", scene.anna, None).await;
    let anna = scene.anna().await;
    let form = anna.get(&format!("/objectives/{mine}/move")).await.form("move-form");
    scene.world.set("objectives", mine.0, "version = version + 1").await;
    let answer = anna.submit(form.set("parent", "Top")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(scene.parent(mine).await, None);
    let again = answer.form("move-form");
    assert_eq!(again.get("parent"), Some("Top"));
    assert_eq!(anna.submit(again).await.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.parent(mine).await, Some(top.0));
}

#[tokio::test]
async fn only_who_leads_an_objective_moves_it_and_others_may_be_numbered() {
    let scene = scene().await;
    let top = scene.below("Top", scene.boris, None).await;
    let theirs = scene.below("Theirs", scene.boris, Some(top)).await;
    let hidden = scene.below("Hidden", scene.boris, Some(top)).await;
    scene.world.set("objectives", hidden.0, "visibility = 'private'").await;
    let mine = scene.below("Mine", scene.anna, Some(top)).await;
    let last = scene.below("Last", scene.boris, Some(top)).await;
    let anna = scene.anna().await;
    sqlx::query(
        "INSERT INTO object_roles (organization_id, objective_id, account_id, role) VALUES ($1, $2, $3, 'contributor')",
    )
    .bind(scene.world.organization)
    .bind(theirs)
    .bind(scene.anna)
    .execute(&scene.app.admin)
    .await
    .unwrap();
    for (id, status) in [(theirs, StatusCode::FORBIDDEN), (hidden, StatusCode::NOT_FOUND)] {
        let address = format!("/objectives/{id}/move");
        assert_eq!(anna.get(&address).await.status, status);
        assert_eq!(anna.post(&address, &[("_ver", "1"), ("parent", "")]).await.status, status);
    }
    let refused = scene.move_as(scene.anna, mine, to(Some(hidden), Place::Last)).await.unwrap_err();
    assert_eq!((refused.kind, refused.fields[0].message), (Kind::Invalid, "objective-parent-unknown"));

    // the order of others stays as it is, with those that she does not see, and nobody has changed them
    assert!(scene.move_as(scene.anna, mine, to(Some(top), Place::After(last))).await.unwrap());
    let order = "SELECT string_agg(title, ' ' ORDER BY rank, workspace_no, position, id) FROM objectives WHERE parent_id IS NOT NULL";
    assert_eq!(scene.app.ask::<String>(order).await, "Theirs Hidden Last Mine");
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM objectives WHERE version > 1").await, 1);

    // below an objective that she does not see, hers stays there until she names another, and can be taken back to it
    scene.world.set("objectives", top.0, "visibility = 'private'").await;
    let answer = submit(&anna, mine, &[("place", "first")]).await;
    assert_eq!((answer.status, scene.parent(mine).await), (StatusCode::SEE_OTHER, Some(top.0)), "{}", answer.text());
    let answer = submit(&anna, mine, &[("parent", "Theirs")]).await;
    assert_eq!(scene.parent(mine).await, Some(theirs.0));
    let page = anna.follow(answer).await;
    anna.submit(page.forms("okrio-toast form").remove(0)).await;
    assert_eq!(scene.parent(mine).await, Some(top.0));
}

#[tokio::test]
async fn a_further_parent_that_becomes_the_parent_is_not_linked_twice() {
    let scene = scene().await;
    let top = scene.below("Top", scene.boris, None).await;
    let mine = scene.below("Mine", scene.anna, None).await;
    sqlx::query("INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ($1, $2, $3)")
        .bind(scene.world.organization)
        .bind(mine)
        .bind(top)
        .execute(&scene.app.admin)
        .await
        .unwrap();
    let links = "SELECT count(*) FROM objective_parents";
    let anna = scene.anna().await;
    let answer = submit(&anna, mine, &[("parent", "Top")]).await;
    let page = anna.follow(answer).await;
    assert_eq!((scene.parent(mine).await, scene.app.ask::<i64>(links).await), (Some(top.0), 0));
    anna.submit(page.forms("okrio-toast form").remove(0)).await;
    assert_eq!((scene.parent(mine).await, scene.app.ask::<i64>(links).await), (None, 1));
}

#[tokio::test]
async fn however_often_there_is_room_between_two() {
    let scene = scene().await;
    let top = scene.below("Top", scene.anna, None).await;
    let mut ids = Vec::new();
    for title in ["A", "B", "C", "D"] {
        ids.push(scene.below(title, scene.anna, Some(top)).await);
    }
    let mut tx = scene.app.db.write(&scene.world.actor(scene.anna).await).await.unwrap();
    // the last two go, in turn, right behind the first: each time into half the room
    for turn in 0..140 {
        let id = ids[2 + turn % 2];
        let version = find(&mut tx, id).await.unwrap().version;
        let moved = move_to(&mut tx, id, version, to(Some(top), Place::After(ids[0]))).await.unwrap();
        assert!(moved.is_moved);
        let order: Vec<String> = sqlx::query_scalar("SELECT title FROM objectives WHERE parent_id = $1 ORDER BY rank")
            .bind(top)
            .fetch_all(tx.conn())
            .await
            .unwrap();
        let wanted = if turn % 2 == 0 { ["A", "C", "D", "B"] } else { ["A", "D", "C", "B"] };
        if turn > 0 {
            assert_eq!(order, wanted, "{turn}");
        }
    }
}

#[tokio::test]
async fn two_moves_at_once_cannot_close_a_loop() {
    let scene = scene().await;
    let a = scene.below("A", scene.anna, None).await;
    let b = scene.below("B", scene.boris, None).await;
    let mut one = scene.app.db.write(&scene.world.actor(scene.anna).await).await.unwrap();
    let version = find(&mut one, a).await.unwrap().version;
    move_to(&mut one, a, version, to(Some(b), Place::Last)).await.unwrap();

    // neither sees what the other is about to do; the one waits for the other
    let other = scene.move_as(scene.boris, b, to(Some(a), Place::Last));
    let by_form = async {
        let mut tx = scene.app.db.write(&scene.world.actor(scene.boris).await).await?;
        let before = find(&mut tx, b).await?;
        edit(&mut tx, b, before.version, Edit { parent: Some(a), ..Edit::of(&before) }).await.map(drop)
    };
    let commit = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        one.commit().await.unwrap();
    };
    let (moved, edited, ()) = tokio::join!(other, by_form, commit);
    let moved = moved.unwrap_err();
    assert_eq!((moved.kind, moved.fields[0].message), (Kind::Invalid, "objective-move-loop"));
    assert_eq!(moved.fields[0].args, [("way", "B → A → B".into())]);
    assert_eq!(edited.unwrap_err().fields[0].message, "objective-parent-loop");
    assert_eq!((scene.parent(a).await, scene.parent(b).await), (Some(b.0), None));
}

#[tokio::test]
async fn what_is_put_away_or_deleted_meanwhile_takes_nothing_in() {
    let scene = scene().await;
    let top = scene.below("Top", scene.boris, None).await;
    let branch = scene.below("Branch", scene.boris, Some(top)).await;
    let gone = scene.below("Gone", scene.boris, Some(top)).await;
    let mine = scene.below("Mine", scene.anna, None).await;
    let anna = scene.anna().await;
    let form = anna.get(&format!("/objectives/{mine}/move")).await.form("move-form");
    let below = |parent: ObjectiveId| form.clone().set("parent", &format!("/objectives/{parent}"));
    let a_moment = || tokio::time::sleep(Duration::from_millis(300));

    // Boris is at it: the move waits, and judges what has become of the branch
    let mut away = scene.app.db.write(&scene.world.actor(scene.boris).await).await.unwrap();
    set_archived(&mut away, branch, 1, true).await.unwrap();
    let commit = async {
        a_moment().await;
        away.commit().await.unwrap();
    };
    let (refused, ()) = tokio::join!(anna.submit(below(branch)), commit);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.only("error-summary").contains("This objective is in the archive."), "{}", refused.text());
    assert_eq!(refused.form("move-form").get("parent"), Some(&*format!("/objectives/{branch}")));

    let mut deletion = scene.app.admin.begin().await.unwrap();
    sqlx::query("DELETE FROM objectives WHERE id = $1").bind(gone).execute(&mut *deletion).await.unwrap();
    let commit = async {
        a_moment().await;
        deletion.commit().await.unwrap();
    };
    let (refused, ()) = tokio::join!(anna.submit(below(gone)), commit);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert!(refused.only("error-summary").contains("No objective with this title is visible to you."));
    assert_eq!(scene.parent(mine).await, None);

    // and what is put away while something has moved below it still shows that
    assert_eq!(submit(&anna, mine, &[("parent", "Top")]).await.status, StatusCode::SEE_OTHER);
    let mut away = scene.app.db.write(&scene.world.actor(scene.boris).await).await.unwrap();
    set_archived(&mut away, top, 1, true).await.unwrap();
    away.commit().await.unwrap();
    let page = anna.get("/alignment").await;
    assert_eq!(titles(&page), ["Mine"]);
    assert!(page.text().contains("parent not visible to you, or archived"), "{}", page.text());
}

#[tokio::test]
async fn the_tree_gets_its_rows_again_with_the_moved_one_in_focus() {
    let scene = scene().await;
    let top = scene.below("Top", scene.boris, None).await;
    let middle = scene.below("Middle", scene.boris, Some(top)).await;
    let deep = scene.below("Deep", scene.boris, Some(middle)).await;
    let mine = scene.below("Mine", scene.anna, None).await;
    let anna = scene.anna().await;
    let address = format!("/objectives/{mine}/move");
    let tree = ("tree", "?period=2026-q4");

    let part = anna.htmx().post(&address, &[("_ver", "1"), tree, ("place", &format!("before-{deep}"))]).await;
    assert_eq!((part.status, part.said().as_str()), (StatusCode::OK, "“Mine” moved below “Middle”"));
    assert_eq!(titles(&part), ["Top", "Middle", "Mine", "Deep"]);
    assert_eq!(part.attributes("[data-focus]", "id"), [format!("tree-{mine}")]);
    assert!(part.has("okrio-toast form"));
    assert!(part.header("hx-push-url").contains(&format!("open={middle}")), "{}", part.header("hx-push-url"));

    let refused = anna.htmx().post(&address, &[("_ver", "2"), tree, ("parent", &mine.to_string())]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.said(), "This would make a loop: Mine → Mine.");
    assert!(refused.has("hx-partial okrio-toast") && !refused.has("[data-testid=tree-row]"));
    let stale = anna.htmx().post(&address, &[("_ver", "1"), tree, ("parent", "")]).await;
    assert_eq!((stale.status, scene.parent(mine).await), (StatusCode::CONFLICT, Some(middle.0)));

    let part = anna.htmx().post(&address, &[("_ver", "2"), tree, ("parent", "")]).await;
    assert_eq!((part.said().as_str(), scene.parent(mine).await), ("“Mine” moved", None));
    // without htmx the same fields lead on to the page
    let answer = anna.post(&address, &[("_ver", "3"), tree, ("parent", &top.to_string())]).await;
    assert_eq!((answer.status, scene.parent(mine).await), (StatusCode::SEE_OTHER, Some(top.0)));
}
