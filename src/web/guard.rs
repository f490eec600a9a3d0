//! Text in an exported CSV that a spreadsheet program would run as a formula.

use std::borrow::Cow;

/// The text with an apostrophe in front when it begins like a formula; [`unguard`] takes it away again.
pub fn guard(text: &str) -> Cow<'_, str> {
    match is_formula_like(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text as it was before [`guard`].
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula_like(rest) => rest,
        _ => text,
    }
}

/// Apostrophes in front count as well, so that guarding can always be undone.
fn is_formula_like(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_lose_their_power() {
        assert_eq!(guard("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(guard("Ship it"), "Ship it");
        assert_eq!(unguard("'tis"), "'tis");
    }

    proptest! {
        #[test]
        fn guarding_is_undone(text in "['=+@\t-]{0,3}\\PC{0,5}") {
            let guarded = guard(&text);
            prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unguard(&guarded), text.as_str());
        }
    }
}
