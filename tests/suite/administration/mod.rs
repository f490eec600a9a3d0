//! What administrators set for their whole organization.

mod audit;
mod brand;
mod identity_providers;
mod members;
mod ownership;
mod sign_in;
