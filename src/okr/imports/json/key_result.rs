//! A key result of the file, with all that its kind is measured by.

use rust_decimal::Decimal;
use std::sync::Arc;

use super::node::{Node, Reader};
use crate::kernel::MilestoneId;
use crate::okr::imports::key::ImportKey;
use crate::okr::imports::limits;
use crate::okr::imports::parsed::{Measure, Moment, ParsedKeyResult, Reading, ReadingDay, RecordedScore, Told};
use crate::okr::imports::row_error::{Expected, RowErrorKind};
use crate::okr::imports::values::words;
use crate::okr::key_results::model::{CurveKind, Definition, Kind, Milestone, ScaleLevel};
use crate::okr::maths::{Checkpoint, Step};

const KINDS: &[&str] = &["percentage", "absolute", "at_least", "at_most", "band", "scale", "milestones", "binary"];
const CURVES: &[&str] = &["linear", "back_loaded", "stepped"];
const RHYTHMS: &[&str] = &["weekly", "biweekly", "monthly"];

/// The key result; every fault is with the reader. One without a key of its own goes by its title.
pub fn read(reader: &mut Reader, node: &Node<'_>) -> Option<ParsedKeyResult> {
    if !node.is_object() {
        return reader.fail(node, RowErrorKind::Expected(Expected::Object));
    }
    let (key, _) = reader.key(node);
    let title = reader.title(&node.get("title"), limits::MAX_KEY_RESULT_TITLE);
    let definition = definition(reader, node);
    let scores = [(Moment::Middle, "mid_score"), (Moment::Final, "final_score")]
        .into_iter()
        .filter_map(|(moment, name)| {
            let score = reader.share(&node.get(name))?;
            Some(RecordedScore { moment, score, on: None })
        })
        .collect();
    let value = reader.number(&node.get("value"));
    let value_on = reader.day(&node.get("value_on"));
    let rhythm = reader.word(&node.get("rhythm"), RHYTHMS, |word| RHYTHMS.contains(&word).then(|| word.to_owned()));
    let description = reader.text(&node.get("description"), limits::MAX_DESCRIPTION);
    let weight = reader.weight(&node.get("weight"));
    let priority = reader.whole(&node.get("priority"), limits::MAX_PRIORITY, RowErrorKind::UnknownPriority);
    let owner = reader.person(&node.get("owner")).map(Arc::new);
    let confidence = reader.whole(&node.get("confidence"), 100, RowErrorKind::ConfidenceOutOfRange);
    let comment = reader.text(&node.get("comment"), limits::MAX_COMMENT).filter(|comment| !comment.trim().is_empty());
    let version = reader.version(&node.get("version"));
    let (title, definition) = (title?, definition?);
    // what is done of milestones is their value; the latest of them is its day
    let (value, value_on) = match definition.kind {
        Kind::Milestones => {
            let done = definition.milestones.iter().filter_map(|one| one.done_on).max();
            (
                value.and_then(|_| done_share(&definition)).or_else(|| done.and_then(|_| done_share(&definition))),
                done.max(value_on),
            )
        }
        _ => (value, value_on),
    };
    let day = value_on.map_or(ReadingDay::Today, ReadingDay::On);
    Some(ParsedKeyResult {
        key: key.map_or_else(|| ImportKey::Derived(String::new()), ImportKey::Given),
        line: reader.line,
        title,
        description,
        measure: measure(definition),
        weight,
        priority,
        owner,
        contributors: Vec::new(),
        rhythm: node.has("rhythm").then_some(rhythm),
        confidence,
        comment,
        status: None,
        version,
        scores,
        readings: value.map(|value| Reading { day, value }).into_iter().collect(),
    })
}

fn done_share(definition: &Definition) -> Option<Decimal> {
    let weights = |done_only: bool| -> Decimal {
        definition.milestones.iter().filter(|one| !done_only || one.done_on.is_some()).map(|one| one.weight).sum()
    };
    weights(true).checked_div(weights(false)).map(|share| share.round_dp(limits::MAX_DECIMALS))
}

fn measure(definition: Definition) -> Measure {
    Measure {
        kind: match definition.kind {
            Kind::Percentage => words::Kind::Percentage,
            Kind::Absolute => words::Kind::Absolute,
            Kind::Binary => words::Kind::Binary,
            Kind::Scale => words::Kind::Scale,
            Kind::AtLeast => words::Kind::AtLeast,
            Kind::AtMost => words::Kind::AtMost,
            Kind::Band => words::Kind::Band,
            Kind::Milestones => words::Kind::Milestones,
        },
        unit: Some(definition.unit.clone()),
        baseline: definition.baseline,
        target: definition.target,
        assumed: false,
        told: Told { kind: true, unit: true, baseline: true, target: true },
        details: Some(Box::new(definition)),
    }
}

fn definition(reader: &mut Reader, node: &Node<'_>) -> Option<Definition> {
    let kind = node.get("kind");
    let Some(kind) = reader.word(&kind, KINDS, Kind::parse) else {
        return if kind.is_told() { None } else { reader.fail(&kind, RowErrorKind::MissingValue) };
    };
    let mut number = |name: &str| reader.number(&node.get(name));
    let base = Definition {
        baseline: number("baseline"),
        target: number("target"),
        band_low: number("band_low"),
        band_high: number("band_high"),
        tolerance: number("tolerance"),
        red_line: number("red_line"),
        ..Definition::of(kind)
    };
    Some(Definition {
        unit: reader.line_of_text(&node.get("unit"), limits::MAX_UNIT).unwrap_or(base.unit),
        curve: reader.word(&node.get("curve"), CURVES, CurveKind::parse).unwrap_or(CurveKind::Linear),
        milestones: parts(reader, &node.get("milestones"), |reader, one| {
            Some(Milestone {
                id: reader.id(&one.get("id")).map_or_else(MilestoneId::new, MilestoneId),
                title: reader.title(&one.get("title"), limits::MAX_MILESTONE_TITLE)?,
                weight: reader.weight(&one.get("weight")).unwrap_or(Decimal::ONE),
                done_on: reader.day(&one.get("done_on")),
            })
        }),
        levels: parts(reader, &node.get("levels"), |reader, one| {
            Some(ScaleLevel {
                label: reader.title(&one.get("label"), limits::MAX_LEVEL_LABEL)?,
                progress: required(reader, &one.get("progress"), Reader::share)?,
            })
        }),
        checkpoints: parts(reader, &node.get("curve_points"), |reader, one| {
            Some(Checkpoint {
                value: required(reader, &one.get("value"), Reader::number)?,
                progress: required(reader, &one.get("progress"), Reader::share)?,
            })
        }),
        steps: parts(reader, &node.get("expected_steps"), |reader, one| {
            Some(Step {
                on: required(reader, &one.get("from_on"), Reader::day)?,
                progress: required(reader, &one.get("progress"), Reader::share)?,
            })
        }),
        ..base
    })
}

fn required<T>(reader: &mut Reader, node: &Node<'_>, read: impl Fn(&mut Reader, &Node<'_>) -> Option<T>) -> Option<T> {
    if node.is_told() { read(reader, node) } else { reader.fail(node, RowErrorKind::MissingValue) }
}

fn parts<T>(reader: &mut Reader, node: &Node<'_>, mut read: impl FnMut(&mut Reader, &Node<'_>) -> Option<T>) -> Vec<T> {
    reader.list(node).unwrap_or_default().iter().filter_map(|one| read(reader, one)).collect()
}
