//! Asking for a link by an address. The answer is the same whether or not somebody has the address.
use askama::Template;

use crate::config::Config;
use crate::i18n::Lang;
use crate::kernel::{Email, Failure, Kind};
use crate::web::{self, Nav, Screen};

/// What a link is asked for: where its form is sent, and the ids of its messages.
pub struct Asking {
    pub action: &'static str,
    /// Marks the parts of the page.
    pub testid: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub mail_off: &'static str,
    pub submit: &'static str,
    pub sent: &'static str,
}

#[derive(Template)]
#[template(path = "auth/links/ask.html")]
struct AskPage {
    l: Lang,
    of: &'static Asking,
    email: String,
    has_mail: bool,
    /// At the field.
    error: Option<String>,
    /// As a whole.
    refused: Option<String>,
}

#[derive(Template)]
#[template(path = "auth/links/asked.html")]
struct AskedPage {
    l: Lang,
    of: &'static Asking,
    email: String,
}

impl Asking {
    fn page(&'static self, screen: &Screen, config: &Config, email: String) -> AskPage {
        let (l, has_mail) = (screen.lang(), config.has_mail());
        AskPage { l, of: self, email, has_mail, error: None, refused: None }
    }

    /// The form, with an address that is known already.
    pub fn show(&'static self, screen: &Screen, config: &Config, email: String) -> web::Result {
        screen.show(Nav::None, &screen.lang().say(self.title), &self.page(screen, config, email))
    }

    /// Asks with what was typed.
    pub async fn ask(
        &'static self,
        screen: &Screen,
        config: &Config,
        typed: String,
        ask: impl AsyncFnOnce(&Email) -> Result<(), Failure>,
    ) -> web::Result {
        let (l, title) = (screen.lang(), screen.lang().say(self.title));
        let page = self.page(screen, config, typed);
        let Some(email) = Email::parse(&page.email) else {
            return screen.invalid(Nav::None, &title, &AskPage { error: Some(l.say("field-not-email")), ..page });
        };
        match ask(&email).await {
            Ok(()) => screen.show(Nav::None, &title, &AskedPage { l, of: self, email: email.to_string() }),
            Err(failure) if failure.kind == Kind::TooMany => {
                let refused = Some(l.with(failure.message, &failure.args));
                screen.refused(Nav::None, &title, &AskPage { refused, ..page }, &failure)
            }
            Err(failure) => Err(failure.into()),
        }
    }
}
