//! Where the columns of a file get their meaning from, before somebody corrects them.

use super::file::Head;
use super::kept::{self, Kept};
use super::mapping::{LAYOUTS, Layout, Mapping};
use crate::i18n::Lang;
use crate::kernel::MappingId;

/// From where the mapping that the form shows has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Somebody has chosen it for this file before.
    Chosen,
    /// A kept one.
    Kept(MappingId),
    /// That of another product.
    Layout(&'static Layout),
    /// Recognized by the names of the columns.
    Auto,
}

impl Source {
    /// The mapping that was asked for; else the one kept for the same columns; else none.
    pub fn find(all: &[Kept], head: &Head, asked: Option<&str>) -> (Option<Mapping>, Self) {
        let headers = kept::headers(&head.header);
        let found = match asked.map(Self::of) {
            Some(Self::Kept(id)) => all.iter().find(|kept| kept.id == id),
            Some(Self::Layout(layout)) => {
                let mut guess = head.guess.clone();
                layout.apply(&mut guess);
                return (Some(guess.mapping), Self::Layout(layout));
            }
            Some(_) => None,
            None => all.iter().find(|kept| kept.headers == headers),
        };
        match found {
            Some(kept) => (Some(kept::applied(&kept.mapping, &head.header)), Self::Kept(kept.id)),
            None => match Layout::find(&head.header) {
                Some(layout) => (None, Self::Layout(layout)),
                None => (None, Self::Auto),
            },
        }
    }

    /// As a form sends it.
    pub fn of(code: &str) -> Self {
        match code.parse() {
            Ok(id) => Self::Kept(id),
            Err(_) => Layout::of(code).map_or(Self::Auto, Self::Layout),
        }
    }

    pub fn code(self) -> String {
        match self {
            Self::Kept(id) => id.to_string(),
            Self::Layout(layout) => layout.code.to_owned(),
            Self::Chosen | Self::Auto => "auto".to_owned(),
        }
    }

    /// All that can be chosen: code, label, whether it is the chosen one.
    pub fn choices(self, l: &Lang, all: &[Kept]) -> Vec<(String, String, bool)> {
        let auto = (Self::Auto, l.say("imports-source-auto"));
        let kept = all.iter().map(|kept| (Self::Kept(kept.id), kept.name.clone()));
        let layouts = LAYOUTS.iter().map(|layout| (Self::Layout(layout), layout.product.to_owned()));
        std::iter::once(auto)
            .chain(kept)
            .chain(layouts)
            .map(|(source, label)| (source.code(), label, source.code() == self.code()))
            .collect()
    }

    /// What to tell of it.
    pub fn note(self, l: &Lang, all: &[Kept]) -> Option<String> {
        match self {
            Self::Kept(id) => {
                let kept = all.iter().find(|kept| kept.id == id)?;
                Some(l.tr("imports-source-kept").arg("name", &kept.name).to_string())
            }
            Self::Layout(layout) => Some(l.tr("imports-source-layout").arg("product", layout.product).to_string()),
            Self::Chosen | Self::Auto => None,
        }
    }
}
