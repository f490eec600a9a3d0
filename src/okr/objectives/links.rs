//! Who contributes to an objective, and which objectives it supports besides its parent: what is wanted against what stands.
use super::store;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Failure, Kind, ObjectiveId, Result};

/// What has to be added and taken away so that what is wanted stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    contributors: Difference<AccountId>,
    parents: Difference<ObjectiveId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Difference<T> {
    standing: Vec<T>,
    added: Vec<T>,
    removed: Vec<T>,
}

impl<T> Default for Difference<T> {
    fn default() -> Self {
        Self { standing: Vec::new(), added: Vec::new(), removed: Vec::new() }
    }
}

impl<T: Copy + PartialEq> Difference<T> {
    fn of(standing: &[T], wanted: &[T]) -> Self {
        let mut added = Vec::new();
        for one in wanted {
            if !standing.contains(one) && !added.contains(one) {
                added.push(*one);
            }
        }
        let removed = standing.iter().copied().filter(|one| !wanted.contains(one)).collect();
        Self { standing: standing.to_vec(), added, removed }
    }

    fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    fn before(&self) -> Option<Vec<T>> {
        (!self.is_nothing()).then(|| self.standing.clone())
    }
}

/// Compares what is wanted with what stands; nothing wanted leaves it as it is. Parents that the actor does not see are left alone.
pub async fn moved(
    tx: &mut OrganizationTx,
    id: ObjectiveId,
    contributors: Option<&[AccountId]>,
    parents: Option<&[ObjectiveId]>,
) -> Result<Moved> {
    let mut moved = Moved::default();
    if let Some(wanted) = contributors {
        let standing = store::list_contributors(tx, id).await?;
        moved.contributors = Difference::of(&standing, wanted);
    }
    if let Some(wanted) = parents {
        let standing: Vec<_> =
            store::list_secondary_parents(tx, id).await?.into_iter().map(|(parent, _)| parent).collect();
        moved.parents = Difference::of(&standing, wanted);
    }
    Ok(moved)
}

impl Moved {
    pub fn moves_people(&self) -> bool {
        !self.contributors.is_nothing()
    }

    pub fn moves_parents(&self) -> bool {
        !self.parents.is_nothing()
    }

    /// Who contributed before, where that moves.
    pub fn contributors_before(&self) -> Option<Vec<AccountId>> {
        self.contributors.before()
    }

    /// Which further objectives it supported before, where that moves.
    pub fn parents_before(&self) -> Option<Vec<ObjectiveId>> {
        self.parents.before()
    }

    /// Parents that it does not support any more.
    pub fn left_parents(&self) -> impl Iterator<Item = ObjectiveId> + '_ {
        self.parents.removed.iter().copied()
    }

    /// As changes: field, old, new.
    pub fn changes(&self) -> Vec<(&'static str, Option<String>, Option<String>)> {
        fn each<T: ToString>(
            field: &'static str,
            moved: &Difference<T>,
        ) -> Vec<(&'static str, Option<String>, Option<String>)> {
            let removed = moved.removed.iter().map(|one| (field, Some(one.to_string()), None));
            removed.chain(moved.added.iter().map(|one| (field, None, Some(one.to_string())))).collect()
        }
        let mut all = each("role", &self.contributors);
        all.extend(each("secondary_parent", &self.parents));
        all
    }
}

/// Takes away what is not wanted any more. Policy and traces are the caller's.
pub async fn remove(tx: &mut OrganizationTx, id: ObjectiveId, moved: &Moved) -> Result<()> {
    for account in &moved.contributors.removed {
        store::delete_role(tx, id, *account, "contributor").await?;
    }
    for parent in &moved.parents.removed {
        store::delete_secondary_parent(tx, id, *parent).await?;
    }
    Ok(())
}

/// Adds what is wanted and not there. A loop is refused at the field of these parents.
pub async fn add(tx: &mut OrganizationTx, id: ObjectiveId, moved: &Moved) -> Result<()> {
    for account in &moved.contributors.added {
        store::insert_role(tx, id, *account, "contributor").await?;
    }
    for parent in &moved.parents.added {
        if *parent == id {
            return Err(Failure::field("parents", "objective-parent-loop"));
        }
        store::find(tx, *parent).await.map_err(|_| Failure::field("parents", "field-unknown-choice"))?;
        store::insert_secondary_parent(tx, id, *parent).await.map_err(at_the_list)?;
    }
    Ok(())
}

/// The database names the field of the one parent; these have a field of their own.
fn at_the_list(failure: Failure) -> Failure {
    match (failure.kind, failure.fields.first()) {
        (Kind::Invalid, Some(error)) => Failure::field("parents", error.message),
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_moved_and_each_once() {
        let moved = Difference::of(&[1, 2, 3], &[3, 4, 4, 1]);
        assert_eq!(moved, Difference { standing: vec![1, 2, 3], added: vec![4], removed: vec![2] });
        assert_eq!(moved.before(), Some(vec![1, 2, 3]), "so that it can be taken back");
        let same = Difference::of(&[1, 2], &[2, 1]);
        assert!(same.is_nothing() && same.before().is_none());
    }

    #[test]
    fn each_move_is_a_change() {
        let (anna, boris) = (AccountId::new(), AccountId::new());
        let moved = Moved { contributors: Difference::of(&[anna], &[boris]), parents: Difference::default() };
        assert_eq!(moved.changes(), [("role", Some(anna.to_string()), None), ("role", None, Some(boris.to_string()))]);
        assert!(moved.moves_people() && !moved.moves_parents());
    }
}
