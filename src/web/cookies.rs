//! Small cookies of preference, beside the session: the message for the next page, the period looked at last, the language.
use axum::http::{HeaderMap, HeaderValue, header};

/// The language chosen in this browser; it goes before that of the account.
pub const LANGUAGE: &str = "okrio-language";
/// The period looked at last.
pub const PERIOD: &str = "okrio-period";
/// How long a preference stays.
pub const YEAR: u32 = 31_536_000;

/// The value of a cookie.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The header that sets a cookie for so many seconds; none drop it. `value` must be fit for a header.
pub fn set(name: &str, value: &str, seconds: u32, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")).ok()
}
