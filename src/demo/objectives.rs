//! Writes objectives and key results as their owners would have: planned before the period, active from its first day, closed after it.
use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use serde_json::json;

use super::calendar::{moment, monday};
use super::content::{self, Content, Pace, Text, When};
use super::course::{Course, Point};
use super::organization::Places;
use super::store;
use crate::db::{Audit, Change, OrganizationTx, PastAct};
use crate::kernel::clock::day_in;
use crate::kernel::{AccountId, Failure, KeyResultId, Locale, MilestoneId, ObjectiveId, Result};
use crate::okr::key_results::model::{CurveKind, Definition, Kind, Milestone, ScaleLevel};
use crate::okr::key_results::store as key_results;
use crate::okr::maths::{Checkpoint, Mode, Period, Step, even_levels};
use crate::okr::objectives::model::NewObjective;
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::store as objectives;
use crate::okr::objectives::visibility::Visibility;
use crate::okr::settings::Settings;

/// A key result that was written, with the values it is going to have.
pub(super) struct Written<'a> {
    pub id: KeyResultId,
    pub objective: ObjectiveId,
    pub owner: AccountId,
    pub pace: Pace,
    pub note: Option<&'a Text>,
    pub points: Vec<Point>,
    pub moved: Option<(Decimal, Decimal, &'a Text)>,
    pub middle: NaiveDate,
}

/// All of them: objectives in the order of writing, and their key results.
pub(super) struct Plan<'a> {
    pub objectives: Vec<ObjectiveId>,
    pub key_results: Vec<Written<'a>>,
}

pub(super) async fn write<'a>(
    tx: &mut OrganizationTx,
    content: &'a Content,
    places: &Places,
    locale: Locale,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Plan<'a>> {
    let settings = Settings::load(tx).await?;
    let mut plan = Plan { objectives: Vec::new(), key_results: Vec::new() };
    let mut known: HashMap<&str, ObjectiveId> = HashMap::new();
    for (nth, objective) in (0_u32..).zip(&content.objectives) {
        let writer = Writer { places, locale, now, settings: &settings, objective, nth };
        let id = writer.write(tx, &known, &mut plan.key_results).await?;
        known.insert(&objective.key, id);
        plan.objectives.push(id);
    }
    Ok(plan)
}

struct Writer<'a, 'b> {
    places: &'b Places,
    locale: Locale,
    now: chrono::DateTime<chrono::Utc>,
    settings: &'b Settings,
    objective: &'a content::Objective,
    nth: u32,
}

impl<'a> Writer<'a, '_> {
    async fn write(
        &self,
        tx: &mut OrganizationTx,
        known: &HashMap<&str, ObjectiveId>,
        written: &mut Vec<Written<'a>>,
    ) -> Result<ObjectiveId> {
        let objective = self.objective;
        let find = |key: &str| {
            known.get(key).copied().ok_or_else(|| {
                Failure::internal(format!("the demo's objective {} comes before its parent {key}", objective.key))
            })
        };
        let (period, span) = self.places.period(objective.when)?;
        let owner = self.places.account(&objective.owner)?;
        let actor = self.places.actor(owner);
        let planned = span.first.min(self.now.date_naive()).checked_sub_days(Days::new(9)).unwrap_or(span.first);

        tx.go_on_as(&actor, moment(planned, self.nth * 11, self.now)).await?;
        let id = ObjectiveId::new();
        let new = NewObjective {
            title: objective.title.of(self.locale).to_owned(),
            description: objective.about.as_ref().map(|about| about.of(self.locale).to_owned()).unwrap_or_default(),
            workspace: self.places.workspace(&objective.workspace)?,
            owner,
            period,
            parent: objective.parent.as_deref().map(find).transpose()?,
            visibility: objective.visibility.as_deref().and_then(Visibility::parse).unwrap_or_default(),
            stage: Stage::Draft,
            weight: Decimal::ONE,
            priority: None,
            rollup: Mode::default(),
            import_key: None,
        };
        objectives::insert(tx, id, &new).await?;
        let mut acts = vec![self.act(
            tx,
            "objective.create",
            "objective",
            id.0,
            change(id, "objective", id.0, 1, "created", None, Some(new.title.clone())),
        )];
        for parent in &objective.also {
            objectives::insert_secondary_parent(tx, id, find(parent)?).await?;
        }
        for contributor in &objective.contributors {
            objectives::insert_role(tx, id, self.places.account(contributor)?, "contributor").await?;
        }
        if let Some(rollup) = &objective.rollup {
            store::update_rollup(tx, id, rollup).await?;
        }
        for (nth, key_result) in (0_u32..).zip(&objective.results) {
            let one = self.write_key_result(tx, id, owner, key_result, span, self.nth * 5 + nth).await?;
            acts.push(self.act(
                tx,
                "key_result.create",
                "key_result",
                one.id.0,
                change(
                    id,
                    "key_result",
                    one.id.0,
                    1,
                    "created",
                    None,
                    Some(key_result.title.of(self.locale).to_owned()),
                ),
            ));
            written.push(one);
        }
        tx.past(acts).await?;
        self.move_on(tx, id, span).await?;
        Ok(id)
    }

    /// Through the stages that its day has reached.
    async fn move_on(&self, tx: &mut OrganizationTx, id: ObjectiveId, span: Period) -> Result<()> {
        let mut acts = Vec::new();
        if self.objective.draft || self.objective.when == When::Next {
            return Ok(());
        }
        let after = span.last.checked_add_days(Days::new(4)).unwrap_or(span.last);
        let steps = [(Stage::Draft, Stage::Active, span.first, 1), (Stage::Active, Stage::Closed, after, 2)];
        for (from, to, day, version) in
            steps.into_iter().take(if self.objective.when == When::Finished { 2 } else { 1 })
        {
            let actor = tx.actor().clone();
            tx.go_on_as(&actor, moment(day, 60 + self.nth * 3, self.now)).await?;
            objectives::update_stage(tx, id, version, to).await?;
            objectives::insert_stage(tx, id, to, None).await?;
            let moved = change(
                id,
                "objective",
                id.0,
                version + 1,
                "stage",
                Some(from.id().to_owned()),
                Some(to.id().to_owned()),
            );
            acts.push(self.act(tx, "objective.stage", "objective", id.0, moved));
        }
        tx.past(acts).await
    }

    fn act(
        &self,
        tx: &OrganizationTx,
        action: &'static str,
        kind: &'static str,
        id: uuid::Uuid,
        change: Change,
    ) -> PastAct {
        PastAct {
            at: tx.now(),
            audit: Audit::of(action, kind, id).detail(json!({ "demo": true })),
            changes: vec![change],
        }
    }

    async fn write_key_result(
        &self,
        tx: &mut OrganizationTx,
        objective: ObjectiveId,
        objective_owner: AccountId,
        new: &'a content::KeyResult,
        span: Period,
        salt: u32,
    ) -> Result<Written<'a>> {
        let owner = new.owner.as_deref().map_or(Ok(objective_owner), |owner| self.places.account(owner))?;
        let mut definition = self.definition(new, span)?;
        definition.measure().map_err(|error| Failure::internal(format!("{}: {error}", new.title.of(Locale::En))))?;
        let until = self.until(new.pace, span, owner, salt)?;
        let points = if self.objective.draft || self.objective.when == When::Next {
            Vec::new()
        } else {
            let due = self.settings.schedule_of(new.rhythm.as_deref()).due_dates(span.first, span.last);
            Course {
                definition: &definition,
                pace: new.pace,
                digits: new.digits,
                period: span,
                until,
                today: self.today().min(span.last),
                salt,
            }
            .points(&due)
        };
        finish_milestones(&mut definition, &points);
        let id = KeyResultId::new();
        let row = key_results::NewRow {
            id,
            objective,
            title: new.title.of(self.locale),
            description: "",
            definition: &definition,
            weight: new.weight.unwrap_or(Decimal::ONE),
            priority: None,
            owner,
            rhythm: new.rhythm.as_deref(),
            import_key: None,
        };
        key_results::insert(tx, &row).await?;
        let moved = new.moved.as_ref().and_then(|(was, why)| Some((*was, definition.target?, why)));
        let middle = points.get(points.len() / 2).map_or(span.first, |point| point.on);
        Ok(Written { id, objective, owner, pace: new.pace, note: new.note.as_ref(), points, moved, middle })
    }

    fn today(&self) -> NaiveDate {
        day_in(self.now, super::zone(self.locale))
    }

    /// The newest day that may have a value: some have not yet said anything this week, the demo's employee never has.
    fn until(&self, pace: Pace, span: Period, owner: AccountId, salt: u32) -> Result<NaiveDate> {
        let today = self.today();
        let waits = owner == self.places.account("app2")? || salt % 3 == 1;
        let back = |days: u64| monday(today).checked_sub_days(Days::new(days)).unwrap_or(today);
        let newest = match pace {
            Pace::Stale => back(15),
            _ if waits => back(3),
            _ => today,
        };
        Ok(newest.min(span.last))
    }

    fn definition(&self, new: &content::KeyResult, span: Period) -> Result<Definition> {
        let kind = Kind::parse(&new.kind)
            .ok_or_else(|| Failure::internal(format!("the demo has a key result of the unknown kind {}", new.kind)))?;
        let is_threshold = matches!(kind, Kind::AtLeast | Kind::AtMost);
        let usual = Definition::of(kind);
        let days = (span.last - span.first).num_days().to_f64().unwrap_or_default();
        let on = |share: f64| {
            span.first
                .checked_add_days(Days::new((days * share).round().to_u64().unwrap_or_default()))
                .unwrap_or(span.last)
        };
        let shares = if new.levels.len() < 2 {
            Vec::new()
        } else {
            even_levels(u8::try_from(new.levels.len()).unwrap_or(u8::MAX))
        };
        Ok(Definition {
            unit: new.unit.as_ref().map_or(usual.unit.clone(), |unit| unit.of(self.locale).to_owned()),
            baseline: new.from.filter(|_| !is_threshold),
            target: new.to,
            red_line: new.from.filter(|_| is_threshold),
            band_low: new.band.map(|band| band.0),
            band_high: new.band.map(|band| band.1),
            tolerance: new.band.map(|band| band.2),
            curve: new.curve.as_deref().and_then(CurveKind::parse).unwrap_or(CurveKind::Linear),
            milestones: new
                .milestones
                .iter()
                .map(|title| Milestone {
                    id: MilestoneId::new(),
                    title: title.of(self.locale).to_owned(),
                    weight: Decimal::ONE,
                    done_on: None,
                })
                .collect(),
            levels: new
                .levels
                .iter()
                .zip(shares)
                .map(|(label, progress)| ScaleLevel { label: label.of(self.locale).to_owned(), progress })
                .collect(),
            checkpoints: new
                .checkpoints
                .iter()
                .map(|(value, progress)| Checkpoint { value: *value, progress: *progress })
                .collect(),
            steps: new.steps.iter().map(|(share, progress)| Step { on: on(*share), progress: *progress }).collect(),
            ..usual
        })
    }
}

/// Marks as many milestones done as the values tell, each on the day that told first.
fn finish_milestones(definition: &mut Definition, points: &[Point]) {
    let count = Decimal::from_usize(definition.milestones.len()).unwrap_or_default();
    for (nth, milestone) in (1_usize..).zip(&mut definition.milestones) {
        let needed = Decimal::from_usize(nth).unwrap_or_default().checked_div(count).unwrap_or_default().round_dp(10);
        let is_done_now = points.last().is_some_and(|point| point.value >= needed);
        milestone.done_on =
            points.iter().find(|point| point.value >= needed).filter(|_| is_done_now).map(|point| point.on);
    }
}

pub(super) fn change(
    objective: ObjectiveId,
    subject_kind: &'static str,
    subject_id: uuid::Uuid,
    version: i32,
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
) -> Change {
    Change { objective, subject_kind, subject_id, version, field, old, new, reason: None }
}
