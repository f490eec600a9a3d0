//! What came back: status, headers, and the page to look things up in.

use axum::http::{HeaderMap, StatusCode};
use scraper::{ElementRef, Html, Selector};

/// An answer with its whole body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The address that was asked.
    pub address: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The body of what is no text.
    pub bytes: Vec<u8>,
}

/// A form with what stands in its fields.
#[derive(Debug, Clone)]
pub struct FilledForm {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Answer {
    /// The value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Where it leads: by redirect, or by htmx.
    pub fn location(&self) -> Option<String> {
        ["location", "hx-redirect"]
            .iter()
            .find_map(|name| self.headers.get(*name))
            .map(|value| value.to_str().unwrap().to_owned())
    }

    /// What the status line says.
    pub fn said(&self) -> String {
        let header = self.header("hx-trigger");
        let json: serde_json::Value = serde_json::from_str(header).unwrap_or_default();
        json["say"]["text"].as_str().unwrap_or_default().to_owned()
    }

    /// The words of the page, each gap one space.
    pub fn text(&self) -> String {
        words(Html::parse_document(&self.body).root_element())
    }

    /// The words of each element that the selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.each(selector, words)
    }

    /// The words of the elements with this test id.
    pub fn marked(&self, testid: &str) -> Vec<String> {
        self.texts(&format!("[data-testid=\"{testid}\"]"))
    }

    /// The words of the only element with this test id.
    pub fn only(&self, testid: &str) -> String {
        let found = self.marked(testid);
        assert_eq!(found.len(), 1, "{testid} on {}: {}", self.address, self.body);
        found.into_iter().next().unwrap()
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.each(selector, |_| ()).is_empty()
    }

    /// An attribute of each element that the selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.each(selector, |element| element.attr(name).unwrap_or_default().to_owned())
    }

    /// The form with this test id or id, as the page filled it: hidden fields, values, checked and selected choices. No button.
    pub fn form(&self, name: &str) -> FilledForm {
        let found = self.forms(&format!("form[data-testid=\"{name}\"], form#{name}"));
        assert!(!found.is_empty(), "no form {name} on {}: {}", self.address, self.body);
        found.into_iter().next().unwrap()
    }

    /// All forms that the selector finds.
    pub fn forms(&self, selector: &str) -> Vec<FilledForm> {
        self.each(selector, |form| FilledForm {
            action: form.attr("action").unwrap_or_default().to_owned(),
            fields: fields(form),
        })
    }

    fn each<T>(&self, selector: &str, read: impl Fn(ElementRef) -> T) -> Vec<T> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.body).select(&selector).map(read).collect()
    }
}

impl FilledForm {
    /// Types this into the field, whatever stood there.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Types this into one of several fields of the same name, counted from 0.
    #[must_use]
    pub fn set_nth(mut self, name: &str, place: usize, value: &str) -> Self {
        let field = self.fields.iter_mut().filter(|(field, _)| field == name).nth(place);
        field.unwrap_or_else(|| panic!("no field {name} {place}")).1 = value.to_owned();
        self
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

fn words(element: ElementRef) -> String {
    let text: String = element.text().collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fields(form: ElementRef) -> Vec<(String, String)> {
    let all = Selector::parse("input[name], select[name], textarea[name]").unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    let options = Selector::parse("option").unwrap();
    let mut fields = Vec::new();
    for element in form.select(&all) {
        let value = match (element.value().name(), element.attr("type").unwrap_or("text")) {
            ("input", "checkbox" | "radio") if element.attr("checked").is_none() => None,
            ("input", "checkbox" | "radio") => Some(element.attr("value").unwrap_or("on").to_owned()),
            ("input", "submit" | "button" | "file") => None,
            ("input", _) => Some(element.attr("value").unwrap_or_default().to_owned()),
            ("select", _) => {
                let option = element.select(&chosen).next().or_else(|| element.select(&options).next());
                option.map(|option| option.attr("value").map_or_else(|| words(option), str::to_owned))
            }
            _ => Some(element.text().collect()),
        };
        if let Some(value) = value {
            fields.push((element.attr("name").unwrap_or_default().to_owned(), value));
        }
    }
    fields
}
