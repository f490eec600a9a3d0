//! What is written to people about their passwords.
use crate::auth::links::{Landing, Token};
use crate::config::Config;
use crate::i18n::Lang;
use crate::kernel::Email;
use crate::mail::Letter;

use super::{ASKED_HOURS, SENT_HOURS};

/// To whoever asked; to nobody where there is no such login.
pub fn asked(config: &Config, l: Lang, to: Option<Email>, token: &Token) -> Letter {
    Letter::new("password", to, l, &l.say("reset-letter-subject"))
        .say(l.say("reset-letter-asked"))
        .link(l.say("reset-letter-link"), config.address(&Landing::Password.path(token)))
        .note(l.tr("reset-letter-hours").arg("n", ASKED_HOURS).to_string())
        .note(l.say("reset-letter-not-you"))
}

/// On behalf of an administrator.
pub fn sent(config: &Config, l: Lang, to: Option<Email>, token: &Token, by: &str, organization: &str) -> Letter {
    let said = l.tr("reset-letter-sent").arg("name", by).arg("organization", organization).to_string();
    Letter::new("password", to, l, &l.say("reset-letter-subject"))
        .say(said)
        .link(l.say("reset-letter-link"), config.address(&Landing::Password.path(token)))
        .note(l.tr("reset-letter-hours").arg("n", SENT_HOURS).to_string())
}

/// After the change, in case it was somebody else.
pub fn changed(config: &Config, l: Lang, to: Option<Email>) -> Letter {
    Letter::new("password_changed", to, l, &l.say("reset-letter-changed-subject"))
        .say(l.say("reset-letter-changed"))
        .link(l.say("reset-letter-changed-link"), config.address("/password/forgotten"))
}
