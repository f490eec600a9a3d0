//! Who looks at the page, and what the frame around every page shows them.
use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::keys::Keys;
use crate::db::Position;
use crate::i18n::Lang;
use crate::kernel::{AccountId, Actor, LoginId, PeriodId, SessionId};

/// A signed-in account with what every page needs; read once for each request.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub actor: Actor,
    pub lang: Lang,
    pub account: AccountId,
    pub login: LoginId,
    pub session: SessionId,
    pub name: String,
    pub organization_name: String,
    pub appearance: Appearance,
    /// Hash of the sheet with the organization's own accent colour, where it has one.
    pub brand: Option<String>,
    pub keys: Keys,
    /// Key results of theirs whose check-in is due.
    pub due: i64,
    /// Newest first.
    pub periods: Vec<Period>,
    /// Whether there are saved views, theirs or shared ones.
    pub has_views: bool,
    /// What the request has seen at least.
    pub position: Position,
    /// When the request came; scripts go by it, whatever the clock of the device says.
    pub now: DateTime<Utc>,
}

/// How pages look and answer. The first word of each is what holds unless somebody chose.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Appearance {
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `system` or `more`.
    pub contrast: String,
    /// `comfortable` or `compact`.
    pub density: String,
}

impl Viewer {
    /// The period that today lies in, the shortest one; else the newest that has begun; else any.
    pub fn current_period(&self) -> Option<&Period> {
        let today = self.lang.today;
        self.periods
            .iter()
            .filter(|period| period.starts_on <= today && today <= period.ends_on)
            .min_by_key(|period| period.ends_on - period.starts_on)
            .or_else(|| self.periods.iter().find(|period| period.starts_on <= today))
            .or_else(|| self.periods.first())
    }

    /// The period with this code.
    pub fn period(&self, code: &str) -> Option<&Period> {
        self.periods.iter().find(|period| period.code() == code)
    }
}

/// A period as pickers and headings show it.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Period {
    pub id: PeriodId,
    pub kind: String,
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub state: String,
}

impl Period {
    /// Its short, language-free name in addresses: `2026-q4`, `2026-h1`, `2026`, else the id.
    pub fn code(&self) -> String {
        let (year, month) = (self.starts_on.year(), self.starts_on.month0());
        match self.kind.as_str() {
            "quarter" => format!("{year}-q{}", month / 3 + 1),
            "half_year" => format!("{year}-h{}", month / 6 + 1),
            "year" => year.to_string(),
            _ => self.id.to_string(),
        }
    }

    /// Its name in words; regular periods are named by the language, others by people.
    pub fn label(&self, l: &Lang) -> String {
        let (year, month) = (self.starts_on.year(), self.starts_on.month0());
        match self.kind.as_str() {
            "quarter" => l.tr("period-quarter").arg("n", month / 3 + 1).arg("year", year.to_string()).to_string(),
            "half_year" => l.tr("period-half-year").arg("n", month / 6 + 1).arg("year", year.to_string()).to_string(),
            "year" => l.tr("period-year").arg("year", year.to_string()).to_string(),
            _ => self.name.clone(),
        }
    }

    pub fn is_closed(&self) -> bool {
        self.state == "closed"
    }
}
