//! What search finds, for whom, and by which way through the data.
use axum::http::StatusCode;
use okrio::db::Db;
use okrio::kernel::Clock;
use sqlx::{ConnectOptions, Connection, Executor};
use uuid::Uuid;

use crate::app::TestApp;
use crate::okr::twin;
use crate::support::answer::Answer;
use crate::world::World;

async fn found(app: &TestApp, name: &str, typed: &str) -> Vec<String> {
    let q: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let client = app.sign_in(&format!("{name}@acme.example")).await;
    hits(&client.get(&format!("/search?q={q}")).await)
}

/// What is found, without the marks within words.
fn hits(answer: &Answer) -> Vec<String> {
    let plain = Answer { body: answer.body.replace("<mark>", "").replace("</mark>", ""), ..answer.clone() };
    plain.texts("[data-testid=hit] > span")
}

#[tokio::test]
async fn everybody_finds_what_they_see_and_nothing_else() {
    let (database, worlds) = twin::two_worlds(14, 24).await;
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    for statement in [
        "UPDATE objectives SET title = 'Needle ' || id",
        "UPDATE key_results SET title = 'Needle ' || id",
        "UPDATE comments SET body = 'Needle ' || id",
    ] {
        admin.execute(statement).await.unwrap();
    }
    admin.close().await.unwrap();
    let db = Db::connect_lazily(database.connect_options("okrio_app"), 2, Clock::system());
    let (mut all, mut most) = (0, 0);
    for world in &worlds {
        for person in 0..world.accounts.len() {
            let mut tx = db.read(&twin::actor(world, Some(person))).await.unwrap();
            for (kind, rows) in [
                ("objective", "SELECT id FROM objectives WHERE archived_at IS NULL"),
                (
                    "key_result",
                    "SELECT k.id FROM key_results k JOIN objectives o ON o.id = k.objective_id WHERE k.archived_at IS NULL AND o.archived_at IS NULL",
                ),
                (
                    "comment",
                    "SELECT c.id FROM comments c JOIN objectives o ON o.id = c.objective_id WHERE c.deleted_at IS NULL AND o.archived_at IS NULL",
                ),
            ] {
                let mut seen: Vec<Uuid> = sqlx::query_scalar(rows).fetch_all(tx.conn()).await.unwrap();
                // by words, and by what nearly says it
                for (words, phrase) in [("needle:*", ""), ("nedle:*", "nedle")] {
                    if kind == "comment" && !phrase.is_empty() {
                        continue;
                    }
                    let mut found: Vec<Uuid> =
                        sqlx::query_scalar("SELECT id FROM app.search($1, $2, 10000) WHERE kind = $3")
                            .bind(words)
                            .bind(phrase)
                            .bind(kind)
                            .fetch_all(tx.conn())
                            .await
                            .unwrap();
                    seen.sort_unstable();
                    found.sort_unstable();
                    assert_eq!(found, seen, "{kind} for {person} by {words}");
                }
                all += seen.len();
                most = most.max(seen.len());
            }
            tx.commit().await.unwrap();
        }
    }
    assert!(all > 200 && most > 20, "{all} finds prove nothing");
}

#[tokio::test]
async fn words_are_found_in_other_forms_begun_and_misspelt() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let english = world.objective("Customers renew their subscriptions", anna).await;
    world.objective("Учёт удержания клиентов", anna).await;
    world.key_result(english, "Churn falls below 3 %", 5, 3).await;
    for (typed, expected) in [
        ("customer", "Customers renew"),
        ("subscription renewing", "Customers renew"),
        ("subscr", "Customers renew"),
        ("subscirption", "Customers renew"),
        ("удержание клиента", "Учёт удержания"),
        ("учет", "Учёт удержания"),
        ("УЧЁТ КЛИЕНТ", "Учёт удержания"),
        ("удиржания", "Учёт удержания"),
        ("churn", "Churn falls"),
        ("anna", "anna"),
    ] {
        let hits = found(&app, "anna", typed).await;
        assert!(hits.iter().any(|hit| hit.to_lowercase().starts_with(&expected.to_lowercase())), "{typed}: {hits:?}");
    }
    assert_eq!(found(&app, "anna", "elephants on parade").await, [""; 0]);
}

#[tokio::test]
async fn what_is_hidden_archived_or_foreign_is_not_found() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, _) = (world.person("anna").await, world.person("boris").await);
    let private = world.objective("Merger of giraffes", anna).await;
    let key_result = world.key_result(private, "Giraffes signed", 0, 2).await;
    world.set("objectives", private.0, "visibility = 'private'").await;
    let away = world.objective("Giraffes of the past", anna).await;
    world.set("objectives", away.0, "archived_at = now()").await;
    let foreign = World::named(&app, "globex").await;
    let stranger = foreign.person_as("gina", "owner").await;
    foreign.objective("Giraffes of others", stranger).await;

    let anna_finds = found(&app, "anna", "giraffe").await;
    assert_eq!(anna_finds.len(), 2, "{anna_finds:?}");
    let begin = |nth: usize, words: &str| anna_finds[nth].starts_with(words);
    assert!(begin(0, "Merger of giraffes") && begin(1, "Giraffes signed"), "{anna_finds:?}");
    for typed in ["giraffe", "girafes", "merger", "gina"] {
        assert_eq!(found(&app, "boris", typed).await, [""; 0], "{typed}");
    }
    // not even who owns the other organization finds anything of this one, on the page or in the palette
    let gina = app.sign_in("gina@globex.example").await;
    let anna = app.sign_in("anna@acme.example").await;
    for (who, typed, foreign) in [
        (&gina, "merger of giraffes", "Merger"),
        (&gina, "giraffes signed", "signed"),
        (&gina, "giraffe", "Merger"),
        (&gina, "boris", "Boris"),
        (&anna, "giraffes of others", "others"),
        (&anna, "gina", "Gina"),
    ] {
        let q = typed.replace(' ', "+");
        let (page, palette) = (format!("/search?q={q}"), format!("/search/suggest?q={q}"));
        for answer in [who.get(&page).await, who.htmx().get(&palette).await] {
            assert!(hits(&answer).iter().all(|hit| !hit.contains(foreign)), "{typed}: {:?}", hits(&answer));
        }
    }
    let own = gina.htmx().get("/search/suggest?q=giraffe").await;
    assert_eq!(hits(&own), ["Giraffes of others Gina · Q4 2026"]);
    // whoever may open the key result has found it, and the other way round
    let boris = app.sign_in("boris@acme.example").await;
    assert_eq!(boris.get(&format!("/key-results/{key_result}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whatever_is_typed_is_only_text() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.objective("<b>Bold</b> & 100 % \\ brave", anna).await;
    let client = app.sign_in("anna@acme.example").await;
    let long = "w".repeat(10_000);
    // signs alone ask for nothing, and stand for nothing else
    for typed in [
        "%",
        "_",
        "\\",
        "*",
        "?",
        "🎯",
        "👩‍👩‍👧",
        "'",
        "\"",
        "& ! | <->",
        ":*",
        "((((",
        "%_%",
        "br_ve",
        "b%d",
        "b*e",
        &long,
        &"zzz ".repeat(2_500),
        &"ж".repeat(10_000),
    ] {
        let q: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        for address in [format!("/search?q={q}"), format!("/search/suggest?q={q}")] {
            let answer = client.htmx().get(&address).await;
            assert_eq!((answer.status, hits(&answer)), (StatusCode::OK, vec![]), "{typed:.20}");
        }
        let page = client.get(&format!("/search?q={q}")).await;
        assert_eq!((page.status, hits(&page)), (StatusCode::OK, vec![]), "{typed:.20}");
    }
    assert_eq!(client.get("/search?q=%00").await.status, StatusCode::OK);
    // and beside words they are left out
    for typed in ["100 %", "\\ brave", "\"bold\"", "bold🎯brave", "bra\u{0}ve", "100%_\\"] {
        assert_eq!(found(&app, "anna", typed).await, ["<b>Bold</b> & 100 % \\ brave Anna · Q4 2026"], "{typed}");
    }
    let page = client.get("/search?q=bold+100").await;
    assert_eq!(page.texts("mark"), ["Bold", "100"]);
    assert!(!page.has(".found b"), "{}", page.body);
    // and is shown again as it was typed
    assert!(client.get("/search?q=%22%3E%3Cscript%3E").await.has("input[value='\"><script>']"));
}

#[tokio::test]
async fn the_palette_shows_a_few_of_each_kind_and_the_page_more() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.person_as("chief", "admin").await;
    for number in 0..25 {
        world.objective(&format!("Lantern {number}"), anna).await;
    }
    let client = app.sign_in("anna@acme.example").await;
    let page = client.get("/search?q=lantern").await;
    assert_eq!(page.texts("h1"), ["Search"]);
    assert_eq!(page.marked("hit").len(), 20);
    let part = client.htmx().get("/search?q=lantern").await;
    assert_eq!((part.marked("hit").len(), part.said()), (20, "20 found".to_owned()));
    assert_eq!(part.header("hx-push-url"), "/search?q=lantern");
    let palette = client.htmx().get("/search/suggest?q=lantern").await;
    assert_eq!(palette.marked("hit").len(), 5);
    assert!(palette.header("hx-push-url").is_empty() && palette.has("#palette-found[data-typed=lantern]"));
    // without scripts it is the page
    assert_eq!(client.get("/search/suggest?q=a+b").await.location().as_deref(), Some("/search?q=a+b"));

    let empty = client.htmx().get("/search/suggest?q=").await;
    assert!(empty.has("a[href='/check-in']") && !empty.has("a[href='/imports']"));
    let nothing = client.htmx().get("/search/suggest?q=xyzzy").await;
    assert_eq!((nothing.marked("hit").len(), nothing.said()), (0, "Nothing found".to_owned()));
    let chief = app.sign_in("chief@acme.example").await;
    assert!(chief.htmx().get("/search/suggest?q=imp").await.has("a[href='/imports']"));
    client.get("/language/ru?back=/").await;
    let russian = client.htmx().get("/search/suggest?q=нов").await;
    assert_eq!(hits(&russian), ["Новая цель"]);
}

#[tokio::test]
async fn words_are_looked_up_in_their_index_within_the_organization() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Word", anna).await;
    world.key_result(objective, "Word", 0, 1).await;
    // a large organization
    app.sql(
        "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, stage, stage_since)
           SELECT organization_id, gen_random_uuid(), md5(n::text), workspace_id, workspace_no, owner_id, owner_no, period_id, stage, stage_since FROM objectives, generate_series(1, 5000) n;
         INSERT INTO key_results (organization_id, id, objective_id, title, kind, baseline, target, owner_id, owner_no)
           SELECT organization_id, gen_random_uuid(), objective_id, md5(n::text), kind, baseline, target, owner_id, owner_no FROM key_results, generate_series(1, 5000) n;
         INSERT INTO comments (organization_id, id, objective_id, author_id, body)
           SELECT organization_id, gen_random_uuid(), objective_id, owner_id, title FROM key_results;
         INSERT INTO accounts (organization_id, id, name) SELECT organization_id, gen_random_uuid(), md5(n::text) FROM accounts, generate_series(1, 5000) n;
         ANALYZE objectives; ANALYZE key_results; ANALYZE comments; ANALYZE accounts",
    )
    .await;
    let mut conn = app.database.connect_options("okrio_cluster").connect().await.unwrap();
    conn.execute("SET random_page_cost = 1.1").await.unwrap();
    for (index, statement) in [
        (
            "objectives_words",
            "SELECT FROM objectives WHERE organization_id = 'OURS' AND to_tsvector('russian', app.searched(title || ' ' || description)) @@ to_tsquery('russian', 'rare:*')",
        ),
        (
            "key_results_words",
            "SELECT FROM key_results WHERE organization_id = 'OURS' AND to_tsvector('russian', app.searched(title || ' ' || description)) @@ to_tsquery('russian', 'rare:*')",
        ),
        (
            "comments_words",
            "SELECT FROM comments WHERE organization_id = 'OURS' AND to_tsvector('russian', app.searched(body)) @@ to_tsquery('russian', 'rare:*')",
        ),
        (
            "accounts_name_words",
            "SELECT FROM accounts WHERE organization_id = 'OURS' AND to_tsvector('simple', app.searched(name)) @@ to_tsquery('simple', 'rare:*')",
        ),
    ] {
        let statement = format!("EXPLAIN {}", statement.replace("OURS", &world.organization.to_string()));
        let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_all(&mut conn).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(&format!("Bitmap Index Scan on {index}")), "{plan}");
        let condition = plan.lines().find(|line| line.contains("Index Cond")).unwrap();
        assert!(condition.contains("organization_id") && condition.contains("@@"), "{plan}");
    }
}

/// A page that the frame leads to and search does not know would be lost to those who go by keys.
#[tokio::test]
async fn each_page_that_the_frame_leads_to_is_found_by_its_name() {
    let app = TestApp::new().await;
    World::new(&app).await.person_as("anna", "owner").await;
    let anna = app.sign_in("anna@acme.example").await;
    let frame = anna.get("/").await;
    let mut walked = 0;
    for links in [".nav a", "[data-testid=account-menu] + div a"] {
        for (name, address) in frame.texts(links).iter().zip(frame.attributes(links, "href")) {
            // a key or a count may stand behind the name
            let name = name.trim_end_matches(" ?").trim_end_matches(" 0 waiting");
            let q: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
            let found = anna.get(&format!("/search?q={q}")).await.attributes("main a", "href");
            assert!(found.contains(&address), "{name} at {address} is not among {found:?}");
            walked += 1;
        }
    }
    assert!(walked >= 15, "{walked}");
}
