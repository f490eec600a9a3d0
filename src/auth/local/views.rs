//! The sign-in page.
use askama::Template;

use crate::auth::entrance::Goal;
use crate::i18n::Lang;

#[derive(Template)]
#[template(path = "auth/local/sign_in.html")]
pub struct SignInPage {
    pub l: Lang,
    pub email: String,
    pub goal: Goal,
    /// Why the last try was refused.
    pub refused: Option<String>,
    /// Who can sign in to the demo, where it is.
    pub examples: Vec<Example>,
    /// Whether a code can be sent instead.
    pub has_mail: bool,
    /// Whether somebody may come and create an organization.
    pub registration: bool,
}

/// Somebody of the demo.
pub struct Example {
    pub role: String,
    pub address: String,
    /// The door with the address filled in.
    pub link: String,
}

impl SignInPage {
    pub fn new(l: Lang, email: String, goal: Goal, people: Vec<(&str, String)>) -> Self {
        let example = |(role, address): (&str, String)| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("email", &address).append_pair("return_to", goal.back());
            Example {
                role: l.say(&format!("sign-in-example-{role}")),
                link: format!("/sign-in?{}", query.finish()),
                address,
            }
        };
        let examples = people.into_iter().map(example).collect();
        Self { l, email, goal, refused: None, examples, has_mail: false, registration: false }
    }
}
