//! What every handler may ask for.
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;

use super::assets::Assets;
use crate::config::Config;
use crate::db::Db;
use crate::secrets::Secrets;

/// The services, shared: each layer around the pages holds them.
#[derive(Clone)]
pub struct AppState(Arc<Services>);

pub struct Services {
    pub db: Db,
    pub config: Arc<Config>,
    pub secrets: Secrets,
    pub assets: Arc<Assets>,
    pub redis: Option<Arc<dyn Answers>>,
    /// Jobs run in this process too, not only in another one.
    pub works_here: bool,
}

impl From<Services> for AppState {
    fn from(services: Services) -> Self {
        Self(Arc::new(services))
    }
}

impl Deref for AppState {
    type Target = Services;
    fn deref(&self) -> &Services {
        &self.0
    }
}

/// A service beside the database that can be asked whether it is there.
#[async_trait::async_trait]
pub trait Answers: Send + Sync {
    async fn answers(&self) -> bool;
}

impl FromRef<AppState> for Db {
    fn from_ref(state: &AppState) -> Self {
        state.db.clone()
    }
}

impl FromRef<AppState> for Arc<Config> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.config)
    }
}

impl FromRef<AppState> for Secrets {
    fn from_ref(state: &AppState) -> Self {
        state.secrets.clone()
    }
}
