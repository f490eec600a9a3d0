//! What is written to the invited.
use chrono::Duration;

use crate::auth::links::{Landing, Token};
use crate::config::Config;
use crate::i18n::Lang;
use crate::kernel::{Email, clock::day_in};
use crate::mail::Letter;

/// From whom, to what.
pub struct Invited<'a> {
    pub organization: &'a str,
    /// None when it is OKRio itself.
    pub inviter: Option<&'a str>,
    pub days: i64,
    pub now: chrono::DateTime<chrono::Utc>,
}

/// In the language of whoever invites: nothing is known of the invited yet. The page has both.
pub fn invitation(config: &Config, l: Lang, to: Email, token: &Token, invited: &Invited<'_>) -> Letter {
    let said = match invited.inviter {
        Some(name) => l.tr("invitation-letter-from").arg("name", name).arg("organization", invited.organization),
        None => l.tr("invitation-letter").arg("organization", invited.organization),
    };
    let subject = l.tr("invitation-letter-subject").arg("organization", invited.organization).to_string();
    let until = l.day(day_in(invited.now + Duration::days(invited.days), l.zone));
    Letter::new("invitation", Some(to), l, &subject)
        .say(said.to_string())
        .say(l.say("invitation-letter-about"))
        .link(l.say("invitation-letter-link"), config.address(&Landing::Invitation.path(token)))
        .note(l.tr("invitation-letter-until").arg("day", until).to_string())
        .note(l.say("invitation-letter-not-you"))
}
