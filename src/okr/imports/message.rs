//! A message as an id with arguments; the words are in `locales/*/okr/imports.ftl`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::i18n::Lang;
use crate::kernel::failure::Arg;

/// One argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Argument {
    /// A count or limit; chooses the plural form.
    Number(i64),
    /// Text shown as it is; also the number of a row, which reads as the spreadsheet writes it.
    Text(String),
}

/// What to tell. It can be stored, and put into words later in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Fluent id.
    pub id: Cow<'static, str>,
    /// Arguments by name.
    pub args: Vec<(Cow<'static, str>, Argument)>,
}

impl Message {
    /// A message without arguments.
    pub fn new(id: impl Into<Cow<'static, str>>) -> Self {
        Self { id: id.into(), args: Vec::new() }
    }

    /// The same message with one more text argument.
    pub fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((Cow::Borrowed(name), Argument::Text(value.into())));
        self
    }

    /// The same message with one more number argument.
    pub fn number(mut self, name: &'static str, value: i64) -> Self {
        self.args.push((Cow::Borrowed(name), Argument::Number(value)));
        self
    }

    /// The words.
    pub fn in_words(&self, lang: &Lang) -> String {
        let mut text = lang.tr(&self.id);
        for (name, value) in &self.args {
            text = match value {
                Argument::Number(number) => text.arg(name, Arg::Number(*number)),
                Argument::Text(words) => text.arg(name, Arg::Text(words.clone())),
            };
        }
        text.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;
    use crate::kernel::Locale;
    use crate::okr::imports::mapping::{Field, MappingError, Reason};
    use crate::okr::imports::reading::{ReadError, ReadErrorKind};
    use crate::okr::imports::row_error::{self, RowError, RowErrorKind};

    /// Each message of a language with the arguments that its words use.
    fn words(language: &str) -> BTreeMap<String, BTreeSet<String>> {
        let path = format!("{}/locales/{language}/okr/imports.ftl", env!("CARGO_MANIFEST_DIR"));
        let resource = fluent_syntax::parser::parse(std::fs::read_to_string(path).unwrap()).unwrap();
        let mut found = BTreeMap::new();
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let mut arguments = BTreeSet::new();
                collect(&message.value.unwrap(), &mut arguments);
                assert!(found.insert(message.id.name.clone(), arguments).is_none(), "{} twice", message.id.name);
            }
        }
        found
    }

    fn collect(pattern: &Pattern<String>, arguments: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                match expression {
                    Expression::Inline(inline) => collect_inline(inline, arguments),
                    Expression::Select { selector, variants } => {
                        collect_inline(selector, arguments);
                        variants.iter().for_each(|variant| collect(&variant.value, arguments));
                    }
                }
            }
        }
    }

    fn collect_inline(inline: &InlineExpression<String>, arguments: &mut BTreeSet<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                arguments.insert(id.name.clone());
            }
            InlineExpression::FunctionReference { arguments: call, .. } => {
                call.positional.iter().for_each(|inline| collect_inline(inline, arguments));
            }
            _ => {}
        }
    }

    fn every_message() -> Vec<Message> {
        use ReadErrorKind::*;
        let read = [
            Empty,
            TooLarge,
            Unreadable,
            NotASheet,
            TextNamedWorkbook,
            WorkbookNamedText,
            Protected,
            OldWorkbook,
            OtherWorkbook,
            Broken,
            Bomb,
            Entities,
            TooManyRows,
            TooManyColumns,
            CellTooLong,
            UnknownEncoding,
            QuoteNotClosed,
            NotUtf8,
            BrokenJson,
            TooDeep,
            ForeignJson,
            OtherVersion(2),
            NoObjectives,
        ]
        .map(|kind| ReadError::new(kind).message());
        use RowErrorKind::*;
        let row = [
            MissingObjective,
            MissingKeyResult,
            MissingPeriod,
            MissingTarget,
            TooLong(200),
            ControlCharacters,
            NotANumber,
            AmbiguousNumber,
            NumberOutOfRange,
            ScoreOutOfRange,
            WeightOutOfRange,
            ConfidenceOutOfRange,
            NotADate,
            AmbiguousDate,
            UnknownKind,
            KindNeedsDetails,
            UnknownPriority,
            UnknownStatus,
            UnknownVisibility,
            Uncalculated,
            FailedFormula,
            SameKeyTwice(3),
            Contradicts(3),
            UnknownPeriod,
            ClosedPeriod,
            AmbiguousPerson,
            UnknownPerson,
            AmbiguousWorkspace,
            UnknownParent,
            ElsewhereHere,
            Locked,
            KindFixed,
            DayAhead,
            NotOfKind,
            NoProgress,
            MissingValue,
            Expected(row_error::Expected::Text),
            Expected(row_error::Expected::List),
            Expected(row_error::Expected::Object),
            Expected(row_error::Expected::Truth),
            UnknownWord(&["one"]),
            NotAnId,
            TooManyParts,
            NoDetails,
            NoMeasure,
        ]
        .map(|kind| RowError::new(2, None, kind, "text").message());
        let mapping = [
            MappingError::NoSuchColumn("A".into()),
            MappingError::FieldTwice(Field::Team, "A".into()),
            MappingError::NoObjective,
            MappingError::NoPeriod,
            MappingError::NoKeyResult("A".into()),
            MappingError::NoReference("A".into()),
        ]
        .map(|error| error.message());
        let guesses = [
            Reason::Name,
            Reason::PartOfName,
            Reason::CellsDiffer,
            Reason::Projection,
            Reason::Derived,
            Reason::TakenByAnother,
            Reason::UnknownName,
            Reason::Layout("Product"),
        ]
        .map(Reason::message);
        let fields = Field::ALL.map(|field| Message::new(field.label_id()));
        let others = vec![
            Message::new("import-report-more-errors").number("count", 5),
            Message::new("import-error-in-row").text("line", "5").text("message", "text"),
            Message::new("import-error-in-cell").text("cell", "C5").text("message", "text"),
            Message::new("import-error-in-line").text("line", "5").text("message", "text"),
            Message::new("import-error-at-character").text("line", "5").text("character", "2").text("message", "text"),
        ];
        [read.to_vec(), row.to_vec(), mapping.to_vec(), guesses.to_vec(), fields.to_vec(), others].concat()
    }

    #[test]
    fn every_message_has_words_in_both_languages_with_the_arguments_it_brings() {
        let (english, russian) = (words("en"), words("ru"));
        assert_eq!(english, russian);
        for message in every_message() {
            let used = english.get(message.id.as_ref()).unwrap_or_else(|| panic!("no words for {}", message.id));
            let brought: BTreeSet<String> = message.args.iter().map(|(name, _)| name.to_string()).collect();
            assert!(used.is_subset(&brought), "{}: {used:?} of {brought:?}", message.id);
        }
        let known: BTreeSet<String> = every_message().into_iter().map(|message| message.id.into_owned()).collect();
        let unused: Vec<&String> = english
            .keys()
            .filter(|id| !known.contains(*id) && !id.starts_with("import-option-") && *id != "import-field-ignore")
            .collect();
        assert_eq!(unused, Vec::<&String>::new());
    }

    #[test]
    fn messages_read_well_with_their_arguments() {
        let said = |message: Message, locale| {
            let today = chrono::NaiveDate::from_ymd_opt(2019, 5, 15).unwrap();
            message.in_words(&Lang { locale, zone: chrono_tz::UTC, today })
        };
        let count = |n| Message::new("import-report-more-errors").number("count", n);
        assert_eq!(said(count(1), Locale::En), "And 1 more error.");
        assert_eq!(said(count(5), Locale::En), "And 5 more errors.");
        assert_eq!(said(count(21), Locale::Ru), "И ещё 21 ошибка.");
        assert_eq!(said(count(22), Locale::Ru), "И ещё 22 ошибки.");
        assert_eq!(said(count(25), Locale::Ru), "И ещё 25 ошибок.");
        let error = RowError::new(2, Some("End-Q"), RowErrorKind::ScoreOutOfRange, "<b>7</b>");
        assert_eq!(
            said(error.message(), Locale::Ru),
            "«<b>7</b>» не похоже на оценку. Оценки бывают от 0 до 1, например 0,7 или 70%."
        );
        let error = ReadError::at_cell(ReadErrorKind::CellTooLong, 5, 2);
        let lang = Lang { locale: Locale::En, zone: chrono_tz::UTC, today: chrono::NaiveDate::MIN };
        assert_eq!(error.in_words(&lang), "Cell C5: This cell has more than 32,767 characters. Shorten its text.");
        let error = ReadError::at_line(ReadErrorKind::QuoteNotClosed, 7);
        assert_eq!(
            error.in_words(&lang),
            "Row 7: A quotation mark begins in this row and never ends. Close it or remove it."
        );
    }
}
