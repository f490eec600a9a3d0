//! Reads everything that the page of an objective shows.
use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::model::Objective;
use super::policy::{self, Standing, Subject};
use super::stage::Stage;
use super::views::{HeadView, Link, ObjectivePage, ProgressView, StageStep, person, stage_message};
use super::{standing, store};
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{KeyResultId, ObjectiveId, Result};
use crate::okr::comments::actions as comments;
use crate::okr::comments::views::FeedView;
use crate::okr::figures::{ChildObjective, ObjectiveFigures};
use crate::okr::history::actions as history;
use crate::okr::history::views::RecentView;
use crate::okr::key_results::model::KeyResult;
use crate::okr::key_results::pages::past_progress;
use crate::okr::key_results::store as key_results;
use crate::okr::key_results::views::KeyResultRow;
use crate::okr::maths::Mode;
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
    let children = if objective.rollup == Mode::KeyResults {
        Vec::new()
    } else {
        store::list_children(tx, id, objective.period_first, objective.period_last).await?
    };
    let figures = ObjectiveFigures::of(&objective, &key_results, &children, &settings, tx.today());
    Ok(Shown { objective, key_results, children, figures, subject, standing, settings })
}

impl Shown {
    /// Titles of key results and children, for explanations.
    pub async fn names(&self, tx: &mut OrganizationTx) -> Result<Names> {
        let mut names: Names = self.key_results.iter().map(|one| (one.id.0, one.title.clone())).collect();
        let ids: Vec<_> = self.children.iter().map(|child| child.id).collect();
        for child in store::list(tx, &ids).await? {
            names.insert(child.id.0, child.title);
        }
        Ok(names)
    }

    pub fn takes_values(&self) -> bool {
        self.objective.stage == Stage::Active && !self.objective.period_closed && !self.objective.archived
    }

    fn share_of(&self, key_result: &KeyResult) -> Option<Decimal> {
        self.figures
            .progress
            .parts
            .iter()
            .find(|part| matches!(part.subject, crate::okr::maths::Subject::KeyResult(id) if id == key_result.id.0))
            .and_then(|part| part.share)
    }

    pub fn head(&self, tx: &OrganizationTx, l: Lang) -> HeadView {
        let can_edit = policy::may_edit_text(tx.actor(), &self.subject, &self.standing).is_allowed();
        let can_check_in = self.takes_values()
            && !self.key_results.is_empty()
            && policy::may_set_value(tx.actor(), &self.subject, &self.standing, self.standing.key_result_owner)
                .is_allowed();
        HeadView::of(l, &self.objective, can_edit, can_check_in)
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
                KeyResultRow::of(l, key_result, figures, self.share_of(key_result), past, can_set_value)
            })
            .collect()
    }

    fn stages(&self, l: Lang, entered: &HashMap<String, chrono::DateTime<chrono::Utc>>) -> Vec<StageStep> {
        Stage::path(self.settings.approval_required)
            .into_iter()
            .map(|stage| StageStep {
                word: l.t(stage_message(stage)),
                is_done: stage < self.objective.stage,
                is_current: stage == self.objective.stage,
                since: entered
                    .get(stage.id())
                    .filter(|_| stage <= self.objective.stage)
                    .map(|at| l.day(at.with_timezone(&l.zone).date_naive())),
            })
            .collect()
    }

    /// The page; `why_open` shows the explanation of the progress at once.
    pub async fn page(&self, tx: &mut OrganizationTx, viewer: &Viewer, why_open: bool) -> Result<ObjectivePage> {
        let l = viewer.lang;
        let objective = &self.objective;
        let names = self.names(tx).await?;
        let past = past_progress(tx, &self.key_results).await?;
        let entered: HashMap<_, _> = store::list_stages(tx, objective.id).await?.into_iter().collect();
        let roles = store::list_roles(tx, objective.id).await?;
        let (parents, children) = relatives(tx, objective).await?;
        let why = WhyView::of(l, &self.figures.progress, "", &names);
        let recorded =
            scores::of_key_results(tx, &self.key_results.iter().map(|one| one.id).collect::<Vec<_>>()).await?;
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
            stages: self.stages(l, &entered),
            progress: ProgressView::of(l, objective, &self.key_results, &self.figures, Some(why), why_open),
            scores: ScoresView::of(l, &recorded, &names),
            key_results: self.rows(tx, l, &past),
            owner: person(&objective.owner_name, objective.owner),
            contributors: roles
                .iter()
                .filter(|role| role.role == "contributor")
                .map(|role| person(&role.name, role.account_id))
                .collect(),
            parents,
            children,
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
            comments: rendered(&FeedView::of(l, comments::for_objective(tx, objective.id).await?))?,
            history: rendered(&RecentView::of(l, &history::recent(tx, objective.id, 5).await?))?,
        })
    }
}

fn rendered(view: &impl askama::Template) -> Result<String> {
    view.render().map_err(crate::kernel::Failure::internal)
}

/// Parents and children that the actor sees, at most a hundred.
async fn relatives(tx: &mut OrganizationTx, objective: &Objective) -> Result<(Vec<Link>, Vec<Link>)> {
    let rows = sqlx::query!(
        r#"SELECT o.id AS "id!", o.title AS "title!", r.above AS "above!" FROM (
             SELECT parent_id AS id, true AS above FROM objectives WHERE id = $1 AND parent_id IS NOT NULL
             UNION SELECT parent_id, true FROM objective_parents WHERE objective_id = $1
             UNION SELECT id, false FROM objectives WHERE parent_id = $1 AND archived_at IS NULL
             UNION SELECT objective_id, false FROM objective_parents WHERE parent_id = $1) r
           JOIN objectives o ON o.id = r.id ORDER BY o.position, o.id LIMIT 100"#,
        objective.id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let link = |id: Uuid, title: &str| Link { id: ObjectiveId(id), title: title.to_owned() };
    let parents = rows.iter().filter(|row| row.above).map(|row| link(row.id, &row.title)).collect();
    let children = rows.iter().filter(|row| !row.above).map(|row| link(row.id, &row.title)).collect();
    Ok((parents, children))
}
