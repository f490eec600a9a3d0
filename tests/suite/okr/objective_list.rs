//! The list of objectives: filters, pages, what is not seen, the export, and that a page reads its index only.
use okrio::kernel::{AccountId, WorkspaceId};
use okrio::okr::objective_list::cursor::Cursor;
use okrio::okr::objective_list::filter::Filter;
use okrio::okr::objective_list::store::{Ask, PAGE, push_objectives};
use okrio::web::Fields;
use sqlx::{Executor, QueryBuilder};
use uuid::Uuid;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::world::World;

pub struct Scene {
    pub app: TestApp,
    pub world: World,
    pub anna: AccountId,
    pub boris: AccountId,
    pub retail: WorkspaceId,
}

pub async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let boris = world.person("boris").await;
    let retail = world.workspace("Retail", "team", Some(world.company)).await;
    Scene { app, world, anna, boris, retail }
}

impl Scene {
    /// `count` objectives of `owner` in the order of their names; every third one is in Retail.
    pub async fn objectives(&self, count: usize, owner: AccountId) {
        for number in 0..count {
            let id = self.world.objective(&format!("Objective {number:03}"), owner).await;
            self.world.set("objectives", id.0, &format!("position = {number}, key_result_count = 2")).await;
            if number % 3 == 0 {
                self.put_in_retail(id.0).await;
            }
        }
    }

    async fn put_in_retail(&self, id: Uuid) {
        let place = format!(
            "workspace_id = '{0}', workspace_no = (SELECT workspace_no FROM workspaces WHERE id = '{0}')",
            self.retail
        );
        self.world.set("objectives", id, &place).await;
    }
}

pub fn titles(answer: &Answer) -> Vec<String> {
    answer.texts("[data-testid=objective-row] td.ttl-cell a.ttl")
}

#[tokio::test]
async fn pages_follow_each_other_both_ways_without_a_gap() {
    let scene = scene().await;
    scene.objectives(120, scene.anna).await;
    let anna = scene.app.sign_in("anna@acme.example").await;

    let first = anna.get("/objectives").await;
    assert_eq!(first.status, 200);
    assert_eq!(titles(&first).len(), 50);
    assert_eq!(first.texts("#objectives-count"), ["120 objectives, 240 key results"]);
    assert!(!first.has("a[rel=prev]"));

    let mut pages = vec![first];
    while let Some(next) = pages.last().unwrap().attributes("a[rel=next]", "href").pop() {
        pages.push(anna.get(&next).await);
    }
    let forth: Vec<_> = pages.iter().flat_map(titles).collect();
    assert_eq!((pages.len(), forth.len()), (3, 120));
    // the company first, then the workspace below it, each in its order
    assert_eq!(
        (forth[0].as_str(), forth[79].as_str(), forth[80].as_str(), forth[119].as_str()),
        ("Objective 001", "Objective 119", "Objective 000", "Objective 117")
    );

    let mut back = vec![titles(pages.last().unwrap())];
    let mut page = pages.pop().unwrap();
    while let Some(previous) = page.attributes("a[rel=prev]", "href").pop() {
        page = anna.get(&previous).await;
        assert_eq!(page.texts("#objectives-count"), ["120 objectives, 240 key results"]);
        back.push(titles(&page));
    }
    back.reverse();
    assert_eq!(back.concat(), forth);
}

#[tokio::test]
async fn the_place_on_a_page_survives_the_row_at_its_edge() {
    let scene = scene().await;
    scene.objectives(60, scene.anna).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let first = anna.get("/objectives").await;
    let next = first.attributes("a[rel=next]", "href").pop().unwrap();
    let expected = titles(&anna.get(&next).await);
    let edge = first.attributes("[data-testid=objective-row]", "data-id").pop().unwrap();
    scene.world.set("objectives", edge.parse().unwrap(), "archived_at = now()").await;
    assert_eq!(titles(&anna.get(&next).await), expected);
}

#[tokio::test]
async fn filters_narrow_the_list_and_stay_in_the_address() {
    let scene = scene().await;
    scene.objectives(6, scene.anna).await;
    let odd = scene.world.objective("100 %_\\ of <b>guests</b>", scene.boris).await;
    scene.world.set("objectives", odd.0, "statuses = '{not_started,behind}', status_from = '{-infinity,2026-11-10}', stage = 'draft', progress = 0.4").await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let found = async |query: &str| titles(&anna.get(&format!("/objectives?{query}")).await);

    for literal in ["100+%25", "_", "%5C", "GUESTS", "%25_%5C"] {
        assert_eq!(found(&format!("text={literal}")).await, ["100 %_\\ of <b>guests</b>"], "{literal}");
    }
    assert_eq!(found("owner=me").await.len(), 6);
    assert_eq!(found(&format!("owner={}", scene.boris)).await.len(), 1);
    assert_eq!(found("status=behind").await.len(), 1);
    assert_eq!(found("status=not_started").await.len(), 6);
    assert_eq!(found("stage=draft").await.len(), 1);
    assert_eq!(found("stage=active&status=not_started&text=objective&owner=me").await.len(), 6);
    assert_eq!(found(&format!("workspace={}", scene.retail)).await, ["Objective 000", "Objective 003"]);
    assert_eq!(found(&format!("workspace={}", scene.world.company)).await.len(), 7, "with everything below it");
    for nothing in ["status=great", "owner=nobody", "workspace=x", "after=x", "sort=-title", "text=%00"] {
        assert_eq!(found(nothing).await.len(), 7, "{nothing}");
    }

    let page = anna.get("/objectives?status=behind&stage=draft").await;
    assert_eq!(page.attributes("#f-status option[selected]", "value"), ["behind"]);
    assert_eq!(page.only("clear-filters"), "Clear 2 filters");
    assert_eq!(
        page.attributes("[data-testid=export] a", "href"),
        ["xlsx", "csv", "json"]
            .map(|ending| format!("/objectives/export.{ending}?period=2026-q4&status=behind&stage=draft"))
    );
    assert!(!page.body.contains("<b>guests"), "titles are text");
}

#[tokio::test]
async fn what_was_put_away_is_found_again() {
    let scene = scene().await;
    scene.objectives(3, scene.anna).await;
    scene.app.sql("UPDATE objectives SET archived_at = now() WHERE title = 'Objective 001'").await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get("/objectives").await;
    assert_eq!(titles(&page).len(), 2);
    assert!(page.texts("#f-stage option").contains(&"Archived".to_owned()), "{:?}", page.texts("#f-stage option"));
    let page = anna.get("/objectives?stage=archived").await;
    assert_eq!(titles(&page), ["Objective 001"]);
    assert_eq!(page.attributes("#f-stage option[selected]", "value"), ["archived"]);
    assert!(anna.get("/objectives?stage=archived&text=002").await.has("[data-testid=objectives-nothing]"));
    for export in page.attributes("[data-testid=export] a[href*=csv], [data-testid=export] a[href*=json]", "href") {
        let file = anna.get(&export).await;
        assert!(file.body.contains("Objective 001") && !file.body.contains("Objective 002"), "{}", file.body);
    }
}

#[tokio::test]
async fn htmx_gets_the_region_with_its_address_and_hears_the_count() {
    let scene = scene().await;
    scene.objectives(3, scene.anna).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let part = anna.htmx().get("/objectives?text=001&owner=&status=&workspace=").await;
    assert!(part.body.trim_start().starts_with("<div id=\"objectives\""), "{}", part.body);
    assert_eq!(part.said(), "1 objective, 2 key results");
    assert_eq!(part.header("hx-push-url"), "/objectives?period=2026-q4&text=001");
    let page = anna.get("/objectives?text=001&owner=&status=&workspace=").await;
    // beside it the way to the export, which follows the filters
    let (region, export) = part.body.trim().split_once("<hx-partial hx-target=\"#objectives-export\"").unwrap();
    assert!(page.body.contains(region.trim_end()), "the part is contained in the page");
    assert!(export.contains("/objectives/export.csv?period=2026-q4&#38;text=001"), "{export}");
}

#[tokio::test]
async fn nothing_at_all_and_nothing_that_matches_are_different_things() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    assert!(anna.get("/objectives").await.only("objectives-empty").contains("No objectives in Q4 2026 yet"));
    scene.objectives(1, scene.anna).await;
    let nothing = anna.get("/objectives?text=zzz&stage=closed").await;
    assert!(nothing.only("objectives-nothing").contains("Clear 2 filters"));
    assert_eq!(nothing.attributes("[data-testid=objectives-nothing] a", "href"), ["/objectives?period=2026-q4"]);
}

#[tokio::test]
async fn what_is_hidden_is_neither_shown_nor_counted_nor_exported() {
    let scene = scene().await;
    let secret = scene.world.objective("Quietly buy the competitor", scene.boris).await;
    scene.world.set("objectives", secret.0, "visibility = 'private', key_result_count = 4").await;
    scene.objectives(1, scene.anna).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get("/objectives").await;
    assert_eq!(titles(&page), ["Objective 000"]);
    assert_eq!(page.texts("#objectives-count"), ["1 objective, 2 key results"]);
    assert!(!anna.get("/objectives/export.csv").await.body.contains("competitor"));
    let boris = scene.app.sign_in("boris@acme.example").await;
    assert_eq!(titles(&boris.get("/objectives?owner=me").await), ["Quietly buy the competitor"]);
}

#[tokio::test]
async fn another_organization_has_a_list_of_its_own() {
    let scene = scene().await;
    scene.objectives(2, scene.anna).await;
    let other = World::named(&scene.app, "other").await;
    let zoe = other.person("zoe").await;
    other.objective("Elsewhere", zoe).await;
    let zoe = scene.app.sign_in("zoe@other.example").await;
    assert_eq!(titles(&zoe.get("/objectives").await), ["Elsewhere"]);
    assert_eq!(titles(&zoe.get(&format!("/objectives?workspace={}", scene.retail)).await), Vec::<String>::new());
}

#[tokio::test]
async fn the_export_writes_every_row_with_its_keys_and_disarms_formulas() {
    let scene = scene().await;
    scene.objectives(3, scene.anna).await;
    let danger = scene.world.objective("=HYPERLINK(1), \"really\"", scene.boris).await;
    scene.world.set("objectives", danger.0, "import_key = 'key-7', progress = 0.415, position = 99").await;
    let key_result = scene.world.key_result(danger, "Доля возвратов", -5, 100).await;
    scene.world.set("key_results", key_result.0, "value = 12.50, value_on = '2026-11-10', confidence = 70").await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let file = anna.get("/objectives/export.csv?text=").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"objectives-2026-q4.csv\"");
    let text = file.body.strip_prefix('\u{feff}').expect("begins with the mark of UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        row.get(header.iter().position(|column| column == name).unwrap()).unwrap().to_owned()
    };
    assert_eq!(rows.len(), 4);
    let row = rows.iter().find(|row| cell(row, "Objective ID") == "key-7").unwrap();
    for (name, value) in [
        ("Objective", "'=HYPERLINK(1), \"really\""),
        ("Workspace", "Company"),
        ("Period", "2026 Q4"),
        ("Objective owner", "Boris"),
        ("Objective progress", "41.5%"),
        ("Key result", "Доля возвратов"),
        ("Key result ID", key_result.to_string().as_str()),
        ("Baseline", "-5"),
        ("Value", "12.5"),
        ("Value date", "2026-11-10"),
        ("Confidence", "70"),
        ("Status on 2026-11-18", "Not started"),
    ] {
        assert_eq!(cell(row, name), value, "{name}");
    }
    assert!(
        rows.iter().any(|row| cell(row, "Key result").is_empty()),
        "an objective without key results has a line too"
    );
}

/// As many objectives as make a wrong plan expensive, made in one statement.
pub async fn fill(scene: &Scene, count: usize) {
    let statement = format!(
        "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, stage, position, visibility, statuses)
         SELECT o.organization_id, gen_random_uuid(), 'Generated ' || n, w.id, w.workspace_no, o.owner_id, o.owner_no, o.period_id, 'active', n,
           (ARRAY['organization', 'organization', 'workspace', 'private'])[1 + n % 4], ARRAY[(ARRAY['on_track', 'behind', 'at_risk'])[1 + n % 3]]
         FROM (SELECT * FROM objectives LIMIT 1) o, generate_series(1, {count}) n
         JOIN LATERAL (SELECT * FROM workspaces w ORDER BY (w.workspace_no + n) % 2, w.workspace_no LIMIT 1) w ON true"
    );
    let mut admin = scene.app.admin.acquire().await.unwrap();
    admin
        .execute(sqlx::AssertSqlSafe(format!(
            "SET session_replication_role = replica; {statement}; SET session_replication_role = origin; ANALYZE"
        )))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_large_list_is_counted_up_to_a_bound_and_exported_whole() {
    let scene = scene().await;
    scene.world.objective("Seed", scene.anna).await;
    fill(&scene, 2500).await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    assert_eq!(anna.get("/objectives").await.texts("#objectives-count"), ["More than 1,000 objectives"]);
    let file = anna.get("/objectives/export.csv").await;
    assert_eq!(file.body.lines().count(), 1 + 2501);
    let mut keys: Vec<_> = file.body.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 2501);
}

/// The statement of the page, explained as the runtime role for a member who sees a part of everything.
#[tokio::test]
async fn a_page_walks_its_index_and_sorts_nothing_large() {
    let scene = scene().await;
    scene.world.objective("Seed", scene.anna).await;
    fill(&scene, 20_000).await;
    let actor = scene.world.actor(scene.boris).await;
    let (company, boris) = (scene.world.company, scene.boris);
    for (query, index) in [
        (String::new(), "objectives_list"),
        ("status=behind".to_owned(), "objectives_list"),
        ("text=generated".to_owned(), "objectives_list"),
        (format!("workspace={company}"), "objectives_list"),
        ("after=0_500_00000000-0000-0000-0000-000000000000".to_owned(), "objectives_list"),
        ("before=1_500_00000000-0000-0000-0000-000000000000".to_owned(), "objectives_list"),
        (format!("owner={boris}"), "objectives_of_owner"),
    ] {
        let fields = Fields(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect());
        let filter = Filter::parse(&fields);
        let ask = Ask { period: scene.world.quarter, filter: &filter, me: boris, cursor: Cursor::parse(&fields, None) };
        let mut tx = scene.app.db.read(&actor).await.unwrap();
        let mut q = QueryBuilder::new("EXPLAIN (ANALYZE, TIMING OFF) ");
        let today = tx.today();
        push_objectives(&mut q, &ask, today, PAGE + 1);
        let plan: Vec<String> = q.build_query_scalar().fetch_all(tx.conn()).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{query}\n{plan}");
        assert!(
            !plan.contains("Seq Scan on objectives") && !plan.contains("Bitmap Heap Scan on objectives"),
            "{query}\n{plan}"
        );
        let scan = plan.lines().find(|line| line.contains(" on objectives o")).unwrap();
        let read: usize =
            scan.split("actual rows=").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
        assert!(read <= 500, "{query} reads {read} rows\n{plan}");
    }
}
