//! Reads everything that the page of an objective shows.
use std::collections::HashMap;

use super::model::Objective;
use super::policy::{self, Standing, Subject};
use super::stage::Stage;
use super::views::{HeadView, ObjectivePage, ProgressView, StageStep, person, stage_message};
use super::{around, standing, store};
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{KeyResultId, ObjectiveId, Result};
use crate::okr::comments::actions as comments;
use crate::okr::comments::model::Feed;
use crate::okr::comments::pages as comment_pages;
use crate::okr::comments::views::FeedView;
use crate::okr::figures::{ChildObjective, ObjectiveFigures};
use crate::okr::history::actions as history;
use crate::okr::history::views::{RECENT, RecentView};
use crate::okr::key_results::model::KeyResult;
use crate::okr::key_results::show::past_progress;
use crate::okr::key_results::store as key_results;
use crate::okr::key_results::views::{Archived, KeyResultRow};
use crate::okr::maths::{self, Mode};
use crate::okr::parts::Once;
use crate::okr::scores::{self, views::ScoresView};
use crate::okr::settings::Settings;
use crate::okr::why::{Names, WhyView};
use crate::web::Viewer;

/// An objective with its figures and what the actor may do with it.
pub struct Shown {
    pub objective: Objective,
    pub key_results: Vec<KeyResult>,
    pub children: Vec<ChildObjective>,
    pub figures: ObjectiveFigures,
    pub subject: Subject,
    pub standing: Standing,
    pub settings: Settings,
}

/// Reads and counts an objective. Hidden is not found.
pub async fn shown(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Shown> {
    let objective = store::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    let settings = Settings::load(tx).await?;
    let key_results = key_results::list_of_objectives(tx, &[id]).await?;
    let children = store::list_counted_children(tx, &objective).await?;
    let figures = ObjectiveFigures::of(&objective, &key_results, &children, &settings, tx.today());
    Ok(Shown { objective, key_results, children, figures, subject, standing, settings })
}

impl Shown {
    /// Titles of key results and of those children that the reader may see, for explanations.
    pub async fn names(&self, tx: &mut OrganizationTx) -> Result<Names> {
        let mut names: Names = self.key_results.iter().map(|one| (one.id.0, one.title.clone())).collect();
        let ids: Vec<_> = self.children.iter().map(|child| child.id).collect();
        if !ids.is_empty() {
            names.extend(store::list(tx, &ids).await?.into_iter().map(|child| (child.id.0, child.title)));
        }
        Ok(names)
    }

    /// Where the progress comes from, for a reader to whom only what has a name here is known: children that they may not see
    /// are counted and summed up.
    pub fn why(&self, l: Lang, names: &Names) -> WhyView {
        let told = self.figures.progress.clone().seen_by(|subject| match subject {
            maths::Subject::Objective(id) => names.contains_key(id),
            _ => true,
        });
        let rule = match self.objective.rollup {
            Mode::KeyResults => "why-roll-up-key-results",
            Mode::Children => "why-roll-up-children",
            Mode::Both => "why-roll-up-both",
        };
        WhyView { rule: l.say(rule), ..WhyView::of(l, &told, None, names) }
    }

    pub fn takes_values(&self) -> bool {
        self.objective.stage == Stage::Active && !self.objective.period_closed && !self.objective.archived
    }

    pub fn head(&self, tx: &OrganizationTx, l: Lang) -> HeadView {
        let can_edit = policy::may_edit_text(tx.actor(), &self.subject, &self.standing).is_allowed();
        let can_check_in = self.takes_values()
            && !self.key_results.is_empty()
            && policy::may_set_value(tx.actor(), &self.subject, &self.standing, self.standing.key_result_owner)
                .is_allowed();
        let can_move = policy::may_move(tx.actor(), &self.subject, &self.standing).is_allowed();
        HeadView::of(l, &self.objective, can_edit, can_move, can_check_in)
    }

    pub fn rows(&self, tx: &OrganizationTx, l: Lang, past: &HashMap<KeyResultId, Vec<f64>>) -> Vec<KeyResultRow> {
        self.key_results
            .iter()
            .zip(&self.figures.key_results)
            .map(|(key_result, figures)| {
                let owns = tx.actor().is(key_result.owner);
                let can_set_value = self.takes_values()
                    && policy::may_set_value(tx.actor(), &self.subject, &self.standing, owns).is_allowed();
                let past = past.get(&key_result.id).map_or(&[] as &[f64], Vec::as_slice);
                KeyResultRow::of(l, key_result, figures, self.figures.share_of(key_result.id), past, can_set_value)
            })
            .collect()
    }

    fn stages(&self, l: Lang, entered: &HashMap<String, chrono::DateTime<chrono::Utc>>) -> Vec<StageStep> {
        Stage::path(self.settings.approval_required)
            .into_iter()
            .map(|stage| StageStep {
                word: l.say(stage_message(stage)),
                is_done: stage < self.objective.stage,
                is_current: stage == self.objective.stage,
                since: entered
                    .get(stage.id())
                    .filter(|_| stage <= self.objective.stage)
                    .map(|at| l.day(at.with_timezone(&l.zone).date_naive())),
            })
            .collect()
    }

    async fn feed(&self, tx: &mut OrganizationTx) -> Result<Feed> {
        let may_add = policy::may_comment(tx.actor(), &self.subject, &self.standing).is_allowed();
        comments::newest(tx, self.objective.id, self.objective.title.clone(), may_add).await
    }

    /// The page; `why_open` shows the explanation of the progress at once.
    pub async fn page(&self, tx: &mut OrganizationTx, viewer: &Viewer, why_open: bool) -> Result<ObjectivePage> {
        let l = viewer.lang;
        let objective = &self.objective;
        let names = self.names(tx).await?;
        let past = past_progress(tx, &self.key_results).await?;
        let around = around::load(tx, objective.id).await?;
        let why = self.why(l, &names);
        // scores are given when a period is over; before, they would stand beside progress that still moves
        let recorded = if objective.period_last < l.today {
            scores::of_key_results(tx, &self.key_results.iter().map(|one| one.id).collect::<Vec<_>>()).await?
        } else {
            Vec::new()
        };
        let archived = key_results::list_archived(tx, objective.id).await?;
        let actor = tx.actor().clone();
        let allows = |ruling: policy::Ruling| ruling.is_allowed();
        Ok(ObjectivePage {
            l,
            id: objective.id,
            version: objective.version,
            once: Once::new(),
            head: self.head(tx, l),
            description: objective.description.clone(),
            workspace_name: objective.workspace_name.clone(),
            workspace: objective.workspace,
            period_label: viewer
                .periods
                .iter()
                .find(|period| period.id == objective.period)
                .map(|period| period.label(&l))
                .unwrap_or_default(),
            stages: self.stages(l, &around.stages),
            progress: ProgressView::of(l, objective, &self.key_results, &self.figures, Some(why), why_open),
            scores: ScoresView::of(l, &recorded, &names),
            key_results: self.rows(tx, l, &past),
            archived_key_results: archived
                .into_iter()
                .map(|(id, title, version)| Archived { once: Once::new(), id, title, version })
                .collect(),
            owner: person(&objective.owner_name, objective.owner),
            contributors: around.contributors.iter().map(|(account, name)| person(name, *account)).collect(),
            parents: around.parents,
            children: around.children,
            weight: l.number(&objective.weight),
            priority: objective.priority.map(|priority| format!("P{priority}")),
            can_edit_key_results: allows(policy::may_edit_key_results(&actor, &self.subject, &self.standing)),
            can_activate: !self.settings.approval_required
                && allows(policy::may_submit(&actor, &self.subject, &self.standing)),
            can_return: !self.settings.approval_required
                && objective.stage == Stage::Active
                && allows(policy::may_withdraw(&actor, &self.subject, &self.standing)),
            is_draft: objective.stage == Stage::Draft,
            archived: objective.archived,
            can_archive: allows(policy::may_archive(&actor, &self.subject, &self.standing)),
            comments: rendered(
                &FeedView::of(l, self.feed(tx).await?).restored(comment_pages::typed_before(tx, objective.id).await?),
            )?,
            history: rendered(&RecentView::of(l, &history::recent(tx, objective.id, RECENT).await?))?,
        })
    }
}

fn rendered(view: &impl askama::Template) -> Result<String> {
    view.render().map_err(crate::kernel::Failure::internal)
}
