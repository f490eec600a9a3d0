//! What the list is narrowed to. It lives in the address: every filtered list can be linked, and the back button works.
use crate::db::pattern;
use crate::kernel::{AccountId, WorkspaceId};
use crate::okr::maths::Status;
use crate::okr::objectives::stage::Stage;
use crate::web::Fields;

use super::cursor::Cursor;
use super::sort::Sort;

/// Longest text that is looked for; titles are hardly longer.
const MAX_TEXT: usize = 100;

/// The choice among the stages that asks for what was put away.
pub const ARCHIVED: &str = "archived";

/// Statuses that can be asked for, from urgent to calm.
pub const STATUSES: [Status; 10] = [
    Status::AtRisk,
    Status::Behind,
    Status::DataFailure,
    Status::Stale,
    Status::OnTrack,
    Status::NotStarted,
    Status::Unknown,
    Status::Closed,
    Status::Postponed,
    Status::Cancelled,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    Me,
    Account(AccountId),
}

/// The filters. Values that mean nothing are left out rather than refused, so that an old link still shows a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    /// Part of the title, as typed.
    pub text: String,
    pub owner: Option<Owner>,
    pub status: Option<Status>,
    /// This workspace and all below it.
    pub workspace: Option<WorkspaceId>,
    pub stage: Option<Stage>,
    /// What was put away, and nothing else; it is asked for in the place of a stage.
    pub is_archived: bool,
    /// Another order than the list's own.
    pub sort: Option<Sort>,
    /// Rows can be chosen. It says how the list is shown, not what it shows.
    pub is_selecting: bool,
}

impl Filter {
    pub fn parse(fields: &Fields) -> Self {
        let text: String =
            fields.get("text").chars().filter(|character| !character.is_control()).take(MAX_TEXT).collect();
        Self {
            text: text.trim().to_owned(),
            owner: match fields.get("owner") {
                "me" => Some(Owner::Me),
                id => id.parse().ok().map(Owner::Account),
            },
            status: Status::from_id(fields.get("status")).filter(|status| STATUSES.contains(status)),
            workspace: fields.get("workspace").parse().ok(),
            stage: Stage::parse(fields.get("stage")),
            is_archived: fields.get("stage") == ARCHIVED,
            sort: Sort::parse(fields.get("sort")),
            is_selecting: !fields.get("select").is_empty(),
        }
    }

    /// How many filters are set; the order is none, nor is choosing.
    pub fn count(&self) -> usize {
        self.pairs().len() - usize::from(self.sort.is_some()) - usize::from(self.is_selecting)
    }

    /// The account whose objectives are asked for, when `me` asks.
    pub fn owner_account(&self, me: AccountId) -> Option<AccountId> {
        self.owner.map(|owner| match owner {
            Owner::Me => me,
            Owner::Account(account) => account,
        })
    }

    /// The title pattern for `ILIKE`; what was typed is meant literally.
    pub fn pattern(&self) -> Option<String> {
        (!self.text.is_empty()).then(|| pattern::containing(&self.text))
    }

    /// The address of the list `at` with these filters, in one order, whatever order they came in.
    pub fn address(&self, at: &str, period: Option<&str>, cursor: Option<&Cursor>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(period) = period {
            query.append_pair("period", period);
        }
        query.extend_pairs(self.pairs());
        if let Some(cursor) = cursor {
            query.append_pair(cursor.name(), &cursor.to_string());
        }
        match query.finish() {
            query if query.is_empty() => at.to_owned(),
            query => format!("{at}?{query}"),
        }
    }

    /// All of it as the query of an address.
    pub fn query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.selecting(false).pairs()).finish()
    }

    /// Whether it asks for anything but the whole list as it always is.
    pub fn is_worth_keeping(&self) -> bool {
        self.selecting(false) != Self::default()
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.text.is_empty() {
            pairs.push(("text", self.text.clone()));
        }
        match self.owner {
            Some(Owner::Me) => pairs.push(("owner", "me".to_owned())),
            Some(Owner::Account(account)) => pairs.push(("owner", account.to_string())),
            None => {}
        }
        pairs.extend(self.status.map(|status| ("status", status.id().to_owned())));
        pairs.extend(self.workspace.map(|workspace| ("workspace", workspace.to_string())));
        pairs.extend(self.stage.map(|stage| ("stage", stage.id().to_owned())));
        if self.is_archived {
            pairs.push(("stage", ARCHIVED.to_owned()));
        }
        pairs.extend(self.sort.map(|sort| ("sort", sort.to_string())));
        if self.is_selecting {
            pairs.push(("select", "1".to_owned()));
        }
        pairs
    }

    /// Nothing but the same order.
    pub fn cleared(&self) -> Self {
        Self { sort: self.sort, is_selecting: self.is_selecting, ..Self::default() }
    }

    /// The same in the list's own order.
    #[must_use]
    pub fn unsorted(&self) -> Self {
        Self { sort: None, is_selecting: false, ..self.clone() }
    }

    /// The same with or without rows that can be chosen.
    #[must_use]
    pub fn selecting(&self, is_selecting: bool) -> Self {
        Self { is_selecting, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(pairs: &[(&str, &str)]) -> Filter {
        Filter::parse(&Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()))
    }

    #[test]
    fn what_means_nothing_is_left_out() {
        let nothing = filter(&[
            ("text", "  \u{0} "),
            ("owner", "nobody"),
            ("status", "great"),
            ("workspace", "../x"),
            ("stage", ""),
            ("sort", "-size"),
        ]);
        assert_eq!(nothing, Filter::default());
        assert_eq!((nothing.count(), nothing.address("/objectives", None, None).as_str()), (0, "/objectives"));
    }

    #[test]
    fn an_address_says_the_same_again() {
        let pairs = [
            ("stage", "active"),
            ("status", "at_risk"),
            ("owner", "me"),
            ("text", " 100 % кофе & чай "),
            ("workspace", "0192f0c1-0000-7000-8000-000000000001"),
            ("sort", "-title"),
        ];
        let filter = filter(&pairs);
        assert_eq!(filter.count(), 5, "the order is no filter");
        assert_eq!(filter.cleared().address("/objectives", None, None), "/objectives?sort=-title");
        let address = filter.address("/objectives", Some("2026-q4"), None);
        let (path, query) = address.split_once('?').unwrap();
        assert_eq!(path, "/objectives");
        let read = Fields(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect());
        assert_eq!(Filter::parse(&read), filter);
        assert_eq!(read.get("period"), "2026-q4");
        assert_eq!(filter.text, "100 % кофе & чай");
    }

    #[test]
    fn what_is_archived_is_asked_for_in_the_place_of_a_stage() {
        let archived = filter(&[("stage", "archived")]);
        assert_eq!((archived.is_archived, archived.stage, archived.count()), (true, None, 1));
        assert_eq!(archived.address("/objectives", None, None), "/objectives?stage=archived");
        assert!(!filter(&[("stage", "active")]).is_archived);
    }

    #[test]
    fn signs_of_patterns_are_meant_literally() {
        assert_eq!(filter(&[("text", r"50%_\x")]).pattern().unwrap(), r"%50\%\_\\x%");
        assert_eq!(Filter::default().pattern(), None);
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(filter(&[("text", &"ж".repeat(5000))]).text.chars().count(), MAX_TEXT);
    }
}
