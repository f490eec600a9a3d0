//! Help: what OKRio is for, its keys, and how accessible it is.
mod accessibility;
mod views;

use axum::http::Method;

use crate::web::{self, Access, Nav, Routes, Screen};

/// Public: somebody who cannot sign in may need it most.
pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/help", Access::Public, index)
        .route(Method::GET, "/help/accessibility", Access::Public, accessible)
        .route(Method::GET, "/help/keys", Access::Public, keys)
}

async fn index(screen: Screen) -> web::Result {
    let l = screen.lang();
    screen.show(Nav::None, &l.say("help-title"), &views::IndexPage { l })
}

async fn accessible(screen: Screen) -> web::Result {
    let l = screen.lang();
    screen.show(Nav::None, &l.say("accessibility-title"), &accessibility::AccessibilityPage { l })
}

async fn keys(screen: Screen) -> web::Result {
    let l = screen.lang();
    screen.show(
        Nav::None,
        &l.say("help-keys-title"),
        &views::KeysPage { l, keys: screen.viewer().map(|viewer| viewer.keys.clone()) },
    )
}
