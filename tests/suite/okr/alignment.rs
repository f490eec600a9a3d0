//! Alignment: the tree, the plain list, what stands above unseen, and that it holds for a large company.
use okrio::kernel::{AccountId, ObjectiveId};
use regex::Regex;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::statements::Statements;
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
    async fn below(&self, title: &str, parent: Option<ObjectiveId>) -> ObjectiveId {
        let id = self.world.objective(title, self.anna).await;
        if let Some(parent) = parent {
            self.world.set("objectives", id.0, &format!("parent_id = '{parent}'")).await;
        }
        id
    }

    async fn in_team(&self, title: &str) -> ObjectiveId {
        let team = self.world.workspace("Crew", "team", Some(self.world.company)).await;
        let id = self.below(title, None).await;
        self.world
            .set(
                "objectives",
                id.0,
                &format!(
                    "workspace_id = '{team}', workspace_no = (SELECT workspace_no FROM workspaces WHERE id = '{team}')"
                ),
            )
            .await;
        id
    }
}

/// Titles with their levels.
fn rows(page: &Answer) -> Vec<(String, String)> {
    page.texts("[data-testid=tree-row] .ttl")
        .into_iter()
        .zip(page.attributes("[data-testid=tree-row]", "aria-level"))
        .collect()
}

fn row(title: &str, level: &str) -> (String, String) {
    (title.to_owned(), level.to_owned())
}

#[tokio::test]
async fn two_levels_stand_open_and_deeper_ones_are_asked_for() {
    let scene = scene().await;
    let top = scene.below("Top", None).await;
    let middle = scene.below("Middle", Some(top)).await;
    let deep = scene.below("Deep", Some(middle)).await;
    scene.below("Deepest", Some(deep)).await;
    scene.in_team("Alone").await;
    let anna = scene.app.sign_in("anna@acme.example").await;

    let page = anna.get("/alignment").await;
    assert_eq!(page.only("alignment-summary"), "1 company objective, 3 aligned, 1 unaligned, deepest level 4");
    assert_eq!(rows(&page), [row("Top", "1"), row("Middle", "2"), row("Unaligned", "1")]);
    assert_eq!(page.attributes("[data-testid=tree-row]", "tabindex"), ["0", "-1", "-1"]);

    let open = page.attributes(&format!("#tree-{middle} a.tw"), "hx-get").pop().unwrap();
    let part = anna.htmx().get(&open).await;
    assert_eq!(rows(&part), [row("Top", "1"), row("Middle", "2"), row("Deep", "3"), row("Unaligned", "1")]);
    assert_eq!((part.said().as_str(), part.header("hx-push-url")), ("4 rows shown", open.as_str()));
    // each sending has a name of its own
    let bare =
        |page: &Answer| Regex::new(r#"name="_once" value="[^"]*""#).unwrap().replace_all(&page.body, "").into_owned();
    assert!(bare(&anna.get(&open).await).contains(bare(&part).trim()));
    let close = part.attributes(&format!("#tree-{top} a.tw"), "href").pop().unwrap();
    assert_eq!(rows(&anna.get(&close).await), [row("Top", "1"), row("Unaligned", "1")]);

    let everything = anna.get("/alignment?open=all").await;
    assert_eq!(rows(&everything).last().unwrap(), &row("Alone", "2"));
    assert_eq!(rows(&everything).len(), 6);
}

#[tokio::test]
async fn a_parent_of_another_period_is_shown_and_a_hidden_one_is_not() {
    let scene = scene().await;
    let secret = scene.world.objective("Merge with a rival", scene.boris).await;
    scene.world.set("objectives", secret.0, "visibility = 'private'").await;
    let child = scene.below("Prepare the data room", Some(secret)).await;
    let year = scene.world.period("year", day(2026, 1, 1), day(2026, 12, 31), "active").await;
    let yearly = scene.below("The whole year", None).await;
    scene.world.set("objectives", yearly.0, &format!("period_id = '{year}'")).await;
    scene.below("This quarter", Some(yearly)).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for address in ["/alignment", "/alignment?view=list"] {
        let page = anna.get(address).await;
        assert!(!page.body.contains("rival"), "{address}");
        assert!(
            page.text().contains("Prepare the data room parent not visible to you, or archived"),
            "{}",
            page.text()
        );
        assert!(page.text().contains("The whole year Year 2026"), "{}", page.text());
        assert_eq!(page.only("alignment-summary"), "1 company objective, 2 aligned, deepest level 2");
    }
    assert_eq!(
        rows(&anna.get("/alignment").await),
        [row("The whole year", "1"), row("This quarter", "2"), row("Prepare the data room", "1")]
    );
    let boris = scene.app.sign_in("boris@acme.example").await;
    let seen = boris.get("/alignment").await;
    assert_eq!(seen.attributes(&format!("#tree-{child}"), "aria-level"), ["2"]);
}

/// A year shows what its quarters do for it, to the last level, and nothing that hangs below nothing of the year.
#[tokio::test]
async fn a_year_shows_the_children_of_its_quarters_and_names_them() {
    let scene = scene().await;
    let year = scene.world.period("year", day(2026, 1, 1), day(2026, 12, 31), "active").await;
    let third = scene.world.period("quarter", day(2026, 7, 1), day(2026, 9, 30), "closed").await;
    let next = scene.world.period("quarter", day(2027, 1, 1), day(2027, 3, 31), "active").await;
    let moved = |id: ObjectiveId, period| {
        let world = &scene.world;
        async move { world.set("objectives", id.0, &format!("period_id = '{period}'")).await }
    };
    let top = scene.below("The whole year", None).await;
    moved(top, year).await;
    let below = scene.below("Yearly too", Some(top)).await;
    moved(below, year).await;
    let fourth = scene.below("Fourth quarter", Some(top)).await;
    let deep = scene.below("Deep in the fourth", Some(fourth)).await;
    let earlier = scene.below("Third quarter", Some(top)).await;
    moved(earlier, third).await;
    let later = scene.below("Next year", Some(top)).await;
    moved(later, next).await;
    let archived = scene.below("Put away", Some(top)).await;
    scene.world.set("objectives", archived.0, "archived_at = now()").await;
    let secret = scene.world.objective("Not for everyone", scene.boris).await;
    scene.world.set("objectives", secret.0, &format!("visibility = 'private', parent_id = '{top}'")).await;
    scene.below("Of the quarter alone", None).await;
    for id in [top, fourth, earlier] {
        scene
            .world
            .set("objectives", id.0, "progress = 0.5, status_from = '{2026-01-01}', statuses = '{behind}'")
            .await;
    }
    let anna = scene.app.sign_in("anna@acme.example").await;

    let page = anna.get("/alignment?period=2026&open=all").await;
    assert_eq!(
        page.only("alignment-summary"),
        "1 company objective, 4 aligned, 3 of them in shorter periods, deepest level 3"
    );
    assert_eq!(
        rows(&page),
        [
            row("The whole year", "1"),
            row("Yearly too", "2"),
            row("Third quarter", "2"),
            row("Fourth quarter", "2"),
            row("Deep in the fourth", "3"),
        ]
    );
    let tag = |page: &Answer, id| page.texts(&format!("#tree-{id} .tag"));
    assert_eq!((tag(&page, earlier), tag(&page, deep)), (vec!["Q3 2026".to_owned()], vec!["Q4 2026".to_owned()]));
    assert!(tag(&page, top).is_empty() && tag(&page, below).is_empty());
    // each bar is measured by the period of its own row: on 18 November the third quarter is over
    let expected = |id| page.attributes(&format!("#tree-{id} progress"), "aria-label").concat();
    assert!(expected(earlier).contains("100\u{a0}%"), "{}", expected(earlier));
    assert!(expected(fourth).contains("52.7\u{a0}%"), "{}", expected(fourth));
    let list = anna.get("/alignment?period=2026&view=list").await;
    assert_eq!(list.texts(".nest > li > ul > li > div .ttl"), ["Yearly too", "Third quarter", "Fourth quarter"]);
    assert!(list.text().contains("Third quarter Q3 2026"), "{}", list.text());
    let mut statements = Vec::new();
    for address in ["/alignment?period=2026-q4&open=all", "/alignment?period=2026&open=all"] {
        let listening = Statements::listen();
        assert_eq!(anna.get(address).await.status, 200);
        statements.push(listening.take().len());
    }
    assert!(statements[1] <= statements[0], "a year takes no more statements than a quarter: {statements:?}");
    let boris = scene.app.sign_in("boris@acme.example").await;
    assert!(boris.get("/alignment?period=2026").await.has(&format!("#tree-{secret}")));
    scene.app.sql("UPDATE accounts SET locale = 'ru'").await;
    assert_eq!(
        anna.get("/alignment?period=2026").await.only("alignment-summary"),
        "1 цель компании, 4 связаны, из них 3 в более коротких периодах, 3 уровня"
    );
}

#[tokio::test]
async fn the_plain_list_nests_what_the_tree_shows() {
    let scene = scene().await;
    let top = scene.below("Top", None).await;
    let middle = scene.below("Middle", Some(top)).await;
    scene.below("Deep", Some(middle)).await;
    let second = scene.below("Second", Some(top)).await;
    let alone = scene.in_team("Alone").await;
    scene.below("Below alone", Some(alone)).await;
    sqlx::query("INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ($1, $2, $3)")
        .bind(scene.world.organization)
        .bind(alone)
        .bind(second)
        .execute(&scene.app.admin)
        .await
        .unwrap();
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get("/alignment?view=list").await;
    assert_eq!(page.texts("[data-testid=alignment] h2"), ["Company objectives", "Unaligned"]);
    assert_eq!(page.texts(".nest > li > div .ttl"), ["Top", "Alone"]);
    assert_eq!(page.texts(".nest > li > ul > li > div .ttl"), ["Middle", "Second", "Below alone"]);
    assert_eq!(page.texts(".nest > li > ul > li > ul > li > div .ttl"), ["Deep"]);
    assert!(page.text().contains("Alone also supports Second"), "{}", page.text());
    let (opened, closed) = (page.body.matches("<ul").count(), page.body.matches("</ul>").count());
    assert_eq!(opened, closed);
    assert_eq!(
        page.body.matches("<li>").count() + page.body.matches("<li ").count(),
        page.body.matches("</li>").count()
    );
}

#[tokio::test]
async fn each_bar_is_measured_by_its_own_period() {
    let scene = scene().await;
    let year = scene.world.period("year", day(2026, 1, 1), day(2026, 12, 31), "active").await;
    let yearly = scene.below("The whole year", None).await;
    let quarterly = scene.below("This quarter", Some(yearly)).await;
    for id in [yearly, quarterly] {
        scene.world.set("objectives", id.0, "progress = 0.4, statuses = '{behind}', started = true").await;
    }
    scene.world.set("objectives", yearly.0, &format!("period_id = '{year}'")).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for address in ["/alignment", "/alignment?view=list"] {
        let page = anna.get(address).await;
        // on 18 November 321 of 364 days of the year are over, and 48 of 91 of the quarter
        let labels = page.attributes("[data-testid=alignment] progress", "aria-label");
        assert_eq!(labels.len(), 2, "{address}");
        assert!(labels[0].contains("The whole year") && labels[0].contains("88.2"), "{labels:?}");
        assert!(labels[1].contains("This quarter") && labels[1].contains("52.7"), "{labels:?}");
        assert_eq!(page.attributes("[data-testid=alignment] .pace line:first-of-type", "x1"), ["88.2", "52.7"]);
    }
}

#[tokio::test]
async fn nothing_to_align_is_said() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    assert!(anna.get("/alignment").await.only("alignment-empty").contains("Nothing to align in Q4 2026 yet"));
    assert_eq!(anna.get("/alignment?open=x&closed=&more=-3&view=map").await.status, 200);
}

#[tokio::test]
async fn beyond_a_thousand_rows_more_is_a_link() {
    let scene = scene().await;
    let top = scene.below("Top", None).await;
    sqlx::query(
        "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, stage, position, parent_id)
         SELECT organization_id, gen_random_uuid(), 'Child ' || n, workspace_id, workspace_no, owner_id, owner_no, period_id, 'active', n, id FROM objectives, generate_series(1, 1500) n WHERE id = $1",
    )
    .bind(top)
    .execute(&scene.app.admin)
    .await
    .unwrap();
    let anna = scene.app.sign_in("anna@acme.example").await;
    let shown = |page: &Answer| page.body.matches("data-testid=\"tree-row\"").count();
    let page = anna.get("/alignment").await;
    assert_eq!(shown(&page), 1000);
    let more = page.attributes("nav.pager a", "href").pop().unwrap();
    let rest = anna.get(&more).await;
    assert_eq!(shown(&rest), 1501);
    assert!(!rest.body.contains("class=\"pager\""));
}

#[tokio::test]
async fn moving_is_offered_to_those_who_may() {
    let scene = scene().await;
    let world = &scene.world;
    let maria = world.person("maria").await;
    let dora = world.person("dora").await;
    world.person_as("olga", "owner").await;
    world.person_as("ute", "auditor").await;
    world.reports_to(scene.anna, maria, "solid").await;
    let top = scene.below("Top", None).await;
    let team = scene.in_team("Of a team").await;
    let shared = scene.below("Of Boris", Some(top)).await;
    world.set("objectives", shared.0, &format!("owner_id = '{}', owner_no = (SELECT account_no FROM accounts WHERE id = '{0}'), visibility = 'workspace'", scene.boris)).await;
    let private = scene.below("Private", Some(top)).await;
    world.set("objectives", private.0, "visibility = 'private'").await;
    let closed = scene.below("Closed", Some(top)).await;
    world.set("objectives", closed.0, "stage = 'closed'").await;
    world.member(world.company, dora, "admin").await;
    for (name, count) in [("anna", 3), ("boris", 1), ("maria", 3), ("dora", 3), ("olga", 4), ("ute", 0)] {
        let client = scene.app.sign_in(&world.email(name)).await;
        let (tree, list) = (client.get("/alignment?open=all").await, client.get("/alignment?view=list").await);
        assert_eq!(tree.attributes("[data-testid=tree-row][data-ver]", "id").len(), count, "{name}");
        assert_eq!(tree.has("#move-here"), count > 0, "{name}");
        for id in [top, team, shared, private, closed] {
            let address = format!("/objectives/{id}/move");
            let may = client.get(&address).await.status == 200;
            let link = format!("a[href='{address}']");
            let page = client.get(&format!("/objectives/{id}")).await;
            let offered = [&tree, &list, &page].map(|page| page.has(&link));
            assert_eq!(offered, [may; 3], "{name} {id}");
        }
    }
}
