//! The two languages of the product.
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    #[default]
    En,
    Ru,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// The BCP 47 code, as in `lang` and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// Reads `en`, `ru` and their regional forms.
    pub fn parse(text: &str) -> Option<Self> {
        let language = text.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| language.eq_ignore_ascii_case(locale.code()))
    }

    /// The best of an `Accept-Language` header by its weights; English when none is known.
    pub fn negotiate(header: &str) -> Self {
        let mut best = (0.0_f32, Self::default());
        for entry in header.split(',') {
            let mut parts = entry.trim().split(';');
            let Some(locale) = parts.next().and_then(Self::parse) else { continue };
            let weight =
                parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if weight > best.0 {
                best = (weight, locale);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn negotiates_by_weight() {
        assert_eq!(Locale::negotiate("ru-RU,ru;q=0.9,en;q=0.8"), Locale::Ru);
        assert_eq!(Locale::negotiate("de,en;q=0.4,ru;q=0.6"), Locale::Ru);
        assert_eq!(Locale::negotiate("de, fr"), Locale::En);
        assert_eq!(Locale::negotiate(""), Locale::En);
        assert_eq!(Locale::negotiate("ru;q=0"), Locale::En);
    }
}
