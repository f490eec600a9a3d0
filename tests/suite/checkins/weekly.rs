//! One sheet, one save.

use axum::http::StatusCode;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Scene, value, written};
use crate::app::TestApp;
use crate::world::day;

#[tokio::test]
async fn lists_what_is_mine_with_what_is_due_first() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let ivan = scene.world.person("ivan").await;
    let later = scene.world.objective("Another aim", scene.anna).await;
    scene.world.key_result(later, "Not due yet", 0, 10).await;
    let his = scene.world.objective("Aim of Ivan", ivan).await;
    scene.world.key_result(his, "Not mine", 0, 10).await;
    let mine_there = scene.world.key_result(his, "Mine at his", 0, 10).await;
    scene.world.set("key_results", mine_there.0, "owner_id = (SELECT id FROM accounts WHERE name = 'Anna'), owner_no = (SELECT account_no FROM accounts WHERE name = 'Anna')").await;
    let draft = scene.world.objective("Draft aim", scene.anna).await;
    scene.world.set("objectives", draft.0, "stage = 'draft'").await;
    scene.world.key_result(draft, "In a draft", 0, 10).await;

    let page = app.sign_in("anna@acme.example").await.get("/check-in").await;

    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("tr.grp th"), ["Guests come back", "Aim of Ivan of Ivan", "Another aim"]);
    assert_eq!(page.texts("[data-testid=check-in-row] .ttl"), ["Visits", "Rating", "Mine at his", "Not due yet"]);
    let head = page.text();
    assert!(head.contains("Week 47, 16 Nov – 22 Nov · 2 key results due"), "{head}");
    assert!(
        page.texts("[data-testid=check-in-row] th")[0].contains("last 50, 10 Nov"),
        "{:?}",
        page.texts("[data-testid=check-in-row] th")
    );
    let checked = page.attributes(&format!("input[name='confidence-{}'][checked]", scene.visits), "value");
    assert_eq!(checked, ["80"]);
}

#[tokio::test]
async fn saves_every_touched_row_and_leaves_the_others() {
    for by_htmx in [false, true] {
        let app = TestApp::new().await;
        let scene = Scene::new(&app).await;
        let third = scene.world.key_result(scene.objective, "Untouched", 0, 10).await;
        let client = app.sign_in("anna@acme.example").await;
        let form = client.get("/check-in").await.form("check-in-form");
        let form = form
            .set(&format!("value-{}", scene.visits), "71,5")
            .set(&format!("value-{}", scene.rating), "18")
            .set(&format!("confidence-{}", scene.rating), "50");

        let answer = if by_htmx { client.htmx().submit(form).await } else { client.submit(form).await };

        assert_eq!(answer.status, if by_htmx { StatusCode::OK } else { StatusCode::SEE_OTHER }, "{}", answer.body);
        assert_eq!(answer.location().unwrap(), "/");
        assert_eq!(client.get("/").await.only("toast"), "Check-in saved: 2 of 3 updated Undo");
        assert_eq!(value(&app.admin, scene.visits).await, Some(Decimal::new(715, 1)));
        assert_eq!(value(&app.admin, scene.rating).await, Some(Decimal::from(18)));
        assert_eq!(value(&app.admin, third).await, None);
        let check_ins: i64 = app.ask("SELECT count(*) FROM check_ins WHERE account_id = (SELECT id FROM accounts WHERE name = 'Anna') AND effective_on = '2026-11-18'").await;
        assert_eq!(check_ins, 2);
        let previous: Option<Decimal> = app.ask("SELECT c.previous_value FROM check_ins c JOIN key_results k ON k.id = c.key_result_id WHERE k.title = 'Visits'").await;
        assert_eq!(previous, Some(Decimal::from(50)));
        let confidences: Vec<i16> =
            sqlx::query_scalar("SELECT confidence FROM key_results WHERE started ORDER BY title")
                .fetch_all(&app.admin)
                .await
                .unwrap();
        assert_eq!(confidences, [50, 80]);
        // counted in the same transaction: the mean of 0.715, 0.8 and 0
        let progress: f64 = app.ask("SELECT progress FROM objectives").await;
        assert!((progress - 0.505).abs() < 1e-9, "{progress}");
        let due: Vec<Option<NaiveDate>> =
            sqlx::query_scalar("SELECT due_on FROM key_results WHERE started").fetch_all(&app.admin).await.unwrap();
        assert_eq!(due, [Some(day(2026, 11, 27)); 2]);
        let audited: i64 = app.ask("SELECT count(*) FROM audit_log WHERE action = 'key_result.record'").await;
        assert_eq!(audited, 2);
    }
}

#[tokio::test]
async fn a_form_sent_twice_acts_once() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/check-in").await.form("check-in-form").set(&format!("value-{}", scene.visits), "60");

    let first = client.submit(form.clone()).await;
    let rows = written(&app).await;
    let second = client.submit(form).await;

    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(written(&app).await, rows);
}

#[tokio::test]
async fn the_preview_tells_what_a_value_leads_to_and_changes_nothing() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let rows = written(&app).await;
    let ask = async |value: &str| client.htmx().get(&format!("/check-in/preview?value-{}={value}", scene.visits)).await;

    let better = ask("71").await;
    assert_eq!(better.status, StatusCode::OK);
    assert!(better.text().contains("On track") && better.text().contains("71 %"), "{}", better.body);
    let worse = ask("14").await;
    assert!(worse.text().contains("At risk") && worse.text().contains("Please say why it drops"), "{}", worse.body);
    assert!(ask("many").await.text().contains("This is not a number"));
    assert!(ask("").await.text().contains("no change so far"));
    assert_eq!(
        client.htmx().get("/check-in/preview?value-0192f0c1-0000-7000-8000-000000000001=4").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(client.htmx().get("/check-in/preview").await.status, StatusCode::NOT_FOUND);
    assert_eq!(written(&app).await, rows);
}

#[tokio::test]
async fn a_past_week_keeps_its_day_and_the_day_of_entry() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let page = client.get("/check-in/2026-44").await;
    let form = page.form("check-in-form");
    assert_eq!(form.get("day"), Some("2026-10-30"));
    let value_name = format!("value-{}", scene.visits);

    let answer = client.submit(form.set("day", "2026-10-28").set(&value_name, "30")).await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let kept: (NaiveDate, NaiveDate) =
        sqlx::query_as("SELECT effective_on, recorded_at::date FROM check_ins").fetch_one(&app.admin).await.unwrap();
    assert_eq!(kept, (day(2026, 10, 28), day(2026, 11, 18)));
    assert_eq!(
        value(&app.admin, scene.visits).await,
        Some(Decimal::from(50)),
        "an older day does not displace a newer value"
    );

    for (refused, why) in [
        ("2026-11-05", "Choose a day of this week"),
        ("2026-11-25", "Choose a day of this week"),
        ("yesterday", "This is not a date"),
    ] {
        let form =
            client.get("/check-in/2026-44").await.form("check-in-form").set("day", refused).set(&value_name, "31");
        let answer = client.submit(form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.only("error-summary").contains(why), "{}", answer.only("error-summary"));
        assert_eq!(answer.form("check-in-form").get(&value_name), Some("31"));
    }
    // the first days of the week lie before the quarter
    let form =
        client.get("/check-in/2026-40").await.form("check-in-form").set("day", "2026-09-29").set(&value_name, "31");
    let answer = client.submit(form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.only("error-summary").contains("outside the period"), "{}", answer.only("error-summary"));
}

#[tokio::test]
async fn weeks_ahead_and_weeks_that_do_not_exist_are_not_found() {
    let app = TestApp::new().await;
    Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    for week in ["2026-48", "2026-54", "2026", "x"] {
        assert_eq!(client.get(&format!("/check-in/{week}")).await.status, StatusCode::NOT_FOUND, "{week}");
    }
    assert_eq!(client.get("/check-in/2026-47").await.status, StatusCode::OK);
    assert!(client.get("/check-in/2026-20").await.has("[data-testid=check-in-empty]"));
}

#[tokio::test]
async fn one_objective_at_a_time_leads_on_to_the_next_that_waits() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let other = scene.world.objective("Other aim", scene.anna).await;
    let waiting = scene.world.key_result(other, "Waiting", 0, 10).await;
    scene.world.set("key_results", waiting.0, "due_on = '2026-11-13'").await;
    let client = app.sign_in("anna@acme.example").await;

    let page = client.get(&format!("/check-in?objective={}", scene.objective)).await;
    assert_eq!(page.texts("tr.grp th"), ["Guests come back"]);
    let form = page.form("check-in-form").set(&format!("value-{}", scene.visits), "60").set("then", "next");
    assert_eq!(client.submit(form).await.location().unwrap(), format!("/check-in?objective={other}"));
    let next = client.get(&format!("/check-in?objective={other}")).await;
    assert_eq!(next.attributes("[data-focus]", "id"), [format!("value-{waiting}")], "work goes on in the next field");
    assert!(!client.get("/check-in").await.has("[data-focus]"));
    assert_eq!(client.get("/check-in?objective=nonsense").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_to_do_is_said_calmly() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    scene.world.person("idle").await;
    let idle = app.sign_in("idle@acme.example").await.get("/check-in").await;
    assert!(idle.only("check-in-empty").contains("Nothing to check in on"));

    scene.world.set("key_results", scene.visits.0, "due_on = '2026-11-20'").await;
    scene.world.set("key_results", scene.rating.0, "due_on = NULL").await;
    let page = app.sign_in("anna@acme.example").await.get("/check-in").await;
    assert!(page.only("check-in-nothing-due").contains("Nothing is due"));
    assert_eq!(page.marked("check-in-row").len(), 2);
}
