//! What the page of an objective shows around it, read with one statement: when it entered its stages, who contributes, what
//! it supports and what supports it.
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::views::Link;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, ObjectiveId, Result};

#[derive(Debug, Default)]
pub struct Around {
    /// When each stage was entered last.
    pub stages: HashMap<String, DateTime<Utc>>,
    /// By name.
    pub contributors: Vec<(AccountId, String)>,
    /// Parents that the actor sees, primary and secondary.
    pub parents: Vec<Link>,
    /// Children that the actor sees; with the parents at most a hundred.
    pub children: Vec<Link>,
}

pub async fn load(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Around> {
    let rows = sqlx::query!(
        r#"SELECT what AS "what!", x.id AS "id?: uuid::Uuid", name AS "name!", at AS "at?" FROM (
             SELECT 'stage' AS what, NULL::uuid AS id, stage AS name, max(at) AS at, NULL::double precision AS rank, NULL::double precision AS place FROM objective_stages WHERE objective_id = $1 GROUP BY stage
             UNION ALL
             SELECT 'contributor', a.id, a.name, NULL, NULL, NULL FROM object_roles r JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.account_id
               WHERE r.objective_id = $1 AND r.role = 'contributor'
             UNION ALL
             (SELECT r.what, o.id, o.title, NULL, o.rank, o.position FROM (
                SELECT parent_id AS id, 'parent' AS what FROM objectives WHERE id = $1 AND parent_id IS NOT NULL
                UNION SELECT parent_id, 'parent' FROM objective_parents WHERE objective_id = $1
                UNION SELECT id, 'child' FROM objectives WHERE parent_id = $1 AND archived_at IS NULL
                UNION SELECT objective_id, 'child' FROM objective_parents WHERE parent_id = $1) r
              JOIN objectives o ON o.id = r.id ORDER BY o.rank, o.position, o.id LIMIT 100)) x
           ORDER BY rank, place, CASE WHEN what = 'contributor' THEN name END, x.id"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut around = Around::default();
    for row in rows {
        match (row.what.as_str(), row.id, row.at) {
            ("stage", _, Some(at)) => drop(around.stages.insert(row.name, at)),
            ("contributor", Some(account), _) => around.contributors.push((AccountId(account), row.name)),
            ("parent", Some(id), _) => around.parents.push(Link { id: ObjectiveId(id), title: row.name }),
            ("child", Some(id), _) => around.children.push(Link { id: ObjectiveId(id), title: row.name }),
            _ => {}
        }
    }
    Ok(around)
}
