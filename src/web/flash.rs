//! The message that survives one redirect: a short-lived cookie that the next page shows and drops.
use axum::http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};

use crate::kernel::UndoId;

const NAME: &str = "okrio-flash";

/// What was done, in words, and how to undo it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flash {
    pub text: String,
    pub undo: Option<UndoId>,
}

impl Flash {
    /// The flash of this request, if the cookie holds one.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let value = cookie(headers, NAME)?;
        let (_, json) = url::form_urlencoded::parse(value.as_bytes()).next()?;
        let text = if json.is_empty() { url::form_urlencoded::parse(value.as_bytes()).next()?.0 } else { json };
        serde_json::from_str(&text).ok()
    }

    /// Header that leaves it for the next page.
    pub fn leave(&self) -> Option<HeaderValue> {
        let json = serde_json::to_string(self).ok()?;
        let value: String = url::form_urlencoded::byte_serialize(json.as_bytes()).collect();
        HeaderValue::from_str(&format!("{NAME}={value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax")).ok()
    }

    /// Header that drops it once it was shown.
    pub fn drop_header() -> HeaderValue {
        HeaderValue::from_static("okrio-flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    }
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_round_trip() {
        let flash = Flash { text: "Сохранено; 100 % & «готово»".to_owned(), undo: None };
        let header = flash.leave().unwrap();
        let pair = header.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("a=b; {pair}").parse().unwrap());
        assert_eq!(Flash::read(&headers).unwrap().text, flash.text);
    }
}
