//! Scores that came with imported data: kept as they came, a figure of their own beside the product's progress.
pub mod views;

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::maths::{Explanation, mean_of_recorded};
use crate::db::OrganizationTx;
use crate::kernel::{KeyResultId, PeriodId, Result};

/// The means of these key results, by moment; those without a score are counted as missing. Empty when none has any.
pub async fn of_key_results(
    tx: &mut OrganizationTx,
    key_results: &[KeyResultId],
) -> Result<Vec<(&'static str, Explanation)>> {
    let ids: Vec<_> = key_results.iter().map(|id| id.0).collect();
    let rows =
        sqlx::query!("SELECT key_result_id, moment, score FROM recorded_scores WHERE key_result_id = ANY($1)", &ids)
            .fetch_all(tx.conn())
            .await?;
    Ok(means(&ids, &rows.into_iter().map(|row| (row.key_result_id, row.moment, row.score)).collect::<Vec<_>>()))
}

/// The means over all key results of a period that the actor sees. Empty when none has a score.
pub async fn of_period(tx: &mut OrganizationTx, period: PeriodId) -> Result<Vec<(&'static str, Explanation)>> {
    let rows = sqlx::query!(
        r#"SELECT k.id, s.moment AS "moment?", s.score AS "score?" FROM key_results k
           JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
           LEFT JOIN recorded_scores s ON s.organization_id = k.organization_id AND s.key_result_id = k.id
           WHERE o.period_id = $1 AND o.archived_at IS NULL AND k.archived_at IS NULL AND EXISTS (SELECT 1 FROM recorded_scores)
           ORDER BY o.position, k.position LIMIT 20000"#,
        period.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    ids.dedup();
    let scored: Vec<_> = rows.into_iter().filter_map(|row| Some((row.id, row.moment?, row.score?))).collect();
    Ok(means(&ids, &scored))
}

fn means(ids: &[uuid::Uuid], scored: &[(uuid::Uuid, String, Decimal)]) -> Vec<(&'static str, Explanation)> {
    ["middle", "final"]
        .into_iter()
        .filter(|moment| scored.iter().any(|(_, at, _)| at == moment))
        .map(|moment| {
            let known: HashMap<_, _> =
                scored.iter().filter(|(_, at, _)| at == moment).map(|(id, _, score)| (*id, *score)).collect();
            let scores: Vec<_> = ids.iter().map(|id| (*id, known.get(id).copied())).collect();
            (moment, mean_of_recorded(&scores))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::maths::Outcome;

    #[test]
    fn means_are_told_apart_and_say_what_is_missing() {
        let ids: Vec<_> = (0..3).map(|_| uuid::Uuid::now_v7()).collect();
        let score = |index: usize, moment: &str, score: &str| (ids[index], moment.to_owned(), score.parse().unwrap());
        let found = means(&ids, &[score(0, "middle", "0.2"), score(1, "middle", "0.4"), score(2, "final", "1")]);
        assert_eq!(found[0].0, "middle");
        assert_eq!(found[0].1.result, Outcome::Known("0.3".parse().unwrap()));
        assert_eq!(found[0].1.coverage.as_ref().map(|coverage| (coverage.known, coverage.total)), Some((2, 3)));
        assert_eq!(found[1].1.coverage.as_ref().map(|coverage| coverage.known), Some(1));
        assert!(means(&ids, &[]).is_empty());
    }
}
