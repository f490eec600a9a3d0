//! Whole files, from text to plan.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::okr::imports::parsed::ReadingDay;
use crate::okr::imports::row_error::Expected;
use crate::okr::key_results::model::Kind;

fn key_result(fields: Value) -> Value {
    let mut one = json!({ "title": "Visits", "kind": "absolute", "baseline": "0", "target": "10" });
    one.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    one
}

fn file(objectives: Value) -> Value {
    json!({
        "format": "okrio-objectives", "version": 1,
        "period": { "kind": "quarter", "name": "2026 Q4", "starts_on": "2026-10-01", "ends_on": "2026-12-31" },
        "objectives": objectives,
    })
}

fn plan(objectives: Value) -> Plan {
    read(file(objectives).to_string().as_bytes()).unwrap()
}

fn faults(plan: &Plan) -> Vec<(String, RowErrorKind)> {
    plan.errors.iter().map(|error| (error.column.clone().unwrap_or_default(), error.kind.clone())).collect()
}

fn refusal(content: &[u8]) -> (ReadErrorKind, Option<u32>) {
    let error = read(content).unwrap_err();
    (error.kind, error.line)
}

#[test]
fn objectives_and_key_results_are_read_with_their_lines() {
    let text = r#"{"format":"okrio-objectives","version":1,"exported_at":"2026-11-18T10:00:00Z",
"period":{"id":"x","kind":"quarter","name":"Q4","starts_on":"2026-10-01","ends_on":"2026-12-31"},"objectives":[
{"id":"00000000-0000-7000-8000-000000000001","import_key":"a;1","title":"Grow  it","workspace":{"name":"Sales"},"owner":{"id":"00000000-0000-7000-8000-00000000000a","name":"Anna"},
 "parents":[{"id":"00000000-0000-7000-8000-000000000002","title":"Above","is_main":true,"contributes":false}],"weight":"2.5","priority":0,"visibility":"private",
 "key_results":[
  {"id":"00000000-0000-7000-8000-000000000003","title":"=1+1","kind":"milestones","milestones":[{"title":"one","weight":"3","done_on":"2026-11-02"},{"title":"two"}],"value":"0.75","value_on":"2026-11-01"}]},
{"id":"00000000-0000-7000-8000-000000000002","import_key":"above","title":"Above"}
]}"#;
    let plan = read(text.as_bytes()).unwrap();
    assert_eq!(faults(&plan), []);
    assert_eq!((plan.rows, plan.objectives.len(), plan.people.len()), (2, 2, 1));
    let [below, above] = plan.objectives.as_slice() else { panic!("{plan:?}") };
    assert_eq!((below.line, below.key_results[0].line, above.line), (3, 6, 7));
    assert_eq!((below.key.as_str(), below.title.as_str()), ("a;1", "Grow  it"));
    assert_eq!(below.details.parent.as_deref(), Some("above"), "by the key that finds it again");
    assert_eq!(below.details.parent_contributes, Some(false));
    let one = &below.key_results[0];
    assert_eq!(
        (one.title.as_str(), one.measure.details.as_ref().map(|all| all.kind)),
        ("=1+1", Some(Kind::Milestones))
    );
    assert_eq!(one.readings[0].value, "0.75".parse().unwrap());
    assert_eq!(one.readings[0].day, ReadingDay::On("2026-11-02".parse().unwrap()), "the day of the last tick");
}

#[test]
fn each_fault_says_where_it_is() {
    let found = plan(json!([
        { "title": "", "weight": "many", "workspace": "Sales", "parents": {}, "key_results": [key_result(json!({}))] },
        { "title": "x".repeat(201), "visibility": "secret", "priority": 12, "key_results": 5 },
        { "title": "Good", "key_results": [
            key_result(json!({ "target": "1,5", "value_on": "soon" })),
            key_result(json!({ "kind": "guess", "description": "a\u{0}b", "confidence": 101, "rhythm": "daily" })),
            { "title": "No kind" },
            key_result(json!({ "levels": [{ "label": "low" }, { "label": "high", "progress": "2" }], "id": 7 })),
            key_result(json!({})),
            7,
        ]},
        "nothing",
    ]));
    let expected = [
        ("objectives[0].title", RowErrorKind::MissingValue),
        ("objectives[0].workspace", RowErrorKind::Expected(Expected::Object)),
        ("objectives[0].parents", RowErrorKind::Expected(Expected::List)),
        ("objectives[0].weight", RowErrorKind::NotANumber),
        ("objectives[1].title", RowErrorKind::TooLong(200)),
        ("objectives[1].priority", RowErrorKind::UnknownPriority),
        ("objectives[1].visibility", RowErrorKind::UnknownWord(&["organization", "workspace", "private"])),
        ("objectives[1].key_results", RowErrorKind::Expected(Expected::List)),
        ("objectives[2].key_results[0].target", RowErrorKind::NotANumber),
        ("objectives[2].key_results[0].value_on", RowErrorKind::NotADate),
    ];
    let faults = faults(&found);
    assert_eq!(faults[..expected.len()], expected.clone().map(|(path, kind)| (path.to_owned(), kind)));
    let paths: Vec<_> =
        faults[expected.len()..].iter().map(|(path, _)| path.trim_start_matches("objectives")).collect();
    assert_eq!(
        paths,
        [
            "[2].key_results[1].kind",
            "[2].key_results[1].rhythm",
            "[2].key_results[1].description",
            "[2].key_results[1].confidence",
            "[2].key_results[2].kind",
            "[2].key_results[3].id",
            "[2].key_results[3].levels[0].progress",
            "[2].key_results[3].levels[1].progress",
            "[2].key_results[5]",
            "[3]",
        ]
    );
    assert_eq!((found.rows, found.bad_rows), (9, 8));
    assert_eq!(found.objectives.iter().map(|one| one.key_results.len()).collect::<Vec<_>>(), [1]);
}

#[test]
fn keys_stand_once_and_titles_as_often_as_they_like() {
    let id = "00000000-0000-7000-8000-000000000001";
    let found = plan(json!([
        { "id": id, "title": "A", "key_results": [key_result(json!({})), key_result(json!({})), key_result(json!({ "id": id }))] },
        { "import_key": id, "title": "B", "key_results": [key_result(json!({ "id": id }))] },
    ]));
    assert_eq!(
        faults(&found),
        ["objectives[1].id", "objectives[1].key_results[0].id"]
            .map(|path| (path.to_owned(), RowErrorKind::SameKeyTwice(1)))
    );
    let keys: std::collections::HashSet<_> =
        found.objectives[0].key_results.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(keys.len(), 3);
}

#[test]
fn what_is_no_export_is_refused_with_its_place() {
    use ReadErrorKind::*;
    let with = |field: &str, value: Value| {
        let mut file = file(json!([{ "title": "A" }]));
        file[field] = value;
        file.to_string()
    };
    let deep = "[".repeat(100_000);
    for (content, expected) in [
        ("{\n\"format\": \"okrio-objectives\",\n\"version\": 1,,\n}", (BrokenJson, Some(3))),
        ("{\n\"format\": \"okrio-objectives\"", (BrokenJson, Some(2))),
        ("{}{}", (BrokenJson, Some(1))),
        (deep.as_str(), (TooDeep, Some(1))),
        ("{}", (ForeignJson, None)),
        ("[1, 2]", (ForeignJson, None)),
        (" ", (NoObjectives, None)),
        (with("format", json!("okrs")).as_str(), (ForeignJson, None)),
        (with("format", json!(1)).as_str(), (ForeignJson, None)),
        (with("version", json!(2)).as_str(), (OtherVersion(2), None)),
        (with("version", json!("1")).as_str(), (OtherVersion(0), None)),
        (with("objectives", json!([])).as_str(), (NoObjectives, None)),
        (with("objectives", json!({})).as_str(), (NoObjectives, None)),
    ] {
        assert_eq!(refusal(content.as_bytes()), expected, "{}", content.get(..60).unwrap_or(content));
    }
    assert_eq!(refusal(b"{\"format\": \"\xff\"}"), (NotUtf8, None));
    assert_eq!(refusal(&vec![b' '; limits::MAX_FILE_BYTES as usize + 1]), (TooLarge, None));
    let found = read(with("period", json!({ "name": "Q4" })).as_bytes()).unwrap();
    assert!(found.objectives.is_empty() && found.bad_rows <= found.rows, "{found:?}");
}

#[test]
fn json_is_known_by_its_content_and_its_name() {
    for (content, name, expected) in [
        ("{\"format\"", "objectives", true),
        ("\u{feff} [", "", true),
        ("Objective", "o.JSON", true),
        ("{Objective},Key result", "o.csv", false),
        ("Objective,Key result", "o.csv", false),
    ] {
        assert_eq!(is_json(content.as_bytes(), name), expected, "{name} {content}");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        "-?[0-9]{1,30}(\\.[0-9]{0,30})?".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map("id|title|name|weight|progress|value", inner, 0..3)
                .prop_map(|all| all.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn whatever_stands_in_a_field_is_read_or_refused(
        field in prop::sample::select(vec![
            "id", "import_key", "title", "workspace", "owner", "contributors", "parents", "weight", "priority", "stage", "is_archived", "key_results",
        ]),
        of_key_result in prop::sample::select(vec![
            "id", "title", "kind", "unit", "target", "levels", "milestones", "curve_points", "expected_steps", "value", "value_on", "confidence", "mid_score", "owner",
        ]),
        one in any_value(),
        other in any_value(),
    ) {
        let mut objective = json!({ "title": "A", "key_results": [key_result(json!({ of_key_result: other }))] });
        objective[field] = one;
        let found = plan(json!([objective]));
        prop_assert!(found.bad_rows <= found.rows);
        prop_assert_eq!(found.bad_rows > 0, !found.errors.is_empty());
    }
}
