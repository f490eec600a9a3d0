//! The demo organization: whole in both languages, made once, and everybody in it can sign in.
mod size;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Utc};
use okrio::auth::sessions::store::{AnyStore, PostgresStore};
use okrio::config::{Config, Secret};
use okrio::db::{Audit, Db};
use okrio::demo::{self, OPERATOR, SIGN_INS, Seeded};
use okrio::kernel::{Actor, Clock, Locale, OrganizationId};
use okrio::secrets::Secrets;
use okrio::web::assets::Assets;
use okrio::web::{AppState, Services};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection};
use tower::ServiceExt;

use crate::database::TestDatabase;

const PASSWORD: &str = "a password of the test";
/// Wednesday in the eighth week of the fourth quarter.
const TODAY: &str = "2026-11-18";

struct Demo {
    db: Db,
    admin: PgConnection,
    // last, so that the connections are gone before it
    database: TestDatabase,
}

impl Demo {
    async fn empty(now: &str) -> Self {
        let database = TestDatabase::new().await;
        let now: DateTime<Utc> = format!("{now}T09:00:00Z").parse().unwrap();
        let db = Db::connect_lazily(database.connect_options("okrio_app"), 4, Clock::from_fn(move || now));
        let admin = database.connect_options("okrio_cluster").connect().await.unwrap();
        Self { db, admin, database }
    }

    async fn seeded(now: &str, locale: Locale) -> Self {
        let demo = Self::empty(now).await;
        assert_eq!(demo::seed(&demo.db, locale, PASSWORD).await.unwrap(), Seeded::Made);
        demo
    }

    /// The same database on another day.
    fn at(&self, now: &str) -> Db {
        let now: DateTime<Utc> = format!("{now}T09:00:00Z").parse().unwrap();
        Db::connect_lazily(self.database.connect_options("okrio_app"), 4, Clock::from_fn(move || now))
    }

    async fn count(&mut self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.admin).await.unwrap()
    }

    async fn words(&mut self, query: &'static str) -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(&mut self.admin).await.unwrap()
    }

    async fn run(&mut self, statement: &'static str) {
        sqlx::query(statement).execute(&mut self.admin).await.unwrap();
    }

    /// Every table with a digest of its rows.
    async fn everything(&mut self) -> BTreeMap<String, String> {
        self.rows("IS NOT DISTINCT FROM of").await
    }

    /// Every table with how many rows it has, and a digest of them, of organizations that `condition` holds for.
    async fn rows(&mut self, condition: &str) -> BTreeMap<String, String> {
        let tables = self
            .words("SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            .await;
        let mut found = BTreeMap::new();
        for table in tables {
            let digest = format!(
                "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')
                 FROM {table} t CROSS JOIN LATERAL (SELECT CASE '{table}' WHEN 'organizations' THEN to_jsonb(t)->>'id' ELSE to_jsonb(t)->>'organization_id' END AS of) o
                 WHERE of {condition}"
            );
            found.insert(table, sqlx::query_scalar(AssertSqlSafe(digest)).fetch_one(&mut self.admin).await.unwrap());
        }
        found
    }
}

#[tokio::test]
async fn seeding_again_or_at_once_changes_nothing() {
    let mut demo = Demo::empty(TODAY).await;
    assert!(demo::is_empty(&demo.db).await.unwrap());
    let (one, other) =
        tokio::join!(demo::seed(&demo.db, Locale::En, PASSWORD), demo::seed(&demo.db, Locale::En, PASSWORD));
    let made = [one.unwrap(), other.unwrap()].into_iter().filter(|seeded| *seeded == Seeded::Made).count();
    assert_eq!(made, 1);
    assert!(!demo::is_empty(&demo.db).await.unwrap());

    let before = demo.everything().await;
    assert_eq!(demo::seed(&demo.db, Locale::Ru, PASSWORD).await.unwrap(), Seeded::There);
    assert_eq!(demo.everything().await, before);
}

#[tokio::test]
async fn a_company_with_three_quarters_in_both_languages() {
    for (locale, name, quarter) in [(Locale::En, "Larkfield", "2026 Q4"), (Locale::Ru, "Жаворонок", "4 кв. 2026")]
    {
        let mut demo = Demo::seeded(TODAY, locale).await;
        assert_eq!(
            demo.words("SELECT name FROM organizations WHERE slug = 'demo' AND NOT approval_required").await,
            [name]
        );
        assert_eq!(demo.words("SELECT name FROM periods WHERE kind = 'quarter' AND state = 'active'").await, [quarter]);
        assert_eq!(demo.count("SELECT count(*) FROM accounts").await, 60);
        assert!(demo.count("SELECT count(*) FROM objectives").await >= 40);
        assert!(demo.count("SELECT count(*) FROM key_results").await >= 110);
        assert!(demo.count("SELECT count(*) FROM check_ins WHERE comment <> ''").await >= 100);
        assert!(demo.count("SELECT count(*) FROM comments WHERE body LIKE '%@%'").await >= 5);
        assert!(demo.count("SELECT count(*) FROM target_ledger").await >= 2);
        assert_eq!(
            demo.words("SELECT DISTINCT kind FROM key_results ORDER BY kind").await,
            ["absolute", "at_least", "at_most", "band", "binary", "milestones", "percentage", "scale"]
        );
        assert_eq!(
            demo.words("SELECT DISTINCT curve FROM key_results ORDER BY curve").await,
            ["back_loaded", "linear", "stepped"]
        );
        assert_eq!(
            demo.words("SELECT DISTINCT visibility FROM objectives ORDER BY visibility").await,
            ["organization", "private", "workspace"]
        );
        assert_eq!(
            demo.words("SELECT DISTINCT stage FROM objectives ORDER BY stage").await,
            ["active", "closed", "draft"]
        );
        for table in ["milestones", "scale_levels", "checkpoints", "expected_steps", "objective_parents"] {
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
                .fetch_one(&mut demo.admin)
                .await
                .unwrap();
            assert!(count > 0, "{table} is empty");
        }
        let statuses = demo.words("SELECT DISTINCT statuses[width_bucket('2026-11-18'::date, status_from)] AS status FROM key_results ORDER BY status").await;
        assert_eq!(statuses, ["at_risk", "behind", "closed", "not_started", "on_track", "stale"]);
        // the other language is nowhere
        let foreign = match locale {
            Locale::En => {
                "SELECT count(*) FROM (SELECT title FROM objectives UNION ALL SELECT title FROM key_results UNION ALL SELECT comment FROM check_ins UNION ALL SELECT body FROM comments UNION ALL SELECT name FROM accounts) t WHERE title ~ '[а-яё]'"
            }
            Locale::Ru => {
                "SELECT count(*) FROM (SELECT title FROM objectives UNION ALL SELECT title FROM key_results UNION ALL SELECT body FROM comments UNION ALL SELECT name FROM accounts) t WHERE title !~ '[а-яё]' OR title ~ '@[a-z]'"
            }
        };
        assert_eq!(demo.count(foreign).await, 0);
    }
}

#[tokio::test]
async fn the_employee_has_a_week_of_check_ins_and_the_manager_a_team_on_any_day() {
    for today in ["2026-11-16", "2026-11-20", "2026-11-22", "2026-08-13"] {
        let mut demo = Demo::seeded(today, Locale::En).await;
        let due: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM key_results k JOIN accounts a ON a.id = k.owner_id JOIN objectives o ON o.id = k.objective_id
             WHERE a.email = 'employee@demo.example' AND o.stage = 'active' AND date_trunc('week', k.due_on) = date_trunc('week', $1::date)",
        )
        .bind(today.parse::<chrono::NaiveDate>().unwrap())
        .fetch_one(&mut demo.admin)
        .await
        .unwrap();
        assert!((6..=9).contains(&due), "{due} due in the week of {today}");
        assert!(demo.count("SELECT count(*) FROM account_closure c JOIN accounts a ON a.id = c.ancestor_id WHERE a.email = 'manager@demo.example'").await >= 5);
        assert_eq!(
            demo.count("SELECT count(*) FROM check_ins c WHERE c.recorded_at > (SELECT max(at) FROM audit_log)").await,
            0
        );
        let ahead: i64 = sqlx::query_scalar("SELECT count(*) FROM readings WHERE effective_on > $1::date")
            .bind(today.parse::<chrono::NaiveDate>().unwrap())
            .fetch_one(&mut demo.admin)
            .await
            .unwrap();
        assert_eq!(ahead, 0);
    }
}

#[tokio::test]
async fn a_quarter_that_begins_today_is_no_trouble() {
    for today in ["2026-01-01", "2027-10-01", "2026-12-31"] {
        let mut demo = Demo::seeded(today, Locale::Ru).await;
        assert_eq!(demo.count("SELECT count(*) FROM periods WHERE kind = 'quarter'").await, 3);
        assert!(demo.count("SELECT count(*) FROM objectives WHERE stage = 'closed'").await > 5);
    }
}

#[tokio::test]
async fn everybody_signs_in_with_the_one_password_also_after_it_changed() {
    let demo = Demo::seeded(TODAY, Locale::En).await;
    let config = Config::read(|_| None).unwrap();
    let assets = Assets::prepare(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("assets")).unwrap();
    let sessions = AnyStore::Postgres(PostgresStore::new(demo.db.pool().clone()));
    let state = AppState::from(Services {
        db: demo.db.clone(),
        config: Arc::new(config),
        secrets: Secrets::of(&[Secret::new("the key of the tests, which is long enough")]),
        assets: Arc::new(assets),
        redis: None,
        works_here: false,
    });
    let app = okrio::app::service(state, sessions, okrio::live::Live::default());
    let sign_in = async |email: &str, password: &str| {
        let body = format!("email={email}&password={}", password.replace(' ', "+"));
        let mut request = Request::post("/sign-in/local")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 50_000))));
        app.clone().oneshot(request).await.unwrap().status()
    };
    for name in SIGN_INS {
        assert_eq!(sign_in(&demo::address(name), PASSWORD).await, StatusCode::SEE_OTHER, "{name}");
    }
    assert_eq!(sign_in(&demo::address("owner"), "another").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(demo::seed(&demo.db, Locale::En, "another").await.unwrap(), Seeded::PasswordChanged);
    assert_eq!(demo::seed(&demo.db, Locale::En, "another").await.unwrap(), Seeded::There);
    assert_eq!(sign_in(&demo::address("viewer"), "another").await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn each_role_is_held_by_its_sign_in() {
    let mut demo = Demo::seeded(TODAY, Locale::En).await;
    let found = demo
        .words("SELECT split_part(email, '@', 1) || ' ' || role || CASE WHEN is_auditor THEN ' auditor' ELSE '' END || CASE WHEN is_hr THEN ' hr' ELSE '' END FROM accounts WHERE login_id IS NOT NULL ORDER BY 1")
        .await;
    assert_eq!(
        found,
        [
            "admin admin",
            "auditor member auditor",
            "employee member",
            "expert member",
            "hr member hr",
            "manager member",
            "owner owner",
            "viewer member"
        ]
    );
    assert_eq!(
        demo.words("SELECT DISTINCT m.role FROM workspace_members m ORDER BY m.role").await,
        ["admin", "expert", "lead", "member"]
    );
    assert_eq!(demo.words("SELECT email FROM logins WHERE is_operator").await, [OPERATOR]);
}

/// What somebody did in the demo.
async fn act(demo: &mut Demo, action: &'static str) {
    let organization: uuid::Uuid = sqlx::query_scalar("SELECT id FROM organizations WHERE slug = 'demo'")
        .fetch_one(&mut demo.admin)
        .await
        .unwrap();
    let mut tx = demo.db.write(&Actor::system(OrganizationId(organization), chrono_tz::UTC)).await.unwrap();
    tx.audit(Audit::of(action, "objective", organization)).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_untouched_demo_tells_of_this_week_whenever_it_is_opened() {
    let mut demo = Demo::seeded(TODAY, Locale::Ru).await;
    let before = demo.everything().await;
    for same_week in [TODAY, "2026-11-22"] {
        assert!(!demo::renew(&demo.at(same_week), PASSWORD).await.unwrap(), "{same_week}");
    }
    assert_eq!(demo.everything().await, before);

    // the next week, and the middle of the next quarter
    for today in ["2026-11-23", "2027-02-10"] {
        act(&mut demo, "session.begin").await;
        act(&mut demo, "objective.look").await;
        assert!(demo::renew(&demo.at(today), PASSWORD).await.unwrap(), "{today}");
        assert!(!demo::renew(&demo.at(today), PASSWORD).await.unwrap(), "{today} again");
        let day: chrono::NaiveDate = today.parse().unwrap();
        let (running, late, fresh): (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM periods p WHERE p.organization_id = o.id AND p.kind = 'quarter' AND p.state = 'active' AND $1 BETWEEN p.starts_on AND p.ends_on),
               (SELECT count(*) FROM key_results k WHERE k.organization_id = o.id AND k.statuses[width_bucket($1, k.status_from)] = 'stale'),
               (SELECT count(*) FROM key_results k WHERE k.organization_id = o.id AND k.statuses[width_bucket($1, k.status_from)] IN ('on_track', 'behind', 'at_risk'))
             FROM organizations o WHERE o.slug = 'demo' AND o.state = 'active' AND o.locale = 'ru'",
        )
        .bind(day)
        .fetch_one(&mut demo.admin)
        .await
        .unwrap();
        assert_eq!(running, 1, "{today}");
        assert!(fresh > 5 * late, "{today}: {late} are overdue, {fresh} are not");
    }
    assert_eq!(
        demo.words("SELECT slug || ' ' || state FROM organizations ORDER BY slug").await,
        ["demo active", "demo-2026-11-18 archived", "demo-2026-11-23 archived"]
    );
    // everybody has one organization to sign in to
    assert_eq!(
        demo.count("SELECT count(*) FROM logins l CROSS JOIN LATERAL app.accounts_of_login(l.id) a WHERE a.organization_state = 'active'").await,
        8
    );
}

#[tokio::test]
async fn a_demo_that_somebody_changed_stays() {
    let mut demo = Demo::seeded(TODAY, Locale::En).await;
    act(&mut demo, "comment.add").await;
    let before = demo.everything().await;
    assert!(!demo::renew(&demo.at("2027-02-10"), PASSWORD).await.unwrap());
    assert_eq!(demo.everything().await, before);
    assert!(!demo::renew(&Demo::empty(TODAY).await.db, PASSWORD).await.unwrap(), "where there is none, none is made");
}

#[tokio::test]
async fn only_the_newest_demo_that_was_set_aside_is_kept() {
    let mut demo = Demo::seeded(TODAY, Locale::En).await;
    for today in ["2026-11-23", "2026-12-01", "2026-12-09"] {
        assert!(demo::renew(&demo.at(today), PASSWORD).await.unwrap(), "{today}");
    }
    // one that somebody named and archived, and one that was brought back and used
    demo.run("INSERT INTO organizations (id, slug, name, state) VALUES (app.uuid7(), 'demo-2020-02-02', 'Of somebody', 'archived')")
        .await;
    demo.run("UPDATE organizations SET slug = 'demo-2019-01-01' WHERE slug = 'demo-2026-11-23'").await;
    demo.run(
        "INSERT INTO audit_log (organization_id, id, at, action, subject_kind, subject_id)
         SELECT id, app.uuid7(), '2026-12-10', 'comment.add', 'objective', id FROM organizations WHERE slug = 'demo-2019-01-01'",
    )
    .await;
    let gone = demo.words("SELECT id::text FROM organizations WHERE slug = 'demo-2026-11-18'").await.remove(0);
    let sealed = "INSERT INTO audit_blocks (organization_id, no, version, row_count, first_xid, first_id, last_xid, last_id, seals, sealed_at, previous, hash)
        SELECT id, 1, 1, 1, '3', id, '3', id, '', now(), sha256('a'), sha256('b') FROM organizations";
    demo.run(sealed).await;
    let others = demo.rows(&format!("IS DISTINCT FROM '{gone}'")).await;
    let superuser = demo.database.connect_options("okrio_cluster");

    assert_eq!(demo::erase_set_aside(superuser.clone()).await.unwrap(), 1);

    assert_eq!(
        demo.words("SELECT slug || ' ' || state FROM organizations ORDER BY slug").await,
        ["demo active", "demo-2019-01-01 archived", "demo-2020-02-02 archived", "demo-2026-12-01 archived"]
    );
    assert_eq!(demo.rows(&format!("IS DISTINCT FROM '{gone}'")).await, others);
    assert!(demo.rows(&format!("= '{gone}'")).await.values().all(|rows| rows.starts_with("0 ")));
    assert_eq!(demo::erase_set_aside(superuser).await.unwrap(), 0);
    // what was written once is so again
    for statement in ["DELETE FROM audit_log", "DELETE FROM audit_blocks"] {
        let refused = sqlx::query(statement).execute(&mut demo.admin).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}
