//! What the address asks for: tree or list, and which branches stand open.
use super::forest::Open;
use crate::kernel::ObjectiveId;
use crate::web::Fields;

/// Rows that are shown at first, and with each «more».
pub const ROWS: usize = 1000;
const MAX_ROWS: usize = 10 * ROWS;
/// An address keeps so many opened branches.
const MAX_OPENED: usize = 60;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// The plain list instead of the tree.
    pub is_list: bool,
    pub open: Open,
    /// How often more rows were asked for.
    pub more: usize,
}

impl Ask {
    /// Values that mean nothing are left out.
    pub fn parse(fields: &Fields) -> Self {
        let ids = |name| fields.all(name).filter_map(|id| id.parse().ok()).take(MAX_OPENED).collect();
        let is_list = fields.get("view") == "list";
        let has = |word: &str| fields.all("open").any(|value| value == word);
        Self {
            is_list,
            open: Open {
                all: is_list || has("all"),
                unaligned: has("unaligned"),
                opened: ids("open"),
                closed: ids("closed"),
            },
            more: fields.get("more").parse::<usize>().unwrap_or_default().min(MAX_ROWS / ROWS),
        }
    }

    pub fn limit(&self) -> usize {
        (self.more + 1) * ROWS
    }

    pub fn address(&self, period: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("period", period);
        if self.is_list {
            query.append_pair("view", "list");
        } else if self.open.all {
            query.append_pair("open", "all");
        } else {
            if self.open.unaligned {
                query.append_pair("open", "unaligned");
            }
            query.extend_pairs(self.open.opened.iter().map(|id| ("open", id.to_string())));
            query.extend_pairs(self.open.closed.iter().map(|id| ("closed", id.to_string())));
        }
        if self.more > 0 {
            query.append_pair("more", &self.more.to_string());
        }
        format!("/alignment?{}", query.finish())
    }

    /// With a branch opened or closed.
    pub fn turned(&self, id: ObjectiveId, is_open: bool) -> Self {
        let mut turned = Self { open: Open { all: false, ..self.open.clone() }, ..self.clone() };
        turned.open.opened.retain(|opened| *opened != id);
        turned.open.closed.retain(|closed| *closed != id);
        if is_open {
            turned.open.closed.push(id);
        } else {
            turned.open.opened.push(id);
        }
        turned
    }

    /// With the branches of these open, and that of the unaligned where they are in it.
    pub fn reveal(&mut self, branches: &[ObjectiveId], are_unaligned: bool) {
        self.open.closed.retain(|closed| !branches.contains(closed));
        self.open.opened.retain(|opened| !branches.contains(opened));
        self.open.opened.extend(branches);
        self.open.unaligned |= are_unaligned;
    }

    pub fn turned_unaligned(&self, is_open: bool) -> Self {
        Self { open: Open { all: false, unaligned: !is_open, ..self.open.clone() }, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(query: &str) -> Ask {
        Ask::parse(&Fields(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }

    const ID: &str = "0192f0c1-0000-7000-8000-000000000001";

    #[test]
    fn what_means_nothing_is_left_out() {
        assert_eq!(ask("open=nowhere&closed=&more=-1&view=map"), Ask::default());
        assert_eq!(ask("more=99999999").limit(), 11 * ROWS);
    }

    #[test]
    fn an_address_says_the_same_again() {
        for query in ["view=list&more=2", "open=all", &format!("open=unaligned&open={ID}&closed={ID}")] {
            let asked = ask(query);
            assert_eq!(ask(asked.address("2026-q4").split_once('?').unwrap().1), asked, "{query}");
        }
    }

    #[test]
    fn what_is_revealed_stands_open_once() {
        let id: ObjectiveId = ID.parse().unwrap();
        let mut ask = ask(&format!("open={ID}&closed={ID}"));
        ask.reveal(&[id], false);
        assert_eq!(
            (ask.open.opened.as_slice(), ask.open.closed.is_empty(), ask.open.unaligned),
            (&[id][..], true, false)
        );
        ask.reveal(&[], true);
        assert!(ask.open.unaligned);
    }

    #[test]
    fn a_branch_opens_and_closes_again() {
        let id: ObjectiveId = ID.parse().unwrap();
        let opened = Ask::default().turned(id, false);
        assert_eq!(opened.open.opened, [id]);
        let closed = opened.turned(id, true);
        assert_eq!((closed.open.opened.len(), closed.open.closed), (0, vec![id]));
        assert!(Ask::default().turned_unaligned(false).open.unaligned);
    }
}
