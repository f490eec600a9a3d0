//! One-time links of letters: whoever opens one has shown that the letter reached them.
//!
//! The address in the letter holds the secret only until it is opened: then the secret moves into a cookie and the browser goes on to a
//! plain address, so that no history, no log and no other site learns it. Nothing is used up by looking: programs that check mail do that.
pub mod asking;
pub mod store;
mod token;

use axum::http::{HeaderMap, header};
use axum::response::Response;

pub use token::Token;

use crate::kernel::{Failure, Kind};
use crate::web::{Flash, Screen, cookies};

/// How long the cookie stays while somebody reads and types.
const READING_SECONDS: u32 = 3600;

/// A page that is reached by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    Password,
    Invitation,
    Registration,
}

impl Landing {
    /// Begins the address in the letter.
    fn letter(self) -> &'static str {
        match self {
            Self::Password => "/password/",
            Self::Invitation => "/invitation/",
            Self::Registration => "/registration/",
        }
    }

    /// Where the page is.
    pub fn page(self) -> &'static str {
        match self {
            Self::Password => "/password/new",
            Self::Invitation => "/invitation",
            Self::Registration => "/registration",
        }
    }

    fn cookie(self) -> &'static str {
        match self {
            Self::Password => "okrio-link-password",
            Self::Invitation => "okrio-link-invitation",
            Self::Registration => "okrio-link-registration",
        }
    }

    /// The path that stands in the letter.
    pub fn path(self, token: &Token) -> String {
        format!("{}{}", self.letter(), token.secret())
    }

    /// Takes the secret out of the address. What cannot be one is not there.
    pub fn open(self, screen: &Screen, secret: &str) -> Result<Response, Failure> {
        let token = Token::parse(secret).ok_or_else(Failure::not_found)?;
        Ok(self.with_cookie(screen.redirect(self.page()), screen, token.secret(), READING_SECONDS))
    }

    /// The link that was opened in this browser.
    pub fn token(self, headers: &HeaderMap) -> Result<Token, Failure> {
        cookies::read(headers, self.cookie()).and_then(Token::parse).ok_or_else(dead)
    }

    /// The answer after which the link is forgotten, with something to say on the page that it leads to.
    pub fn close(self, screen: &Screen, mut response: Response, flash: &Flash) -> Response {
        if let Some(cookie) = flash.leave(screen.is_secure()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        self.with_cookie(response, screen, "", 0)
    }

    fn with_cookie(self, mut response: Response, screen: &Screen, value: &str, seconds: u32) -> Response {
        if let Some(cookie) = cookies::set(self.cookie(), value, seconds, screen.is_secure()) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// The refusal of a link that was used, has expired, or never was: nobody learns which.
pub fn dead() -> Failure {
    Failure::new(Kind::Gone, "link-dead")
}
