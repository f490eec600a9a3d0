//! What the owner of a login hears by mail when something is done to its second factor.
use chrono::{DateTime, Utc};

use crate::i18n::Lang;
use crate::kernel::Email;
use crate::mail::Letter;

/// What was done; its message is `second-factor-told-` and this.
pub type Deed = &'static str;

pub fn letter(l: Lang, to: Option<Email>, deed: Deed, now: DateTime<Utc>, ip: &str) -> Letter {
    let when = format!("{}, {} UTC", l.day(now.date_naive()), now.format("%H:%M"));
    let id = format!("second-factor-told-{deed}");
    Letter::new("second_factor", to, l, &l.t("second-factor-told-subject"))
        .say(l.say(&id))
        .say(l.tr("second-factor-told-when").arg("when", when).arg("ip", ip).to_string())
        .note(l.say("second-factor-told-not-you"))
}
