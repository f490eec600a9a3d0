//! Objectives with three key results each, and their figures as the maths gives them.
use chrono::{DateTime, Days, NaiveDate, Utc};
use rand::Rng;
use rand::rngs::StdRng;
use rust_decimal::Decimal;
use sqlx::postgres::PgConnection;

use super::company::Company;
use super::copy::Rows;
use super::words::{Topic, Words};
use crate::db::past::id_at;
use crate::demo::calendar::{Slot, moment};
use crate::kernel::{AccountId, KeyResultId, ObjectiveId, PeriodId, Result};
use crate::okr::figures::{ObjectiveFigures, stored};
use crate::okr::key_results::model::{Definition, KeyResult, Kind};
use crate::okr::maths::{self, Curve};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::visibility::Visibility;
use crate::okr::settings::Settings;

/// Objectives come in turns of four: one of the running quarter, one of the next, two of the finished one.
const TURN: usize = 4;
/// Objectives below an objective, in its quarter.
const BELOW: usize = 5;

/// An objective with its key results, and with what the database keeps of both.
pub(super) struct Goal {
    number: usize,
    /// Of workspace and owner.
    workspace_no: u32,
    owner_no: u32,
    objective: Objective,
    created_at: DateTime<Utc>,
    /// With the number of the owner.
    key_results: Vec<(KeyResult, u32)>,
    figures: ObjectiveFigures,
    is_measured: bool,
}

/// All of an organization, one after the other.
pub(super) struct Goals<'a> {
    company: &'a Company,
    words: &'a Words,
    settings: Settings,
    rng: StdRng,
    left: std::ops::Range<usize>,
    /// Those before, as parents.
    ids: Vec<ObjectiveId>,
}

impl<'a> Goals<'a> {
    pub(super) fn of(company: &'a Company, objectives: u32, words: &'a Words, rng: StdRng) -> Self {
        let count = usize::try_from(objectives).unwrap_or(usize::MAX);
        Self { company, words, settings: company.settings(), rng, left: 0..count, ids: Vec::with_capacity(count) }
    }

    fn period(&self, number: usize) -> Option<&'a (PeriodId, Slot)> {
        let quarters: Vec<_> = self.company.periods.iter().filter(|(_, slot)| slot.kind == "quarter").collect();
        let state = match number % TURN {
            0 => "active",
            2 => "planning",
            _ => "closed",
        };
        quarters.into_iter().find(|(_, slot)| slot.state == state)
    }

    fn make(&mut self, number: usize) -> Option<Goal> {
        let (company, words) = (self.company, self.words);
        let (period, slot) = self.period(number)?;
        let owner_no = self.rng.random_range(0..company.head_count());
        let (owner, owner_name) = company.account(owner_no)?;
        let (workspace_no, workspace, workspace_name) = company.home(owner_no)?;
        let topic = words.topic(&mut self.rng);
        let created_at = moment(slot.span.first.checked_sub_days(Days::new(10))?, 0, company.now);
        let (stage, stage_since) = match slot.state {
            "active" => (Stage::Active, moment(slot.span.first, 0, company.now)),
            "closed" => (Stage::Closed, moment(slot.span.last.checked_add_days(Days::new(1))?, 0, company.now)),
            _ => (Stage::Draft, created_at),
        };
        let objective = Objective {
            id: ObjectiveId::new(),
            title: topic.title(&mut self.rng),
            description: topic.description(),
            workspace,
            workspace_name: workspace_name.to_owned(),
            owner,
            owner_name: owner_name.to_owned(),
            period: *period,
            period_first: slot.span.first,
            period_last: slot.span.last,
            period_closed: slot.state == "closed",
            parent: parent(number).and_then(|parent| self.ids.get(parent)).copied(),
            visibility: match self.rng.random_range(0..100) {
                0..2 => Visibility::Private,
                2..10 => Visibility::Workspace,
                _ => Visibility::Organization,
            },
            stage,
            stage_since,
            halted: None,
            archived: false,
            weight: Decimal::ONE,
            priority: None,
            rollup: maths::Mode::KeyResults,
            version: 1,
            updated_at: created_at,
        };
        let mut key_results = Vec::new();
        for place in 0..3 {
            // the third belongs to a colleague
            let owner_no = if place == 2 { (owner_no + 17) % company.head_count() } else { owner_no };
            let (owner, _) = company.account(owner_no)?;
            key_results.push((self.key_result(&objective, &topic, place, owner, created_at), owner_no));
        }
        let own: Vec<_> = key_results.iter().map(|(key_result, _)| key_result.clone()).collect();
        let figures = ObjectiveFigures::of(&objective, &own, &[], &self.settings, company.today);
        self.ids.push(objective.id);
        let is_measured = objective.takes_check_ins() && !objective.period_closed;
        Some(Goal { number, workspace_no, owner_no, objective, created_at, key_results, figures, is_measured })
    }

    fn key_result(
        &mut self,
        objective: &Objective,
        topic: &Topic<'_>,
        place: usize,
        owner: AccountId,
        created_at: DateTime<Utc>,
    ) -> KeyResult {
        let (title, definition) = define(topic, place, &mut self.rng);
        let (value, value_on) = match objective.stage {
            Stage::Draft => (None, None),
            _ => self.value(objective, &definition),
        };
        KeyResult {
            id: KeyResultId::new(),
            objective: objective.id,
            title,
            description: String::new(),
            definition,
            weight: Decimal::ONE,
            priority: None,
            owner,
            owner_name: String::new(),
            rhythm: None,
            started: value.is_some(),
            value,
            value_on,
            confidence: value.map(|_| self.rng.random_range(4..=19) * 5),
            due_on: None,
            status_override: None,
            archived: false,
            created_at,
            version: 1,
        }
    }

    /// Somewhat below or above what was expected when it was last checked in: most of them within a week, some forgotten.
    fn value(&mut self, objective: &Objective, definition: &Definition) -> (Option<Decimal>, Option<NaiveDate>) {
        let span = objective.span();
        let ago = if self.rng.random_ratio(1, 8) { self.rng.random_range(8..40) } else { self.rng.random_range(0..7) };
        let last = self.company.today.min(span.last);
        let day = last.checked_sub_days(Days::new(ago)).map_or(span.first, |day| day.max(span.first));
        let expected = maths::expected(&Curve::Linear, span, day).result.known().unwrap_or_default();
        let reached = expected * Decimal::new(self.rng.random_range(55..125), 2);
        let (from, to) = (definition.baseline.or(definition.red_line), definition.target);
        let value = from.zip(to).map(|(from, to)| (from + (to - from) * reached.min(Decimal::ONE)).round());
        (value, value.map(|_| day))
    }
}

impl Iterator for Goals<'_> {
    type Item = Goal;

    fn next(&mut self) -> Option<Goal> {
        let number = self.left.next()?;
        self.make(number)
    }
}

/// What is measured: a share, a number that grows or falls, a number that stays small.
fn define(topic: &Topic<'_>, place: usize, rng: &mut StdRng) -> (String, Definition) {
    let number = |number: i64| Some(Decimal::from(number));
    match place {
        0 => {
            let from = rng.random_range(0..40);
            let (baseline, target) = (number(from), number(from + rng.random_range(20..=60)));
            (topic.share(), Definition { baseline, target, ..Definition::of(Kind::Percentage) })
        }
        1 if rng.random() => {
            let from = rng.random_range(1..50) * 10;
            let (baseline, target) = (number(from), number(from * rng.random_range(2..5)));
            (topic.growth(), Definition { baseline, target, ..Definition::of(Kind::Absolute) })
        }
        1 => {
            let to = rng.random_range(5..40);
            let (baseline, target) = (number(to * rng.random_range(2..5)), number(to));
            (topic.fall(), Definition { baseline, target, ..Definition::of(Kind::Absolute) })
        }
        _ => {
            let most = rng.random_range(2..20);
            let (target, red_line) = (number(most), number(most * 10));
            (topic.limit(), Definition { target, red_line, ..Definition::of(Kind::AtMost) })
        }
    }
}

/// The objective that one stands below; the first of each quarter stand at the top.
fn parent(number: usize) -> Option<usize> {
    let (round, turn) = (number / TURN, number % TURN);
    Some(round.checked_sub(1)? / BELOW * TURN + turn)
}

/// The rows of some objectives.
#[derive(Default)]
pub(super) struct Tables {
    objectives: Rows,
    key_results: Rows,
    roles: Rows,
    readings: Rows,
    check_ins: Rows,
}

impl Tables {
    pub(super) fn add(&mut self, company: &Company, goal: &Goal) {
        let Goal { objective, figures, .. } = goal;
        let mut holders: Vec<_> = goal.key_results.iter().map(|(key_result, _)| key_result.owner).collect();
        holders.sort_unstable();
        holders.dedup();
        let last = goal.key_results.iter().filter_map(|(key_result, _)| key_result.value_on).max();
        let updated_at = last.map_or(goal.created_at, |day| moment(day, 0, company.now));
        let (days, statuses) = stored(&figures.timeline);
        let row = self.objectives.row().plain(company.id).plain(objective.id).text(&objective.title);
        let row = row.text(&objective.description).plain(objective.workspace).plain(goal.workspace_no);
        let row = row.plain(objective.owner).plain(goal.owner_no).plain(objective.period).optional(objective.parent);
        let row = row.plain(objective.visibility.id()).plain(objective.stage.id()).plain(objective.stage_since);
        let row = row.plain(goal.number).plain(goal.key_results.len()).optional(figures.cached_progress());
        let row = row.optional(figures.cached_coverage()).optional(figures.cached_confidence()).plain(figures.started);
        row.array(days).array(statuses).array(&holders).plain(goal.created_at).plain(updated_at).end();
        for holder in holders {
            let row = self.roles.row().plain(company.id).plain(objective.id).plain(holder);
            row.plain("key_result_owner").end();
        }
        for (place, ((key_result, owner_no), counted)) in goal.key_results.iter().zip(&figures.key_results).enumerate()
        {
            let definition = &key_result.definition;
            let (days, statuses) = stored(&counted.timeline);
            let updated_at = key_result.value_on.map_or(goal.created_at, |day| moment(day, 0, company.now));
            let row = self.key_results.row().plain(company.id).plain(key_result.id).plain(key_result.objective);
            let row = row.text(&key_result.title).plain(definition.kind.code()).text(&definition.unit);
            let row = row.optional(definition.baseline).optional(definition.target).optional(definition.red_line);
            let row = row.plain(place).plain(key_result.owner).plain(owner_no).optional(key_result.value);
            let row = row.optional(key_result.value_on).optional(key_result.confidence);
            let row = row.optional(counted.cached_progress()).plain(key_result.started).optional(counted.due_on);
            let row = row.plain(goal.is_measured).optional(goal.is_measured.then_some(objective.period_last));
            row.array(days).array(statuses).plain(key_result.created_at).plain(updated_at).end();
            if goal.is_measured {
                self.add_check_in(company, key_result);
            }
        }
    }

    /// The newest one of a key result, and its reading.
    fn add_check_in(&mut self, company: &Company, key_result: &KeyResult) {
        let Some((value, day)) = key_result.value.zip(key_result.value_on) else { return };
        let at = moment(day, 0, company.now);
        let id = id_at(at, 0);
        let row = self.readings.row().plain(company.id).plain(id).plain(key_result.id).plain(value).plain("check_in");
        row.plain(day).plain(at).plain(key_result.owner).end();
        let row = self.check_ins.row().plain(company.id).plain(id).plain(key_result.id).plain(key_result.owner);
        row.plain(value).optional(key_result.confidence).plain(day).plain(at).end();
    }

    pub(super) async fn write(self, conn: &mut PgConnection) -> Result<()> {
        let objectives = "objectives (organization_id, id, title, description, workspace_id, workspace_no, owner_id, owner_no, period_id, parent_id, \
            visibility, stage, stage_since, position, key_result_count, progress, coverage, confidence, started, status_from, statuses, role_holders, created_at, updated_at)";
        let key_results = "key_results (organization_id, id, objective_id, title, kind, unit, baseline, target, red_line, position, owner_id, owner_no, value, value_on, \
            confidence, progress, started, due_on, is_measured, due_until, status_from, statuses, created_at, updated_at)";
        self.objectives.write(conn, objectives).await?;
        self.key_results.write(conn, key_results).await?;
        self.roles.write(conn, "object_roles (organization_id, objective_id, account_id, role)").await?;
        let readings =
            "readings (organization_id, id, key_result_id, value, source, effective_on, recorded_at, account_id)";
        self.readings.write(conn, readings).await?;
        let check_ins =
            "check_ins (organization_id, id, key_result_id, account_id, value, confidence, effective_on, recorded_at)";
        self.check_ins.write(conn, check_ins).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_before_and_belong_to_the_same_quarter() {
        assert_eq!((0..TURN).map(parent).collect::<Vec<_>>(), [None; TURN]);
        for number in TURN..5_000 {
            let parent = parent(number).unwrap();
            assert!(parent < number && parent % TURN == number % TURN, "{number}: {parent}");
        }
    }
}
