//! What a log is narrowed to. It lives in the address.
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use uuid::Uuid;

use super::words::Group;
use crate::db::pattern;
use crate::kernel::AccountId;
use crate::web::{Fields, parse};

/// Longest part of a name that is looked for.
const MAX_TEXT: usize = 100;

/// Values that mean nothing are left out, so that an old link still shows a log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Part of a name, or the id of an account.
    pub who: String,
    pub group: Option<&'static Group>,
    /// What was acted on.
    pub subject: Option<Uuid>,
    /// First and last day, where the organization is.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Filter {
    /// `groups` are those of the log.
    pub fn parse(fields: &Fields, groups: &'static [Group]) -> Self {
        let who: String = fields.get("who").chars().filter(|sign| !sign.is_control()).take(MAX_TEXT).collect();
        Self {
            who: who.trim().to_owned(),
            group: groups.iter().find(|group| group.id == fields.get("act")),
            subject: fields.get("subject").parse().ok(),
            from: day(fields.get("from")),
            to: day(fields.get("to")),
        }
    }

    /// How many filters are set.
    pub fn count(&self) -> usize {
        self.pairs().len()
    }

    /// Whether there is more to clear than what the log is about, which has a sign of its own.
    pub fn has_more_than_subject(&self) -> bool {
        self.count() > usize::from(self.subject.is_some())
    }

    /// The address `at` with these filters, and where the page begins.
    pub fn address(&self, at: &str, before: Option<Uuid>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        match query.finish() {
            query if query.is_empty() => at.to_owned(),
            query => format!("{at}?{query}"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.who.is_empty() {
            pairs.push(("who", self.who.clone()));
        }
        pairs.extend(self.group.map(|group| ("act", group.id.to_owned())));
        pairs.extend(self.subject.map(|subject| ("subject", subject.to_string())));
        pairs.extend(self.from.map(|day| ("from", day.to_string())));
        pairs.extend(self.to.map(|day| ("to", day.to_string())));
        pairs
    }

    /// The account, where its id was asked for.
    pub fn account(&self) -> Option<AccountId> {
        self.who.parse().ok()
    }

    /// The pattern of a name for `ILIKE`; what was typed is meant literally.
    pub fn pattern(&self) -> Option<String> {
        (!self.who.is_empty() && self.account().is_none()).then(|| pattern::containing(&self.who))
    }

    /// The moment with which the first day begins, and that with which the last one has ended.
    pub fn span(&self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let begin = |day: NaiveDate| {
            let midnight = day.and_time(NaiveTime::MIN);
            // where the clocks are put forward at midnight, the day begins later
            let begins = (0..4)
                .find_map(|hour| zone.from_local_datetime(&(midnight + chrono::TimeDelta::hours(hour))).earliest());
            begins.map_or(midnight.and_utc(), |begins| begins.to_utc())
        };
        (self.from.map(begin), self.to.and_then(|day| day.succ_opt()).map(begin))
    }

    /// For the trace of an export: ids, days and codes, no part of a name.
    pub fn detail(&self) -> Value {
        json!({
            "account": self.account(),
            "by_name": self.pattern().is_some(),
            "act": self.group.map(|group| group.id),
            "subject": self.subject,
            "from": self.from,
            "to": self.to,
        })
    }
}

/// A day that the database can have with all hours of all zones.
fn day(text: &str) -> Option<NaiveDate> {
    use chrono::Datelike as _;
    parse::day(text).filter(|day| (1900..=9998).contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::super::words::ACTS;
    use super::*;

    fn filter(pairs: &[(&str, &str)]) -> Filter {
        let fields = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Filter::parse(&Fields(fields), ACTS)
    }

    #[test]
    fn what_means_nothing_is_left_out() {
        let nothing =
            filter(&[("who", " \u{0} "), ("act", "x"), ("subject", "1"), ("from", "soon"), ("to", "99999-01-01")]);
        assert_eq!((nothing.count(), nothing.address("/a", None).as_str()), (0, "/a"));
        assert_eq!(nothing, Filter::default());
    }

    #[test]
    fn an_address_says_the_same_again() {
        let id = Uuid::from_u128(7);
        let all = filter(&[
            ("who", "Анна & 100 %_"),
            ("act", "objectives"),
            ("subject", &id.to_string()),
            ("from", "2026-11-01"),
            ("to", "2026-11-30"),
        ]);
        assert_eq!(all.count(), 5);
        let address = all.address("/a", Some(id));
        let read =
            Fields(url::form_urlencoded::parse(address.split_once('?').unwrap().1.as_bytes()).into_owned().collect());
        assert_eq!(Filter::parse(&read, ACTS), all);
        assert_eq!(read.get("before"), id.to_string());
        assert_eq!(all.pattern().unwrap(), r"%Анна & 100 \%\_%");
        assert!(!all.detail().to_string().contains("Анна"));
        let by_id = filter(&[("who", &id.to_string())]);
        assert_eq!((by_id.account(), by_id.pattern()), (Some(AccountId(id)), None));
    }

    #[test]
    fn days_begin_and_end_where_the_organization_is() {
        let span = filter(&[("from", "2026-11-01"), ("to", "2026-11-01")]).span(chrono_tz::Asia::Yekaterinburg);
        assert_eq!(span.0.unwrap().to_rfc3339(), "2026-10-31T19:00:00+00:00");
        assert_eq!(span.1.unwrap().to_rfc3339(), "2026-11-01T19:00:00+00:00");
        // this day began at one o'clock
        let span = filter(&[("from", "2018-11-04")]).span(chrono_tz::America::Sao_Paulo);
        assert_eq!(span.0.unwrap().to_rfc3339(), "2018-11-04T03:00:00+00:00");
    }
}
