//! The whole tree of workspaces, kept in memory for a short time: every list names workspaces by their path, all colleagues see
//! the same tree, and it hardly changes.
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::db::OrganizationTx;
use crate::kernel::{OrganizationId, Result, WorkspaceId};

/// A renamed workspace shows its new name everywhere after this long; a new one at once, where it is asked for.
const KEPT: Duration = Duration::from_secs(30);
/// Trees kept at a time.
const MAX_TREES: usize = 200;
/// So many workspaces are offered without being asked for.
const MAX_OFFERED: usize = 60;

#[derive(Debug, Clone)]
pub struct Node {
    pub id: WorkspaceId,
    pub name: String,
    /// Names of the workspaces above it, from the top.
    pub above: String,
    /// 0 at the top.
    pub depth: usize,
    pub is_company: bool,
    pub is_archived: bool,
    parent: Option<WorkspaceId>,
}

/// The tree in reading order: each workspace before those below it.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    places: HashMap<WorkspaceId, usize>,
    /// Down to this depth all are offered without being asked for.
    offered_depth: usize,
    offered: usize,
}

struct Row {
    id: WorkspaceId,
    parent_id: Option<WorkspaceId>,
    name: String,
    kind: String,
    archived: bool,
}

impl Tree {
    fn build(rows: Vec<Row>) -> Self {
        let known: HashSet<_> = rows.iter().map(|row| row.id).collect();
        let mut below: HashMap<Option<WorkspaceId>, Vec<Row>> = HashMap::new();
        for row in rows.into_iter().rev() {
            below.entry(row.parent_id.filter(|parent| known.contains(parent))).or_default().push(row);
        }
        let mut tree = Self::default();
        let mut next: Vec<(Row, String, usize)> =
            below.remove(&None).unwrap_or_default().into_iter().map(|row| (row, String::new(), 0)).collect();
        while let Some((row, above, depth)) = next.pop() {
            let path = if above.is_empty() { row.name.clone() } else { format!("{above} / {}", row.name) };
            next.extend(
                below
                    .remove(&Some(row.id))
                    .unwrap_or_default()
                    .into_iter()
                    .map(|child| (child, path.clone(), depth + 1)),
            );
            tree.places.insert(row.id, tree.nodes.len());
            tree.nodes.push(Node {
                id: row.id,
                name: row.name,
                above,
                depth,
                is_company: row.kind == "company",
                is_archived: row.archived,
                parent: row.parent_id,
            });
        }
        tree.measure()
    }

    pub fn get(&self, id: WorkspaceId) -> Option<&Node> {
        self.nodes.get(*self.places.get(&id)?)
    }

    /// What a filter offers: the upper levels as far as they are few, and the way to the chosen one with what lies right below it.
    pub fn offered(&self, chosen: Option<WorkspaceId>) -> impl Iterator<Item = &Node> {
        let mut way = HashSet::new();
        let mut up = chosen.and_then(|id| self.get(id));
        while let Some(node) = up {
            way.insert(node.id);
            up = node.parent.and_then(|parent| self.get(parent));
        }
        let all = if chosen.is_some() { usize::MAX } else { self.offered };
        let offers = move |node: &&Node| {
            way.contains(&node.id)
                || !node.is_archived && (node.depth <= self.offered_depth || chosen.is_some() && node.parent == chosen)
        };
        self.nodes.iter().filter(offers).take(all.min(10 * MAX_OFFERED))
    }

    fn measure(mut self) -> Self {
        let deepest = self.nodes.iter().map(|node| node.depth).max().unwrap_or_default();
        let within = |depth: usize| self.nodes.iter().filter(|node| !node.is_archived && node.depth <= depth).count();
        self.offered_depth = (0..=deepest).take_while(|depth| within(*depth) <= MAX_OFFERED).last().unwrap_or_default();
        self.offered = within(self.offered_depth);
        self
    }
}

/// The trees that are kept, one for each organization.
#[derive(Clone, Default)]
pub struct Trees(Arc<Mutex<HashMap<OrganizationId, Kept>>>);

/// A tree and when it was read.
type Kept = (Instant, Arc<Tree>);

impl Trees {
    /// The tree of the organization. It surely knows the workspaces of `needed`, as far as they exist.
    pub async fn load(
        &self,
        tx: &mut OrganizationTx,
        needed: impl IntoIterator<Item = WorkspaceId>,
    ) -> Result<Arc<Tree>> {
        let organization = tx.actor().organization;
        let found = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&organization)
            .filter(|(since, _)| since.elapsed() < KEPT)
            .map(|(_, tree)| Arc::clone(tree));
        if let Some(tree) = found
            && needed.into_iter().all(|id| tree.places.contains_key(&id))
        {
            return Ok(tree);
        }
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT id AS "id: WorkspaceId", parent_id AS "parent_id: WorkspaceId", name, kind, archived_at IS NOT NULL AS "archived!" FROM workspaces ORDER BY workspace_no"#
        )
        .fetch_all(tx.conn())
        .await?;
        let tree = Arc::new(Tree::build(rows));
        let mut trees = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if trees.len() >= MAX_TREES {
            trees.clear();
        }
        trees.insert(organization, (Instant::now(), Arc::clone(&tree)));
        Ok(tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> WorkspaceId {
        WorkspaceId(uuid::Uuid::from_u128(number))
    }

    fn row(number: u128, parent: Option<u128>, name: &str) -> Row {
        Row {
            id: id(number),
            parent_id: parent.map(id),
            name: name.to_owned(),
            kind: if parent.is_none() { "company" } else { "team" }.to_owned(),
            archived: false,
        }
    }

    #[test]
    fn reads_from_the_top_and_names_what_is_above() {
        let tree = Tree::build(vec![
            row(1, None, "Company"),
            row(2, Some(1), "Retail"),
            row(3, Some(1), "Supply"),
            row(4, Some(2), "Cafés"),
        ]);
        let names: Vec<_> =
            tree.nodes.iter().map(|node| (node.name.as_str(), node.above.as_str(), node.depth)).collect();
        assert_eq!(
            names,
            [("Company", "", 0), ("Retail", "Company", 1), ("Cafés", "Company / Retail", 2), ("Supply", "Company", 1)]
        );
        assert!(tree.get(id(1)).unwrap().is_company && !tree.get(id(4)).unwrap().is_company);
        assert_eq!(tree.offered(None).count(), 4);
    }

    #[test]
    fn offers_the_upper_levels_and_the_way_to_the_chosen_one() {
        let mut rows = vec![row(1, None, "Company")];
        rows.extend((2..=9).map(|number| row(number, Some(1), "Unit")));
        rows.extend((10..210).map(|number| row(number, Some(2 + number % 8), "Team")));
        rows.push(row(500, Some(100), "Crew"));
        let tree = Tree::build(rows);
        assert_eq!(tree.offered(None).count(), 9);
        let way: Vec<_> = tree.offered(Some(id(100))).map(|node| node.depth).filter(|depth| *depth > 1).collect();
        assert_eq!(way, [2, 3]);
        assert_eq!(tree.offered(Some(id(2))).count(), 9 + 25);
    }

    #[test]
    fn a_workspace_whose_parent_is_missing_stands_at_the_top() {
        assert_eq!(Tree::build(vec![row(4, Some(9), "Cafés")]).nodes.first().unwrap().depth, 0);
    }
}
