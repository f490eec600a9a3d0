//! How many statements a page costs, however much stands on it. A page that asks once for each of its rows is found here.
use axum::http::StatusCode;

use crate::app::TestApp;
use crate::support::statements::Statements;
use crate::world::World;

/// The product's own limits for the pages of every day, without session, begin and commit.
const LIMITS: [(&str, usize); 5] =
    [("/", 7), ("/check-in", 5), ("/objectives", 1), ("/objectives/{id}", 16), ("/search?q=objective", 1)];

/// Anna's objectives with key results of all kinds, children, comments, changes and check-ins.
async fn full(app: &TestApp, objectives: usize) -> String {
    let world = World::new(app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    world.reports_to(boris, anna, "solid").await;
    let mut first = None;
    for nth in 0..objectives {
        let objective = world.objective(&format!("Objective {nth}"), anna).await;
        let parent = *first.get_or_insert(objective);
        if parent != objective {
            world.set("objectives", objective.0, &format!("parent_id = '{parent}'")).await;
        }
        for kind in ["absolute", "binary", "scale", "milestones", "at_least", "band"] {
            let key_result = world.key_result(objective, &format!("{kind} {nth}"), 0, 10).await;
            world
                .set(
                    "key_results",
                    key_result.0,
                    &format!(
                        "kind = '{kind}', curve = 'stepped', band_low = 1, band_high = 2, tolerance = 1, value = 1, value_on = '2026-11-10', started = true, due_on = '2026-11-13'"
                    ),
                )
                .await;
        }
    }
    app.sql(
        "UPDATE objectives SET rollup = 'both' WHERE title = 'Objective 0';
         INSERT INTO scale_levels (organization_id, key_result_id, position, label, progress)
           SELECT organization_id, id, n, 'Level ' || n, (n - 1) / 2.0 FROM key_results, generate_series(1, 3) n WHERE kind = 'scale';
         INSERT INTO milestones (organization_id, id, key_result_id, title, position)
           SELECT organization_id, gen_random_uuid(), id, 'Step ' || n, n FROM key_results, generate_series(1, 3) n WHERE kind = 'milestones';
         INSERT INTO checkpoints SELECT organization_id, id, 5, 0.4 FROM key_results WHERE kind = 'absolute';
         INSERT INTO expected_steps SELECT organization_id, id, '2026-11-01', 0.4 FROM key_results;
         INSERT INTO readings (organization_id, id, key_result_id, value, source, effective_on)
           SELECT organization_id, gen_random_uuid(), id, 1, 'check_in', date '2026-10-01' + 7 * n FROM key_results, generate_series(1, 5) n;
         INSERT INTO recorded_scores SELECT organization_id, id, 'final', 0.5, '2026-11-01' FROM key_results;
         INSERT INTO comments (organization_id, id, objective_id, author_id, body)
           SELECT o.organization_id, gen_random_uuid(), o.id, o.owner_id, 'Well done, @Boris ' || n FROM objectives o, generate_series(1, 9) n;
         INSERT INTO changes (organization_id, audit_id, objective_id, subject_kind, subject_id, version, field, old, new, account_id)
           SELECT k.organization_id, gen_random_uuid(), k.objective_id, 'key_result', k.id, 1, f, v, v, k.owner_id FROM key_results k JOIN objectives o ON o.id = k.objective_id
           CROSS JOIN LATERAL (VALUES ('owner', k.owner_id::text), ('value', '1'), ('period', o.period_id::text)) c(f, v) WHERE k.kind = 'scale'",
    )
    .await;
    first.unwrap().to_string()
}

#[tokio::test]
async fn pages_keep_within_their_statements_however_full_they_are() {
    let app = TestApp::new().await;
    let id = full(&app, 6).await;
    let anna = app.sign_in("anna@acme.example").await;
    for (page, limit) in LIMITS {
        let address = page.replace("{id}", &id);
        // what is remembered between requests is remembered after the first
        assert_eq!(anna.get(&address).await.status, StatusCode::OK, "{page}");
        let listening = Statements::listen();
        let answer = anna.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert_eq!(listening.begun(), 1, "{page} reads in the transaction in which its reader was found");
        let statements = listening.take();
        assert!(!statements.is_empty(), "nothing was heard of {page}");
        assert!(
            statements.len() <= limit,
            "{page} sends {} statements, its limit is {limit}:\n{}",
            statements.len(),
            statements.iter().map(|one| one.chars().take(160).collect()).collect::<Vec<String>>().join("\n")
        );
    }
}

#[tokio::test]
async fn twice_as_much_on_a_page_is_no_statement_more() {
    let mut counts = Vec::new();
    for objectives in [3, 6] {
        let app = TestApp::new().await;
        let id = full(&app, objectives).await;
        let anna = app.sign_in("anna@acme.example").await;
        let mut of_pages = Vec::new();
        for (page, _) in LIMITS {
            let address = page.replace("{id}", &id);
            anna.get(&address).await;
            let listening = Statements::listen();
            anna.get(&address).await;
            of_pages.push((page, listening.take().len()));
        }
        counts.push(of_pages);
    }
    for (few, many) in counts[0].iter().zip(&counts[1]) {
        assert!(many.1 <= few.1, "{}: {} statements, and {} with twice as much", few.0, few.1, many.1);
    }
}
