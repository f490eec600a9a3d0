//! What goes wrong between a provider and us.
use crate::kernel::Kind;

/// Why a sign-in at a provider did not lead here. The text is for administrators and the log; it comes in part from the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The address of the provider, or one that it names, may not be asked.
    Address(String),
    /// It does not answer, or with a fault of its own.
    Down(String),
    /// What answers there is no OpenID Connect provider.
    NoProvider(String),
    /// It calls itself something else.
    Issuer(String),
    /// It refused our code or our secret.
    Exchange(String),
    /// The person stopped there, or was not let in.
    Denied(String),
    /// Begun elsewhere, long ago, or twice.
    Lost,
    /// The token is not what it should be.
    Token(String),
    /// The token is of another directory.
    Tenant,
    /// The token names none of the groups that may come.
    Group,
    /// The provider kept the groups back, because there are too many.
    GroupsLeftOut,
    /// Nobody here has connected this identity.
    Unknown,
    /// Whoever it is has left, or is suspended.
    Closed,
    /// The identity belongs to somebody else here.
    Taken,
}

impl Trouble {
    /// Its word in the security log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Down(_) => "down",
            Self::NoProvider(_) => "no_provider",
            Self::Issuer(_) => "issuer",
            Self::Exchange(_) => "exchange",
            Self::Denied(_) => "denied",
            Self::Lost => "lost",
            Self::Token(_) => "token",
            Self::Tenant => "tenant",
            Self::Group => "group",
            Self::GroupsLeftOut => "groups_left_out",
            Self::Unknown => "unknown",
            Self::Closed => "closed",
            Self::Taken => "taken",
        }
    }

    /// The message for the person, who can do nothing about most of it. Who exists is not told apart from who does not.
    pub fn message(&self) -> &'static str {
        match self {
            Self::Down(_) => "provider-trouble-down",
            Self::Address(_) | Self::NoProvider(_) | Self::Issuer(_) | Self::Exchange(_) => "provider-trouble-settings",
            Self::Denied(_) => "provider-trouble-denied",
            Self::Lost => "provider-trouble-lost",
            Self::Token(_) => "provider-trouble-token",
            Self::Tenant => "provider-trouble-tenant",
            Self::Group => "provider-trouble-group",
            Self::GroupsLeftOut => "provider-trouble-groups-left-out",
            Self::Unknown | Self::Closed => "provider-trouble-unknown",
            Self::Taken => "provider-trouble-taken",
        }
    }

    pub fn kind(&self) -> Kind {
        match self {
            Self::Down(_) => Kind::Unavailable,
            Self::Lost => Kind::Invalid,
            _ => Kind::Forbidden,
        }
    }

    /// What the log of the program says besides.
    pub fn why(&self) -> &str {
        match self {
            Self::Address(why)
            | Self::Down(why)
            | Self::NoProvider(why)
            | Self::Issuer(why)
            | Self::Exchange(why)
            | Self::Denied(why)
            | Self::Token(why) => why,
            _ => "",
        }
    }
}
