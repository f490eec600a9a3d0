//! E-mail addresses. Only those written in ASCII are taken: a letter of another script that looks the same is another mailbox.
use std::fmt;

/// In characters.
pub const LONGEST: usize = 254;

/// An address that can be written to, as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// None when it is no address.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, domain) = text.rsplit_once('@')?;
        let fits = text.len() <= LONGEST && is_name(name) && domain.split('.').all(is_label);
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which addresses are compared.
    pub fn norm(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands before the sign, without the quoted forms that nobody has.
fn is_name(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
    };
    name.len() <= 64 && name.split('.').all(is_word)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_by_their_form() {
        for good in [" Anna.Smirnova+okr@Acme.example ", "o'neil@mail-1.acme.example", "root@localhost"] {
            assert_eq!(Email::parse(good).unwrap().as_str(), good.trim());
        }
        assert_eq!(Email::parse("Anna@Acme.example").unwrap().norm(), "anna@acme.example");
        for bad in [
            "",
            "anna",
            "@acme.example",
            "anna@",
            "anna@acme..example",
            "anna@-acme.example",
            ".anna@acme.example",
            "anna smirnova@acme.example",
            "anna@acme.example\nbcc:eve@evil.example",
            "anna@acme.example, eve@evil.example",
            "<anna@acme.example>",
            "\"anna\"@acme.example",
            "a@b@acme.example",
        ] {
            assert_eq!(Email::parse(bad), None, "{bad}");
        }
        assert_eq!(Email::parse(&format!("{}@acme.example", "a".repeat(65))), None);
        assert_eq!(Email::parse(&format!("a@{}example", "acme.".repeat(50))), None);
    }

    #[test]
    fn look_alikes_are_refused() {
        // the first letter is Cyrillic
        assert_eq!(Email::parse("аnna@acme.example"), None);
        assert_eq!(Email::parse("anna@аcme.example"), None);
    }
}
