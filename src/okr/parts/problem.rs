//! What is wrong with a field of a form.
use crate::i18n::Lang;
use crate::kernel::FieldError;

/// An error of a form with the field it belongs to.
#[derive(Debug, Clone)]
pub struct Problem {
    pub field: String,
    pub text: String,
}

impl Problem {
    /// With the name of its field in front, for the summary above a form.
    pub fn said(&self, l: &Lang) -> String {
        let name = match self.field.as_str() {
            "title" => "objective-title",
            "value" => "why-input-value",
            "target" => "key-result-field-target",
            "day" => "key-result-reading-day",
            "confidence" => "key-result-confidence",
            "comment" => "key-result-comment",
            "reason" => "key-result-reason",
            _ => return self.text.clone(),
        };
        format!("{}: {}", l.say(name), self.text)
    }
}

/// What is wrong with a form, asked by field.
pub trait Problems {
    /// The first of a field.
    fn at(&self, field: &str) -> Option<&str>;
}

impl Problems for [Problem] {
    fn at(&self, field: &str) -> Option<&str> {
        self.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}

/// What is wrong, field by field, in words.
pub fn problems(l: Lang, errors: &[FieldError]) -> Vec<Problem> {
    errors.iter().map(|error| Problem { field: error.field.clone().into_owned(), text: l.field_error(error) }).collect()
}
