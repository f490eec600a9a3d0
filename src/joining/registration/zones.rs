//! Time zones to choose from. All others can be set later.
use chrono_tz::Tz;

use crate::kernel::Locale;

/// From west to east, about one for each offset and many people.
pub const OFFERED: [Tz; 33] = [
    Tz::Pacific__Honolulu,
    Tz::America__Los_Angeles,
    Tz::America__Denver,
    Tz::America__Chicago,
    Tz::America__Mexico_City,
    Tz::America__New_York,
    Tz::America__Sao_Paulo,
    Tz::UTC,
    Tz::Europe__London,
    Tz::Europe__Berlin,
    Tz::Europe__Madrid,
    Tz::Europe__Paris,
    Tz::Europe__Warsaw,
    Tz::Europe__Kaliningrad,
    Tz::Europe__Athens,
    Tz::Africa__Johannesburg,
    Tz::Europe__Istanbul,
    Tz::Europe__Minsk,
    Tz::Europe__Moscow,
    Tz::Asia__Dubai,
    Tz::Europe__Samara,
    Tz::Asia__Almaty,
    Tz::Asia__Tashkent,
    Tz::Asia__Yekaterinburg,
    Tz::Asia__Kolkata,
    Tz::Asia__Omsk,
    Tz::Asia__Novosibirsk,
    Tz::Asia__Krasnoyarsk,
    Tz::Asia__Irkutsk,
    Tz::Asia__Shanghai,
    Tz::Asia__Tokyo,
    Tz::Asia__Vladivostok,
    Tz::Australia__Sydney,
];

/// What is proposed to somebody of whom only the language is known.
pub fn proposed(locale: Locale) -> Tz {
    match locale {
        Locale::En => Tz::UTC,
        Locale::Ru => Tz::Europe__Moscow,
    }
}

pub fn parse(text: &str) -> Option<Tz> {
    OFFERED.into_iter().find(|zone| zone.name() == text)
}
