//! The orders that the list can be asked for, beside its own: by workspace and the place in it.
use std::fmt;

/// What decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    Title,
    /// Name of the owner.
    Owner,
    /// Without any progress comes before none of it.
    Progress,
    /// From urgent to calm.
    Status,
    /// The last change.
    Updated,
}

/// An order, as the address says it: `title`, `-updated`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    pub by: By,
    pub is_descending: bool,
}

impl By {
    pub const ALL: [Self; 5] = [Self::Title, Self::Owner, Self::Progress, Self::Status, Self::Updated];

    pub fn id(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Owner => "owner",
            Self::Progress => "progress",
            Self::Status => "status",
            Self::Updated => "updated",
        }
    }

    /// What changed last is looked for first.
    fn begins_descending(self) -> bool {
        self == Self::Updated
    }
}

impl Sort {
    /// An unknown order is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, is_descending) = text.strip_prefix('-').map_or((text, false), |id| (id, true));
        By::ALL.into_iter().find(|by| by.id() == id).map(|by| Self { by, is_descending })
    }

    /// What the head of a column leads to: its order, then the other way round, then the list's own.
    pub fn next(now: Option<Self>, by: By) -> Option<Self> {
        let first = by.begins_descending();
        match now.filter(|now| now.by == by) {
            None => Some(Self { by, is_descending: first }),
            Some(now) if now.is_descending == first => Some(Self { by, is_descending: !first }),
            Some(_) => None,
        }
    }

    /// As `aria-sort` names it.
    pub fn direction(self) -> &'static str {
        if self.is_descending { "descending" } else { "ascending" }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_descending { "-" } else { "" }, self.by.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_an_order_and_nothing_else_is_one() {
        for by in By::ALL {
            for is_descending in [false, true] {
                let sort = Sort { by, is_descending };
                assert_eq!(Sort::parse(&sort.to_string()), Some(sort));
            }
        }
        for text in ["", "-", "place", "--title", "title ", "title; DROP"] {
            assert_eq!(Sort::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_head_leads_there_back_and_away() {
        let walk = |by| {
            let first = Sort::next(None, by);
            let second = Sort::next(first, by);
            [first, second, Sort::next(second, by)].map(|sort| sort.map(|sort| sort.to_string()).unwrap_or_default())
        };
        assert_eq!(walk(By::Title), ["title", "-title", ""]);
        assert_eq!(walk(By::Updated), ["-updated", "updated", ""]);
        assert_eq!(Sort::next(Sort::parse("-owner"), By::Title), Sort::parse("title"));
    }
}
