//! The one way in which things go wrong: a kind, a message id with arguments, field errors, and a cause that only the log sees.
use std::borrow::Cow;
use std::error::Error;
use std::fmt;

pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// What kind of refusal it is; decides the status of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The input breaks a rule (422).
    Invalid,
    /// Nobody is signed in (401).
    Unauthenticated,
    /// May see, may not do (403).
    Forbidden,
    /// Is not there, or may not be known (404).
    NotFound,
    /// Someone changed it meanwhile (409).
    Conflict,
    /// Was there, is no longer (410).
    Gone,
    /// The request is larger than allowed (413).
    TooLarge,
    /// Too many requests (429).
    TooMany,
    /// Something that we need is away; worth another try (503).
    Unavailable,
    /// Our fault (500).
    Internal,
}

/// A message argument: text is shown as it is, a number also chooses the plural form.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<&&String> for Arg {
    fn from(text: &&String) -> Self {
        Self::Text((*text).clone())
    }
}
// References too, because templates pass their fields by reference.
macro_rules! arg_from_number {
    ($($t:ty),+) => {$(
        impl From<$t> for Arg { fn from(n: $t) -> Self { Self::Number(i64::try_from(n).unwrap_or(i64::MAX)) } }
        impl From<&$t> for Arg { fn from(n: &$t) -> Self { Self::from(*n) } }
    )+};
}
arg_from_number!(i16, i32, i64, u8, u16, u32, u64, usize);

pub type Args = Vec<(&'static str, Arg)>;

/// An error at one field of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    /// The name of the field in the form.
    pub field: Cow<'static, str>,
    /// The id of the message that says what is wrong and what to do.
    pub message: &'static str,
    pub args: Args,
}

impl FieldError {
    pub fn new(field: impl Into<Cow<'static, str>>, message: &'static str) -> Self {
        Self { field: field.into(), message, args: Vec::new() }
    }

    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

/// A refusal or a fault.
#[derive(Debug)]
pub struct Failure {
    pub kind: Kind,
    /// Message id; each kind has a default.
    pub message: &'static str,
    pub args: Args,
    pub fields: Vec<FieldError>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    pub fn new(kind: Kind, message: &'static str) -> Self {
        Self { kind, message, args: Vec::new(), fields: Vec::new(), source: None }
    }

    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "failure-not-found")
    }

    pub fn forbidden() -> Self {
        Self::new(Kind::Forbidden, "failure-forbidden")
    }

    /// The row has another version than the one that was read.
    pub fn stale() -> Self {
        Self::new(Kind::Conflict, "failure-stale")
    }

    pub fn unauthenticated() -> Self {
        Self::new(Kind::Unauthenticated, "failure-unauthenticated")
    }

    pub fn invalid(fields: Vec<FieldError>) -> Self {
        Self { fields, ..Self::new(Kind::Invalid, "failure-invalid") }
    }

    pub fn field(field: impl Into<Cow<'static, str>>, message: &'static str) -> Self {
        Self::invalid(vec![FieldError::new(field, message)])
    }

    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..Self::new(Kind::Internal, "failure-internal") }
    }

    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..Self::new(Kind::Unavailable, "failure-unavailable") }
    }

    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.message)?;
        for field in &self.fields {
            write!(f, "; {}: {}", field.field, field.message)?;
        }
        Ok(())
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| -> &(dyn Error + 'static) { source.as_ref() })
    }
}
