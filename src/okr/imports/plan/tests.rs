//! Whole tables, from text to plan.

use std::collections::HashSet;
use std::io::Cursor;
use std::path::Path;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::okr::imports::mapping::{Header, Mapping, Options, guess};
use crate::okr::imports::parsed::{Moment, ReadingDay};
use crate::okr::imports::reading::{open, open_input};
use crate::okr::imports::report::ImportReport;
use crate::okr::imports::values::date::DateOrder;
use crate::okr::imports::values::number::DecimalMark;
use crate::okr::imports::values::words::{Kind, Status, Visibility};

fn plan_of(mut sheet: Sheet, options: impl FnOnce(&mut Options)) -> Plan {
    let rows = sheet.head(30).unwrap();
    let header = Header::find(&rows).unwrap();
    let sample: Vec<Row> = rows.into_iter().filter(|row| row.line > header.line).collect();
    let mut mapping: Mapping = guess(&header, &sample).mapping;
    options(&mut mapping.options);
    let columns = mapping.bind(&header).unwrap();
    read(&mut sheet, &columns, |_| {}).unwrap()
}

fn plan_with(text: &str, options: impl FnOnce(&mut Options)) -> Plan {
    let input = Box::new(Cursor::new(text.as_bytes().to_vec()));
    plan_of(open_input(input, "okr.csv").unwrap(), options)
}

fn plan(text: &str) -> Plan {
    plan_with(text, |options| options.period = Some("2024 Q3".into()))
}

fn file(path: &str) -> Option<Plan> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    path.exists().then(|| plan_of(open(&path, "okr.csv").unwrap(), |_| {}))
}

fn errors(plan: &Plan) -> Vec<(u32, Option<&str>, RowErrorKind)> {
    plan.errors.iter().map(|error| (error.line, error.column.as_deref(), error.kind.clone())).collect()
}

/// How many scores of a moment are known, and their mean to three digits.
fn mean(plan: &Plan, moment: Moment) -> (usize, String) {
    let scores: Vec<Decimal> = plan
        .objectives
        .iter()
        .flat_map(|objective| &objective.key_results)
        .flat_map(|key_result| &key_result.scores)
        .filter(|score| score.moment == moment)
        .map(|score| score.score)
        .collect();
    let mean = (scores.iter().sum::<Decimal>() / Decimal::from(scores.len())).round_dp(3);
    (scores.len(), mean.to_string())
}

fn keys(plan: &Plan) -> Vec<&str> {
    plan.objectives
        .iter()
        .flat_map(|objective| {
            let key_results = objective.key_results.iter().map(|key_result| &key_result.key);
            std::iter::once(&objective.key).chain(key_results)
        })
        .map(ImportKey::as_str)
        .collect()
}

#[test]
fn a_scored_quarter_comes_in_whole() {
    let plan = file("tests/fixtures/imports/scored-quarter.csv").unwrap();
    assert_eq!(plan.errors, []);
    assert_eq!((plan.rows, plan.objectives.len(), plan.key_result_count()), (12, 3, 12));
    assert_eq!(plan.ignored_columns, ["Mid-Q Projection"]);
    assert_eq!(mean(&plan, Moment::Middle), (7, "0.343".into()));
    assert_eq!(mean(&plan, Moment::Final), (9, "0.522".into()));
    let names: Vec<&str> = plan.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Mira", "Jonas", "Vera", "Petr"]);

    let first = &plan.objectives[0];
    assert_eq!(first.title, "Make the \"first week\" pleasant");
    assert_eq!((first.team.as_deref(), first.period.canonical().as_str()), (Some("Lighthouse"), "2024 Q3"));
    assert_eq!(first.details.owner, None);
    assert_eq!(first.details.priority, None);

    let guide = &first.key_results[0];
    assert_eq!(guide.priority, Some(0));
    assert!(guide.measure.assumed);
    assert_eq!((guide.measure.kind, guide.measure.unit.as_deref()), (Kind::Percentage, Some("%")));
    assert_eq!((guide.measure.baseline, guide.measure.target), (Some(Decimal::ZERO), Some(Decimal::ONE_HUNDRED)));
    let readings: Vec<(ReadingDay, String)> = guide.readings.iter().map(|r| (r.day, r.value.to_string())).collect();
    assert_eq!(readings, [(ReadingDay::MiddleOfPeriod, "50".into()), (ReadingDay::EndOfPeriod, "70".into())]);

    let checklist = &first.key_results[1];
    assert_eq!(checklist.owner.as_ref().map(|p| p.name.as_str()), Some("Mira"));
    assert_eq!(checklist.contributors.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Jonas"]);
    assert_eq!((checklist.scores.len(), checklist.readings.len()), (0, 0));

    let undecided = &first.key_results[2];
    assert_eq!((undecided.title.as_str(), undecided.owner.as_ref(), undecided.priority), ("TBD", None, None));
    assert_eq!(
        undecided.scores.iter().map(|s| (s.moment, s.score)).collect::<Vec<_>>(),
        [(Moment::Final, Decimal::ZERO)]
    );

    let night = &plan.objectives[1].key_results[2];
    assert_eq!((night.line, night.title.as_str()), (8, "Night shift tried out (two weeks)"));
    assert_eq!(plan.objectives[1].key_results[3].line, 9);
    assert_eq!(plan.objectives[2].key_results[2].title, "<b>Posters</b>, =SUM(1,2) and other \"odd\" text");

    let keys = keys(&plan);
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 15);
    assert_eq!(keys, self::keys(&file("tests/fixtures/imports/scored-quarter.csv").unwrap()));
}

#[test]
fn the_public_quarter_of_a_real_team_comes_in_whole() {
    let Some(plan) = file("../shared/data/ipfs-cluster-2019q2.csv") else {
        return;
    };
    assert_eq!(plan.errors, []);
    assert_eq!((plan.objectives.len(), plan.key_result_count()), (4, 26));
    assert_eq!(mean(&plan, Moment::Middle), (18, "0.344".into()));
    assert_eq!(mean(&plan, Moment::Final), (21, "0.357".into()));
    assert_eq!(plan.ignored_columns, ["Mid-Q Projection"]);
}

#[test]
fn encodings_delimiters_and_decimal_marks_make_no_difference() {
    let rows = [
        [
            "Цель",
            "Ключевой результат",
            "Ответственный",
            "Исходное значение",
            "Целевое значение",
            "Текущее значение",
            "Итоговая оценка",
        ],
        ["Рост", "Выручка; млн", "Анна и Борис", "1.5", "12.25", "6.5", "0.7"],
        ["Рост", "Отзывы, «звёзды»", "Вера", "3.5", "4.8", "-0.25", ""],
    ];
    let mut plans = Vec::new();
    for mark in [".", ","] {
        for delimiter in [",", ";", "\t"] {
            let text: String = rows
                .iter()
                .enumerate()
                .map(|(line, row)| {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| if line > 0 { cell.replace('.', mark) } else { (*cell).to_owned() })
                        .map(|cell| format!("\"{cell}\""))
                        .collect();
                    cells.join(delimiter) + "\r\n"
                })
                .collect();
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for bytes in [text.clone().into_bytes(), encoding_rs::WINDOWS_1251.encode(&text).0.into_owned(), wide] {
                let sheet = open_input(Box::new(Cursor::new(bytes)), "okr.csv").unwrap();
                plans.push(plan_of(sheet, |options| options.period = Some("2024 Q3".into())));
            }
        }
    }
    let first = plans.first().unwrap();
    assert_eq!(first.errors, []);
    let revenue = &first.objectives[0].key_results[0];
    assert_eq!(revenue.measure.kind, Kind::Absolute);
    assert_eq!(revenue.measure.target, Some("12.25".parse().unwrap()));
    assert_eq!(revenue.readings.len(), 1, "a score beside a target is no value");
    assert_eq!(revenue.contributors.len(), 1);
    for plan in &plans {
        assert_eq!(plan, first);
    }
}

#[test]
fn an_export_of_our_own_is_read_field_by_field() {
    let plan = plan(
        "Objective ID,Key result ID,Objective,Description,Objective owner,Objective priority,Objective weight,Visibility,Parent,Key result,Kind,Unit,Baseline,Target,Value,Value date,Weight,Priority,Owner,Contributors,Confidence,Comment,Status,Progress\n\
         o-1,k-1,Grow,\"Two\r\nlines\",Mira <mira@okr.example>,1,2,workspace,Be well,'=Revenue,at least,EUR,\"1,000.5\",\"2,000\",1500,2024-08-01,0.5,3,Jonas,Vera; Jonas,high,ok,on track,50%\n\
         o-1,k-2,Grow,,,,,,,Levels,scale,,,,2,,,,,,35,,,\n",
    );
    assert_eq!(plan.errors, []);
    let [objective] = plan.objectives.as_slice() else { panic!("one objective") };
    assert_eq!(objective.key, ImportKey::Given("o-1".into()));
    let details = &objective.details;
    assert_eq!(details.description.as_deref(), Some("Two\nlines"));
    assert_eq!(details.owner.as_ref().and_then(|owner| owner.email.as_deref()), Some("mira@okr.example"));
    assert_eq!(
        (details.priority, details.weight, details.visibility),
        (Some(1), Some(2.into()), Some(Visibility::Workspace))
    );
    assert_eq!(details.parent.as_deref(), Some("Be well"));
    let key_result = &objective.key_results[0];
    assert_eq!(key_result.key, ImportKey::Given("k-1".into()));
    assert_eq!(key_result.title, "=Revenue");
    assert_eq!((key_result.measure.kind, key_result.measure.unit.as_deref()), (Kind::AtLeast, Some("EUR")));
    assert_eq!(key_result.measure.baseline, Some("1000.5".parse().unwrap()));
    assert_eq!(key_result.readings[0].day, ReadingDay::On("2024-08-01".parse().unwrap()));
    assert_eq!(
        (key_result.priority, key_result.confidence, key_result.status),
        (Some(3), Some(80), Some(Status::OnTrack))
    );
    assert_eq!(key_result.contributors.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Vera"]);
    assert_eq!(objective.key_results[1].measure.kind, Kind::Scale);
    assert_eq!(plan.ignored_columns, ["Progress"]);
}

#[test]
fn every_faulty_cell_is_named_with_its_row_and_column() {
    use RowErrorKind::*;
    let long_title = "ж".repeat(limits::MAX_OBJECTIVE_TITLE + 1);
    let long_key_result = "ж".repeat(limits::MAX_KEY_RESULT_TITLE + 1);
    for (header, cells, column, kind) in [
        ("Objective,Key result", ",b".to_owned(), "Objective", MissingObjective),
        ("Objective,Key result,Target", "a,,5".to_owned(), "Key result", MissingKeyResult),
        ("Objective,Key result", format!("{long_title},b"), "Objective", TooLong(limits::MAX_OBJECTIVE_TITLE)),
        ("Objective,Key result", format!("a,{long_key_result}"), "Key result", TooLong(limits::MAX_KEY_RESULT_TITLE)),
        ("Objective,Key result", "a,b\u{7f}".to_owned(), "Key result", ControlCharacters),
        ("Objective,Key result", "a\u{0},b".to_owned(), "Objective", ControlCharacters),
        ("Objective,Key result,Baseline,Target", "a,b,0,many".to_owned(), "Target", NotANumber),
        ("Objective,Key result,Baseline,Target", "a,b,=1+1,5".to_owned(), "Baseline", NotANumber),
        ("Objective,Key result,Baseline,Target", "a,b,\"1,234\",5".to_owned(), "Baseline", AmbiguousNumber),
        ("Objective,Key result,Target", "a,b,9999999999999999".to_owned(), "Target", NumberOutOfRange),
        ("Objective,Key result,Target", "a,b,0.12345678901".to_owned(), "Target", NumberOutOfRange),
        ("Objective,Key result,Target,Value", "a,b,,5".to_owned(), "Target", MissingTarget),
        ("Objective,Key result,End-Q", "a,b,1.1".to_owned(), "End-Q", ScoreOutOfRange),
        ("Objective,Key result,End-Q", "a,b,-0.1".to_owned(), "End-Q", ScoreOutOfRange),
        ("Objective,Key result,End-Q", "a,b,101%".to_owned(), "End-Q", ScoreOutOfRange),
        ("Objective,Key result,Weight", "a,b,-1".to_owned(), "Weight", WeightOutOfRange),
        ("Objective,Key result,Confidence", "a,b,101".to_owned(), "Confidence", ConfidenceOutOfRange),
        ("Objective,Key result,Confidence", "a,b,0.8".to_owned(), "Confidence", ConfidenceOutOfRange),
        ("Objective,Key result,Target,Value,Value date", "a,b,9,5,soon".to_owned(), "Value date", NotADate),
        ("Objective,Key result,Target,Value,Value date", "a,b,9,5,03/04/2024".to_owned(), "Value date", AmbiguousDate),
        ("Objective,Key result,Kind", "a,b,dance".to_owned(), "Kind", UnknownKind),
        ("Objective,Key result,Kind", "a,b,milestones".to_owned(), "Kind", KindNeedsDetails),
        ("Objective,Key result,Priority", "a,b,P10".to_owned(), "Priority", UnknownPriority),
        ("Objective,Key result,Status", "a,b,fine".to_owned(), "Status", UnknownStatus),
        ("Objective,Key result,Visibility", "a,b,moon".to_owned(), "Visibility", UnknownVisibility),
    ] {
        let plan = plan_with(&format!("{header}\na,good,,,,\n{cells}\n"), |options| {
            options.period = Some("2024".into());
            options.decimal_mark = DecimalMark::Auto;
            options.date_order = DateOrder::Auto;
        });
        assert_eq!(errors(&plan), [(3, Some(column), kind.clone())], "{header} {cells}");
        assert_eq!((plan.key_result_count(), plan.rows, plan.bad_rows), (1, 2, 1), "{header} {cells}");
    }
}

#[test]
fn all_faults_of_a_row_are_told_and_only_good_rows_are_planned() {
    use RowErrorKind::*;
    let plan = plan("Objective,Key result,Priority,End-Q,Owner\na,b,P99,7,Mira\na,c,P1,0.5,Vera\n");
    assert_eq!(errors(&plan), [(2, Some("Priority"), UnknownPriority), (2, Some("End-Q"), ScoreOutOfRange)]);
    assert_eq!(plan.errors[0].text, "P99");
    assert_eq!(plan.people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Vera"]);
}

#[test]
fn a_period_must_come_from_somewhere() {
    let plan = plan_with("Quarter,Objective\n2024 Q3,a\n,b\n", |_| {});
    assert_eq!(errors(&plan), [(3, Some("Quarter"), RowErrorKind::MissingPeriod)]);
    let plan = plan_with("Quarter,Objective\n2024 Q3,a\n,b\n", |options| options.period = Some("2024 Q4".into()));
    let periods: Vec<String> = plan.objectives.iter().map(|o| o.period.canonical()).collect();
    assert_eq!(periods, ["2024 Q3", "2024 Q4"]);
}

#[test]
fn rows_belong_together_by_team_period_and_title() {
    let plan = plan_with(
        "Team,Quarter,Objective,Key result\nA,2024 Q3,Grow,1\nA,Q3 2024, GROW ,2\nB,2024 Q3,Grow,3\nA,2024 Q4,Grow,4\nA,2024 Q3,Grow,5\n",
        |_| {},
    );
    let counts: Vec<usize> = plan.objectives.iter().map(|o| o.key_results.len()).collect();
    assert_eq!(counts, [3, 1, 1]);
}

#[test]
fn equal_titles_get_numbers_that_a_bad_row_does_not_shift() {
    let good = plan("Objective,Key result,End-Q\na,TBD,0.1\na,TBD,0.2\na,tbd,0.3\n");
    let bad = plan("Objective,Key result,End-Q\na,TBD,x\na,TBD,0.2\na,tbd,0.3\n");
    assert_eq!(good.key_result_count(), 3);
    assert_eq!(keys(&good)[2..], keys(&bad)[1..]);
    let unique: HashSet<&str> = keys(&good).into_iter().collect();
    assert_eq!(unique.len(), 4);
}

#[test]
fn keys_do_not_depend_on_what_may_change() {
    let before = plan("Objective,Key result,Owner,End-Q\na,b,Mira,0.1\na,c,Vera,0.2\n");
    let after = plan("End-Q;Key result;Objective;Comment\n0,9;b;A;new\n0,1;c;a;\n");
    assert_eq!(keys(&before), keys(&after));
    let later = plan_with("Objective,Key result\na,b\na,c\n", |options| options.period = Some("2024 Q4".into()));
    assert!(keys(&before).iter().all(|key| !keys(&later).contains(key)));
}

#[test]
fn the_same_key_twice_and_contradictions_are_refused() {
    use RowErrorKind::*;
    let plan = plan(
        "Objective ID,Key result ID,Objective,Objective owner,Key result\n\
         o,k,Grow,Mira,a\no,k,Grow,Mira,b\no,l,Shrink,Mira,c\no,m,Grow,Vera,d\no,n,Grow,,e\n",
    );
    assert_eq!(
        errors(&plan),
        [
            (3, Some("Key result ID"), SameKeyTwice(2)),
            (4, Some("Objective"), Contradicts(2)),
            (5, Some("Objective owner"), Contradicts(2)),
        ]
    );
    assert_eq!(plan.key_result_count(), 2);
}

#[test]
fn a_key_in_a_later_row_is_the_objectives() {
    let plan = plan("Objective ID,Objective,Key result\n,Grow,a\no-1,Grow,b\no-1,Grow,c\n");
    assert_eq!(plan.errors, []);
    assert_eq!(plan.objectives.len(), 1);
    assert_eq!(plan.objectives[0].key, ImportKey::Given("o-1".into()));
}

#[test]
fn merged_cells_are_repeated_when_asked_for() {
    let text = "Team,Quarter,Objective,Key result\nA,2024 Q3,Grow,1\n,,,2\n,,Ship,3\n,,,4\n";
    let plain = plan_with(text, |options| options.period = Some("2024 Q4".into()));
    assert_eq!(plain.errors.len(), 2);
    let repeated = plan_with(text, |options| {
        options.repeat_above = true;
        options.period = Some("2024 Q4".into());
    });
    assert_eq!(repeated.errors, []);
    let found: Vec<(&str, usize)> =
        repeated.objectives.iter().map(|o| (o.title.as_str(), o.key_results.len())).collect();
    assert_eq!(found, [("Grow", 2), ("Ship", 2)]);
}

#[test]
fn people_are_mapped_to_addresses() {
    let plan = plan_with("Objective,Key result,Owner\na,b,MIRA\n", |options| {
        options.period = Some("2024".into());
        options.people.insert("Mira".into(), "mira@okr.example".into());
    });
    assert_eq!(plan.people[0].email.as_deref(), Some("mira@okr.example"));
}

#[test]
fn percentages_are_values_of_a_hundred_and_scores_of_one() {
    let plan = plan("Objective,Key result,Baseline,Target,Value,End-Q\na,b,10%,60%,\"12,5 %\",70%\n");
    let key_result = &plan.objectives[0].key_results[0];
    assert_eq!(key_result.measure.kind, Kind::Percentage);
    assert_eq!((key_result.measure.baseline, key_result.measure.target), (Some(10.into()), Some(60.into())));
    assert_eq!(key_result.readings[0].value, "12.5".parse().unwrap());
    assert_eq!(key_result.scores[0].score, "0.7".parse().unwrap());
}

#[test]
fn days_of_scores_can_be_set() {
    let plan = plan_with("Objective,Key result,Mid-Q Actual,End-Q\na,b,0.5,1\n", |options| {
        options.period = Some("2024 Q3".into());
        options.mid_date = "2024-08-20".parse().ok();
    });
    let days: Vec<ReadingDay> = plan.objectives[0].key_results[0].readings.iter().map(|r| r.day).collect();
    assert_eq!(days, [ReadingDay::On("2024-08-20".parse().unwrap()), ReadingDay::EndOfPeriod]);
    let (first, last) = PeriodName::parse("2024 Q3").calendar_days().unwrap();
    let today = "2025-01-01".parse().unwrap();
    assert_eq!(ReadingDay::MiddleOfPeriod.resolve(first, last, today).to_string(), "2024-08-15");
    assert_eq!(ReadingDay::Today.resolve(first, last, today), last);
}

#[test]
fn a_workbook_with_faulty_formulas_names_the_cells() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Objective", "Key result", "Target"]).unwrap();
    sheet.write_row(1, 0, ["a", "b"]).unwrap();
    sheet.write(1, 2, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_row(2, 0, ["a", "c"]).unwrap();
    sheet.write(2, 2, rust_xlsxwriter::Formula::new("=40+2").set_result("42")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let plan = plan_of(open_input(Box::new(Cursor::new(bytes)), "okr.xlsx").unwrap(), |options| {
        options.period = Some("2024".into());
    });
    assert_eq!(errors(&plan), [(2, Some("Target"), RowErrorKind::FailedFormula)]);
    assert_eq!(plan.objectives[0].key_results[0].measure.target, Some(42.into()));
}

#[test]
fn the_report_lists_a_thousand_faults_and_counts_the_rest() {
    let text = format!("Objective,Key result,End-Q,Plan B\n{}", "a,b,7,\n".repeat(1500));
    let report = ImportReport::of(&plan(&text));
    assert_eq!(report.errors.len(), limits::MAX_LISTED_ERRORS + 1);
    let json = serde_json::to_value(report.in_words(|message| message.id.to_string())).unwrap();
    assert_eq!(
        json["errors"][0],
        serde_json::json!({"line": 2, "column": "End-Q", "message": "import-row-score-out-of-range"})
    );
    assert_eq!(json["errors"][1000]["message"], "import-report-more-errors");
    assert_eq!(json["people"], serde_json::json!({"created": 0, "updated": 0, "unchanged": 0}));
    assert_eq!(json["ignored_columns"], serde_json::json!(["Plan B"]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_row_is_planned_or_explained(rows in prop::collection::vec(prop::collection::vec("(|a|b|0,5|7|50%|P1|2024-01-01|TBD|x@y\\.z|\u{0}|=1|\\PC{0,6})", 8), 1..20)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["Objective ID", "Objective", "Key result ID", "Key result", "Owner", "Target", "End-Q", "Priority"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let plan = plan(&text);
        let planned: HashSet<u32> = plan
            .objectives
            .iter()
            .flat_map(|o| std::iter::once(o.line).chain(o.key_results.iter().map(|k| k.line)))
            .collect();
        let bad: HashSet<u32> = plan.errors.iter().map(|error| error.line).collect();
        prop_assert!(planned.is_disjoint(&bad));
        prop_assert_eq!(bad.len(), plan.bad_rows as usize);
        prop_assert!(plan.key_result_count() + bad.len() <= plan.rows as usize);
        // objectives and key results are looked up apart
        let of_objectives: HashSet<&str> = plan.objectives.iter().map(|o| o.key.as_str()).collect();
        prop_assert_eq!(of_objectives.len(), plan.objectives.len());
        let of_key_results: HashSet<&str> =
            plan.objectives.iter().flat_map(|o| &o.key_results).map(|k| k.key.as_str()).collect();
        prop_assert_eq!(of_key_results.len(), plan.key_result_count());
    }
}
