//! A number together with everything it was computed from: the content of «why this number».

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::exact::{Answer, add, div, mul};
use super::names::{Formula, LeftOut, Name, Unknown};

/// A number, or the reason why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Known(Decimal),
    Unknown(Unknown),
}

impl Outcome {
    /// The number, if there is one.
    pub fn known(self) -> Option<Decimal> {
        match self {
            Self::Known(number) => Some(number),
            Self::Unknown(_) => None,
        }
    }

    /// The reason, if there is no number.
    pub fn unknown(self) -> Option<Unknown> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(reason) => Some(reason),
        }
    }
}

impl From<Answer> for Outcome {
    /// Without trailing zeros, so that one number has one form in JSON.
    fn from(answer: Answer) -> Self {
        match answer {
            Ok(number) => Self::Known(number.normalize()),
            Err(reason) => Self::Unknown(reason),
        }
    }
}

/// How a value came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The starting value of the key result; nothing was recorded since.
    Baseline,
    Inline,
    CheckIn,
    Import,
    Connector,
}

/// How and when a value came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub origin: Origin,
    /// The time for which the value holds, not the time of typing; none for a baseline without a date.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<DateTime<Utc>>,
}

/// The content of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    Number(Decimal),
    Date(NaiveDate),
}

impl From<Decimal> for Amount {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Amount {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<NaiveDate> for Amount {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

/// One named input of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub name: Name,
    pub amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Source>,
}

impl Input {
    pub(super) fn new(name: Name, amount: impl Into<Amount>) -> Self {
        Self { name, amount: amount.into(), source: None }
    }
}

/// What a weighted part stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    KeyResult(Uuid),
    Objective(Uuid),
    Milestone(Uuid),
    /// So many that the reader may not see, summed up.
    Unseen(u32),
}

/// One weighted part of a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub subject: Subject,
    pub value: Outcome,
    /// Zero or more; weights need not add up to anything.
    pub weight: Decimal,
    /// `w / Σw` over all contributing parts, known or not: the share people see beside the weight.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub share: Option<Decimal>,
    /// `w·value / Σw` over the known parts: what it adds to the result. The contributions add up to the result.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contribution: Option<Decimal>,
    /// Set when it is shown but does not count.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub left_out: Option<LeftOut>,
}

impl Part {
    pub(super) fn new(subject: Subject, value: Outcome, weight: Decimal) -> Self {
        Self { subject, value, weight, share: None, contribution: None, left_out: None }
    }
}

/// How much of a mean is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Known contributing parts.
    pub known: u32,
    /// Contributing parts: «18 of 26».
    pub total: u32,
    /// `Σw of known / Σw of all`, 0..=1.
    pub share: Decimal,
}

/// A number with formula, inputs and weights; recomputing the formula from them gives the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub formula: Formula,
    pub inputs: Vec<Input>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<Part>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub coverage: Option<Coverage>,
    /// The number before it was held in 0..=1; only where the formula does that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub raw: Option<Decimal>,
    pub result: Outcome,
}

impl Explanation {
    pub(super) fn new(formula: Formula, inputs: Vec<Input>, answer: Answer) -> Self {
        Self { formula, inputs, parts: Vec::new(), coverage: None, raw: None, result: answer.into() }
    }

    /// The input of this name.
    pub fn input(&self, name: Name) -> Option<Amount> {
        self.inputs.iter().find(|input| input.name == name).map(|input| input.amount)
    }

    /// What a part carries of the result: `w / Σw` over the known parts, so that share times value is what it adds. None for a
    /// part that is unknown or does not count.
    pub fn known_share(&self, part: &Part) -> Option<Decimal> {
        part.contribution?;
        div(part.share?, self.coverage?.share).ok()
    }

    /// The same number for a reader who may not see every part: those are summed up in at most two parts, one known and one unknown.
    /// Parts that do not count are dropped. The result stays and still recomputes.
    #[must_use]
    pub fn seen_by(mut self, may_see: impl Fn(&Subject) -> bool) -> Self {
        let (seen, unseen): (Vec<Part>, Vec<Part>) = self.parts.into_iter().partition(|part| may_see(&part.subject));
        self.parts = seen;
        let (known, unknown): (Vec<Part>, Vec<Part>) =
            unseen.into_iter().filter(|part| part.left_out.is_none()).partition(|part| part.value.known().is_some());
        self.parts.extend(sum_up(&known));
        self.parts.extend(sum_up(&unknown));
        self
    }
}

fn sum_up(parts: &[Part]) -> Option<Part> {
    let first = parts.first()?;
    let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let total = |of: fn(&Part) -> Option<Decimal>| parts.iter().filter_map(of).try_fold(Decimal::ZERO, add);
    let weight = total(|part| Some(part.weight)).unwrap_or(Decimal::MAX);
    let value = if first.value.known().is_some() {
        parts
            .iter()
            .filter_map(|part| Some((part.value.known()?, part.weight)))
            .try_fold(Decimal::ZERO, |sum, (value, weight)| add(sum, mul(value, weight)?))
            .and_then(|sum| div(sum, weight))
            .into()
    } else {
        Outcome::Unknown(Unknown::NothingKnown)
    };
    Some(Part {
        subject: Subject::Unseen(count),
        value,
        weight,
        share: first.share.and_then(|_| total(|part| part.share).ok()),
        contribution: first.contribution.and_then(|_| total(|part| part.contribution).ok()),
        left_out: None,
    })
}
