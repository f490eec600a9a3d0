//! How a key result of a file is measured, and what its scores and values are.

use rust_decimal::Decimal;

use super::mapping::{Columns, Field};
use super::parsed::{Measure, Moment, Reading, ReadingDay, RecordedScore, Told};
use super::row::RowKeyResult;
use super::row_error::RowErrorKind;
use super::values::words::Kind;

impl RowKeyResult {
    /// How the key result is measured. A file with scores only gets 0 to 100 %.
    ///
    /// Fails when a kind needs a target or details that a row cannot hold, unless the file names the key result by its
    /// key: then it exists and has them.
    pub fn measure(&self) -> Result<Measure, (Field, RowErrorKind)> {
        let says_nothing = self.kind.is_none()
            && self.unit.is_none()
            && self.baseline.is_none()
            && self.target.is_none()
            && self.value.is_none();
        let in_percent = self.percent || self.unit.as_deref() == Some("%");
        let kind = self.kind.unwrap_or(match says_nothing || in_percent {
            true => Kind::Percentage,
            false => Kind::Absolute,
        });
        let of_hundred = kind == Kind::Percentage && self.baseline.is_none() && self.target.is_none();
        let unit = match (&self.unit, kind) {
            (None, Kind::Percentage) => Some("%".to_owned()),
            (unit, _) => unit.clone(),
        };
        let measure = Measure {
            kind,
            unit,
            baseline: self.baseline.or(of_hundred.then_some(Decimal::ZERO)),
            target: self.target.or(of_hundred.then_some(Decimal::ONE_HUNDRED)),
            assumed: says_nothing,
            told: Told {
                kind: self.kind.is_some(),
                unit: self.unit.is_some(),
                baseline: self.baseline.is_some(),
                target: self.target.is_some(),
            },
            details: None,
        };
        if self.key.is_some() {
            return Ok(measure);
        }
        match kind {
            Kind::Scale | Kind::Band | Kind::Milestones => Err((Field::Kind, RowErrorKind::KindNeedsDetails)),
            Kind::Binary => Ok(measure),
            _ if measure.target.is_none() => Err((Field::Target, RowErrorKind::MissingTarget)),
            _ => Ok(measure),
        }
    }

    /// Scores as they came.
    pub fn scores(&self, columns: &Columns) -> Vec<RecordedScore> {
        let moments = [
            (Moment::Middle, self.mid_score, columns.options.mid_date),
            (Moment::Final, self.final_score, columns.options.final_date),
        ];
        moments
            .into_iter()
            .filter_map(|(moment, score, on)| Some(RecordedScore { moment, score: score?, on }))
            .collect()
    }

    /// Values with their days. Scores are values only where nothing else is known of the measure: then 0 to 1 is 0 to
    /// 100 %. Beside a baseline and a target a score would be a value that nobody measured.
    pub fn readings(&self, columns: &Columns) -> Vec<Reading> {
        let mut readings = Vec::new();
        let says_nothing = self.measure().is_ok_and(|measure| measure.assumed);
        if says_nothing {
            for score in self.scores(columns) {
                let usual = match score.moment {
                    Moment::Middle => ReadingDay::MiddleOfPeriod,
                    Moment::Final => ReadingDay::EndOfPeriod,
                };
                readings.push(Reading {
                    day: score.on.map_or(usual, ReadingDay::On),
                    value: (score.score * Decimal::ONE_HUNDRED).normalize(),
                });
            }
        }
        if let Some(value) = self.value {
            readings.push(Reading { day: self.value_date.map_or(ReadingDay::Today, ReadingDay::On), value });
        }
        readings
    }
}
