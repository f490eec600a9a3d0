//! The table of addresses: each route is recorded with its method and who may ask, so that tests can walk all of them.
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::on;

use super::AppState;

/// Who may call a route at all; what they may do there is the policy's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    SignedIn,
    /// Owners and administrators of the organization.
    Administrator,
    /// The operator of the platform.
    Operator,
}

#[derive(Debug, Clone)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

/// Routes of a module; merged by the app.
#[derive(Default)]
pub struct Routes {
    pub router: Router<AppState>,
    pub list: Vec<Route>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// A page or part for signed-in people.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(Method::GET, path, Access::SignedIn, handler)
    }

    /// A change by signed-in people.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(Method::POST, path, Access::SignedIn, handler)
    }

    #[must_use]
    pub fn route<H, T>(mut self, method: Method, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let method_router = if method == Method::POST {
            axum::routing::post(handler)
        } else {
            on(axum::routing::MethodFilter::GET, handler)
        };
        self.router = self.router.route(path, method_router);
        self.list.push(Route { method, path, access });
        self
    }

    /// A change that brings a file: a body of at most `limit` bytes, where forms have less.
    #[must_use]
    pub fn upload<H, T>(mut self, path: &'static str, access: Access, limit: usize, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.router = self.router.route(path, axum::routing::post(handler).layer(DefaultBodyLimit::max(limit)));
        self.list.push(Route { method: Method::POST, path, access });
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }
}
