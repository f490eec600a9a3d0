//! How a person looks in a list: initials on a colour.
use crate::kernel::AccountId;

/// The first letters of the first and last word of a name.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The class of a person's colour; the same on every page.
pub fn colour(account: &AccountId) -> &'static str {
    match account.0.as_bytes().last().copied().unwrap_or_default() % 6 {
        0 => "av-1",
        1 => "av-2",
        2 => "av-3",
        3 => "av-4",
        4 => "av-5",
        _ => "av-6",
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_of_names() {
        assert_eq!(initials("Maya Lindqvist"), "ML");
        assert_eq!(initials("Анна Мария Петрова"), "АП");
        assert_eq!(initials("mhz"), "M");
        assert_eq!(initials("  "), "");
    }
}
