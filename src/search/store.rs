//! What is found, read as the actor: row security stands behind what the search itself leaves out.
use uuid::Uuid;

use super::words::Words;
use crate::db::OrganizationTx;
use crate::kernel::{PeriodId, Result};

/// Something that was found, with what it belongs to.
#[derive(Debug)]
pub struct Hit {
    /// `objective`, `key_result`, `comment`, `person` or `workspace`.
    pub kind: String,
    /// Below 0 when it only nearly says what was typed.
    pub rank: f64,
    pub id: Uuid,
    /// Its title or name; of a comment, how it begins.
    pub title: String,
    pub objective_id: Option<Uuid>,
    pub objective_title: Option<String>,
    pub period_id: Option<PeriodId>,
    /// The owner or author.
    pub person: Option<String>,
}

/// The best of each kind, kind by kind.
pub async fn find(tx: &mut OrganizationTx, words: &Words, most: i32) -> Result<Vec<Hit>> {
    Ok(sqlx::query_as!(
        Hit,
        r#"SELECT f.kind AS "kind!", f.id AS "id!", f.rank AS "rank!",
             CASE f.kind WHEN 'objective' THEN o.title WHEN 'key_result' THEN k.title WHEN 'comment' THEN left(c.body, 160)
               WHEN 'person' THEN a.name ELSE w.name END AS "title!",
             o.id AS "objective_id?", o.title AS "objective_title?", o.period_id AS "period_id?: PeriodId",
             CASE WHEN f.kind <> 'person' THEN a.name END AS person
           FROM app.search($1, $2, $3) WITH ORDINALITY f (kind, id, rank, place)
           LEFT JOIN key_results k ON f.kind = 'key_result' AND k.id = f.id
           LEFT JOIN comments c ON f.kind = 'comment' AND c.id = f.id
           LEFT JOIN objectives o ON o.id = CASE f.kind WHEN 'objective' THEN f.id WHEN 'key_result' THEN k.objective_id WHEN 'comment' THEN c.objective_id END
           LEFT JOIN accounts a ON a.id = CASE f.kind WHEN 'person' THEN f.id WHEN 'objective' THEN o.owner_id WHEN 'key_result' THEN k.owner_id WHEN 'comment' THEN c.author_id END
           LEFT JOIN workspaces w ON f.kind = 'workspace' AND w.id = f.id
           WHERE CASE f.kind WHEN 'person' THEN a.id WHEN 'workspace' THEN w.id ELSE o.id END IS NOT NULL
           ORDER BY f.place"#,
        words.query(),
        words.phrase(),
        most
    )
    .fetch_all(tx.conn())
    .await?)
}
