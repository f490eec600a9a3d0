//! The letter with the code.
use super::code::spaced;
use super::{MINUTES, code::Code};
use crate::i18n::Lang;
use crate::kernel::Email;
use crate::mail::Letter;

pub fn letter(l: Lang, to: Option<Email>, code: &Code) -> Letter {
    Letter::new("sign_in_code", to, l, &l.t("email-code-subject"))
        .say(l.tr("email-code-letter").arg("minutes", MINUTES).to_string())
        .code(spaced(&code.digits))
        .note(l.say("email-code-not-you"))
}
