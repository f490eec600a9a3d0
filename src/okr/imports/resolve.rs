//! From the names of a file to people, periods and workspaces: known ones, and new ones once something needs them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use super::batch::{Batch, NewPeriod, NewPerson, NewWorkspace};
use super::existing::{self, KnownAccount};
use super::mapping::Columns;
use super::report::Counts;
use super::row_error::RowErrorKind;
use super::values::normalise;
use super::values::people::Person;
use super::values::period::{PeriodName, Span};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, PeriodId, Result, WorkspaceId};
use crate::org::workspaces;

/// Whom a name means.
enum Whom {
    Known(AccountId),
    New { id: AccountId, person: Arc<Person>, needed: bool },
    Refused(RowErrorKind),
}

/// A period with what an import asks of it.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    pub id: PeriodId,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub closed: bool,
}

/// All names of a file.
pub struct Names {
    people: HashMap<String, Whom>,
    periods: Vec<existing::KnownPeriod>,
    new_periods: HashMap<String, Term>,
    workspaces: Vec<(WorkspaceId, String)>,
    home: Option<WorkspaceId>,
    today: NaiveDate,
    new_names: Vec<(Uuid, String)>,
    /// What has become needed and is not written yet.
    pending: Batch,
}

impl Names {
    /// Looks everyone and everything up.
    pub async fn load(tx: &mut OrganizationTx, people: &[Arc<Person>], columns: &Columns) -> Result<Self> {
        let mut identities: Vec<String> =
            people.iter().flat_map(|person| [person.identity(), normalise(&person.name)]).collect();
        identities.sort_unstable();
        identities.dedup();
        let ids: Vec<_> = people.iter().filter_map(|person| person.id).collect();
        let accounts = existing::accounts(tx, &identities, &ids).await?;
        let mut names = Self {
            people: HashMap::new(),
            periods: existing::periods(tx).await?,
            new_periods: HashMap::new(),
            workspaces: existing::workspaces(tx).await?,
            home: match tx.actor().account {
                Some(account) => workspaces::home_of(tx, account).await?,
                None => None,
            },
            today: tx.today(),
            new_names: Vec::new(),
            pending: Batch::default(),
        };
        for person in people {
            let whom = whom(person, &accounts, columns);
            if let (Whom::Known(id), Some(_)) = (&whom, columns.email_of(&person.name)) {
                names.pending.known_as.push((*id, normalise(&person.name)));
            }
            names.people.insert(person.identity(), whom);
        }
        Ok(names)
    }

    /// The account of a person; one that does not exist yet becomes needed.
    pub fn person(&mut self, person: &Person) -> std::result::Result<AccountId, RowErrorKind> {
        match self.people.get_mut(&person.identity()) {
            Some(Whom::Known(id)) => Ok(*id),
            Some(Whom::New { id, person, needed }) => {
                if !*needed {
                    *needed = true;
                    let new = NewPerson { id: *id, name: person.name.clone(), import_key: person.identity() };
                    self.pending.people.push(new);
                }
                Ok(*id)
            }
            Some(Whom::Refused(kind)) => Err(kind.clone()),
            None => Err(RowErrorKind::UnknownPerson),
        }
    }

    /// Whether an id of the file is that of an account here.
    pub fn knows(&self, person: &Person) -> bool {
        person
            .id
            .is_some_and(|id| matches!(self.people.get(&person.identity()), Some(Whom::Known(known)) if *known == id))
    }

    /// How many people the file names that were not known, and how many that were.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for whom in self.people.values() {
            match whom {
                Whom::Known(_) => counts.unchanged += 1,
                Whom::New { needed: true, .. } => counts.created += 1,
                _ => {}
            }
        }
        counts
    }

    /// The period of a name; a calendar period that does not exist yet becomes needed.
    pub fn period(&mut self, name: &PeriodName) -> std::result::Result<Term, RowErrorKind> {
        let canonical = name.canonical();
        if let Some(new) = self.new_periods.get(&canonical) {
            return Ok(*new);
        }
        let days = match name.days {
            Some(days) => Some(((days.first, days.last), days.kind)),
            None => name.calendar_days().zip(name.calendar.map(|(_, span)| kind(span))),
        };
        let is_named_so = |period: &&existing::KnownPeriod| {
            PeriodName::parse(&period.name).canonical() == canonical
                && name.days.is_none_or(|days| days.kind == "custom" && period.kind == "custom")
        };
        let known = self
            .periods
            .iter()
            .find(|period| days == Some(((period.starts_on, period.ends_on), period.kind.as_str())))
            .or_else(|| self.periods.iter().find(is_named_so));
        if let Some(period) = known {
            return Ok(Term {
                id: period.id,
                first: period.starts_on,
                last: period.ends_on,
                closed: period.state == "closed",
            });
        }
        let Some(((first, last), kind)) = days else { return Err(RowErrorKind::UnknownPeriod) };
        let new = Term { id: PeriodId::new(), first, last, closed: false };
        // one that is over is not closed by itself: people may still put its values right
        let state = if self.today < first {
            "planning"
        } else if self.today <= last {
            "active"
        } else {
            "closing"
        };
        self.pending.periods.push(NewPeriod {
            id: new.id,
            kind,
            name: if name.days.is_some() { name.label.clone() } else { canonical.clone() },
            starts_on: first,
            ends_on: last,
            state,
        });
        self.new_names.push((new.id.0, name.label.clone()));
        self.new_periods.insert(canonical, new);
        Ok(new)
    }

    /// The workspace of an id that a file has, if it is one of this organization.
    pub fn known_workspace(&self, id: Option<WorkspaceId>) -> Option<WorkspaceId> {
        id.filter(|id| self.workspaces.iter().any(|(known, _)| known == id))
    }

    /// The workspace of an id or of a team's name, or the home of who imports; a team that does not exist yet becomes needed.
    pub fn workspace(
        &mut self,
        id: Option<WorkspaceId>,
        team: Option<&str>,
    ) -> std::result::Result<WorkspaceId, RowErrorKind> {
        if let Some(known) = self.known_workspace(id) {
            return Ok(known);
        }
        let root = self.workspaces.first().map(|(id, _)| *id);
        let Some(team) = team else { return self.home.or(root).ok_or(RowErrorKind::AmbiguousWorkspace) };
        let wanted = normalise(team);
        let mut found = self.workspaces.iter().filter(|(_, name)| *name == wanted);
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Ok(*id),
            (Some(_), Some(_)) => Err(RowErrorKind::AmbiguousWorkspace),
            (None, _) => {
                let id = WorkspaceId::new();
                self.pending.workspaces.push(NewWorkspace { id, name: team.to_owned(), parent: root });
                self.new_names.push((id.0, team.to_owned()));
                self.workspaces.push((id, wanted));
                Ok(id)
            }
        }
    }

    /// Names of people, workspaces and periods that come with the import.
    pub fn new_ones(&self) -> BTreeMap<Uuid, String> {
        let people = self.people.values().filter_map(|whom| match whom {
            Whom::New { id, person, needed: true } => Some((id.0, person.name.clone())),
            _ => None,
        });
        people.chain(self.new_names.iter().cloned()).collect()
    }

    /// Hands over what has become needed since the last time.
    pub fn take_pending(&mut self) -> Batch {
        std::mem::take(&mut self.pending)
    }
}

fn kind(span: Span) -> &'static str {
    match span {
        Span::Year => "year",
        Span::Half(_) => "half_year",
        Span::Quarter(_) => "quarter",
    }
}

fn whom(person: &Arc<Person>, accounts: &[KnownAccount], columns: &Columns) -> Whom {
    let identity = person.identity();
    let by_email = |account: &&KnownAccount| {
        person.email.is_some() && account.email.as_deref().is_some_and(|email| normalise(email) == identity)
    };
    let by_key = |account: &&KnownAccount| account.import_key.as_deref() == Some(identity.as_str());
    if let Some(known) = accounts.iter().find(|account| Some(account.id) == person.id) {
        return Whom::Known(known.id);
    }
    if let Some(known) = accounts.iter().find(by_email) {
        return Whom::Known(known.id);
    }
    if person.email.is_some() && columns.email_of(&person.name).is_some() {
        return Whom::Refused(RowErrorKind::UnknownPerson);
    }
    if let Some(known) = accounts.iter().find(by_key) {
        return Whom::Known(known.id);
    }
    let name = if person.id.is_some() { normalise(&person.name) } else { identity };
    let mut by_name = accounts.iter().filter(|account| normalise(&account.name) == name);
    match (by_name.next(), by_name.next()) {
        (Some(one), None) => Whom::Known(one.id),
        (Some(_), Some(_)) => Whom::Refused(RowErrorKind::AmbiguousPerson),
        (None, _) => Whom::New { id: AccountId::new(), person: Arc::clone(person), needed: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::imports::mapping::{ColumnMapping, Field, Header, Mapping};

    fn columns(people: &[(&str, &str)]) -> Columns {
        let header = Header { line: 1, names: vec!["Objective".into(), "Period".into()] };
        let column = |name: &str, field| ColumnMapping { header: name.into(), field: Some(field) };
        let mut mapping = Mapping {
            header_line: None,
            columns: vec![column("Objective", Field::ObjectiveTitle), column("Period", Field::Period)],
            ..Mapping::default()
        };
        mapping.options.people = people.iter().map(|(name, email)| ((*name).into(), (*email).into())).collect();
        mapping.bind(&header).unwrap()
    }

    fn account(name: &str, email: Option<&str>, key: Option<&str>) -> KnownAccount {
        KnownAccount {
            id: AccountId::new(),
            name: name.into(),
            email: email.map(Into::into),
            import_key: key.map(Into::into),
        }
    }

    fn person(name: &str, email: Option<&str>) -> Arc<Person> {
        Arc::new(Person { name: name.into(), email: email.map(Into::into), id: None })
    }

    #[test]
    fn people_are_known_by_address_then_key_then_name() {
        let accounts = [
            account("Анна Ёлкина", Some("anna@acme.example"), None),
            account("Bob", None, Some("bobby")),
            account("Eve", None, None),
            account("eve", None, None),
        ];
        let found = |one: Arc<Person>, mapped: &[(&str, &str)]| match whom(&one, &accounts, &columns(mapped)) {
            Whom::Known(id) => accounts.iter().position(|account| account.id == id).unwrap().to_string(),
            Whom::New { .. } => "new".to_owned(),
            Whom::Refused(kind) => format!("{kind:?}"),
        };
        assert_eq!(found(person("X", Some("Anna@acme.example")), &[]), "0");
        assert_eq!(found(person("анна  елкина", None), &[]), "0");
        assert_eq!(found(person("Bobby", None), &[]), "1");
        assert_eq!(found(person("Eve", None), &[]), "AmbiguousPerson");
        assert_eq!(found(person("Kim", None), &[]), "new");
        assert_eq!(found(person("Kim", Some("kim@elsewhere.example")), &[]), "new");
        assert_eq!(
            found(person("Kim", Some("kim@elsewhere.example")), &[("kim", "kim@elsewhere.example")]),
            "UnknownPerson"
        );
    }
}
