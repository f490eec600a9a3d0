//! The people that a file names: owners and contributors.
use super::field_change::News;
use super::key_result::Work;
use super::{Comparison, Refused, Under};
use crate::kernel::{AccountId, ObjectiveId};
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::{ParsedKeyResult, ParsedObjective};
use crate::okr::imports::values::normalise;
use crate::okr::imports::values::people::Person;

impl Comparison<'_> {
    pub(super) fn person(&mut self, person: &Person, field: Field) -> Result<AccountId, Refused> {
        self.names.person(person).map_err(|kind| (field, kind, person.name.clone()))
    }

    /// The owner that the file names. One of the same name as today's is today's, whoever else is called so.
    pub(super) fn owner(
        &mut self,
        named: Option<&Person>,
        current: AccountId,
        current_name: &str,
        field: Field,
    ) -> Result<Option<AccountId>, Refused> {
        let Some(named) = named else { return Ok(None) };
        if named.email.is_none() && !self.names.knows(named) && normalise(current_name) == normalise(&named.name) {
            return Ok(Some(current));
        }
        self.person(named, field).map(Some)
    }

    /// Those whom the file names beside the owner of an objective and who are not there yet.
    pub(super) fn new_contributors(
        &mut self,
        parsed: &ParsedObjective,
        objective: ObjectiveId,
        owner: AccountId,
        news: &mut News,
    ) -> Result<Vec<AccountId>, Refused> {
        let mut accounts = Vec::with_capacity(parsed.details.contributors.len());
        for person in &parsed.details.contributors {
            accounts.push(self.person(person, Field::Contributors)?);
        }
        let ids: Vec<_> = accounts.iter().map(ToString::to_string).collect();
        if accounts.is_empty() || !news.is_news("contributors", &ids.join(" ")) {
            return Ok(Vec::new());
        }
        accounts.retain(|account| *account != owner && self.there.contributors.insert((objective, *account)));
        Ok(accounts)
    }

    pub(super) fn contributors(
        &mut self,
        parsed: &ParsedKeyResult,
        under: &Under,
        work: &mut Work,
    ) -> Result<(), Refused> {
        let mut accounts = Vec::with_capacity(parsed.contributors.len());
        for person in &parsed.contributors {
            accounts.push(self.person(person, Field::Owner)?);
        }
        let ids: Vec<_> = accounts.iter().map(ToString::to_string).collect();
        if !accounts.is_empty() && work.news.is_news("contributors", &ids.join(" ")) {
            for account in accounts {
                if account != under.owner && self.there.contributors.insert((under.id, account)) {
                    work.contributors.push(account);
                }
            }
        }
        Ok(())
    }
}
