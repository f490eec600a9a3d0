//! What administrators set for their whole organization.

mod brand;
