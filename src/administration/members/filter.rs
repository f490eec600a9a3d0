//! What the list of members is narrowed to. It lives in the address.
use uuid::Uuid;

use super::model::State;
use crate::db::pattern;
use crate::web::Fields;

/// Longest part of a name or an address that is looked for.
const MAX_TEXT: usize = 100;

/// What somebody is, as the filter offers it.
pub const ROLES: [&str; 4] = ["owner", "admin", "auditor", "hr"];

/// Values that mean nothing are left out, so that an old link still shows a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Part of a name or of an e-mail address.
    pub text: String,
    pub role: Option<&'static str>,
    /// Without it those who were archived are left out.
    pub state: Option<State>,
}

impl Filter {
    pub fn parse(fields: &Fields) -> Self {
        let text: String = fields.get("text").chars().filter(|sign| !sign.is_control()).take(MAX_TEXT).collect();
        Self {
            text: text.trim().to_owned(),
            role: ROLES.into_iter().find(|role| *role == fields.get("role")),
            state: State::parse(fields.get("state")),
        }
    }

    /// How many filters are set.
    pub fn count(&self) -> usize {
        self.pairs().len()
    }

    /// The address `at` with these filters, and after whom the page begins.
    pub fn address(&self, at: &str, after: Option<Uuid>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        match query.finish() {
            query if query.is_empty() => at.to_owned(),
            query => format!("{at}?{query}"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.text.is_empty() {
            pairs.push(("text", self.text.clone()));
        }
        pairs.extend(self.role.map(|role| ("role", role.to_owned())));
        pairs.extend(self.state.map(|state| ("state", state.id().to_owned())));
        pairs
    }

    /// The pattern for `ILIKE`; what was typed is meant literally.
    pub fn pattern(&self) -> Option<String> {
        (!self.text.is_empty()).then(|| pattern::containing(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(pairs: &[(&str, &str)]) -> Filter {
        Filter::parse(&Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()))
    }

    #[test]
    fn an_address_says_the_same_again() {
        let all = filter(&[("text", " 100 %_"), ("role", "hr"), ("state", "archived")]);
        assert_eq!(
            all.address("/m", Some(Uuid::nil())),
            format!("/m?text=100+%25_&role=hr&state=archived&after={}", Uuid::nil())
        );
        assert_eq!((all.count(), all.pattern().unwrap().as_str()), (3, r"%100 \%\_%"));
        let nothing = filter(&[("text", "\u{0} "), ("role", "king"), ("state", "gone")]);
        assert_eq!((nothing.count(), nothing.address("/m", None).as_str()), (0, "/m"));
    }
}
