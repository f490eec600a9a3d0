//! Means of recorded scores in words, each with its explanation.
use askama::Template;
use rust_decimal::Decimal;

use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{ObjectiveId, PeriodId, Result};
use crate::okr::imports::store::Imported;
use crate::okr::maths::{Child, Explanation, Outcome, Subject, Unknown, workspace_mean};
use crate::okr::parts::percent_text;
use crate::okr::why::{Names, WhyView};

/// Parts that an explanation lists; of more, only the rule, the coverage and the result are shown.
const PARTS_SHOWN: usize = 300;

/// The means, side by side.
#[derive(Template)]
#[template(path = "okr/scores/scores.html")]
pub struct ScoresView {
    pub l: Lang,
    pub scores: Vec<ScoreView>,
}

/// A mean of recorded scores.
pub struct ScoreView {
    pub label: String,
    pub text: String,
    pub why: WhyView,
}

impl ScoresView {
    /// Of what [`super::of_key_results`] or [`super::of_period`] found; none when nothing was scored.
    pub fn of(l: Lang, recorded: &[(&'static str, Explanation)], names: &Names) -> Option<Self> {
        let scores: Vec<_> = recorded
            .iter()
            .filter_map(|(moment, explanation)| {
                let coverage = explanation.coverage.as_ref()?;
                let mean = explanation.result.known()?;
                let text = l
                    .tr("scores-mean")
                    .arg("mean", l.rounded(&mean, 3))
                    .arg("known", coverage.known)
                    .arg("total", coverage.total)
                    .to_string();
                let label = l.say(if *moment == "final" { "scores-final" } else { "scores-middle" });
                Some(ScoreView { label, text, why: why(l, explanation, names) })
            })
            .collect();
        (!scores.is_empty()).then_some(Self { l, scores })
    }

    /// The same with the product's own progress beside the scores: the mean over these objectives.
    #[must_use]
    pub fn beside(mut self, objectives: &[Child], names: &Names) -> Self {
        let mean = workspace_mean(objectives, self.l.today);
        let text = mean
            .result
            .known()
            .map_or_else(|| self.l.say("scores-progress-unknown"), |share| percent_text(&self.l, share));
        self.scores.push(ScoreView { label: self.l.say("scores-progress"), text, why: why(self.l, &mean, names) });
        self
    }
}

fn why(l: Lang, explanation: &Explanation, names: &Names) -> WhyView {
    if explanation.parts.len() <= PARTS_SHOWN {
        return WhyView::of(l, explanation, None, names);
    }
    WhyView::of(l, &Explanation { parts: Vec::new(), ..explanation.clone() }, None, names)
}

/// What an import has brought, measured both ways.
pub async fn of_import(tx: &mut OrganizationTx, l: Lang, imported: &Imported) -> Result<Option<ScoresView>> {
    let ids: Vec<_> = imported.key_results.iter().map(|(id, _)| *id).collect();
    let recorded = super::of_key_results(tx, &ids).await?;
    let mut names: Names = imported.key_results.iter().map(|(id, title)| (id.0, title.clone())).collect();
    names.extend(imported.objectives.iter().map(|objective| (objective.id.0, objective.title.clone())));
    let children: Vec<_> =
        imported.objectives.iter().map(|objective| child(objective.id, objective.weight, objective.progress)).collect();
    Ok(ScoresView::of(l, &recorded, &names).map(|view| view.beside(&children, &names)))
}

/// A past period, measured both ways: the scores that came with its data, and the product's own progress. None where nothing was scored.
pub async fn of_period(tx: &mut OrganizationTx, l: Lang, period: PeriodId) -> Result<Option<ScoresView>> {
    let recorded = super::of_period(tx, period).await?;
    if recorded.is_empty() {
        return Ok(None);
    }
    let rows = sqlx::query!("SELECT id, title, weight, progress FROM objectives WHERE period_id = $1 AND archived_at IS NULL ORDER BY position, id LIMIT 5000", period.0)
        .fetch_all(tx.conn())
        .await?;
    let mut names: Names = rows.iter().map(|row| (row.id, row.title.clone())).collect();
    let key_results: Vec<_> = recorded
        .iter()
        .flat_map(|(_, mean)| &mean.parts)
        .filter_map(|part| if let Subject::KeyResult(id) = part.subject { Some(id) } else { None })
        .collect();
    if key_results.len() <= 2 * PARTS_SHOWN {
        let titles = sqlx::query!("SELECT id, title FROM key_results WHERE id = ANY($1)", &key_results)
            .fetch_all(tx.conn())
            .await?;
        names.extend(titles.into_iter().map(|row| (row.id, row.title)));
    }
    let children: Vec<_> = rows.iter().map(|row| child(ObjectiveId(row.id), row.weight, row.progress)).collect();
    Ok(ScoresView::of(l, &recorded, &names).map(|view| view.beside(&children, &names)))
}

fn child(id: ObjectiveId, weight: Decimal, progress: Option<f64>) -> Child {
    let progress = progress
        .and_then(|share| Decimal::try_from(share).ok())
        .map_or(Outcome::Unknown(Unknown::NothingKnown), Outcome::Known);
    Child { subject: Subject::Objective(id.0), weight, progress, left: None, cascaded_to: None }
}
