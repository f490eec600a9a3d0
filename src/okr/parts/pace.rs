//! Progress as a bar with the place where it should be today, and as a number beside it.
use std::fmt;

use askama::Template;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::i18n::Lang;
use crate::okr::maths::{Status, percent, rounded};

/// A progress bar with its number. The large one stands in a `.meter`, beside the status.
#[derive(Debug, Clone, Template)]
#[template(path = "okr/parts/pace.html")]
pub struct PaceView {
    pub l: Lang,
    /// Of what.
    pub title: String,
    /// A share, 0 to 1; `None` when it is not known.
    pub progress: Option<Decimal>,
    /// A share, 0 to 1; `None` when nothing is expected.
    pub expected: Option<Decimal>,
    pub status: Status,
    pub large: bool,
    /// Where the number is explained.
    pub why: Option<String>,
}

impl PaceView {
    fn bar(&self) -> Option<Bar> {
        Some(Bar::new(self.progress?, self.expected.map(Tenths::of), self.status))
    }

    fn label(&self) -> String {
        match self.expected {
            Some(expected) => self
                .l
                .tr("progress-label-expected")
                .arg("title", &self.title)
                .arg("expected", percent_text(&self.l, expected))
                .to_string(),
            None => self.l.tr("progress-label").arg("title", &self.title).to_string(),
        }
    }

    fn number(&self) -> String {
        self.progress.map(|progress| percent_text(&self.l, progress)).unwrap_or_default()
    }

    /// The number without its sign, which the large form sets apart.
    fn bare_number(&self) -> String {
        self.progress.map(|progress| self.l.number(&percent(progress))).unwrap_or_default()
    }
}

/// Geometry of a bar; all numbers are 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    pub value: Tenths,
    /// Where it should be today.
    pub tick: Option<Tenths>,
    /// How much is missing up to the tick.
    pub owed: Option<Tenths>,
    pub at_risk: bool,
}

/// A length with one digit, as attributes take it: 415 is `41.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenths(u16);

impl Tenths {
    /// A share, 0 to 1, of a hundred.
    fn of(share: Decimal) -> Self {
        let thousandths = share.clamp(Decimal::ZERO, Decimal::ONE) * Decimal::ONE_THOUSAND;
        Self(rounded(thousandths, 0).to_u16().unwrap_or_default())
    }

    fn up_to(self, other: Self) -> Option<Self> {
        other.0.checked_sub(self.0).filter(|missing| *missing > 0).map(Self)
    }
}

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenth) => write!(f, "{whole}.{tenth}"),
        }
    }
}

impl Bar {
    pub fn new(progress: Decimal, tick: Option<Tenths>, status: Status) -> Self {
        let value = Tenths::of(progress);
        Self { value, tick, owed: tick.and_then(|tick| value.up_to(tick)), at_risk: status == Status::AtRisk }
    }
}

/// The bars of one period. All expect the same, so it is worked out and worded once and not for each row.
pub struct Pace {
    tick: Option<Tenths>,
    paced: Around,
    unpaced: Around,
}

/// Text around the title of a row.
pub struct Around {
    pub before: String,
    pub after: String,
}

impl Pace {
    pub fn new(l: &Lang, expected: Option<Decimal>) -> Self {
        let tick = expected.map(Tenths::of);
        let expected = percent_text(l, expected.unwrap_or_default());
        Self {
            tick,
            paced: Around::of(|title| {
                l.tr("progress-label-expected").arg("title", title).arg("expected", expected.as_str()).to_string()
            }),
            unpaced: Around::of(|title| l.tr("progress-label").arg("title", title).to_string()),
        }
    }

    pub fn bar(&self, progress: Decimal, status: Status) -> Bar {
        Bar::new(progress, self.tick.filter(|_| has_pace(status)), status)
    }

    /// What a bar is called.
    pub fn label(&self, bar: &Bar) -> &Around {
        if bar.tick.is_some() { &self.paced } else { &self.unpaced }
    }
}

impl Around {
    /// `word` makes the text with the title that it is given.
    fn of(word: impl Fn(&str) -> String) -> Self {
        const HOLE: &str = "\u{fffc}";
        let text = word(HOLE);
        let (before, after) = text.split_once(HOLE).unwrap_or((text.as_str(), ""));
        Self { before: before.to_owned(), after: after.to_owned() }
    }
}

/// Whether it makes sense to say where something of this status should be today.
pub fn has_pace(status: Status) -> bool {
    matches!(status, Status::OnTrack | Status::Behind | Status::AtRisk | Status::Stale | Status::DataFailure)
}

/// A share in per cent: `64 %`, `12.3 %`.
pub fn percent_text(l: &Lang, share: Decimal) -> String {
    l.with_unit(&percent(share), "%")
}

/// A cached share as the decimal that is shown, to twelve digits: as exactly as a float holds it behind the point.
pub fn share(cached: Option<f64>) -> Option<Decimal> {
    let trillionths = (cached? * 1e12).round().to_i64()?;
    Some(Decimal::new(trillionths, 12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Locale;

    fn view(progress: Option<&str>, expected: Option<&str>, status: Status, locale: Locale) -> String {
        let l = Lang { locale, zone: chrono_tz::UTC, today: chrono::NaiveDate::MIN };
        let decimal = |text: &str| text.parse().unwrap();
        PaceView {
            l,
            title: "Ship <it>".to_owned(),
            progress: progress.map(decimal),
            expected: expected.map(decimal),
            status,
            large: false,
            why: None,
        }
        .render()
        .unwrap()
    }

    #[test]
    fn what_is_owed_lies_between_progress_and_tick() {
        let html = view(Some("0.41"), Some("0.58"), Status::Behind, Locale::En);
        assert!(
            html.contains(r#"<progress max="100" value="41" aria-label="Progress of Ship &#60;it&#62;, expected 58"#),
            "{html}"
        );
        assert!(html.contains(r#"<rect x="41" y="3" width="17" height="8"/><line x1="58" x2="58""#), "{html}");
        assert!(html.contains("41\u{a0}%</span>"), "{html}");
        assert!(!html.contains("risk"));
    }

    #[test]
    fn nothing_is_owed_ahead_of_the_tick() {
        let html = view(Some("0.755"), Some("0.58"), Status::OnTrack, Locale::Ru);
        assert!(!html.contains("<rect") && html.contains("<line"), "{html}");
        assert!(html.contains("75,5\u{a0}%"), "{html}");
    }

    #[test]
    fn an_unknown_progress_is_a_dash_and_never_zero() {
        let html = view(None, Some("0.58"), Status::NotStarted, Locale::En);
        assert!(!html.contains("<progress") && html.contains("—<span class=\"vh\">no value yet"), "{html}");
    }

    #[test]
    fn labels_of_rows_say_what_a_single_one_says() {
        let l = Lang { locale: Locale::Ru, zone: chrono_tz::UTC, today: chrono::NaiveDate::MIN };
        let (progress, expected) = ("0.41".parse().unwrap(), "0.58".parse().ok());
        let pace = Pace::new(&l, expected);
        // what is done has no pace to keep
        for (status, expected) in [(Status::Behind, expected), (Status::Done, None)] {
            let label = pace.label(&pace.bar(progress, status));
            let single = PaceView {
                l,
                title: "Рост".to_owned(),
                progress: Some(progress),
                expected,
                status,
                large: false,
                why: None,
            };
            assert_eq!(format!("{}Рост{}", label.before, label.after), single.label());
        }
    }

    #[test]
    fn the_bar_stays_within_its_ends() {
        let tick = Tenths::of("-1".parse().unwrap());
        let bar = Bar::new("1.4".parse().unwrap(), Some(tick), Status::AtRisk);
        assert_eq!((bar.value, bar.tick, bar.owed), (Tenths(1000), Some(Tenths(0)), None));
        assert!(bar.at_risk);
    }

    #[test]
    fn cached_shares_are_shown_like_exact_ones() {
        for text in ["0.1235", "0.64", "0.333333333333", "1", "0"] {
            let exact: Decimal = text.parse().unwrap();
            assert_eq!(percent(share(text.parse().ok()).unwrap()), percent(exact));
        }
        assert_eq!(share(Some(f64::NAN)), None);
    }
}
