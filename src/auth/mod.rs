//! Sign-in, sessions and what protects them.
pub mod confirmation;
pub mod email_code;
pub mod entrance;
pub mod links;
pub mod local;
pub mod oidc;
pub mod operator;
pub mod organizations;
pub mod password_change;
pub mod password_reset;
pub mod second_factor;
pub mod security;
pub mod security_log;
pub mod sessions;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(confirmation::routes())
        .merge(email_code::routes())
        .merge(entrance::routes())
        .merge(local::routes())
        .merge(oidc::routes())
        .merge(organizations::routes())
        .merge(operator::routes())
        .merge(password_change::routes())
        .merge(second_factor::routes())
        .merge(security::routes())
        .merge(password_reset::routes())
        .merge(sessions::routes())
}
