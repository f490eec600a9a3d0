//! Means of recorded scores in words, each with its explanation.
use askama::Template;
use rust_decimal::Decimal;

use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::Result;
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
                let text = l.tr("scores-mean").arg("mean", l.rounded(&mean, 3)).arg("known", coverage.known).arg("total", coverage.total).to_string();
                let label = l.t(if *moment == "final" { "scores-final" } else { "scores-middle" });
                Some(ScoreView { label, text, why: why(l, explanation, names) })
            })
            .collect();
        (!scores.is_empty()).then_some(Self { l, scores })
    }

    /// The same with the product's own progress beside the scores: the mean over these objectives.
    #[must_use]
    pub fn beside(mut self, objectives: &[Child], names: &Names) -> Self {
        let mean = workspace_mean(objectives, self.l.today);
        let text = mean.result.known().map_or_else(|| self.l.t("scores-progress-unknown"), |share| percent_text(&self.l, share));
        self.scores.push(ScoreView { label: self.l.t("scores-progress"), text, why: why(self.l, &mean, names) });
        self
    }
}

fn why(l: Lang, explanation: &Explanation, names: &Names) -> WhyView {
    if explanation.parts.len() <= PARTS_SHOWN {
        return WhyView::of(l, explanation, "", names);
    }
    WhyView::of(l, &Explanation { parts: Vec::new(), ..explanation.clone() }, "", names)
}

/// What an import has brought, measured both ways.
pub async fn of_import(tx: &mut OrganizationTx, l: Lang, imported: &Imported) -> Result<Option<ScoresView>> {
    let ids: Vec<_> = imported.key_results.iter().map(|(id, _)| *id).collect();
    let recorded = super::of_key_results(tx, &ids).await?;
    let mut names: Names = imported.key_results.iter().map(|(id, title)| (id.0, title.clone())).collect();
    names.extend(imported.objectives.iter().map(|objective| (objective.id.0, objective.title.clone())));
    let children: Vec<_> = imported
        .objectives
        .iter()
        .map(|objective| {
            let progress = objective.progress.and_then(|share| Decimal::try_from(share).ok()).map_or(Outcome::Unknown(Unknown::NothingKnown), Outcome::Known);
            Child { subject: Subject::Objective(objective.id.0), weight: objective.weight, progress, left: None, cascaded_to: None }
        })
        .collect();
    Ok(ScoresView::of(l, &recorded, &names).map(|view| view.beside(&children, &names)))
}
