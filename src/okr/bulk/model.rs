//! The acts, and what is chosen for them.
use crate::kernel::ObjectiveId;

/// What can be done with many objectives at once. The list offers every one of these that makes sense for what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkAct {
    Archive,
    Restore,
}

impl BulkAct {
    pub const ALL: [Self; 2] = [Self::Archive, Self::Restore];

    /// As forms send it. Its button is the message `bulk-<id>`, what is said of it `bulk-<id>-done`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Restore => "restore",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.id() == text)
    }

    /// Whether the list offers it: what is put away, or what is not.
    pub fn fits(self, is_archived: bool) -> bool {
        match self {
            Self::Archive => !is_archived,
            Self::Restore => is_archived,
        }
    }
}

/// An objective with the version that was on the screen, as a checkbox sends it: `<id>.<version>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    pub id: ObjectiveId,
    pub version: i32,
}

impl Chosen {
    pub fn parse(text: &str) -> Option<Self> {
        let (id, version) = text.split_once('.')?;
        Some(Self { id: id.parse().ok()?, version: version.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkbox_says_which_and_what_was_seen_of_it() {
        let id = ObjectiveId::new();
        assert_eq!(Chosen::parse(&format!("{id}.7")), Some(Chosen { id, version: 7 }));
        for text in
            ["", "7", &id.to_string(), &format!("{id}."), &format!("{id}.x"), "x.1", &format!("{id}.99999999999")]
        {
            assert_eq!(Chosen::parse(text), None, "{text}");
        }
    }

    #[test]
    fn each_act_is_known_by_its_id_and_fits_somewhere() {
        for act in BulkAct::ALL {
            assert_eq!(BulkAct::parse(act.id()), Some(act));
            assert!(act.fits(true) != act.fits(false));
        }
        assert_eq!(BulkAct::parse("erase"), None);
    }
}
