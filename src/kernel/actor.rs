//! Who acts: one account of one organization, with the rights that were true when the request began.
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccountId, OrganizationId, clock::day_in};

/// What an account is in its organization; the union with auditor, HR and workspace roles counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationRole {
    Owner,
    Admin,
    Member,
}

impl OrganizationRole {
    pub fn parse(text: &str) -> Self {
        match text {
            "owner" => Self::Owner,
            "admin" => Self::Admin,
            _ => Self::Member,
        }
    }
}

/// An account at work. Background work acts for an organization without an account.
#[derive(Debug, Clone)]
pub struct Actor {
    pub organization: OrganizationId,
    /// `None` for background work (recompute, relay), which may change everything of its organization.
    pub account: Option<AccountId>,
    pub role: OrganizationRole,
    pub is_auditor: bool,
    pub is_hr: bool,
    /// The organization's zone: days begin and end in it.
    pub zone: Tz,
    pub request_id: Option<String>,
    /// The form that is being sent, which acts once.
    pub once: Option<Uuid>,
    /// The open page that it was sent from, where that says so.
    pub tab: Option<Uuid>,
}

impl Actor {
    /// Background work of an organization.
    pub fn system(organization: OrganizationId, zone: Tz) -> Self {
        Self {
            organization,
            account: None,
            role: OrganizationRole::Member,
            is_auditor: false,
            is_hr: false,
            zone,
            request_id: None,
            once: None,
            tab: None,
        }
    }

    pub fn is_system(&self) -> bool {
        self.account.is_none()
    }

    /// Owner, administrator or background work: changes everything of the organization.
    pub fn changes_all(&self) -> bool {
        self.is_system() || matches!(self.role, OrganizationRole::Owner | OrganizationRole::Admin)
    }

    /// Sees every objective of the organization.
    pub fn sees_all(&self) -> bool {
        self.changes_all() || self.is_auditor
    }

    pub fn is(&self, account: AccountId) -> bool {
        self.account == Some(account)
    }

    /// Today's date where the organization is.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        day_in(now, self.zone)
    }
}
