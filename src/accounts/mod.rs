//! Organizations, logins and accounts.
