//! The logs as auditors and administrators read them: whose they are, how they are narrowed and turned, and how they are taken along.

use std::time::Duration;

use axum::http::StatusCode;
use okrio::audit::seal::Sealer;
use okrio::kernel::ObjectiveId;
use okrio::worker::queue;

use crate::app::TestApp;
use crate::support::client::Client;
use crate::support::statements::Statements;
use crate::world::World;

const PAGE: &str = "/organization/audit";
const SECURITY: &str = "/organization/audit/security";
const ROWS: &str = "[data-testid=audit-row]";

struct Scene {
    app: TestApp,
    objective: ObjectiveId,
}

/// An owner, an administrator, an auditor and a member of one organization, somebody of another, and an objective of the member.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    for (name, role) in [("olga", "owner"), ("anna", "admin"), ("aude", "auditor")] {
        world.person_as(name, role).await;
    }
    let boris = world.person("boris").await;
    let objective = world.objective("Win back lapsed members", boris).await;
    World::named(&app, "globex").await.person_as("greta", "owner").await;
    Scene { app, objective }
}

impl Scene {
    async fn sign_in(&self, name: &str) -> Client<'_> {
        self.app.sign_in(&format!("{name}@acme.example")).await
    }

    async fn retitle(&self, client: &Client<'_>, title: &str) {
        let form = client.get(&format!("/objectives/{}/title/edit", self.objective)).await.form("title-form");
        let saved = client.submit(form.set("title", title)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    }

    /// So many more rows of the organization, the oldest first.
    async fn fill(&self, count: i32) {
        let statement = format!(
            "INSERT INTO audit_log (organization_id, id, at, account_id, action, subject_kind, subject_id)
             SELECT o.id, overlay(app.uuid7()::text PLACING lpad(to_hex(n), 8, '0') FROM 1 FOR 8)::uuid, '2026-11-01', NULL, 'objective.edit', 'objective', '{}'
             FROM organizations o, generate_series(1, {count}) n WHERE o.slug = 'acme'",
            self.objective
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&self.app.admin).await.unwrap();
    }

    async fn seal(&self) {
        let pool = queue::pool(self.app.database.connect_options("okrio_worker"));
        let mut sealer = Sealer::default();
        for _ in 0..500 {
            sealer.seal(&pool).await.unwrap();
            let waiting: i64 = self
                .app
                .ask("SELECT count(*) FROM audit_log l LEFT JOIN audit_heads h USING (organization_id) WHERE coalesce((l.xid, l.id) > (h.last_xid, h.last_id), true)")
                .await;
            if waiting == 0 {
                return pool.close().await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("rows are not sealed");
    }
}

#[tokio::test]
async fn auditors_and_administrators_read_and_not_all_of_them_export() {
    let scene = scene().await;
    for (name, reads, exports) in
        [("olga", true, true), ("anna", true, false), ("aude", true, true), ("boris", false, false)]
    {
        let client = scene.sign_in(name).await;
        let expected = |may| if may { StatusCode::OK } else { StatusCode::FORBIDDEN };
        for page in [PAGE, SECURITY] {
            let answer = client.get(page).await;
            assert_eq!(answer.status, expected(reads), "{name} at {page}");
            assert_eq!(answer.has("[data-testid=audit-export]"), exports, "{name} at {page}");
            let file = client.get(&format!("{page}/export.csv")).await;
            assert_eq!(file.status, expected(exports), "{name} at the export of {page}");
        }
        assert_eq!(client.get("/").await.has(&format!(".nav a[href='{PAGE}']")), reads, "{name}");
    }
    let greta = scene.app.sign_in("greta@globex.example").await;
    let page = greta.get(PAGE).await;
    assert_eq!(page.texts(&format!("{ROWS} .who span:last-child")), ["Greta"]);
    assert!(!greta.get(SECURITY).await.body.contains("Boris"));
}

#[tokio::test]
async fn rows_say_in_words_who_did_what_to_what() {
    let scene = scene().await;
    let boris = scene.sign_in("boris").await;
    scene.retitle(&boris, "Win back members").await;
    let aude = scene.sign_in("aude").await;
    let page = aude.get(PAGE).await;
    let rows = page.texts(ROWS);
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(
        rows[0].contains("Aude") && rows[0].contains("Signed in") && rows[0].contains("not sealed yet"),
        "{rows:?}"
    );
    assert!(rows[1].contains("Boris") && rows[1].contains("Objective edited Win back members"), "{rows:?}");
    assert!(page.has(&format!("{ROWS} a[href='/objectives/{}']", scene.objective)));
    aude.set_cookie("okrio-language", "ru");
    scene.app.sql("UPDATE accounts SET locale = 'ru' WHERE name = 'Aude'").await;
    let russian = aude.get(PAGE).await.texts(ROWS);
    assert!(russian[1].contains("Изменена цель"), "{russian:?}");
    // a row of a release that is gone stands with its code
    scene
        .app
        .sql("INSERT INTO audit_log (organization_id, action, subject_kind, subject_id) SELECT id, 'thing.of_old', 'thing', id FROM organizations WHERE slug = 'acme'")
        .await;
    assert!(aude.get(PAGE).await.texts(ROWS)[0].contains("OKRio thing.of_old"));
}

#[tokio::test]
async fn the_address_narrows_it() {
    let scene = scene().await;
    let boris = scene.sign_in("boris").await;
    scene.retitle(&boris, "Win back members").await;
    scene.app.clock.advance(chrono::Duration::days(1));
    let aude = scene.sign_in("aude").await;
    let count = async |query: &str| aude.get(&format!("{PAGE}?{query}")).await.marked("audit-row").len();
    let boris_id: String = scene.app.ask("SELECT id::text FROM accounts WHERE name = 'Boris'").await;
    for (query, expected) in [
        ("", 3),
        ("who=bor", 2),
        (&format!("who={boris_id}"), 2),
        ("who=nobody", 0),
        ("who=%25", 0),
        ("act=objectives", 1),
        ("act=access", 2),
        ("act=nothing", 3),
        (&format!("subject={}", scene.objective), 1),
        ("from=2026-11-19", 1),
        ("to=2026-11-18", 2),
        ("from=2026-11-18&to=2026-11-19", 3),
        ("from=2026-11-18&to=2026-11-18&who=boris&act=access", 1),
        ("before=00000000-0000-0000-0000-000000000000", 0),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    let narrowed = aude.get(&format!("{PAGE}?subject={}&who=Boris", scene.objective)).await;
    assert_eq!(narrowed.marked("clear-filters"), ["Clear 2 filters"]);
    assert_eq!(narrowed.marked("clear-subject"), ["About “Win back members”"]);
    assert_eq!(narrowed.form("audit-filters").get("who"), Some("Boris"));
    let about = aude.get(&format!("{PAGE}?subject={}", scene.objective)).await;
    assert!(about.has("[data-testid=clear-subject]") && !about.has("[data-testid=clear-filters]"));
    let export = narrowed.attributes("[data-testid=audit-export]", "href").remove(0);
    assert!(export.starts_with("/organization/audit/export.csv?who=Boris&subject="), "{export}");

    let part = aude.htmx().get(&format!("{PAGE}?act=objectives&who=")).await;
    assert!(part.has("#audit") && !part.has("nav.tabs"), "{}", part.body);
    assert_eq!((part.header("hx-push-url"), part.said()), ("/organization/audit?act=objectives", "1 row".to_owned()));
    assert_eq!(
        aude.get(&format!("{PAGE}?who=nobody")).await.only("audit-empty"),
        "Nothing matches these filters Clear 1 filter"
    );
}

#[tokio::test]
async fn pages_follow_each_other_without_a_row_twice_or_never() {
    let scene = scene().await;
    scene.fill(117).await;
    let aude = scene.sign_in("aude").await;
    let (mut ids, mut address) = (Vec::new(), PAGE.to_owned());
    let mut pages = 0;
    loop {
        let page = aude.get(&address).await;
        ids.extend(page.attributes(ROWS, "data-id"));
        pages += 1;
        assert_eq!(page.has("a[rel=first]"), pages > 1);
        match page.attributes("a[rel=next]", "href").pop() {
            Some(next) => address = next,
            None => break,
        }
    }
    assert_eq!((pages, ids.len()), (3, 118));
    let expected: Vec<String> = sqlx::query_scalar("SELECT l.id::text FROM audit_log l JOIN organizations o ON o.id = l.organization_id WHERE slug = 'acme' ORDER BY l.id DESC")
        .fetch_all(&scene.app.admin)
        .await
        .unwrap();
    assert_eq!(ids, expected);
}

#[tokio::test]
async fn a_page_costs_as_many_statements_however_full_it_is() {
    let scene = scene().await;
    let aude = scene.sign_in("aude").await;
    let mut counts = Vec::new();
    for _ in 0..2 {
        aude.get(PAGE).await;
        let listening = Statements::listen();
        aude.get(PAGE).await;
        counts.push(listening.take().len());
        scene.fill(60).await;
    }
    assert_eq!(counts, [3, 3], "an auditor's reach, rows, seal");
}

#[tokio::test]
async fn what_is_gone_or_hidden_has_no_link() {
    let scene = scene().await;
    let boris = scene.sign_in("boris").await;
    scene.retitle(&boris, "Win back members").await;
    scene
        .app
        .sql(
            "INSERT INTO audit_log (organization_id, action, subject_kind, subject_id) SELECT id, 'import.run', 'import', gen_random_uuid() FROM organizations WHERE slug = 'acme';
             INSERT INTO imports (organization_id, id, account_id, file_name, file_size) SELECT organization_id, id, id, 'plan.csv', 1 FROM accounts WHERE name = 'Anna';
             INSERT INTO audit_log (organization_id, action, subject_kind, subject_id) SELECT organization_id, 'import.upload', 'import', id FROM imports",
        )
        .await;
    let links = async |client: &Client<'_>| {
        client.get(&format!("{PAGE}?act=imports")).await.attributes(&format!("{ROWS} .sub a:not(.btn)"), "href")
    };
    assert_eq!(links(&scene.sign_in("anna").await).await.len(), 1, "the file that is there");
    assert_eq!(links(&scene.sign_in("aude").await).await, Vec::<String>::new(), "auditors do not import");
}

#[tokio::test]
async fn it_says_how_far_it_is_sealed() {
    let scene = scene().await;
    let aude = scene.sign_in("aude").await;
    assert_eq!(aude.get(PAGE).await.only("audit-seal"), "Nothing is sealed yet.");
    scene.seal().await;
    let page = aude.get(PAGE).await;
    let hash: String = scene.app.ask("SELECT no || ':' || encode(hash, 'hex') FROM audit_heads h JOIN organizations o ON o.id = h.organization_id WHERE slug = 'acme'").await;
    assert_eq!(page.texts("#audit-seal code"), [hash]);
    assert!(page.only("audit-seal").starts_with("Sealed up to block 1, "), "{}", page.only("audit-seal"));
    assert!(!page.text().contains("not sealed yet") && !page.has("[data-testid=audit-waiting]"));
    scene.sign_in("anna").await;
    assert!(!aude.get(PAGE).await.has("[data-testid=audit-waiting]"));
    scene.app.clock.advance(chrono::Duration::minutes(2));
    let late = aude.get(PAGE).await;
    assert!(late.only("audit-waiting").contains("was written today, 09:00"), "{}", late.only("audit-waiting"));
    assert!(late.texts(ROWS)[0].contains("not sealed yet") && !late.texts(ROWS)[1].contains("not sealed yet"));
}

#[tokio::test]
async fn refused_sign_ins_are_told_to_the_organizations_of_whom_was_tried() {
    let scene = scene().await;
    let login = "INSERT INTO accounts (organization_id, id, account_no, login_id, email, name) SELECT o.id, gen_random_uuid(), 0, l.id, l.email, 'Boris too' FROM organizations o, logins l WHERE o.slug = 'globex' AND l.email = 'boris@acme.example'";
    sqlx::query(login).execute(&scene.app.admin).await.unwrap();
    for email in ["boris@acme.example", "nobody@acme.example"] {
        scene
            .app
            .client()
            .from([192, 0, 2, 77])
            .post("/sign-in/local", &[("email", email), ("password", "a wrong password")])
            .await;
    }
    let aude = scene.sign_in("aude").await;
    let rows = aude.get(SECURITY).await.texts(ROWS);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("Aude") && rows[0].contains("Signed in"), "{rows:?}");
    assert!(rows[1].contains("Boris") && rows[1].contains("Sign-in refused 192.0.2.77"), "{rows:?}");
    let greta = scene.app.sign_in("greta@globex.example").await;
    assert!(greta.get(SECURITY).await.texts(ROWS)[1].contains("Boris too"));
    assert_eq!(aude.get(&format!("{SECURITY}?who=bor&act=sign-ins&to=2026-11-18")).await.marked("audit-row").len(), 1);
    let unknown: i64 = scene.app.ask("SELECT count(*) FROM security_log WHERE organization_id IS NULL").await;
    assert_eq!(unknown, 1);
}

#[tokio::test]
async fn the_security_log_is_turned_page_by_page() {
    let scene = scene().await;
    scene
        .app
        .sql("INSERT INTO security_log (organization_id, event, at) SELECT o.id, 'sign_in.done', timestamptz '2026-11-01' + (n / 3) * interval '1 hour' FROM organizations o, generate_series(1, 104) n WHERE slug = 'acme'")
        .await;
    let aude = scene.sign_in("aude").await;
    let (mut ids, mut address) = (Vec::new(), SECURITY.to_owned());
    loop {
        let page = aude.get(&address).await;
        ids.extend(page.attributes(ROWS, "data-id"));
        let Some(next) = page.attributes("a[rel=next]", "href").pop() else { break };
        address = next;
    }
    assert_eq!(ids.len(), 105);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 105);
}

#[tokio::test]
async fn an_export_holds_what_the_filters_show_and_leaves_a_trace() {
    let scene = scene().await;
    scene.fill(2_100).await;
    scene.app.sql("UPDATE accounts SET name = '=Boris' WHERE name = 'Boris'").await;
    let boris = scene.sign_in("boris").await;
    scene.retitle(&boris, "Win back, \"members\"").await;
    scene.seal().await;
    let aude = scene.sign_in("aude").await;
    let file = aude.get(&format!("{PAGE}/export.csv")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("audit-log-2026-11-18.csv"));
    let mut reader = csv::Reader::from_reader(file.body.trim_start_matches('\u{feff}').as_bytes());
    assert_eq!(reader.headers().unwrap().iter().take(3).collect::<Vec<_>>(), ["Time (UTC)", "Person", "Account ID"]);
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    // the fill, two sign-ins, the edit, and the trace of the export itself
    assert_eq!(lines.len(), 2_104);
    let edit = lines.iter().find(|line| &line[1] == "'=Boris" && &line[4] == "objective.edit").unwrap();
    assert_eq!(
        (&edit[0], &edit[3], &edit[5], &edit[12]),
        ("2026-11-18T09:00:00.000000Z", "Objective edited", "Win back, \"members\"", "1")
    );
    assert_eq!((&lines[0][4], &lines[0][12]), ("audit.export", "0"));

    let narrowed = aude.get(&format!("{PAGE}/export.csv?who=boris&act=objectives&from=2026-11-18")).await;
    assert_eq!(narrowed.body.lines().count(), 2, "{}", narrowed.body);
    let trace: String = scene
        .app
        .ask("SELECT detail->>'filter' FROM audit_log WHERE action = 'audit.export' ORDER BY id DESC LIMIT 1")
        .await;
    let trace: serde_json::Value = serde_json::from_str(&trace).unwrap();
    assert_eq!(
        (&trace["act"], &trace["from"], &trace["by_name"]),
        (&"objectives".into(), &"2026-11-18".into(), &true.into())
    );
    assert!(!trace.to_string().contains("boris"));

    scene.app.sql("UPDATE accounts SET locale = 'ru' WHERE name = 'Aude'").await;
    let security = aude.get(&format!("{SECURITY}/export.csv")).await;
    assert!(
        security.body.contains("IP-адрес;Подробности")
            && security.body.contains("Вход выполнен;sign_in.done;192.0.2.1"),
        "{}",
        security.body
    );
    let traced: i64 = scene.app.ask("SELECT count(*) FROM audit_log WHERE action = 'audit.export_security'").await;
    assert_eq!(traced, 1);
}
