//! What administrators set for their whole organization.

mod audit;
mod brand;
