//! People in organizations, and what they set for themselves.
pub mod keyboard;
pub mod profile;

use crate::web::Routes;

pub fn routes() -> Routes {
    profile::routes().merge(keyboard::routes())
}
