//! The way that letters take: to a mail server, or into the folder of a development machine.
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::carrier::Taken;
use super::folder;
use crate::config::{Config, Encryption, MailConfig};

/// For one letter, from the first byte to the last.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Post {
    Smtp(Box<Smtp>),
    Folder(PathBuf),
}

/// Why a letter was not taken, in the words of the server, and whether another try would be in vain.
#[derive(Debug)]
pub struct Undelivered {
    pub reason: String,
    pub is_final: bool,
}

impl Post {
    /// As configured; none where mail is off. Fails when the settings cannot be used.
    pub fn of(config: &Config, folder: PathBuf) -> Result<Option<Self>, String> {
        match &config.mail {
            Some(mail) => {
                let here = config.public_url.host_str().unwrap_or("localhost");
                Smtp::new(mail, here).map(|smtp| Some(Self::Smtp(Box::new(smtp)))).map_err(|error| error.to_string())
            }
            None if config.shows_outbox() => Ok(Some(Self::Folder(folder))),
            None => Ok(None),
        }
    }

    pub(super) async fn deliver(&self, letter: &Taken) -> Result<(), Undelivered> {
        match self {
            Self::Smtp(smtp) => match tokio::time::timeout(PATIENCE, smtp.deliver(letter)).await {
                Ok(done) => done,
                Err(_) => Err(Undelivered { reason: "the mail server is too slow".to_owned(), is_final: false }),
            },
            Self::Folder(path) => folder::keep(path, letter)
                .await
                .map_err(|error| Undelivered { reason: error.to_string(), is_final: false }),
        }
    }
}

/// A mail server. Each letter has a connection of its own.
#[derive(Debug, Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    fn new(mail: &MailConfig, here: &str) -> Result<Self, lettre::transport::smtp::Error> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let builder = match mail.encryption {
            Encryption::StartTls => Transport::starttls_relay(&mail.host)?,
            Encryption::Tls => Transport::relay(&mail.host)?,
            Encryption::None => Transport::builder_dangerous(&mail.host),
        };
        let builder = builder
            .port(mail.port)
            .hello_name(ClientId::Domain(here.to_owned()))
            .timeout(Some(Duration::from_secs(20)));
        let builder = match &mail.user {
            Some((user, password)) => builder.credentials(Credentials::new(user.clone(), password.expose().to_owned())),
            None => builder,
        };
        Ok(Self { transport: builder.build(), from: mail.from.clone() })
    }

    async fn deliver(&self, letter: &Taken) -> Result<(), Undelivered> {
        let message = self.message(letter).map_err(|reason| Undelivered { reason, is_final: true })?;
        self.transport.send(message).await.map(drop).map_err(|error| {
            // 530 to 539 are about us and the server, not about this letter
            let code = error.status().map(u16::from);
            let is_final = error.is_permanent() && !code.is_some_and(|code| (530..540).contains(&code));
            Undelivered { reason: reason(&error), is_final }
        })
    }

    fn message(&self, letter: &Taken) -> Result<Message, String> {
        let to: Address = letter.recipient.parse().map_err(|_| "the address is none".to_owned())?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            .date(letter.created_at.into())
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(AutoSubmitted)
            .header(ContentLanguage(letter.locale.clone()))
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|error| error.to_string())
    }
}

/// An error with what led to it.
fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(": ");
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}

type ParseError = Box<dyn std::error::Error + Send + Sync>;

/// Nobody's absence shall be answered to us.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, ParseError> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[derive(Clone)]
struct ContentLanguage(String);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(language: &str) -> Result<Self, ParseError> {
        Ok(Self(language.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}
