//! What administrators set for their whole organization.
pub mod brand;

use crate::web::Routes;

pub fn routes() -> Routes {
    brand::routes()
}
