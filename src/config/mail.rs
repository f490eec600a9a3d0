//! How mail leaves: `SMTP_*`. Without `SMTP_HOST` it is off.
use lettre::message::Mailbox;

use super::Secret;
use super::read::Reader;

/// The server that takes mail, and whom it comes from.
#[derive(Debug, Clone)]
pub struct MailConfig {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub user: Option<(String, Secret)>,
    pub from: Mailbox,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Asked for after the greeting; a server that does not offer it gets no mail.
    StartTls,
    /// From the first byte.
    Tls,
    None,
}

pub(super) fn read(reader: &mut Reader<'_>, is_production: bool) -> Option<MailConfig> {
    let Some(host) = reader.text("SMTP_HOST") else {
        for name in ["SMTP_PORT", "SMTP_TLS", "SMTP_USER", "SMTP_USERNAME", "SMTP_PASSWORD", "SMTP_FROM"] {
            if reader.text(name).is_some() {
                reader.error(&format!("SMTP_HOST: missing beside {name}"));
            }
        }
        return None;
    };
    let choices = [("starttls", Encryption::StartTls), ("tls", Encryption::Tls), ("none", Encryption::None)];
    let encryption = reader.choice("SMTP_TLS", Encryption::StartTls, &choices);
    let usual = match encryption {
        Encryption::StartTls => "587",
        Encryption::Tls => "465",
        Encryption::None => "25",
    };
    let port = reader.parse("SMTP_PORT", usual, "a port such as 587", 587);
    if is_production && encryption == Encryption::None && !is_here(&host) {
        reader.error("SMTP_TLS: production sends mail encrypted; none is only for a server on the same machine");
    }
    let user = match (reader.text("SMTP_USER").or_else(|| reader.text("SMTP_USERNAME")), reader.text("SMTP_PASSWORD")) {
        (Some(user), Some(password)) => Some((user, Secret::new(password))),
        (None, None) => None,
        (Some(_), None) => {
            reader.error("SMTP_PASSWORD: missing beside SMTP_USER");
            None
        }
        (None, Some(_)) => {
            reader.error("SMTP_USER: missing beside SMTP_PASSWORD");
            None
        }
    };
    let from = reader.text("SMTP_FROM").and_then(|text| text.parse().ok());
    if from.is_none() {
        reader.error("SMTP_FROM: expected the address that mail comes from, such as OKRio <okr@example.com>");
    }
    from.map(|from| MailConfig { host, port, encryption, user, from })
}

/// Whether a host is this machine.
pub(super) fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::super::{Config, ConfigErrors};
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        Config::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_host_and_a_sender_are_enough() {
        let config = read(&[("SMTP_HOST", "mail.example.com"), ("SMTP_FROM", "OKRio <okr@example.com>")]).unwrap();
        let mail = config.mail.unwrap();
        assert_eq!((mail.port, mail.encryption, mail.user.is_none()), (587, Encryption::StartTls, true));
        assert_eq!(mail.from.to_string(), "OKRio <okr@example.com>");
        let tls = read(&[("SMTP_HOST", "h"), ("SMTP_FROM", "a@b.example"), ("SMTP_TLS", "tls")]).unwrap();
        assert_eq!(tls.mail.unwrap().port, 465);
    }

    #[test]
    fn halves_are_refused() {
        for (pairs, count) in [
            (&[("SMTP_FROM", "okr@example.com"), ("SMTP_PASSWORD", "x")] as &[_], 2),
            (&[("SMTP_HOST", "h")], 1),
            (&[("SMTP_HOST", "h"), ("SMTP_FROM", "nobody"), ("SMTP_PORT", "smtp"), ("SMTP_TLS", "ssl")], 3),
            (&[("SMTP_HOST", "h"), ("SMTP_FROM", "a@b.example"), ("SMTP_USER", "u")], 1),
            (&[("SMTP_HOST", "h"), ("SMTP_FROM", "a@b.example"), ("SMTP_PASSWORD", "p")], 1),
        ] {
            assert_eq!(read(pairs).unwrap_err().0.len(), count, "{pairs:?}");
        }
    }

    #[test]
    fn production_sends_in_the_clear_to_itself_only() {
        let production = |host| {
            read(&[
                ("OKRIO_ENVIRONMENT", "production"),
                ("OKRIO_PUBLIC_URL", "https://okr.example.com"),
                ("OKRIO_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
                ("DATABASE_URL", "postgres://okrio_app@localhost/okrio"),
                ("SMTP_HOST", host),
                ("SMTP_FROM", "okr@example.com"),
                ("SMTP_TLS", "none"),
            ])
        };
        assert!(production("mail.example.com").is_err());
        for host in ["localhost", "127.0.0.1", "::1"] {
            assert_eq!(production(host).unwrap().mail.unwrap().port, 25);
        }
    }

    #[test]
    fn the_password_does_not_print() {
        let config =
            read(&[("SMTP_HOST", "h"), ("SMTP_FROM", "a@b.example"), ("SMTP_USER", "u"), ("SMTP_PASSWORD", "hunter2")]);
        assert!(!format!("{:?}", config.unwrap()).contains("hunter2"));
    }
}
