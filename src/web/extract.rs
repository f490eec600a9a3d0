//! Extractors whose refusals look like all others.
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::Refusal;
use crate::kernel::{Failure, Kind};

/// A part of the address; what does not parse is not there.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|_| Failure::not_found().into())
    }
}

/// The query of the address. Unknown names are ignored; what cannot be read at all is a bad request.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        axum_extra::extract::Query::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|_| Failure::new(Kind::Invalid, "failure-invalid").into())
    }
}

/// A form; its fields are text, so that what was typed can be shown again.
#[derive(Debug, Clone, Copy)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Refusal;
    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match axum_extra::extract::Form::from_request(request, state).await {
            Ok(form) => Ok(Self(form.0)),
            Err(rejection) => {
                let status = axum::response::IntoResponse::into_response(rejection).status();
                Err(if status.as_u16() == 413 { too_large() } else { Failure::new(Kind::Invalid, "failure-invalid") }
                    .into())
            }
        }
    }
}

/// The refusal of a form that is larger than forms may be.
pub fn too_large() -> Failure {
    Failure::new(Kind::TooLarge, "failure-too-large").arg("limit", "1 MB")
}

/// Fields of a form whose names are only known when it comes, in order; a name may repeat.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a field; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}
