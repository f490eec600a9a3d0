//! Sign-in at a real OpenID Connect provider.

mod answers;
mod entra;
mod finding;
mod identities;
mod scene;
mod signing_out;
mod tokens;
