//! The message that survives one redirect: a short-lived cookie that the next page shows and drops.
use axum::http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

use super::cookies;
use crate::kernel::UndoId;

const NAME: &str = "okrio-flash";

/// What was done, in words, and how to undo it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flash {
    pub text: String,
    pub undo: Option<UndoId>,
}

impl Flash {
    pub fn new(text: String) -> Self {
        Self { text, undo: None }
    }

    /// The flash of this request, if the cookie holds one.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let value = cookies::read(headers, NAME)?;
        let (json, _) = url::form_urlencoded::parse(value.as_bytes()).next()?;
        serde_json::from_str(&json).ok()
    }

    /// Header that leaves it for the next page.
    pub fn leave(&self, secure: bool) -> Option<HeaderValue> {
        let json = serde_json::to_string(self).ok()?;
        let value: String = url::form_urlencoded::byte_serialize(json.as_bytes()).collect();
        cookies::set(NAME, &value, 60, secure)
    }

    /// Header that drops it once it was shown.
    pub fn drop_header(secure: bool) -> Option<HeaderValue> {
        cookies::set(NAME, "", 0, secure)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn survives_the_round_trip() {
        let flash = Flash::new("Сохранено; 100 % & «готово» = да".to_owned());
        let header = flash.leave(true).unwrap();
        assert!(header.to_str().unwrap().ends_with("; Secure"));
        let pair = header.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("a=b; {pair}").parse().unwrap());
        assert_eq!(Flash::read(&headers).unwrap().text, flash.text);
    }
}
