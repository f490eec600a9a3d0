//! What is exported comes back unchanged, for key results of every kind.

use okrio::kernel::KeyResultId;
use okrio::okr::key_results::actions::{NewKeyResult, create, record};
use okrio::okr::key_results::model::{CurveKind, Definition, Kind, Measurement, Milestone, ReadingSource, ScaleLevel};
use okrio::okr::maths::Checkpoint;
use rust_decimal::Decimal;

use super::steps::{Company, QUARTER, counts};
use crate::world::day;

/// A definition of this kind with all its parts.
pub fn definition(kind: Kind) -> Definition {
    let number = |number: i64| Some(Decimal::from(number));
    let base = Definition::of(kind);
    match kind {
        Kind::Percentage => Definition { baseline: None, target: number(95), ..base },
        Kind::Absolute => Definition {
            unit: "€, thousand".into(),
            baseline: number(100),
            target: number(-20),
            curve: CurveKind::BackLoaded,
            checkpoints: vec![Checkpoint { value: Decimal::from(40), progress: Decimal::new(3, 1) }],
            ..base
        },
        Kind::AtLeast => Definition { target: number(99), red_line: number(95), ..base },
        Kind::AtMost => Definition { target: Some(Decimal::new(15, 1)), ..base },
        Kind::Band => Definition { band_low: number(4), band_high: number(6), tolerance: number(1), ..base },
        Kind::Scale => Definition {
            levels: [("none", "0"), ("some", "0.5"), ("all", "1")]
                .map(|(label, progress)| ScaleLevel { label: label.into(), progress: progress.parse().unwrap() })
                .to_vec(),
            ..base
        },
        Kind::Milestones => Definition {
            milestones: ["one", "two"]
                .map(|title| Milestone {
                    id: okrio::kernel::MilestoneId::new(),
                    title: title.into(),
                    weight: Decimal::ONE,
                    done_on: None,
                })
                .to_vec(),
            ..base
        },
        Kind::Binary => base,
    }
}

/// Adds a key result of this kind; with a value, a confidence and a comment when it is measured.
pub async fn add(company: &Company, objective: okrio::kernel::ObjectiveId, kind: Kind, measured: bool) -> KeyResultId {
    let actor = company.world.actor(company.owner).await;
    let mut tx = company.app.db.write(&actor).await.unwrap();
    let definition = definition(kind);
    let done = definition.milestones.first().map(|milestone| vec![milestone.id]);
    let new = NewKeyResult {
        objective,
        title: format!("={} {measured}, \"quoted\"", kind.code()),
        description: "two\nlines".into(),
        definition,
        weight: Decimal::new(15, 1),
        priority: Some(2),
        owner: company.owner,
        rhythm: None,
        import_key: None,
    };
    let id = create(&mut tx, new).await.unwrap();
    if measured {
        let value =
            (kind != Kind::Milestones).then_some(if kind == Kind::Binary { Decimal::ZERO } else { Decimal::TWO });
        let source = ReadingSource::CheckIn;
        let measurement = Measurement {
            value,
            milestones_done: done,
            confidence: Some(70),
            comment: "So far".into(),
            source,
            effective_on: day(2026, 11, 2),
        };
        record(&mut tx, id, None, measurement).await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn an_export_of_every_kind_comes_back_with_nothing_created_and_nothing_updated() {
    let company = Company::new().await;
    // two of the same name: the export names people, the import must not mistake them
    company.world.account("other", "member", None).await;
    company.run("UPDATE accounts SET name = 'Olga' WHERE name ILIKE 'other'").await;
    let objective = company.world.objective("-Grow, \"steadily\"", company.owner).await;
    let below = company.world.objective("Below", company.owner).await;
    company.world.objective("Without key results", company.owner).await;
    company.run(&format!("UPDATE objectives SET parent_id = '{objective}', visibility = 'private', description = 'why', weight = 2.5, priority = 0 WHERE id = '{below}'")).await;
    for kind in Kind::ALL {
        for measured in [false, true] {
            add(&company, objective, kind, measured).await;
        }
    }
    company
        .import(&QUARTER.replace("2024 Q3", "2026 Q4").replace("Mira", "Olga").replace("\"Olga, Jonas\"", "Jonas"))
        .await
        .report
        .errors
        .iter()
        .for_each(|error| assert_eq!(error.message.id, "import-row-ambiguous-person"));
    company.import(&QUARTER.replace("2024 Q3", "2026 Q4")).await;
    let before = company.text("SELECT md5(string_agg(k::text, '' ORDER BY id)) FROM key_results k").await;

    let client = company.app.sign_in(&company.world.email("olga")).await;
    for language in ["en", "ru"] {
        company.run(&format!("UPDATE accounts SET locale = '{language}'")).await;
        let file = client.get("/objectives/export.csv").await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        let outcome = company.import(&file.body).await;
        let words: Vec<_> = outcome.report.errors.iter().map(|error| (error.line, error.message.clone())).collect();
        assert!(words.is_empty(), "{language}: {words:?}\n{}", file.body);
        let [objectives, key_results, check_ins, people] = counts(&outcome);
        assert_eq!((objectives, key_results), ((0, 0, 6), (0, 0, 28)), "{language} {}", file.body);
        assert_eq!((check_ins.0, people.0), (0, 0), "{language}");
    }
    assert_eq!(company.text("SELECT md5(string_agg(k::text, '' ORDER BY id)) FROM key_results k").await, before);

    // a cell that somebody changes in the spreadsheet is a change of its row
    let file = client.get("/objectives/export.csv").await.body;
    let outcome = company.import(&file.replace("Open day", "Open evening")).await;
    assert_eq!(counts(&outcome)[1], (0, 1, 27), "{:?}", outcome.report);
    assert_eq!(company.count("key_results WHERE title = 'Open evening'").await, 1);
}
