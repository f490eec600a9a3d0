//! The list in other orders: every page of each in both directions, what the heads of the columns say, and what a page reads.
use okrio::okr::objective_list::cursor::Cursor;
use okrio::okr::objective_list::filter::Filter;
use okrio::okr::objective_list::sort::Sort;
use okrio::okr::objective_list::sorted::push_sorted;
use okrio::okr::objective_list::store::{Ask, PAGE};
use okrio::web::Fields;
use sqlx::QueryBuilder;

use super::objective_list::{Scene, fill, scene, titles};
use crate::client::Client;
use crate::support::answer::Answer;

/// Of three people with names in two alphabets, with equal titles, progress that is missing or equal, and equal moments.
async fn mixed() -> Scene {
    let scene = scene().await;
    let yana = scene.world.person("яна").await;
    scene.objectives(120, scene.anna).await;
    for (owner, rest) in [(scene.boris, 1), (yana, 3)] {
        let give = format!(
            "UPDATE objectives SET owner_id = '{owner}', owner_no = (SELECT account_no FROM accounts WHERE id = '{owner}') WHERE position::int % 4 = {rest}"
        );
        sqlx::query(sqlx::AssertSqlSafe(give)).execute(&scene.app.admin).await.unwrap();
    }
    scene
        .app
        .sql(
            "WITH n AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM objectives)
             UPDATE objectives o SET
               title = (ARRAY['apple', 'Apple', 'Ёлка', 'елка', 'Zebra', '_under', 'ель', 'Éclair'])[1 + n % 8] || CASE WHEN n % 5 = 0 THEN '' ELSE ' ' || n % 7 END,
               progress = CASE WHEN n % 4 = 0 THEN NULL ELSE (n % 9) / 8.0 - 0.2 END,
               statuses = ARRAY[(ARRAY['on_track', 'behind', 'at_risk', 'closed', 'unknown'])[1 + n % 5]],
               updated_at = timestamptz '2026-11-01 10:00:00.123456+00' + (n % 11) * interval '1 hour'
             FROM n WHERE n.id = o.id",
        )
        .await;
    scene
}

fn ids(page: &Answer) -> Vec<String> {
    page.attributes("[data-testid=objective-row]", "data-id")
}

/// From the first page on to the last, and back again.
async fn walk(client: &Client<'_>, address: &str) -> Vec<String> {
    let mut page = client.get(address).await;
    let mut forth = vec![ids(&page)];
    while let Some(next) = page.attributes("a[rel=next]", "href").pop() {
        page = client.get(&next).await;
        assert_eq!(page.status, 200, "{next}");
        forth.push(ids(&page));
        assert!(forth.len() < 10, "{address} never ends");
    }
    let mut back = vec![ids(&page)];
    while let Some(previous) = page.attributes("a[rel=prev]", "href").pop() {
        page = client.get(&previous).await;
        back.push(ids(&page));
    }
    back.reverse();
    assert_eq!(back.concat(), forth.concat(), "{address} back");
    forth.concat()
}

#[tokio::test]
async fn every_order_is_walked_whole_in_both_directions() {
    let scene = mixed().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for (sort, order) in [
        ("title", r#"o.title COLLATE "und-x-icu", o.id"#),
        ("progress", "coalesce(o.progress, '-infinity'), o.id"),
        ("updated", "o.updated_at, o.id"),
        ("owner", r#"a.name COLLATE "und-x-icu", a.id, o.workspace_no, o.position, o.id"#),
        (
            "status",
            "array_position(ARRAY['at_risk', 'behind', 'data_failure', 'stale', 'on_track', 'not_started', 'unknown', 'closed'], o.statuses[1]), o.workspace_no, o.position, o.id",
        ),
    ] {
        let query = format!(
            "SELECT o.id::text FROM objectives o JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id ORDER BY {order}"
        );
        let mut expected: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_all(&scene.app.admin).await.unwrap();
        assert_eq!(expected.len(), 120);
        assert_eq!(walk(&anna, &format!("/objectives?sort={sort}")).await, expected, "{sort}");
        expected.reverse();
        assert_eq!(walk(&anna, &format!("/objectives?sort=-{sort}")).await, expected, "-{sort}");
        // narrowed, it is the same order
        let of_boris: Vec<String> = walk(&anna, &format!("/objectives?sort={sort}&owner={}", scene.boris)).await;
        expected.reverse();
        expected.retain(|id| of_boris.contains(id));
        assert_eq!((of_boris.len(), &of_boris), (30, &expected), "{sort} of one owner");
    }
}

#[tokio::test]
async fn titles_and_names_stand_as_in_a_dictionary() {
    let scene = scene().await;
    let yana = scene.world.person("яна").await;
    for (title, owner) in [
        ("Zebra", yana),
        ("ёж", scene.anna),
        ("apple", scene.boris),
        ("Ель", yana),
        ("Banana", scene.anna),
        ("жук", scene.boris),
    ] {
        scene.world.objective(title, owner).await;
    }
    let anna = scene.app.sign_in("anna@acme.example").await;
    assert_eq!(titles(&anna.get("/objectives?sort=title").await), ["apple", "Banana", "Zebra", "ёж", "Ель", "жук"]);
    let owners = anna.get("/objectives?sort=owner").await.texts("[data-testid=objective-row] td:nth-child(3)");
    let names: Vec<_> = owners.iter().map(|text| text.rsplit(' ').next().unwrap()).collect();
    assert_eq!(names, ["Anna", "Anna", "Boris", "Boris", "Яна", "Яна"]);
}

#[tokio::test]
async fn the_heads_of_the_columns_sort_and_say_how_it_is_sorted() {
    let scene = scene().await;
    scene.objectives(4, scene.anna).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get("/objectives?owner=me").await;
    assert!(!page.has("th[aria-sort]") && page.has("tr.grp"));
    let link = async |page: &Answer, by: &str| page.attributes(&format!("#sort-{by}"), "href").remove(0);
    let sorted = anna.get(&link(&page, "updated").await).await;
    assert_eq!(sorted.texts("th[aria-sort=descending]"), ["Updated"]);
    assert!(!sorted.has("tr.grp"), "what is sorted does not stand in groups");
    assert!(sorted.has("[data-testid=objective-row] .ttl-cell .sub"), "each row names its workspace");
    assert_eq!(sorted.form("objectives-filters").get("sort"), Some("-updated"), "filters keep the order");
    assert!(sorted.attributes("[data-testid=export] a", "href").iter().all(|href| !href.contains("sort")));
    let other_way = anna.get(&link(&sorted, "updated").await).await;
    assert_eq!(other_way.texts("th[aria-sort=ascending]"), ["Updated"]);
    assert_eq!(
        link(&other_way, "updated").await,
        "/objectives?period=2026-q4&owner=me",
        "and then the list's own order"
    );
    let part = anna.htmx().get("/objectives?sort=-updated&owner=me&text=001").await;
    assert_eq!(part.header("hx-push-url"), "/objectives?period=2026-q4&text=001&owner=me&sort=-updated");
    assert_eq!(part.texts("[data-testid=clear-filters]"), ["Clear 2 filters"]);
    assert_eq!(part.attributes("[data-testid=clear-filters]", "href"), ["/objectives?period=2026-q4&sort=-updated"]);
    // an order alone is worth keeping
    let keep = anna.get("/objectives?sort=status").await.attributes("[data-testid=keep-view]", "href").remove(0);
    let kept = anna.submit(anna.get(&keep).await.form("view-form").set("name", "Urgent")).await;
    assert_eq!(kept.location().as_deref(), Some("/objectives?period=2026-q4&sort=status"));
}

#[tokio::test]
async fn a_place_of_another_order_is_the_first_page() {
    let scene = scene().await;
    scene.objectives(60, scene.anna).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let first = ids(&anna.get("/objectives?sort=progress").await);
    for after in [
        "1_2_0192f0c1-0000-7000-8000-000000000001",
        "1_2_0192f0c1-0000-7000-8000-000000000001_apple",
        "1_2_0192f0c1-0000-7000-8000-000000000001_NaN",
        "x",
    ] {
        assert_eq!(ids(&anna.get(&format!("/objectives?sort=progress&after={after}")).await), first, "{after}");
    }
    for sort in ["title", "owner", "status", "updated"] {
        for key in [
            "%00",
            "0192f0c1-0000-7000-8000-000000000001_%00",
            "99999999999999999999",
            "-9223372036854775808",
            "2147483648",
        ] {
            let address = format!("/objectives?sort={sort}&before=1_2_0192f0c1-0000-7000-8000-000000000001_{key}");
            assert_eq!(anna.get(&address).await.status, 200, "{address}");
        }
    }
}

/// The statements of pages, explained as the runtime role for a member who sees a part of everything.
#[tokio::test]
async fn a_page_of_an_order_with_an_index_reads_little_of_it() {
    let scene = scene().await;
    scene.world.objective("Seed", scene.anna).await;
    fill(&scene, 10_000).await;
    scene
        .app
        .sql("UPDATE objectives SET progress = position / 20000, updated_at = now() - position * interval '1 minute'; ANALYZE objectives")
        .await;
    let actor = scene.world.actor(scene.boris).await;
    let middle = "0_500_00000000-0000-0000-0000-000000000000";
    for (query, index) in [
        ("sort=title".to_owned(), "objectives_by_title"),
        ("sort=-title".to_owned(), "objectives_by_title"),
        (format!("sort=title&after={middle}_Generated 5"), "objectives_by_title"),
        (format!("sort=title&before={middle}_Generated 5"), "objectives_by_title"),
        ("sort=progress".to_owned(), "objectives_by_progress"),
        (format!("sort=-progress&after={middle}_0.25"), "objectives_by_progress"),
        ("sort=-updated".to_owned(), "objectives_by_change"),
        ("sort=-updated&status=behind".to_owned(), "objectives_by_change"),
        ("sort=owner".to_owned(), "Nested Loop"),
        ("sort=status".to_owned(), ""),
    ] {
        let fields = Fields(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect());
        let filter = Filter::parse(&fields);
        let sort: Sort = filter.sort.unwrap();
        let cursor = Cursor::parse(&fields, filter.sort);
        assert_eq!(cursor.is_some(), query.contains("_500_"), "{query}");
        let ask = Ask { period: scene.world.quarter, filter: &filter, me: scene.boris, cursor };
        let mut tx = scene.app.db.read(&actor).await.unwrap();
        let mut q = QueryBuilder::new("EXPLAIN (ANALYZE, TIMING OFF) ");
        let today = tx.today();
        push_sorted(&mut q, &ask, sort, today, PAGE + 1);
        let plan: Vec<String> = q.build_query_scalar().fetch_all(tx.conn()).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{query}\n{plan}");
        let scan = plan.lines().find(|line| line.contains(" on objectives o")).unwrap();
        let read: usize =
            scan.split("actual rows=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
        // the status depends on the day, so all of the period are looked at
        let most = if index.is_empty() { 10_001 } else { 500 };
        assert!(read <= most, "{query} reads {read} rows\n{plan}");
    }
}
