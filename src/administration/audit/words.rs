//! Codes of acts and events in words, and the groups that filters offer.
use crate::i18n::{Lang, message_ids};

/// Acts that are looked for together.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// As in addresses; its message is `audit-group-` and this.
    pub id: &'static str,
    /// What codes begin with, up to the point.
    pub of: &'static [&'static str],
}

/// Of the audit log.
pub const ACTS: &[Group] = &[
    Group { id: "objectives", of: &["objective"] },
    Group { id: "key-results", of: &["key_result"] },
    Group { id: "comments", of: &["comment"] },
    Group { id: "imports", of: &["import", "import_mapping"] },
    Group { id: "views", of: &["view"] },
    Group { id: "people", of: &["account", "invitation"] },
    Group { id: "organization", of: &["organization", "ownership", "workspace", "period", "demo"] },
    Group { id: "access", of: &["session", "password", "second_factor", "secret", "identity", "identity_provider"] },
    Group { id: "log", of: &["audit"] },
];

/// Of the security log.
pub const EVENTS: &[Group] = &[
    Group { id: "sign-ins", of: &["sign_in", "sign_out", "email_code", "confirmation", "registration"] },
    Group { id: "passwords", of: &["password"] },
    Group { id: "second-factors", of: &["second_factor"] },
];

/// An act in words; its code where it is older or newer than this program.
pub fn act(l: &Lang, code: &str) -> String {
    said(l, "audit-did", code)
}

/// An event of the security log.
pub fn event(l: &Lang, code: &str) -> String {
    said(l, "security-did", code)
}

fn said(l: &Lang, what: &str, code: &str) -> String {
    let id = format!("{what}-{}", code.replace(['.', '_'], "-"));
    if message_ids(l.locale, &id) { l.say(&id) } else { code.to_owned() }
}
