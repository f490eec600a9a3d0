//! Invitations: who is invited as what, and until when. Whoever administers the organization sends and withdraws them; HR invites members.
pub mod actions;
mod letters;
mod pages;
pub mod policy;
pub mod store;
mod typed;
mod views;

use axum::http::Method;

use crate::web::Access::Administrator;
use crate::web::Routes;

/// Days that a link may last; the first is proposed.
pub const DAYS: [i64; 3] = [7, 14, 30];
/// Addresses in one form.
pub const MOST_AT_ONCE: usize = 100;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/organization/invitations", Administrator, pages::list)
        .route(Method::POST, "/organization/invitations", Administrator, pages::invite)
        .route(Method::POST, "/organization/invitations/{id}/sending", Administrator, pages::resend)
        .route(Method::POST, "/organization/invitations/{id}/withdrawal", Administrator, pages::withdraw)
}
