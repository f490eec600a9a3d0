//! Writes the organization, its people and its structure.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::calendar::Slot;
use super::content::{Content, Person, When};
use super::store::{self, NewAccount};
use super::{OPERATOR, SIGN_INS, SLUG};
use crate::db::{Audit, OrganizationTx, PastAct};
use crate::kernel::{AccountId, Actor, Failure, Locale, OrganizationRole, PeriodId, Result, WorkspaceId};
use crate::okr::maths::Period;

/// What the texts call things, and what became of them.
pub(super) struct Places {
    accounts: HashMap<String, AccountId>,
    names: HashMap<String, String>,
    workspaces: HashMap<String, WorkspaceId>,
    periods: Vec<(When, PeriodId, Period)>,
    system: Actor,
}

impl Places {
    pub(super) fn account(&self, key: &str) -> Result<AccountId> {
        self.accounts.get(key).copied().ok_or_else(|| unknown("person", key))
    }

    pub(super) fn workspace(&self, key: &str) -> Result<WorkspaceId> {
        self.workspaces.get(key).copied().ok_or_else(|| unknown("workspace", key))
    }

    pub(super) fn period(&self, when: When) -> Result<(PeriodId, Period)> {
        self.periods
            .iter()
            .find(|period| period.0 == when)
            .map(|period| (period.1, period.2))
            .ok_or_else(|| unknown("period", "of the demo"))
    }

    /// Somebody at work, with no more rights than an ordinary member.
    pub(super) fn actor(&self, account: AccountId) -> Actor {
        Actor { account: Some(account), role: OrganizationRole::Member, ..self.system.clone() }
    }

    pub(super) fn system(&self) -> &Actor {
        &self.system
    }

    /// Puts names in the place of `@key`.
    pub(super) fn with_names(&self, text: &str) -> String {
        let mut parts = text.split('@');
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
            let (key, rest) = part.split_at(end);
            out.push('@');
            out.push_str(self.names.get(key).map_or(key, String::as_str));
            out.push_str(rest);
        }
        out
    }
}

fn unknown(what: &str, key: &str) -> Failure {
    Failure::internal(format!("the demo has no {what} {key}"))
}

/// Makes everything but the objectives, as it would have been done on the day that `tx` lives in.
pub(super) async fn write(
    tx: &mut OrganizationTx,
    content: &Content,
    slots: &[Slot],
    locale: Locale,
    hash: &str,
) -> Result<Places> {
    let system = tx.actor().clone();
    let mut acts = Acts { at: tx.now(), acts: Vec::new() };
    store::insert_organization(tx, SLUG, content.organization.of(locale), locale.code(), super::zone(locale).name())
        .await?;
    acts.note("organization.create", "organization", system.organization.0);

    let mut places = Places {
        accounts: HashMap::new(),
        names: HashMap::new(),
        workspaces: HashMap::new(),
        periods: Vec::new(),
        system,
    };
    for workspace in &content.workspaces {
        let id = WorkspaceId::new();
        let parent = workspace.parent.as_deref().map(|parent| places.workspace(parent)).transpose()?;
        store::insert_workspace(tx, id, parent, &workspace.kind, workspace.name.of(locale)).await?;
        acts.note("workspace.create", "workspace", id.0);
        places.workspaces.insert(workspace.key.clone(), id);
    }
    store::put_login(tx, OPERATOR, hash, true).await?;
    for person in &content.people {
        let id = write_account(tx, person, locale, hash).await?;
        acts.note("account.create", "account", id.0);
        places.accounts.insert(person.key.clone(), id);
        places.names.insert(person.key.clone(), person.name(locale).to_owned());
    }
    for person in &content.people {
        write_ties(tx, &places, person).await?;
    }
    let mut years: Vec<(Period, PeriodId)> = Vec::new();
    for slot in slots {
        let id = PeriodId::new();
        let parent = years.iter().find(|(year, _)| year.overlaps(&slot.span)).map(|(_, id)| *id);
        store::insert_period(tx, id, parent, slot).await?;
        acts.note("period.create", "period", id.0);
        if slot.kind == "year" {
            years.push((slot.span, id));
        }
        places.periods.extend(slot.when.map(|when| (when, id, slot.span)));
    }
    tx.past(acts.acts).await?;
    Ok(places)
}

async fn write_account(tx: &mut OrganizationTx, person: &Person, locale: Locale, hash: &str) -> Result<AccountId> {
    let (id, email) = (AccountId::new(), person.email(locale));
    let login = if SIGN_INS.contains(&person.sign_in.as_str()) {
        Some(store::put_login(tx, &email, hash, false).await?)
    } else {
        None
    };
    let role = match person.sign_in.as_str() {
        "owner" => "owner",
        "admin" => "admin",
        _ => "member",
    };
    let new = NewAccount {
        id,
        login,
        email,
        name: person.name(locale),
        role,
        is_auditor: person.sign_in == "auditor",
        is_hr: person.sign_in == "hr",
    };
    store::insert_account(tx, &new).await?;
    Ok(id)
}

/// Memberships and lines in the org chart.
async fn write_ties(tx: &mut OrganizationTx, places: &Places, person: &Person) -> Result<()> {
    let (account, home) = (places.account(&person.key)?, places.workspace(&person.workspace)?);
    store::insert_member(tx, home, account, "member").await?;
    for role in person.roles.split_whitespace() {
        let (role, workspace) = match role.split_once('@') {
            Some((role, workspace)) => (role, places.workspace(workspace)?),
            None => (role, home),
        };
        store::insert_member(tx, workspace, account, role).await?;
    }
    for (manager, kind) in [(&person.manager, "solid"), (&person.dotted, "dotted")] {
        if !manager.is_empty() {
            store::insert_relation(tx, places.account(manager)?, account, kind).await?;
        }
    }
    Ok(())
}

struct Acts {
    at: DateTime<Utc>,
    acts: Vec<PastAct>,
}

impl Acts {
    fn note(&mut self, action: &'static str, kind: &'static str, id: uuid::Uuid) {
        self.acts.push(PastAct {
            at: self.at,
            audit: Audit::of(action, kind, id).detail(json!({ "demo": true })),
            changes: Vec::new(),
        });
    }
}
