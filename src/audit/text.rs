//! What is hashed of a row and of a block: a text that no other row or block has.
//!
//! Each field is the number of its bytes in decimal digits, a colon and its content; a field that has no value is a hyphen. The first
//! one says what the text is of, the second its version. A text that was hashed once is never made in another way: what has to be
//! different becomes another version.
use std::collections::BTreeMap;
use std::io::Write as _;

use serde_json::value::RawValue;
use uuid::Uuid;

use super::chain::{Block, hex};

/// The version that is written.
pub const VERSION: i16 = 1;
/// JSON that is nested deeper stays as the database writes it.
const DEPTH: usize = 32;

/// A row of the audit log as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub organization: Uuid,
    pub id: Uuid,
    /// The transaction that wrote it.
    pub xid: u64,
    /// In microseconds since 1970. None for what is no moment, which only a forged row holds.
    pub at: Option<i64>,
    pub account: Option<Uuid>,
    pub action: String,
    pub subject_kind: String,
    pub subject: Uuid,
    pub request: Option<String>,
    /// JSON.
    pub detail: String,
}

impl Row {
    pub fn text(&self) -> Vec<u8> {
        let mut text = Text::of("okrio audit row", VERSION);
        text.id(Some(self.organization));
        text.id(Some(self.id));
        text.number(Some(self.xid));
        text.number(self.at);
        text.id(self.account);
        text.field(Some(self.action.as_bytes()));
        text.field(Some(self.subject_kind.as_bytes()));
        text.id(Some(self.subject));
        text.field(self.request.as_ref().map(String::as_bytes));
        text.field(Some(canonical_json(&self.detail).as_bytes()));
        text.0
    }
}

impl Block {
    /// Everything but its own hash; the rows by the hash of their seals.
    pub fn text(&self) -> Vec<u8> {
        let mut text = Text::of("okrio audit block", self.version);
        text.field(Some(hex(&self.previous).as_bytes()));
        text.id(Some(self.organization));
        text.number(Some(self.number));
        text.number(Some(self.rows));
        for place in [self.first, self.last] {
            text.number(Some(place.xid));
            text.id(Some(place.id));
        }
        text.number(Some(self.sealed_at.timestamp_micros()));
        text.field(Some(hex(&self.seals_hash()).as_bytes()));
        text.0
    }
}

struct Text(Vec<u8>);

impl Text {
    fn of(what: &str, version: i16) -> Self {
        let mut text = Self(Vec::with_capacity(512));
        text.field(Some(what.as_bytes()));
        text.number(Some(version));
        text
    }

    fn field(&mut self, content: Option<&[u8]>) {
        match content {
            Some(content) => {
                // a vector takes everything
                let _ = write!(self.0, "{}:", content.len());
                self.0.extend_from_slice(content);
            }
            None => self.0.push(b'-'),
        }
    }

    fn number(&mut self, number: Option<impl ToString>) {
        self.field(number.map(|number| number.to_string()).as_ref().map(String::as_bytes));
    }

    fn id(&mut self, id: Option<Uuid>) {
        self.field(id.map(|id| id.hyphenated().to_string()).as_ref().map(String::as_bytes));
    }
}

/// JSON with the keys of each object in the order of their bytes and nothing between the signs; numbers keep their digits.
/// What is no JSON, which the database does not hold, gets a mark that no JSON begins with.
pub fn canonical_json(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    match serde_json::from_str::<&RawValue>(text) {
        Ok(value) => write_json(value.get(), DEPTH, &mut written),
        Err(_) => {
            written.push('!');
            written.push_str(text);
        }
    }
    written
}

fn write_json(text: &str, depth: usize, written: &mut String) {
    let deeper = depth.saturating_sub(1);
    match text.as_bytes().first() {
        Some(b'{') if depth > 0 => {
            if let Ok(fields) = serde_json::from_str::<BTreeMap<String, &RawValue>>(text) {
                written.push('{');
                for (nth, (name, value)) in fields.into_iter().enumerate() {
                    if nth > 0 {
                        written.push(',');
                    }
                    written.push_str(&quoted(&name));
                    written.push(':');
                    write_json(value.get(), deeper, written);
                }
                written.push('}');
                return;
            }
        }
        Some(b'[') if depth > 0 => {
            if let Ok(values) = serde_json::from_str::<Vec<&RawValue>>(text) {
                written.push('[');
                for (nth, value) in values.into_iter().enumerate() {
                    if nth > 0 {
                        written.push(',');
                    }
                    write_json(value.get(), deeper, written);
                }
                written.push(']');
                return;
            }
        }
        Some(b'"') => {
            if let Ok(string) = serde_json::from_str::<String>(text) {
                written.push_str(&quoted(&string));
                return;
            }
        }
        _ => {}
    }
    written.push_str(text);
}

fn quoted(string: &str) -> String {
    serde_json::Value::from(string).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn row() -> Row {
        Row {
            organization: Uuid::from_u128(1),
            id: Uuid::from_u128(2),
            xid: 700,
            at: Some(1_795_000_000_000_001),
            account: Some(Uuid::from_u128(3)),
            action: "objective.edit".to_owned(),
            subject_kind: "objective".to_owned(),
            subject: Uuid::from_u128(4),
            request: None,
            detail: r#"{"b": 1.50, "a": ["ü", null, {}]}"#.to_owned(),
        }
    }

    #[test]
    fn a_row_is_written_as_it_was_in_the_first_version() {
        assert_eq!(
            String::from_utf8(row().text()).unwrap(),
            "15:okrio audit row1:136:00000000-0000-0000-0000-00000000000136:00000000-0000-0000-0000-0000000000023:70016:1795000000000001\
             36:00000000-0000-0000-0000-00000000000314:objective.edit9:objective36:00000000-0000-0000-0000-000000000004-29:{\"a\":[\"ü\",null,{}],\"b\":1.50}"
        );
    }

    #[test]
    fn what_is_no_json_is_not_taken_for_json() {
        for text in ["", "{", "!", "nul", "{} {}", "\"\\ud800\""] {
            let written = canonical_json(text);
            assert!(
                written == format!("!{text}") || serde_json::from_str::<&RawValue>(text).is_ok(),
                "{text}: {written}"
            );
        }
        assert_ne!(canonical_json("1"), canonical_json("1.0"));
        assert_ne!(canonical_json("100000000000000000001"), canonical_json("100000000000000000002"));
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(canonical_json(&deep), deep);
    }

    /// Few different signs, those of lengths and ends among them, so that mistakes in telling fields apart meet each other.
    fn word() -> impl Strategy<Value = String> {
        "[1:-]{0,4}"
    }

    fn few() -> impl Strategy<Value = Uuid> {
        (0..3_u128).prop_map(Uuid::from_u128)
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-2..12_i64).prop_map(Value::from),
            "[,:\"{}\\[\\]1n\\\\]{0,3}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[ab\",:]{0,2}", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn any_row() -> impl Strategy<Value = Row> {
        let ids = (few(), few(), few(), prop::option::of(few()));
        (ids, 0..20_u64, prop::option::of(-2..20_i64), word(), word(), prop::option::of(word()), any_json()).prop_map(
            |((organization, id, subject, account), xid, at, action, subject_kind, request, detail)| Row {
                organization,
                id,
                xid,
                at,
                account,
                action,
                subject_kind,
                subject,
                request,
                detail: detail.to_string(),
            },
        )
    }

    proptest! {
        #[test]
        fn different_rows_never_have_the_same_text(one in any_row(), other in any_row()) {
            let same = one.text() == other.text();
            let value = |row: &Row| serde_json::from_str::<Value>(&row.detail).unwrap();
            prop_assert_eq!(same, value(&one) == value(&other) && Row { detail: String::new(), ..one } == Row { detail: String::new(), ..other });
        }

        #[test]
        fn fields_that_touch_are_told_apart(one in (word(), word(), prop::option::of(word())), other in (word(), word(), prop::option::of(word()))) {
            let with = |(action, subject_kind, request): (String, String, Option<String>)| Row { action, subject_kind, request, ..row() };
            prop_assert_eq!(with(one.clone()).text() == with(other.clone()).text(), one == other);
        }

        #[test]
        fn json_is_written_the_same_whatever_stands_between_and_in_which_order(value in any_json()) {
            let written = canonical_json(&value.to_string());
            prop_assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value.clone());
            prop_assert_eq!(canonical_json(&serde_json::to_string_pretty(&value).unwrap()), written.clone());
            let other = json!({ "z": value, "a": 1 }).to_string();
            let turned = format!("{{\"z\": {written}, \"a\": 1}}");
            prop_assert_eq!(canonical_json(&other), canonical_json(&turned));
        }
    }
}
