//! Sign-in, sessions and what protects them.
pub mod local;
pub mod sessions;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().merge(local::routes()).merge(sessions::routes())
}
