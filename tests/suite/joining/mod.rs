//! How people come in.

mod acceptance;
mod first_operator;
mod invitations;
mod registration;
