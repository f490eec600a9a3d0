//! What the client wants: a whole page, or the part that htmx will swap in.
use axum::http::HeaderMap;

/// Decided once for each request: a part iff htmx asks for a part and does not restore its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    Page,
    Part,
}

impl Want {
    pub fn of(headers: &HeaderMap) -> Self {
        let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found.as_bytes() == value.as_bytes());
        if is("hx-request", "true") && is("hx-request-type", "partial") && !is("hx-history-restore-request", "true") {
            Self::Part
        } else {
            Self::Page
        }
    }

    pub fn is_part(self) -> bool {
        self == Self::Part
    }
}

/// Whether htmx sent the request at all, for whole pages too.
pub fn is_htmx(headers: &HeaderMap) -> bool {
    headers.get("hx-request").is_some_and(|value| value == "true")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_part_only_for_partial_requests_that_restore_nothing() {
        assert_eq!(Want::of(&headers(&[])), Want::Page);
        assert_eq!(Want::of(&headers(&[("hx-request", "true")])), Want::Page);
        assert_eq!(Want::of(&headers(&[("hx-request", "true"), ("hx-request-type", "full")])), Want::Page);
        assert_eq!(Want::of(&headers(&[("hx-request", "true"), ("hx-request-type", "partial")])), Want::Part);
        assert_eq!(
            Want::of(&headers(&[
                ("hx-request", "true"),
                ("hx-request-type", "partial"),
                ("hx-history-restore-request", "true")
            ])),
            Want::Page
        );
        assert_eq!(Want::of(&headers(&[("hx-request-type", "partial")])), Want::Page);
    }
}
