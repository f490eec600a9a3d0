//! Everything that is counted about an objective and its key results on one day, with explanations. Pure: rows in, figures out.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::key_results::model::KeyResult;
use super::maths::{
    Child, Crossings, Explanation, Facts, KeyResultConfidence, Left, LeftOut, Manual, Mode, Origin, Outcome, Period,
    Progress, Reading, Settled, Source, Status, Subject, Timeline, Unknown, Verdict, crossings, objective_confidence,
    progress, roll_up, verdict, weakest,
};
use super::objectives::model::Objective;
use super::settings::Settings;
use crate::kernel::clock::day_in;
use crate::kernel::{KeyResultId, ObjectiveId};

/// What is counted about one key result.
#[derive(Debug, Clone)]
pub struct KeyResultFigures {
    pub progress: Progress,
    /// Where it should be today; none before there is a pace to keep, and none once people have settled it.
    pub expected: Option<Decimal>,
    pub verdict: Verdict,
    pub timeline: Timeline,
    /// The earliest due date that no check-in has answered; none before check-ins are expected, none after the period.
    pub due_on: Option<NaiveDate>,
}

/// What a key result takes over from its objective.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub period: Period,
    pub settled: Option<Settled>,
    /// Whether there is a pace to keep.
    pub has_pace: bool,
    /// Since when check-ins are expected; none while they are not.
    pub measured_since: Option<DateTime<Utc>>,
}

impl Frame {
    pub fn of(objective: &Objective) -> Self {
        Self {
            period: objective.span(),
            settled: objective.settled(),
            has_pace: objective.has_pace(),
            measured_since: objective.takes_check_ins().then_some(objective.stage_since),
        }
    }
}

impl KeyResultFigures {
    pub fn of(key_result: &KeyResult, frame: &Frame, settings: &Settings, today: NaiveDate) -> Self {
        let Frame { period, settled, has_pace, measured_since } = *frame;
        let progress = progress_of(key_result);
        let schedule = settings.schedule_of(key_result.rhythm.as_deref());
        let due_on = measured_since.filter(|_| today <= period.last).and_then(|since| {
            let from = day_in(since.max(key_result.created_at), settings.zone);
            schedule.next_due(period, from, key_result.value_on.filter(|_| key_result.started))
        });
        let facts = Facts {
            period,
            curve: key_result.definition.curve(),
            progress: progress.outcome(),
            has_check_in: key_result.started,
            next_due: due_on,
            confidence: key_result.confidence.and_then(|confidence| u8::try_from(confidence).ok()),
            settled,
            is_data_failing: false,
            manual: key_result
                .status_override
                .as_ref()
                .and_then(|set| Some(Manual { status: Status::from_id(&set.status)?, ends_on: set.until })),
        };
        let crossings: Crossings = crossings(&facts, &settings.limits);
        let verdict = verdict(&facts, &settings.limits, today);
        Self {
            progress,
            expected: verdict.expected.result.known().filter(|_| has_pace),
            verdict,
            timeline: Timeline::of(&crossings, period.first),
            due_on,
        }
    }

    /// Progress for filters and sorting.
    pub fn cached_progress(&self) -> Option<f64> {
        self.progress.clamped().and_then(|share| share.to_f64())
    }
}

/// Progress at the newest value.
pub fn progress_of(key_result: &KeyResult) -> Progress {
    let reading = key_result.value.map(|value| Reading {
        value,
        source: Some(Source {
            origin: if key_result.started { Origin::CheckIn } else { Origin::Baseline },
            at: key_result.value_on.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|midnight| midnight.and_utc()),
        }),
    });
    match key_result.definition.kept_measure() {
        Ok(measure) => progress(&measure, reading),
        // a row that no rule lets in any more has no number rather than a wrong one
        Err(_) => Progress {
            explanation: Explanation {
                result: Outcome::Unknown(Unknown::NeedsBaseline),
                ..roll_up(&[], Mode::KeyResults, NaiveDate::MIN)
            },
        },
    }
}

/// A child objective as its parent counts it.
#[derive(Debug, Clone)]
pub struct ChildObjective {
    pub id: ObjectiveId,
    pub weight: Decimal,
    pub progress: Option<f64>,
    pub contributes: bool,
    pub overlaps: bool,
    pub halted: Option<String>,
}

/// What is counted about an objective.
#[derive(Debug, Clone)]
pub struct ObjectiveFigures {
    pub key_results: Vec<KeyResultFigures>,
    pub progress: Explanation,
    /// Where it should be today, as of key results.
    pub expected: Option<Decimal>,
    pub confidence: Explanation,
    pub timeline: Timeline,
    pub verdict: Verdict,
    pub started: bool,
}

impl ObjectiveFigures {
    /// `key_results` are those that are not archived, in order.
    pub fn of(
        objective: &Objective,
        key_results: &[KeyResult],
        children: &[ChildObjective],
        settings: &Settings,
        today: NaiveDate,
    ) -> Self {
        let frame = Frame::of(objective);
        let Frame { period, settled, has_pace, .. } = frame;
        let figures: Vec<_> =
            key_results.iter().map(|key_result| KeyResultFigures::of(key_result, &frame, settings, today)).collect();
        let mut counted: Vec<Child> = key_results
            .iter()
            .zip(&figures)
            .map(|(key_result, figures)| key_result_child(key_result, figures))
            .collect();
        counted.extend(children.iter().map(objective_child));
        let progress = roll_up(&counted, objective.rollup, today);
        let started = key_results.iter().any(|key_result| key_result.started);
        let confidences: Vec<_> = key_results
            .iter()
            .map(|key_result| KeyResultConfidence {
                key_result: key_result.id.0,
                weight: key_result.weight,
                confidence: key_result.confidence.and_then(|confidence| u8::try_from(confidence).ok()),
                value_on: key_result.value_on,
                rhythm_days: settings.schedule_of(key_result.rhythm.as_deref()).rhythm.days(),
            })
            .collect();
        let facts = Facts {
            period,
            curve: super::maths::Curve::Linear,
            progress: progress.result,
            has_check_in: started,
            next_due: None,
            confidence: None,
            settled,
            is_data_failing: false,
            manual: None,
        };
        let own = Timeline::of(&crossings(&facts, &settings.limits), period.first);
        // key results of weight 0 are tracked, not counted; they do not decide the status either
        let weighing: Vec<_> = key_results
            .iter()
            .zip(&figures)
            .filter(|(key_result, _)| !key_result.weight.is_zero())
            .map(|(_, figures)| figures.timeline.clone())
            .collect();
        let timeline = if settled.is_some() { own } else { weakest(&weighing, period.first).unwrap_or(own) };
        let verdict = verdict(&facts, &settings.limits, today);
        Self {
            expected: verdict.expected.result.known().filter(|_| has_pace),
            verdict,
            confidence: objective_confidence(&confidences, today),
            key_results: figures,
            progress,
            timeline,
            started,
        }
    }

    /// How much of the progress a key result makes, 0–1; 0 when it does not count.
    pub fn share_of(&self, key_result: KeyResultId) -> Option<Decimal> {
        self.progress
            .parts
            .iter()
            .find(|part| part.subject == Subject::KeyResult(key_result.0))
            .map(|part| part.share.unwrap_or_default())
    }

    /// The key result whose status is that of the objective, when that is a worry: behind, at risk, overdue or without data.
    pub fn weakest<'a>(&self, key_results: &'a [KeyResult], today: NaiveDate) -> Option<&'a KeyResult> {
        let status = self.status(today);
        if !matches!(status, Status::Behind | Status::AtRisk | Status::Stale | Status::DataFailure) {
            return None;
        }
        key_results
            .iter()
            .zip(&self.key_results)
            .find(|(key_result, figures)| !key_result.weight.is_zero() && figures.timeline.status(today) == status)
            .map(|(key_result, _)| key_result)
    }

    /// Progress for filters and sorting.
    pub fn cached_progress(&self) -> Option<f64> {
        self.progress.result.known().and_then(|share| share.to_f64())
    }

    /// The share of the weights that the progress is known for, 0 to 1.
    pub fn cached_coverage(&self) -> Option<f64> {
        self.progress.coverage.as_ref().and_then(|coverage| coverage.share.to_f64())
    }

    /// Confidence as it is kept, 0 to 100.
    pub fn cached_confidence(&self) -> Option<i16> {
        self.confidence.result.known().and_then(|confidence| confidence.round().to_i16())
    }

    /// Status on a day: that of the weakest key result.
    pub fn status(&self, today: NaiveDate) -> Status {
        self.timeline.status(today)
    }
}

fn key_result_child(key_result: &KeyResult, figures: &KeyResultFigures) -> Child {
    Child {
        subject: Subject::KeyResult(key_result.id.0),
        weight: key_result.weight,
        progress: figures.progress.outcome(),
        left: None,
        cascaded_to: None,
    }
}

fn objective_child(child: &ChildObjective) -> Child {
    let why = match (child.halted.as_deref(), child.contributes, child.overlaps) {
        (Some("cancelled"), _, _) => Some(LeftOut::Cancelled),
        (Some(_), _, _) => Some(LeftOut::Postponed),
        (None, false, _) => Some(LeftOut::NotContributing),
        (None, true, false) => Some(LeftOut::OtherPeriod),
        (None, true, true) => None,
    };
    let progress = child
        .progress
        .and_then(|share| Decimal::try_from(share).ok())
        .map_or(Outcome::Unknown(Unknown::NothingKnown), Outcome::Known);
    Child {
        subject: Subject::Objective(child.id.0),
        weight: child.weight,
        progress,
        left: why.map(|why| Left { why, on: None }),
        cascaded_to: None,
    }
}

/// A timeline as the two columns that store it: from which day on which status holds.
pub fn stored(timeline: &Timeline) -> (Vec<NaiveDate>, Vec<String>) {
    let mut days = vec![NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN)];
    let mut statuses = vec![timeline.first.id().to_owned()];
    for change in &timeline.changes {
        days.push(change.on);
        statuses.push(change.status.id().to_owned());
    }
    (days, statuses)
}
