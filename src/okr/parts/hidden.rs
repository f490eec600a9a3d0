//! The hidden fields of forms: which answer belongs to this submit, and which version was seen.
use askama::Template;
use uuid::Uuid;

/// Makes a repeated submit get the first answer instead of doing it twice. A new one for each rendered form.
#[derive(Debug, Clone, Copy, Template)]
#[template(source = r#"<input type="hidden" name="_once" value="{{ id|safe }}">"#, ext = "html")]
pub struct Once {
    id: Uuid,
}

impl Once {
    pub fn new() -> Self {
        Self { id: Uuid::now_v7() }
    }
}

impl Default for Once {
    fn default() -> Self {
        Self::new()
    }
}

/// The version of the row that a form shows, where a save in place elsewhere on the page makes it new.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<input type="hidden" id="{{ id }}" name="_ver" value="{{ version }}">"#, ext = "html")]
pub struct Version {
    /// Of the element.
    pub id: String,
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_a_name_of_its_own() {
        let (one, other) = (Once::new().render().unwrap(), Once::default().render().unwrap());
        assert!(one.starts_with(r#"<input type="hidden" name="_once" value=""#));
        assert_ne!(one, other);
        let version = Version { id: "row-version".to_owned(), version: 7 };
        let expected = r#"<input type="hidden" id="row-version" name="_ver" value="7">"#;
        assert_eq!(version.render().unwrap(), expected);
    }
}
