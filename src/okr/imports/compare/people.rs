//! The people that a file names: owners and contributors.
use super::key_result::Work;
use super::{Comparison, Refused, Under};
use crate::kernel::AccountId;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedKeyResult;
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
        if named.email.is_none() && normalise(current_name) == named.identity() {
            return Ok(Some(current));
        }
        self.person(named, field).map(Some)
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
        if !accounts.is_empty() && work.said.news("contributors", &ids.join(" ")) {
            for account in accounts {
                if account != under.owner && self.there.contributors.insert((under.id, account)) {
                    work.contributors.push(account);
                }
            }
        }
        Ok(())
    }
}
