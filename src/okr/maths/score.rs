//! Scores between 0 and 1, and the mean of scores that came with imported data.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::explanation::{Explanation, Input, Outcome, Part, Subject};
use super::mean::weighted_mean;
use super::names::{Formula, Name, Unknown};

/// Progress (0..=1) rounded half-even to 0.01; unknown stays unknown.
pub fn automatic_score(progress: Outcome) -> Explanation {
    let (inputs, answer) = match progress {
        Outcome::Known(p) => (
            vec![Input::new(Name::Progress, p)],
            Ok(p.round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven)),
        ),
        Outcome::Unknown(reason) => (Vec::new(), Err(reason)),
    };
    Explanation::new(Formula::AutomaticScore, inputs, answer)
}

/// Where a score lies; half-open, so that every number has exactly one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreBand {
    /// Below 0.4.
    Low,
    /// From 0.4, below 0.7.
    Middle,
    /// From 0.7.
    High,
}

/// The band of a score.
pub fn score_band(score: Decimal) -> ScoreBand {
    match score {
        score if score < Decimal::new(4, 1) => ScoreBand::Low,
        score if score < Decimal::new(7, 1) => ScoreBand::Middle,
        _ => ScoreBand::High,
    }
}

/// The plain mean of recorded scores, each as it came, with «known of total» as coverage. A figure beside the product's own progress, never mixed with it.
pub fn mean_of_recorded(scores: &[(Uuid, Option<Decimal>)]) -> Explanation {
    let part = |(key_result, score): &(Uuid, Option<Decimal>)| {
        let value = score.map_or(Outcome::Unknown(Unknown::NotScored), Outcome::Known);
        Part::new(Subject::KeyResult(*key_result), value, Decimal::ONE)
    };
    weighted_mean(Formula::RecordedScores, Vec::new(), scores.iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::maths::rounded;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn scores_round_half_even() {
        for (p, score) in [("0.345", "0.34"), ("0.355", "0.36"), ("0.3450001", "0.35"), ("1", "1"), ("0.994", "0.99")] {
            assert_eq!(automatic_score(Outcome::Known(d(p))).result, Outcome::Known(d(score)), "{p}");
        }
        let unknown = Outcome::Unknown(Unknown::NeedsBaseline);
        assert_eq!(automatic_score(unknown).result, unknown);
    }

    #[test]
    fn bands_are_half_open_over_all_numbers() {
        for (score, band) in [
            ("-3", ScoreBand::Low),
            ("0", ScoreBand::Low),
            ("0.3999", ScoreBand::Low),
            ("0.4", ScoreBand::Middle),
            ("0.6999", ScoreBand::Middle),
            ("0.7", ScoreBand::High),
            ("1", ScoreBand::High),
            ("1.5", ScoreBand::High),
        ] {
            assert_eq!(score_band(d(score)), band, "{score}");
        }
    }

    #[test]
    fn recorded_scores_tell_how_many_are_known() {
        let known = [
            "0.6", "0", "0", "0", "0.7", "0.2", "0", "0.7", "0.2", "0.5", "0.5", "0.4", "0.6", "0.4", "0.6", "0.3",
            "0.3", "0.2",
        ];
        let mut scores: Vec<_> = known.iter().map(|score| (Uuid::now_v7(), Some(d(score)))).collect();
        scores.extend((0..8).map(|_| (Uuid::now_v7(), None)));
        let mean = mean_of_recorded(&scores);
        assert_eq!(mean.result.known().map(|mean| rounded(mean, 3)), Some(d("0.344")));
        assert_eq!(mean.coverage.map(|coverage| (coverage.known, coverage.total)), Some((18, 26)));
        assert_eq!(mean_of_recorded(&[(Uuid::now_v7(), None)]).result, Outcome::Unknown(Unknown::NothingKnown));
    }
}
