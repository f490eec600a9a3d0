//! A letter in words, as plain text and as simple HTML.
use askama::Template;

use crate::i18n::Lang;
use crate::kernel::{Email, Failure, Result};

/// Longer subjects are cut.
const LONGEST_SUBJECT: usize = 200;

/// Something to be sent to one person. Its words come said, in the language of whoever reads them.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it is about, for those who watch over the mail: `invitation`.
    pub kind: &'static str,
    /// None: written like any other and sent to nobody, so that it takes as long whether somebody exists or not.
    pub to: Option<Email>,
    l: Lang,
    subject: String,
    paragraphs: Vec<String>,
    code: Option<String>,
    link: Option<Link>,
    notes: Vec<String>,
}

#[derive(Debug, Clone)]
struct Link {
    label: String,
    address: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct PlainView<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct HtmlView<'a> {
    letter: &'a Letter,
}

impl Letter {
    /// A letter with nothing in it yet. What could begin another header is taken out of the subject.
    pub fn new(kind: &'static str, to: Option<Email>, l: Lang, subject: &str) -> Self {
        let subject = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_SUBJECT).collect();
        Self { kind, to, l, subject, paragraphs: Vec::new(), code: None, link: None, notes: Vec::new() }
    }

    /// A paragraph.
    #[must_use]
    pub fn say(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }

    /// What is to be typed somewhere, by itself on a line.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// What is to be opened.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, address: impl Into<String>) -> Self {
        self.link = Some(Link { label: label.into(), address: address.into() });
        self
    }

    /// Small print, below.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    pub fn subject(&self) -> &str {
        &self.subject
    }

    pub(super) fn locale(&self) -> &'static str {
        self.l.code()
    }

    /// As plain text, and as HTML.
    pub fn bodies(&self) -> Result<(String, String)> {
        let text = PlainView { letter: self }.render().map_err(Failure::internal)?;
        let html = HtmlView { letter: self }.render().map_err(Failure::internal)?;
        Ok((text, html))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::kernel::Locale;

    fn lang(locale: Locale) -> Lang {
        Lang { locale, zone: chrono_tz::UTC, today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() }
    }

    #[test]
    fn both_bodies_say_the_same() {
        let letter = Letter::new("test", Email::parse("anna@acme.example"), lang(Locale::Ru), "Привет")
            .say("Первый абзац.")
            .code("123 456")
            .link("Открыть", "https://okr.example.com/invitation/0a1b?x=1&y=2")
            .note("Мелким шрифтом.");
        let (text, html) = letter.bodies().unwrap();
        assert_eq!(
            text,
            "Первый абзац.\n\n123 456\n\nОткрыть:\nhttps://okr.example.com/invitation/0a1b?x=1&y=2\n\nМелким шрифтом.\n\n-- \nПисьмо отправлено автоматически, ответы на него никто не читает.\n"
        );
        assert!(html.contains("<html lang=\"ru\">"), "{html}");
        assert!(html.contains("href=\"https://okr.example.com/invitation/0a1b?x=1&#38;y=2\""), "{html}");
    }

    #[test]
    fn words_of_people_stay_words() {
        let letter = Letter::new("test", None, lang(Locale::En), "Hello\r\nBcc: eve@evil.example").say("<b>Acme</b>");
        assert_eq!(letter.subject(), "Hello  Bcc: eve@evil.example");
        let (text, html) = letter.bodies().unwrap();
        assert!(text.starts_with("<b>Acme</b>\n") && !html.contains("<b>"), "{html}");
        assert_eq!(Letter::new("test", None, lang(Locale::En), &"я".repeat(999)).subject().chars().count(), 200);
    }
}
