//! A status: shape, word and colour together.
use askama::Template;

use crate::i18n::Lang;
use crate::okr::maths::Status;

#[derive(Debug, Clone, Copy, Template)]
#[template(path = "okr/parts/status.html")]
pub struct StatusView {
    pub l: Lang,
    pub status: Status,
    /// Filled: once for each object, in its heading.
    pub pill: bool,
}

impl StatusView {
    fn class(self) -> &'static str {
        look(self.status).0
    }

    fn shape(self) -> &'static str {
        look(self.status).1
    }
}

/// Colour class and shape.
fn look(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::OnTrack => ("on", "s-on"),
        Status::Behind => ("behind", "s-behind"),
        Status::AtRisk => ("risk", "s-risk"),
        Status::Stale | Status::DataFailure => ("data", "s-data"),
        Status::Done | Status::Closed => ("done", "s-done"),
        Status::NotStarted | Status::Unknown | Status::Cancelled | Status::Postponed => ("none", "s-none"),
    }
}

/// The message with the word of a status.
pub fn status_message(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "status-cancelled",
        Status::Postponed => "status-postponed",
        Status::Closed => "status-closed",
        Status::Done => "status-done",
        Status::NotStarted => "status-not-started",
        Status::OnTrack => "status-on-track",
        Status::Unknown => "status-unknown",
        Status::Stale => "status-stale",
        Status::DataFailure => "status-data-failure",
        Status::Behind => "status-behind",
        Status::AtRisk => "status-at-risk",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::message_ids;
    use crate::kernel::Locale;

    #[test]
    fn every_status_has_a_word_of_its_own() {
        for locale in Locale::ALL {
            let l = Lang { locale, zone: chrono_tz::UTC, today: chrono::NaiveDate::MIN };
            let mut words: Vec<_> = Status::ALL.iter().map(|status| l.say(status_message(*status))).collect();
            assert!(Status::ALL.iter().all(|status| message_ids(locale, status_message(*status))));
            words.sort();
            words.dedup();
            assert_eq!(words.len(), Status::ALL.len());
        }
    }

    #[test]
    fn shows_shape_colour_and_word() {
        let l = Lang { locale: Locale::En, zone: chrono_tz::UTC, today: chrono::NaiveDate::MIN };
        let html = StatusView { l, status: Status::AtRisk, pill: true }.render().unwrap();
        assert!(
            html.starts_with(r#"<span class="st risk pill"><svg aria-hidden="true"><use href="/assets/"#),
            "{html}"
        );
        assert!(html.ends_with("#s-risk\"/></svg>At risk</span>"), "{html}");
    }
}
