//! Codes of authenticator apps: RFC 6238 with SHA-1, six digits and thirty seconds, which every app understands.
use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};

use crate::kernel::{Failure, Result};
use crate::secrets::Purpose;

/// What the secret is sealed for; the row is that of the login.
pub const PURPOSE: Purpose = "authenticator secret";

/// Digits of a code.
pub const DIGITS: usize = 6;

/// An authenticator app, as it is known here.
#[derive(Debug)]
pub struct Authenticator {
    /// In base 32, as apps take it.
    secret: String,
    totp: Totp,
}

impl Authenticator {
    /// With a new secret of 160 bits.
    pub fn generate() -> Result<Self> {
        let bytes: [u8; 20] = rand::random();
        Self::of(Secret::new_stack(bytes).to_base32())
    }

    /// With this secret, in base 32.
    pub fn of(secret: String) -> Result<Self> {
        let bytes = Secret::try_from_base32(&secret).map_err(|error| Failure::internal(error.to_string()))?;
        let totp = Builder::new().with_secret(bytes).build().map_err(|error| Failure::internal(error.to_string()))?;
        Ok(Self { secret, totp })
    }

    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// In groups of four, to be typed off a screen.
    pub fn spaced_secret(&self) -> String {
        let characters: Vec<char> = self.secret.chars().collect();
        characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The step that a code is of, when it is of now, of the thirty seconds before, or of those after. Each may be taken once only.
    pub fn step(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let seconds = u64::try_from(now.timestamp()).ok()?;
        self.totp.check(code, seconds).and_then(|step| i64::try_from(step).ok())
    }

    /// The address that apps read from a picture.
    pub fn address(&self, issuer: &str, name: &str) -> String {
        let part =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let (issuer, name) = (part(issuer), part(name));
        format!("otpauth://totp/{issuer}:{name}?secret={}&issuer={issuer}", self.secret)
    }
}

/// What was typed, without the spaces that people put between digits; nothing when it is no code of an app.
pub fn read(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == DIGITS && digits.chars().all(|c| c.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        let app = Authenticator::of(RFC.to_owned()).unwrap();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(app.step(code, at(seconds)), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let app = Authenticator::of(RFC.to_owned()).unwrap();
        let step = 59 / 30;
        for (seconds, taken) in [(0, true), (29, true), (30, true), (89, true), (90, false), (120, false)] {
            assert_eq!(app.step("287082", at(seconds)), taken.then_some(step), "{seconds}");
        }
        for wrong in ["", "287083", "28708", "2870820", "٢٨٧٠٨٢"] {
            assert_eq!(app.step(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn secrets_are_new_and_long() {
        let (one, other) = (Authenticator::generate().unwrap(), Authenticator::generate().unwrap());
        assert_ne!(one.secret(), other.secret());
        assert_eq!((one.secret().len(), one.spaced_secret().len()), (32, 39));
    }

    #[test]
    fn the_address_says_who_and_where() {
        let app = Authenticator::of(RFC.to_owned()).unwrap();
        assert_eq!(
            app.address("OKRio Демо", "anna+1@acme.example"),
            format!(
                "otpauth://totp/OKRio%20%D0%94%D0%B5%D0%BC%D0%BE:anna%2B1%40acme.example?secret={RFC}&issuer=OKRio%20%D0%94%D0%B5%D0%BC%D0%BE"
            )
        );
    }

    #[test]
    fn codes_are_read_with_spaces_and_nothing_else() {
        assert_eq!(read(" 287 082 ").as_deref(), Some("287082"));
        for other in ["28708", "2870821", "28708a", "k3m9x-7qf2t", "٢٨٧٠٨٢", ""] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
