//! Addresses that a person brings along to be led back to: only those of this site are followed.

/// The address when it lies inside, else the start page: one slash, then anything but another slash or a backslash.
pub fn inside(to: &str) -> &str {
    let inside =
        to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.chars().any(char::is_control);
    if inside && !to.starts_with("/sign-in") { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn leads_back_only_inside() {
        assert_eq!(inside("/objectives?period=2026-q4"), "/objectives?period=2026-q4");
        for outside in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "/sign-in",
            "/a\nb",
            " /a",
            "/\t/evil.example",
        ] {
            assert_eq!(inside(outside), "/", "{outside}");
        }
    }
}
