//! What is wrong with a row, and where.

use super::limits;
use super::message::Message;

/// Kinds of faults; each has a message of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowErrorKind {
    /// A row without the title of an objective.
    MissingObjective,
    /// Values of a key result without its title.
    MissingKeyResult,
    /// No period in the row, and none chosen.
    MissingPeriod,
    /// A kind that needs a target, without one.
    MissingTarget,
    /// More characters than the field holds.
    TooLong(usize),
    /// Characters that cannot be shown.
    ControlCharacters,
    /// Not a number.
    NotANumber,
    /// `1,234` without a decimal mark chosen.
    AmbiguousNumber,
    /// A baseline, target or value of too many digits.
    NumberOutOfRange,
    /// A score outside 0 to 1.
    ScoreOutOfRange,
    /// A weight outside its range.
    WeightOutOfRange,
    /// A confidence outside 0 to 100, or not a whole number.
    ConfidenceOutOfRange,
    /// Not a date.
    NotADate,
    /// `03/04/2019` without an order chosen.
    AmbiguousDate,
    /// Not a kind of key result.
    UnknownKind,
    /// A kind that needs more than a row holds (levels, limits, milestones).
    KindNeedsDetails,
    /// Not a priority.
    UnknownPriority,
    /// Not a status.
    UnknownStatus,
    /// Not a visibility.
    UnknownVisibility,
    /// A formula whose result the file does not hold.
    Uncalculated,
    /// A formula that failed.
    FailedFormula,
    /// The same key in an earlier row.
    SameKeyTwice(u32),
    /// Something else than an earlier row says about the same objective.
    Contradicts(u32),
    /// A period that the organization does not have, and whose name does not tell its days.
    UnknownPeriod,
    /// A period that was closed.
    ClosedPeriod,
    /// A name that several people have.
    AmbiguousPerson,
    /// An address of the mapping that no account has.
    UnknownPerson,
    /// A name that several workspaces have.
    AmbiguousWorkspace,
    /// An objective above that is not there, or whose title several have.
    UnknownParent,
    /// A key result that belongs to another objective here.
    ElsewhereHere,
    /// An objective that takes no changes any more.
    Locked,
    /// Another kind for a key result that has values already.
    KindFixed,
    /// A day that has not come.
    DayAhead,
    /// A value that its kind does not take.
    NotOfKind,
    /// Numbers that define no progress.
    NoProgress,
    /// Nothing where something has to stand.
    MissingValue,
    /// A value of another type than the field's.
    Expected(Expected),
    /// None of the words of the field.
    UnknownWord(&'static [&'static str]),
    /// Not an id.
    NotAnId,
    /// A list of more entries than any has.
    TooManyParts,
    /// A kind whose levels, milestones or limits are missing.
    NoDetails,
    /// Levels, limits or points of a curve that define no progress.
    NoMeasure,
}

/// What stands in a field of a JSON file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    Text,
    List,
    Object,
    Truth,
}

/// A fault of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// Row number as a spreadsheet program shows it.
    pub line: u32,
    /// Header of the column, or nothing when the row as a whole is meant.
    pub column: Option<String>,
    /// What is wrong.
    pub kind: RowErrorKind,
    /// The beginning of the offending text.
    pub text: String,
}

/// Characters of the offending text that a message shows.
const SHOWN_CHARACTERS: usize = 40;

impl RowError {
    /// A fault; `text` is cut to what a message shows.
    pub fn new(line: u32, column: Option<&str>, kind: RowErrorKind, text: &str) -> Self {
        let tidy: String = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .filter(|c| !c.is_control())
            .take(SHOWN_CHARACTERS + 1)
            .collect();
        let text = match tidy.char_indices().nth(SHOWN_CHARACTERS) {
            Some((end, _)) => format!("{}…", tidy.get(..end).unwrap_or_default()),
            None => tidy,
        };
        Self { line, column: column.map(str::to_owned), kind, text }
    }

    /// The words to show, as an id with arguments; `text` is always among them.
    pub fn message(&self) -> Message {
        use RowErrorKind as Kind;
        let message = match self.kind {
            Kind::MissingObjective => Message::new("import-row-missing-objective"),
            Kind::MissingKeyResult => Message::new("import-row-missing-key-result"),
            Kind::MissingPeriod => Message::new("import-row-missing-period"),
            Kind::MissingTarget => Message::new("import-row-missing-target"),
            Kind::TooLong(limit) => Message::new("import-row-too-long").number("limit", limit as i64),
            Kind::ControlCharacters => Message::new("import-row-control-characters"),
            Kind::NotANumber => Message::new("import-row-not-a-number"),
            Kind::AmbiguousNumber => Message::new("import-row-ambiguous-number"),
            Kind::NumberOutOfRange => {
                Message::new("import-row-number-out-of-range").number("decimals", i64::from(limits::MAX_DECIMALS))
            }
            Kind::ScoreOutOfRange => Message::new("import-row-score-out-of-range"),
            Kind::WeightOutOfRange => {
                Message::new("import-row-weight-out-of-range").number("limit", limits::MAX_WEIGHT)
            }
            Kind::ConfidenceOutOfRange => Message::new("import-row-confidence-out-of-range"),
            Kind::NotADate => Message::new("import-row-not-a-date"),
            Kind::AmbiguousDate => Message::new("import-row-ambiguous-date"),
            Kind::UnknownKind => Message::new("import-row-unknown-kind"),
            Kind::KindNeedsDetails => Message::new("import-row-kind-needs-details"),
            Kind::UnknownPriority => {
                Message::new("import-row-unknown-priority").number("limit", i64::from(limits::MAX_PRIORITY))
            }
            Kind::UnknownStatus => Message::new("import-row-unknown-status"),
            Kind::UnknownVisibility => Message::new("import-row-unknown-visibility"),
            Kind::Uncalculated => Message::new("import-row-uncalculated"),
            Kind::FailedFormula => Message::new("import-row-failed-formula"),
            Kind::SameKeyTwice(line) => Message::new("import-row-same-key-twice").text("line", line.to_string()),
            Kind::Contradicts(line) => Message::new("import-row-contradicts").text("line", line.to_string()),
            Kind::UnknownPeriod => Message::new("import-row-unknown-period"),
            Kind::ClosedPeriod => Message::new("import-row-closed-period"),
            Kind::AmbiguousPerson => Message::new("import-row-ambiguous-person"),
            Kind::UnknownPerson => Message::new("import-row-unknown-person"),
            Kind::AmbiguousWorkspace => Message::new("import-row-ambiguous-workspace"),
            Kind::UnknownParent => Message::new("import-row-unknown-parent"),
            Kind::ElsewhereHere => Message::new("import-row-elsewhere-here"),
            Kind::Locked => Message::new("import-row-locked"),
            Kind::KindFixed => Message::new("import-row-kind-fixed"),
            Kind::DayAhead => Message::new("import-row-day-ahead"),
            Kind::NotOfKind => Message::new("import-row-not-of-kind"),
            Kind::NoProgress => Message::new("import-row-no-progress"),
            Kind::MissingValue => Message::new("import-row-missing-value"),
            Kind::Expected(Expected::Text) => Message::new("import-row-expected-text"),
            Kind::Expected(Expected::List) => Message::new("import-row-expected-list"),
            Kind::Expected(Expected::Object) => Message::new("import-row-expected-object"),
            Kind::Expected(Expected::Truth) => Message::new("import-row-expected-truth"),
            Kind::UnknownWord(words) => Message::new("import-row-unknown-word").text("words", words.join(", ")),
            Kind::NotAnId => Message::new("import-row-not-an-id"),
            Kind::TooManyParts => {
                Message::new("import-row-too-many-parts").number("limit", limits::MAX_JSON_LIST as i64)
            }
            Kind::NoDetails => Message::new("import-row-no-details"),
            Kind::NoMeasure => Message::new("import-row-no-measure"),
        };
        message.text("text", self.text.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_odd_text_is_shown_short_and_plain() {
        let shown = |text: &str| RowError::new(1, None, RowErrorKind::NotANumber, text).text;
        assert_eq!(shown(" a\n\tb\u{0}c "), "a bc");
        assert_eq!(shown(&"ж".repeat(40)), "ж".repeat(40));
        assert_eq!(shown(&"ж".repeat(41)), format!("{}…", "ж".repeat(40)));
        assert_eq!(shown("<script>alert(1)</script>"), "<script>alert(1)</script>");
    }
}
