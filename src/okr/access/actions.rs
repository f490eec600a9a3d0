//! Reads what an explanation needs.
use super::model::{Verb, may_ask_about_others};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Failure, FieldError, ObjectiveId, Result};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::policy::Ruling;
use crate::okr::objectives::{standing, store};
use crate::org::people::{self, Person};

/// What somebody may do with an objective.
pub struct Explained {
    pub objective: Objective,
    pub person: Person,
    /// None for those who cannot sign in, and so may do nothing.
    pub rulings: Option<[(Verb, Ruling); Verb::ALL.len()]>,
    /// Whom one may ask about besides oneself; none for those who may not ask about others.
    pub people: Option<Vec<Person>>,
    /// Why the person that was asked for is not the one that is explained.
    pub problem: Option<FieldError>,
}

/// Explains what the person with this name or address may do with the objective; nobody named is the actor.
pub async fn explain(tx: &mut OrganizationTx, id: ObjectiveId, named: &str) -> Result<Explained> {
    let objective = store::find(tx, id).await?;
    let (subject, own) = standing::load(tx, id).await?;
    let me = tx.actor().account.ok_or_else(Failure::forbidden)?;
    let asks_about_others = may_ask_about_others(tx.actor(), &subject, &own);
    let mut problem = None;
    let asked: AccountId = match named.trim() {
        "" => me,
        named if asks_about_others => people::find_by_text(tx, "person", named).await?.unwrap_or_else(|error| {
            problem = Some(error);
            me
        }),
        _ => return Err(Failure::forbidden()),
    };
    let person = people::find(tx, asked).await?.ok_or_else(Failure::not_found)?;
    let found = standing::of_person(tx, asked, id, &subject, objective.workspace).await?;
    let rulings = found.map(|(actor, standing)| Verb::ALL.map(|verb| (verb, verb.ruling(&actor, &subject, &standing))));
    let people = if asks_about_others { Some(people::list(tx, 200).await?) } else { None };
    Ok(Explained { objective, person, rulings, people, problem })
}
