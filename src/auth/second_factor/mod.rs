//! The second factor: an authenticator app, and recovery codes for the day it is gone.
pub mod actions;
pub mod door;
mod letter;
pub mod own;
pub mod qr;
pub mod recovery;
pub mod setup;
pub mod store;
pub mod totp;
mod views;

use axum::http::Method;

use crate::auth::entrance::Door;
use crate::kernel::{LoginId, Result};
use crate::secrets::reseal::Column;
use crate::web::{Access, Routes};

/// Where its secrets are kept.
pub const SEALED: Column =
    Column { table: "login_totp", column: "secret", purpose: totp::PURPOSE, is_of_organizations: false };

/// Whether a login has one.
pub async fn is_set_up(door: &Door, login: LoginId) -> Result<bool> {
    let mut tx = door.db.system().await?;
    let is_set_up = store::is_set_up(tx.conn(), login).await?;
    tx.commit().await?;
    Ok(is_set_up)
}

pub fn routes() -> Routes {
    Routes::new()
        // for people on their way in, whose proof the pages ask for
        .route(Method::GET, "/sign-in/second-factor", Access::Public, door::form)
        .route(Method::POST, "/sign-in/second-factor", Access::Public, door::check)
        .route(Method::GET, "/sign-in/second-factor/new", Access::Public, door::new)
        .route(Method::POST, "/sign-in/second-factor/new", Access::Public, door::add)
        .get("/account/security/authenticator", own::new)
        .post("/account/security/authenticator", own::add)
        .post("/account/security/authenticator/removal", own::remove)
        .post("/account/security/codes", own::renew_codes)
}
