use super::Problem;
use crate::app::App;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

/// The body as JSON, whatever it calls itself: nobody signs in with a cookie, so nobody else's page can send one. No body
/// is an empty object.
pub struct Given<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, app).await.map_err(unread)?;
        json(&bytes).map(Self)
    }
}

/// JSON, or why it is none.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.trim_ascii().is_empty() { b"{}" } else { bytes };
    // Whoever reads members by their names would take a list of them too.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Problem::Bad("the body: an object is expected".to_owned()));
    }
    serde_json::from_slice(bytes).map_err(|error| Problem::Bad(format!("the body: {error}")))
}

/// Why a body cannot be had.
pub fn unread(rejection: BytesRejection) -> Problem {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Bad("the body cannot be read".to_owned()),
    }
}

/// The query.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, app).await;
        query
            .map(|Query(query)| Self(query))
            .map_err(|error| Problem::Bad(format!("the query: {}", error.body_text())))
    }
}

/// Which part of a list.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
pub struct Part {
    /// Where it goes on.
    pub cursor: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<usize>,
}

impl Part {
    /// How many at most.
    pub fn limit(&self) -> Result<usize, Problem> {
        const USUAL: usize = 50;
        const MOST: usize = 500;
        match self.limit {
            None => Ok(USUAL),
            Some(limit) if (1..=MOST).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::Bad(format!("the query: `limit` is from 1 to {MOST}"))),
        }
    }

    /// Where it goes on.
    pub fn cursor(&self) -> Option<stores::Cursor> {
        self.cursor.clone().map(stores::Cursor)
    }
}
