//! Patterns of text for `ILIKE`.

/// What contains a text; each sign of it is meant literally.
pub fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_are_meant_literally() {
        assert_eq!(containing(r"100 %_\"), r"%100 \%\_\\%");
        assert_eq!(containing("Кофе"), "%Кофе%");
    }
}
