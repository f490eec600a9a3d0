//! What administrators set for their whole organization.
pub mod audit;
pub mod brand;
pub mod identity_providers;
pub mod members;
pub mod ownership;
pub mod sign_in;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(brand::routes())
        .merge(members::routes())
        .merge(ownership::routes())
        .merge(audit::routes())
        .merge(sign_in::routes())
        .merge(identity_providers::routes())
}
