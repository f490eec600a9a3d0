//! How people come in: they are invited, or they found an organization; and the first operator of the platform.
pub mod acceptance;
pub mod first_operator;
pub mod invitations;
pub mod newcomer;
pub mod registration;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().merge(invitations::routes()).merge(acceptance::routes()).merge(registration::routes())
}
