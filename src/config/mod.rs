//! Configuration: the only reader of the environment. It reports all errors at once.
mod mail;
mod read;

use std::net::SocketAddr;
use std::path::PathBuf;

pub use mail::{Encryption, MailConfig};
use read::Reader;
use url::Url;

use crate::kernel::{Email, Locale};

/// Everything that an operator can set. Secrets do not print themselves.
#[derive(Debug, Clone)]
pub struct Config {
    pub environment: Environment,
    pub listen: SocketAddr,
    /// Address that people use; decides secure cookies and the allowed origin.
    pub public_url: Url,
    pub data_dir: PathBuf,
    pub database: DatabaseConfig,
    pub redis_url: Option<Secret>,
    /// What sealed secrets are sealed with, the newest first; none outside production makes one by itself.
    pub secret_keys: Vec<Secret>,
    /// Whether addresses that people type may lead into the network of this machine.
    pub private_addresses: bool,
    /// Where mail is handed over; off without it.
    pub mail: Option<MailConfig>,
    /// Whether somebody may come and create an organization.
    pub registration: bool,
    /// Who operates the platform first.
    pub first_operator: Option<Email>,
    pub demo_password: Option<Secret>,
    /// Language of the demo organization.
    pub demo_language: Locale,
}

/// Where the data lives.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// Runtime role; without it a private server is started in the data folder.
    pub url: Option<Secret>,
    /// Direct connection for migrations and the worker; the runtime one without it.
    pub direct_url: Option<Secret>,
    pub pool_size: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

/// A value that never reaches a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for whoever needs it to connect or to compare.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// One setting that is missing or wrong, in words for the operator.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl std::fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.0.len();
        writeln!(f, "the configuration has {count} {}:", if count == 1 { "error" } else { "errors" })?;
        for error in &self.0 {
            writeln!(f, "  {error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

impl Config {
    /// Reads the environment of the process.
    #[allow(clippy::disallowed_methods)]
    pub fn from_environment() -> Result<Self, ConfigErrors> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads settings from `get`, which knows them by name.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(&get);
        let environment = reader.choice(
            "OKRIO_ENVIRONMENT",
            Environment::Development,
            &[("development", Environment::Development), ("production", Environment::Production)],
        );
        let default_listen = match reader.text("PORT") {
            Some(port) => format!("0.0.0.0:{port}"),
            None => "127.0.0.1:8080".to_owned(),
        };
        let listen: SocketAddr = reader.parse(
            "OKRIO_LISTEN",
            &default_listen,
            "an address and port such as 127.0.0.1:8080",
            SocketAddr::from(([127, 0, 0, 1], 8080)),
        );
        let public = format!("http://{listen}");
        let fallback = Url::parse("http://localhost").map_err(|error| ConfigErrors(vec![error.to_string()]))?;
        let public_url: Url =
            reader.parse("OKRIO_PUBLIC_URL", &public, "an address such as https://okr.example.com", fallback);
        if environment == Environment::Production && public_url.scheme() != "https" {
            reader.error("OKRIO_PUBLIC_URL: production needs https, so that cookies are only sent encrypted");
        }
        let data_dir = PathBuf::from(reader.text("OKRIO_DATA_DIR").unwrap_or_else(|| ".okrio".to_owned()));
        let database = DatabaseConfig {
            url: reader.url("DATABASE_URL", &["postgres", "postgresql"]),
            direct_url: reader.url("DATABASE_URL_DIRECT", &["postgres", "postgresql"]),
            pool_size: reader.parse("OKRIO_DATABASE_POOL", "10", "a number from 1 to 200", 10),
        };
        if !(1..=200).contains(&database.pool_size) {
            reader.error("OKRIO_DATABASE_POOL: expected a number from 1 to 200");
        }
        if database.direct_url.is_some() && database.url.is_none() {
            reader.error("DATABASE_URL: missing beside DATABASE_URL_DIRECT");
        }
        let redis_url = reader.url("REDIS_URL", &["redis", "rediss"]);
        let secret_keys = secret_keys(&mut reader, environment);
        let private_addresses = reader.choice(
            "OKRIO_PRIVATE_ADDRESSES",
            environment == Environment::Development,
            &[("allow", true), ("refuse", false)],
        );
        let mail = mail::read(&mut reader, environment == Environment::Production);
        let is_single = reader.choice("OKRIO_TENANCY", false, &[("multi", false), ("single", true)]);
        let registration = reader.choice("OKRIO_REGISTRATION", !is_single, &[("on", true), ("off", false)]);
        if is_single && registration {
            reader.error("OKRIO_REGISTRATION: a single organization has none; remove it, or OKRIO_TENANCY");
        }
        let first_operator = reader.text("OKRIO_SUPERADMIN_EMAIL").and_then(|text| {
            let email = Email::parse(&text);
            if email.is_none() {
                reader.error("OKRIO_SUPERADMIN_EMAIL: expected an e-mail address");
            }
            email
        });
        let demo_password = reader.text("OKRIO_DEMO_PASSWORD").map(Secret::new);
        let machine_language = reader.text("LANG").and_then(|lang| Locale::parse(&lang)).unwrap_or_default();
        let demo_language =
            reader.choice("OKRIO_DEMO_LANGUAGE", machine_language, &[("en", Locale::En), ("ru", Locale::Ru)]);
        if environment == Environment::Production {
            if demo_password.is_some() {
                reader.error("OKRIO_DEMO_PASSWORD: the demo does not exist in production; remove it");
            }
            if database.url.is_none() {
                reader.error("DATABASE_URL: production needs a PostgreSQL of its own");
            }
        }
        reader.finish()?;
        Ok(Self {
            environment,
            listen,
            public_url,
            data_dir,
            database,
            redis_url,
            secret_keys,
            private_addresses,
            mail,
            registration,
            first_operator,
            demo_password,
            demo_language,
        })
    }

    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Whether letters reach anybody: by a mail server, or in the outbox of a development machine.
    pub fn has_mail(&self) -> bool {
        self.mail.is_some() || self.shows_outbox()
    }

    /// Letters open doors, so that their outbox is shown only where the people who use it sit at the machine.
    pub fn shows_outbox(&self) -> bool {
        self.mail.is_none() && !self.is_production() && self.public_url.host_str().is_some_and(mail::is_here)
    }

    /// The whole address of a path that begins with a slash, as it stands in a letter.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Cookies are marked secure where people come over https.
    pub fn secure_cookies(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// One key, or several with commas between: the first seals, all of them open.
fn secret_keys(reader: &mut Reader<'_>, environment: Environment) -> Vec<Secret> {
    let text = reader.text("OKRIO_SECRET_KEY").unwrap_or_default();
    let keys: Vec<_> = text.split(',').map(str::trim).filter(|key| !key.is_empty()).map(Secret::new).collect();
    if keys.is_empty() && environment == Environment::Production {
        reader.error(
            "OKRIO_SECRET_KEY: production needs one, at least 32 characters; `openssl rand -base64 32` makes one",
        );
    }
    if keys.iter().any(|key| key.expose().chars().count() < 32) {
        reader.error("OKRIO_SECRET_KEY: too short, at least 32 characters for each key");
    }
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        let map: HashMap<String, String> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::read(|name| map.get(name).cloned())
    }

    #[test]
    fn nothing_set_is_a_development_machine() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
        assert!(config.database.url.is_none() && !config.is_production());
    }

    #[test]
    fn all_errors_come_at_once() {
        let errors = read(&[
            ("OKRIO_LISTEN", "nowhere"),
            ("OKRIO_ENVIRONMENT", "prod"),
            ("DATABASE_URL", "mysql://x"),
            ("OKRIO_DATABASE_POOL", "many"),
        ])
        .unwrap_err()
        .0;
        assert_eq!(errors.len(), 4, "{errors:?}");
    }

    #[test]
    fn production_refuses_what_is_weak() {
        let errors =
            read(&[("OKRIO_ENVIRONMENT", "production"), ("OKRIO_SECRET_KEY", "short"), ("OKRIO_DEMO_PASSWORD", "x")])
                .unwrap_err()
                .0;
        assert_eq!(errors.len(), 4, "{errors:?}");
    }

    #[test]
    fn the_demo_speaks_the_language_of_the_machine_unless_told() {
        assert_eq!(read(&[("LANG", "ru_RU.UTF-8")]).unwrap().demo_language, Locale::Ru);
        assert_eq!(read(&[("LANG", "C.UTF-8")]).unwrap().demo_language, Locale::En);
        assert_eq!(read(&[("LANG", "ru_RU.UTF-8"), ("OKRIO_DEMO_LANGUAGE", "en")]).unwrap().demo_language, Locale::En);
        assert!(read(&[("OKRIO_DEMO_LANGUAGE", "fr")]).is_err());
    }

    #[test]
    fn several_keys_are_named_newest_first() {
        let (new, old) = ("n".repeat(32), "o".repeat(32));
        let keys = read(&[("OKRIO_SECRET_KEY", &format!("{new}, {old}"))]).unwrap().secret_keys;
        assert!(keys == [Secret::new(new.as_str()), Secret::new(old)]);
        assert!(read(&[("OKRIO_SECRET_KEY", &format!("{new},short"))]).is_err());
        assert!(read(&[]).unwrap().secret_keys.is_empty());
    }

    #[test]
    fn one_organization_alone_takes_no_registrations() {
        assert!(read(&[]).unwrap().registration);
        assert!(!read(&[("OKRIO_REGISTRATION", "off")]).unwrap().registration);
        assert!(!read(&[("OKRIO_TENANCY", "single")]).unwrap().registration);
        assert!(read(&[("OKRIO_TENANCY", "single"), ("OKRIO_REGISTRATION", "on")]).is_err());
        assert!(read(&[("OKRIO_TENANCY", "many"), ("OKRIO_SUPERADMIN_EMAIL", "nobody")]).is_err());
    }

    #[test]
    fn letters_are_shown_on_the_machine_itself_only() {
        assert!(read(&[]).unwrap().shows_outbox());
        let elsewhere = read(&[("OKRIO_PUBLIC_URL", "http://okr.example.com/")]).unwrap();
        assert!(!elsewhere.shows_outbox() && !elsewhere.has_mail());
        assert_eq!(elsewhere.address("/sign-in"), "http://okr.example.com/sign-in");
        let sent = read(&[("SMTP_HOST", "mail.example.com"), ("SMTP_FROM", "okr@example.com")]).unwrap();
        assert!(!sent.shows_outbox() && sent.has_mail());
    }

    #[test]
    fn secrets_do_not_print() {
        let config = read(&[
            ("DATABASE_URL", "postgres://okrio_app:hunter2@db/okrio"),
            ("OKRIO_SECRET_KEY", "hunter2hunter2hunter2hunter2hunter2"),
        ])
        .unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
