//! The calm word that what was typed is back, with the way to throw it away.
use askama::Template;
use chrono::{DateTime, Utc};

use crate::i18n::Lang;
use crate::okr::parts::Once;

/// Stands in a form; its button belongs to [`DiscardForm`], which stands beside it, since forms cannot nest.
#[derive(Debug, Clone, Template)]
#[template(path = "okr/drafts/restored.html")]
pub struct RestoredNote {
    l: Lang,
    form: String,
    at: DateTime<Utc>,
}

/// Throws the draft away and leads back.
#[derive(Debug, Clone, Template)]
#[template(path = "okr/drafts/discard.html")]
pub struct DiscardForm {
    once: Once,
    form: String,
    back: String,
}

/// Both parts for a form whose draft was restored.
#[derive(Debug, Clone)]
pub struct DraftNote {
    pub note: RestoredNote,
    pub discard: DiscardForm,
    /// When it was kept, in milliseconds since 1970: a device that kept a newer one shows that.
    pub kept_at: i64,
}

impl DraftNote {
    /// `back` is the address of the form.
    pub fn new(l: Lang, form: &str, at: DateTime<Utc>, back: String) -> Self {
        Self {
            note: RestoredNote { l, form: form.to_owned(), at },
            discard: DiscardForm { once: Once::new(), form: form.to_owned(), back },
            kept_at: at.timestamp_millis(),
        }
    }
}

impl RestoredNote {
    fn when(&self) -> String {
        self.l.moment(self.at)
    }
}
