//! What administrators set for their whole organization.
pub mod audit;
pub mod brand;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().merge(brand::routes()).merge(audit::routes())
}
