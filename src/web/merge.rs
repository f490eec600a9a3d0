//! Two people in one form. What each changed since the form was opened is put together field by field; only where both changed the
//! same field does the person choose, on a page that holds both versions.
use std::collections::BTreeMap;

use askama::Template;
use serde::de::value::MapDeserializer;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::Fields;
use crate::i18n::Lang;
use crate::kernel::{Failure, Result};

/// The hidden field in which a form carries what stood in its fields when it was opened.
pub const SEEN: &str = "_seen";

/// What stands in the fields of a form, by name. A field that is there several times holds one line for each.
pub type Texts = BTreeMap<String, String>;

/// The fields of a form whose members are all text.
///
/// # Errors
/// Internal when the form has members of another kind.
pub fn texts(form: &impl Serialize) -> Result<Texts> {
    serde_json::from_value(serde_json::to_value(form).map_err(Failure::internal)?).map_err(Failure::internal)
}

/// The form with these fields; names that it does not have are passed over.
///
/// # Errors
/// Internal when the form has members that are no text.
pub fn form<T: DeserializeOwned>(texts: &Texts) -> Result<T> {
    let pairs = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    T::deserialize(MapDeserializer::<_, serde::de::value::Error>::new(pairs)).map_err(Failure::internal)
}

/// What was sent, repeated fields joined; line breaks are plain ones, as they are kept.
pub fn sent(fields: &Fields) -> Texts {
    let mut texts = Texts::new();
    for (name, value) in &fields.0 {
        let value = value.replace("\r\n", "\n");
        texts
            .entry(name.clone())
            .and_modify(|text| {
                text.push('\n');
                text.push_str(&value);
            })
            .or_insert(value);
    }
    texts
}

/// The fields as [`SEEN`] carries them.
pub fn carried(texts: &Texts) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, text) in texts.iter().filter(|(name, _)| !steers(name)) {
        pairs.append_pair(name, text);
    }
    pairs.finish()
}

/// What stood in the form when it was opened, if it says so.
pub fn seen(mine: &Texts) -> Option<Texts> {
    let carried = mine.get(SEEN).filter(|carried| !carried.is_empty())?;
    Some(url::form_urlencoded::parse(carried.as_bytes()).into_owned().collect())
}

fn steers(name: &str) -> bool {
    name.starts_with('_')
}

/// A field that both changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub field: String,
    /// What stood there when the form was opened; unknown when the form did not say.
    pub was: Option<String>,
    pub theirs: String,
    pub mine: String,
}

/// Both versions in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What is to be saved when nothing clashes; clashing fields hold mine.
    pub texts: Texts,
    pub clashes: Vec<Clash>,
    /// Fields that only the others changed.
    pub taken: Vec<String>,
}

/// Puts what was typed together with what others saved meanwhile. Fields that `theirs` does not have are no content: they stay as sent.
pub fn merge(seen: Option<&Texts>, theirs: &Texts, mine: &Texts) -> Merged {
    let mut merged = Merged { texts: mine.clone(), clashes: Vec::new(), taken: Vec::new() };
    for (field, typed) in mine.iter().filter(|(field, _)| !steers(field)) {
        let Some(stands) = theirs.get(field).filter(|stands| !is_same(stands, typed)) else { continue };
        let was = seen.and_then(|seen| seen.get(field));
        if was.is_some_and(|was| is_same(was, typed)) {
            merged.texts.insert(field.clone(), stands.clone());
            merged.taken.push(field.clone());
        } else if !was.is_some_and(|was| is_same(was, stands)) {
            merged.clashes.push(Clash {
                field: field.clone(),
                was: was.cloned(),
                theirs: stands.clone(),
                mine: typed.clone(),
            });
        }
    }
    merged
}

/// Blank ends and empty lines are no difference.
fn is_same(one: &str, other: &str) -> bool {
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n");
    one == other || lines(one).trim() == lines(other).trim()
}

/// The page on which a person chooses: one group for each field that both changed, everything else carried along unseen.
#[derive(Template)]
#[template(path = "parts/merge.html")]
pub struct MergeView {
    pub l: Lang,
    pub once: Uuid,
    pub heading: String,
    /// Links above the heading, outermost first.
    pub crumbs: Vec<(String, String)>,
    /// The id of the form that clashed: this one stands in its place.
    pub form: &'static str,
    /// Where the form is sent, as the one that clashed.
    pub action: String,
    /// Where giving up one's own version leads.
    pub back: String,
    /// The name of the draft that ends when this is saved.
    pub draft: String,
    /// Who saved meanwhile, and when, as [`by`] words it.
    pub by: Option<String>,
    pub choices: Vec<Choice>,
    /// The fields that nobody has to choose: name and content.
    pub carried: Vec<(String, String)>,
}

/// Who saved what was not known when the form was opened: somebody else, or its reader in another window.
pub fn by(l: &Lang, is_reader: bool, name: &str, when: &str) -> String {
    if is_reader {
        l.tr("merge-by-you").arg("when", when).to_string()
    } else {
        l.tr("merge-by").arg("name", name).arg("when", when).to_string()
    }
}

/// One field to choose, in words.
#[derive(Debug, Clone)]
pub struct Choice {
    pub label: String,
    /// How the versions read: «Marketing» rather than its id.
    pub was: Option<String>,
    pub theirs: String,
    pub mine: String,
    pub clash: Clash,
}

impl MergeView {
    /// `theirs` is what stands now, of version `version`; `order` is that of the fields in the form; `said` gives the label of a field
    /// and how its content reads.
    pub fn new(
        l: Lang,
        merged: &Merged,
        theirs: &Texts,
        version: i32,
        order: &[&str],
        said: impl Fn(&str, &str) -> (String, String),
    ) -> Self {
        let is_open = |name: &str| merged.clashes.iter().any(|clash| clash.field == name);
        let mut hidden: Vec<_> = merged
            .texts
            .iter()
            .filter(|(name, _)| !steers(name) && !is_open(name))
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect();
        hidden.push(("_ver".to_owned(), version.to_string()));
        hidden.push((SEEN.to_owned(), carried(theirs)));
        let mut choices: Vec<_> = merged
            .clashes
            .iter()
            .map(|clash| {
                let read = |text: &str| said(&clash.field, text).1;
                Choice {
                    label: said(&clash.field, "").0,
                    was: clash.was.as_deref().filter(|was| !was.is_empty()).map(read),
                    theirs: read(&clash.theirs),
                    mine: read(&clash.mine),
                    clash: clash.clone(),
                }
            })
            .collect();
        let place = |choice: &Choice| order.iter().position(|field| *field == choice.clash.field);
        choices.sort_by_key(|choice| place(choice).unwrap_or(usize::MAX));
        Self {
            l,
            once: Uuid::now_v7(),
            heading: String::new(),
            crumbs: Vec::new(),
            form: "merge-form",
            action: String::new(),
            back: String::new(),
            draft: String::new(),
            by: None,
            choices,
            carried: hidden,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Texts {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn different_fields_are_merged_and_the_same_field_clashes() {
        let seen = of(&[("title", "Grow"), ("weight", "1"), ("note", "a\nb")]);
        let theirs = of(&[("title", "Grow calmly"), ("weight", "2"), ("note", "a\nb")]);
        let mine =
            of(&[("title", "Grow fast"), ("weight", "1"), ("note", "a\r\nb "), ("reason", "why"), ("_ver", "3")]);
        let merged = merge(Some(&seen), &theirs, &mine);
        assert_eq!(merged.taken, ["weight"]);
        assert_eq!(merged.texts["weight"], "2");
        assert_eq!(merged.texts["reason"], "why", "no content, so it stays as sent");
        let [clash] = merged.clashes.as_slice() else { panic!("{:?}", merged.clashes) };
        assert_eq!((clash.field.as_str(), clash.was.as_deref()), ("title", Some("Grow")));
        assert_eq!((clash.theirs.as_str(), clash.mine.as_str()), ("Grow calmly", "Grow fast"));
    }

    #[test]
    fn without_knowing_what_was_seen_every_difference_is_a_question() {
        let merged = merge(None, &of(&[("title", "A"), ("weight", "1")]), &of(&[("title", "B"), ("weight", "1 ")]));
        assert_eq!(merged.clashes.iter().map(|clash| clash.field.as_str()).collect::<Vec<_>>(), ["title"]);
        assert_eq!(merged.clashes[0].was, None);
    }

    #[test]
    fn choices_stand_in_the_order_of_the_form() {
        let theirs = of(&[("about", "a"), ("title", "A"), ("zone", "z")]);
        let merged = merge(None, &theirs, &of(&[("about", "b"), ("title", "B"), ("zone", "z"), ("_ver", "1")]));
        let l = Lang { locale: crate::kernel::Locale::En, zone: chrono_tz::UTC, today: chrono::NaiveDate::MIN };
        let view = MergeView::new(l, &merged, &theirs, 7, &["title", "about"], |field, text| {
            (field.to_uppercase(), format!("«{text}»"))
        });
        let labels: Vec<_> = view.choices.iter().map(|choice| (choice.label.as_str(), choice.mine.as_str())).collect();
        assert_eq!(labels, [("TITLE", "«B»"), ("ABOUT", "«b»")]);
        let carried = |name: &str| view.carried.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str());
        assert_eq!((carried("zone"), carried("_ver"), carried("title")), (Some("z"), Some("7"), None));
        assert_eq!(carried(SEEN), Some("about=a&title=A&zone=z"));
    }

    #[test]
    fn repeated_fields_are_lines_of_one() {
        let fields = Fields(vec![
            ("with".to_owned(), "Anna".to_owned()),
            ("title".to_owned(), "x\r\ny".to_owned()),
            ("with".to_owned(), "Boris".to_owned()),
        ]);
        assert_eq!(sent(&fields), of(&[("title", "x\ny"), ("with", "Anna\nBoris")]));
    }

    #[test]
    fn forms_are_read_by_name() {
        #[derive(Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        struct Sheet {
            title: String,
            #[serde(rename = "_ver")]
            version: String,
        }
        let sheet: Sheet = form(&of(&[("title", "Grow"), ("_ver", "3"), ("stranger", "x")])).unwrap();
        assert_eq!(sheet, Sheet { title: "Grow".to_owned(), version: "3".to_owned() });
        assert_eq!(texts(&sheet).unwrap(), of(&[("title", "Grow"), ("_ver", "3")]));
    }

    fn some_texts() -> impl Strategy<Value = Texts> {
        prop::collection::btree_map("[a-d]", "[xyzä&=\n ]{0,4}", 0..=4)
    }

    proptest! {
        #[test]
        fn nothing_typed_is_lost(seen in some_texts(), theirs in some_texts(), mine in some_texts()) {
            let merged = merge(Some(&seen), &theirs, &mine);
            for (field, typed) in &mine {
                let kept = &merged.texts[field] == typed;
                let untouched = seen.get(field).is_some_and(|was| is_same(was, typed));
                prop_assert!(kept || untouched, "{field}");
            }
            // whoever is alone with a form is never asked
            prop_assert!(merge(Some(&theirs), &theirs, &mine).clashes.is_empty());
            // choosing ends the question
            prop_assert!(merge(Some(&theirs), &theirs, &merged.texts).clashes.is_empty());
        }

        #[test]
        fn what_was_seen_survives_the_way_through_the_page(texts in some_texts()) {
            let mine = of(&[(SEEN, &carried(&texts))]);
            prop_assert_eq!(seen(&mine).unwrap_or_default(), texts);
        }
    }
}
