//! What is told: changes of others, that one may see, of what the page shows, since it was read.
use std::time::Duration;

use axum::http::StatusCode;

use super::scene::{Scene, opened};
use crate::world::day;

const A_WHILE: Duration = Duration::from_millis(700);

#[tokio::test]
async fn an_open_page_hears_of_a_change_by_somebody_else() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let mut stream = boris.listen(&opened(&boris, "/objectives").await).await;
    assert_eq!(stream.status, StatusCode::OK);
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store, no-transform"),
        ("x-accel-buffering", "no"),
    ] {
        assert_eq!(stream.headers[name], value);
    }
    assert!(!stream.headers.contains_key("content-encoding"));
    assert_eq!(stream.next().await.unwrap().n(), 0, "it begins with how things stand");

    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    let event = stream.next().await.unwrap();
    assert_eq!((event.n(), &event.data["text"]), (1, &"1 update: show".into()));
    assert!(!event.data.to_string().contains("Grow") && !event.data.to_string().contains(&scene.objective.to_string()));

    // the same objective again is no second update, another one is
    scene.set_value(&anna, scene.key_result, "130").await;
    let other = scene.world.objective("Shrink", scene.anna).await;
    let shrink = scene.world.key_result(other, "Waste", 100, 0).await;
    scene.set_value(&anna, shrink, "90").await;
    scene.relay().await;
    assert_eq!(stream.next().await.unwrap().n(), 2);
}

#[tokio::test]
async fn one_hears_in_ones_own_language() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let address = opened(&boris, "/objectives").await;
    for nth in 0..5 {
        let objective = scene.world.objective(&format!("Objective {nth}"), scene.anna).await;
        let key_result = scene.world.key_result(objective, &format!("Number {nth}"), 0, 10).await;
        scene.set_value(&anna, key_result, "3").await;
    }
    scene.relay().await;
    boris.get("/language/ru?back=/").await;
    let event = boris.listen(&address).await.next().await.unwrap();
    assert_eq!((event.n(), &event.data["text"]), (5, &"5 обновлений: показать".into()));
}

#[tokio::test]
async fn what_is_hidden_is_not_told() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    scene.world.set("objectives", scene.objective.0, "visibility = 'private'").await;
    let mut list = boris.listen(&opened(&boris, "/objectives").await).await;
    list.next().await.unwrap();
    for hidden in [format!("/objectives/{}", scene.objective), format!("/key-results/{}", scene.key_result)] {
        assert_eq!(boris.get(&format!("/live?page={hidden}")).await.status, StatusCode::NOT_FOUND);
    }
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    assert!(list.is_silent_for(A_WHILE * 3).await);
    // and a stranger's organization has streams of its own
    let sight: i64 = {
        let mut tx = scene.app.db.read(&scene.world.actor_named("boris").await).await.unwrap();
        let count = sqlx::query_scalar("SELECT count(*) FROM updates").fetch_one(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        count
    };
    assert_eq!((sight, scene.app.ask::<i64>("SELECT count(*) FROM updates").await), (0, 1));
}

#[tokio::test]
async fn ones_own_changes_are_no_updates() {
    let scene = Scene::new().await;
    let anna = scene.sign_in("anna").await;
    let mut stream = anna.listen(&opened(&anna, "/objectives").await).await;
    stream.next().await.unwrap();
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    assert!(stream.is_silent_for(A_WHILE * 3).await);
}

#[tokio::test]
async fn what_one_does_on_another_page_is_an_update_of_this_one() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let path = format!("/objectives/{}", scene.objective);
    let mut pages = Vec::new();
    for (who, hears) in [(&anna, 0), (&anna, 1), (&boris, 1)] {
        let page = who.get(&path).await;
        let (since, tab) = (page.attributes("okrio-live", "data-since"), page.attributes("okrio-live", "data-tab"));
        pages.push((who, format!("/live?page={path}&since={}&tab={}", since[0], tab[0]), hears, tab[0].clone()));
    }
    assert_ne!(pages[0].3, pages[1].3);
    // the first of them is where she does it
    anna.header("okrio-tab", &pages[0].3);
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    for (who, address, hears, _) in &pages {
        assert_eq!(who.listen(address).await.next().await.unwrap().n(), *hears, "{address}");
    }
    // without scripts there is nothing to know a page by: whatever was done, it is news to those that stood open
    anna.without("okrio-tab");
    let page = anna.get(&path).await;
    let form = anna.get(&format!("/key-results/{}/value/edit", scene.key_result)).await.form("key-result-form");
    assert_eq!(anna.submit(form.set("value", "130")).await.status, StatusCode::SEE_OTHER);
    scene.relay().await;
    let since = page.attributes("okrio-live", "data-since").remove(0);
    let address = format!("/live?page={path}&since={since}&tab={}", pages[0].3);
    assert_eq!(anna.listen(&address).await.next().await.unwrap().n(), 1);
    assert_eq!(
        anna.listen(&address.replace("&tab=", "&tab=x")).await.next().await.unwrap().n(),
        0,
        "no page by that name"
    );
}

#[tokio::test]
async fn each_page_hears_of_what_it_shows() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let lead = scene.world.person("clara").await;
    scene.world.reports_to(scene.anna, lead, "solid").await;
    let clara = scene.sign_in("clara").await;
    let other = scene.world.objective("Shrink", scene.boris).await;
    let quarter = scene.world.period("quarter", day(2027, 1, 1), day(2027, 3, 31), "planning").await;
    let later = scene.world.objective("Later", scene.anna).await;
    scene.world.set("objectives", later.0, &format!("period_id = '{quarter}'")).await;
    let (grow, visits) = (scene.objective, scene.key_result);
    let mut addresses = Vec::new();
    for (who, path, hears) in [
        (&boris, "/objectives?period=2026-q4".to_owned(), 1),
        (&boris, "/objectives?period=2027-q1".to_owned(), 0),
        (&boris, format!("/objectives?period=2026-q4&owner={}", scene.anna), 1),
        (&boris, "/objectives?period=2026-q4&owner=me".to_owned(), 0),
        (&boris, format!("/objectives?period=2026-q4&workspace={}", scene.world.company), 1),
        (&boris, "/alignment?period=2026-q4".to_owned(), 1),
        (&boris, format!("/objectives/{grow}"), 1),
        (&boris, format!("/objectives/{other}"), 0),
        (&boris, format!("/key-results/{visits}"), 1),
        (&boris, "/".to_owned(), 0),
        (&clara, "/".to_owned(), 1),
        (&clara, "/check-in".to_owned(), 0),
    ] {
        let address = opened(who, &path).await;
        // the query of the page stands beside its path
        let address = match path.split_once('?') {
            Some((page, query)) => address.replace(&format!("page={path}"), &format!("page={page}&{query}")),
            None => address,
        };
        addresses.push((who, path, address, hears));
    }
    scene.set_value(&anna, visits, "120").await;
    scene.relay().await;
    for (who, path, address, hears) in &addresses {
        assert_eq!(who.listen(address).await.next().await.unwrap().n(), *hears, "{path}");
    }
}

#[tokio::test]
async fn a_list_hears_of_what_its_filters_let_through_and_of_what_it_shows() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let since = opened(&boris, "/objectives").await.split_once("since=").unwrap().1.to_owned();
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    let grow = scene.objective;
    let other = scene.world.objective("Shrink", scene.anna).await;
    for (query, shown, hears) in [
        ("", String::new(), 1),
        ("text=gro", String::new(), 1),
        ("text=gr%25w", String::new(), 0),
        ("text=shrink", String::new(), 0),
        ("stage=active&status=at_risk", String::new(), 1),
        ("stage=draft", String::new(), 0),
        ("status=on_track", String::new(), 0),
        ("stage=archived", String::new(), 0),
        // it is shown, and would not be any more
        ("text=shrink&stage=draft", format!("{other},{grow}"), 1),
        ("period=2027-q1&stage=archived", format!("{grow}"), 1),
        ("text=shrink", format!("{other},junk,,'"), 0),
    ] {
        let address = format!("/live?page=/objectives&since={since}&{query}&shown={shown}");
        assert_eq!(boris.listen(&address).await.next().await.unwrap().n(), hears, "{query} {shown}");
    }
}

#[tokio::test]
async fn comments_are_heard_of_on_the_page_that_shows_them() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let page = format!("/objectives/{}", scene.objective);
    let addresses = [(opened(&boris, &page).await, 1), (opened(&boris, "/objectives").await, 0)];
    let form = anna.get(&page).await.form("comment-form").set("body", "Well done");
    assert!(anna.submit(form).await.status.is_redirection());
    scene.relay().await;
    for (address, hears) in addresses {
        assert_eq!(boris.listen(&address).await.next().await.unwrap().n(), hears, "{address}");
    }
}

#[tokio::test]
async fn progress_that_follows_is_an_update_of_the_objective_above_but_not_for_who_caused_it() {
    let scene = Scene::new().await;
    let above = scene.world.objective("Lead", scene.boris).await;
    scene.world.set("objectives", above.0, "rollup = 'children'").await;
    scene.world.set("objectives", scene.objective.0, &format!("parent_id = '{above}'")).await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let page = format!("/objectives/{above}");
    let tab = uuid::Uuid::now_v7();
    let of_anna = opened(&anna, &page).await;
    let addresses =
        [(&boris, opened(&boris, &page).await, 1), (&anna, format!("{of_anna}&tab={tab}"), 0), (&anna, of_anna, 0)];
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let pool = okrio::worker::queue::pool(scene.app.database.connect_options("okrio_worker"));
    let worker = tokio::spawn(okrio::worker::work(
        pool,
        scene.app.db.clone(),
        okrio::app::jobs(),
        scene.notices.clone(),
        stopped,
    ));
    let mut stream = boris.listen(&addresses[0].1).await;
    stream.next().await.unwrap();
    scene.set_value(&anna, scene.key_result, "120").await;
    assert_eq!(stream.next().await.unwrap().n(), 1);
    for (who, address, hears) in addresses {
        assert_eq!(who.listen(&address).await.next().await.unwrap().n(), hears);
    }
    stop.send(true).unwrap();
    worker.await.unwrap();
}

#[tokio::test]
async fn check_ins_that_wait_are_counted_anew() {
    let scene = Scene::new().await;
    let due = "value = 110, value_on = '2026-11-01', started = true, due_on = '2026-11-13', due_until = '2026-12-31', is_measured = true";
    scene.world.set("key_results", scene.key_result.0, due).await;
    let anna = scene.sign_in("anna").await;
    let mut stream = anna.listen(&opened(&anna, "/").await).await;
    let event = stream.next().await.unwrap();
    assert_eq!((event.n(), event.data["due"].as_i64()), (0, Some(1)));
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    let event = stream.next().await.unwrap();
    assert_eq!((event.n(), event.data["due"].as_i64()), (0, Some(0)));
}

#[tokio::test]
async fn of_very_much_only_that_it_is_much_is_told() {
    let scene = Scene::new().await;
    let boris = scene.sign_in("boris").await;
    let address = opened(&boris, "/objectives").await;
    scene
        .app
        .sql(
            "INSERT INTO updates (organization_id, xid, objective_id, fact)
             SELECT organization_id, (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + n)::text::xid8, id, 'objective.changed'
             FROM objectives, generate_series(1, 999) n",
        )
        .await;
    assert_eq!(boris.listen(&address).await.next().await.unwrap().n(), 1);
    scene
        .app
        .sql("INSERT INTO updates (organization_id, xid, objective_id, fact) SELECT organization_id, xid, objective_id, 'key_result.changed' FROM updates LIMIT 1")
        .await;
    let event = boris.listen(&address).await.next().await.unwrap();
    assert_eq!((event.n(), &event.data["text"]), (100, &"More than 99 updates: show".into()));
}
