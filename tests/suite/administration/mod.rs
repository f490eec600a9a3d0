//! What administrators set for their whole organization.

mod audit;
mod brand;
mod members;
mod ownership;
mod identity_providers;
mod sign_in;
