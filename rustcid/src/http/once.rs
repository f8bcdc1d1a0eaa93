use super::Problem;
use crate::app::App;
use crate::auth::Identity;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Bytes of the longest key.
pub(super) const LONGEST: usize = 255;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// For how long an answer is kept.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// For how long whoever carries a request out is waited for: one that has not answered by then was killed.
const PATIENCE: Duration = Duration::from_secs(2 * 60);

/// What of an answer is kept.
const HEADERS: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// An answer that is kept.
#[derive(Serialize, Deserialize)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Carries out a request with a key only once.
pub async fn once(State(app): State<App>, request: Request, next: Next) -> Result<Response, Problem> {
    let Some(key) = request.headers().get(&KEY).cloned() else { return Ok(next.run(request).await) };
    if key.is_empty() || key.len() > LONGEST {
        return Err(Problem::Bad(format!("an idempotency key has 1 to {LONGEST} characters")));
    }
    let user =
        request.extensions().get::<Identity>().map(|identity| identity.user.clone()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, app.body_limit()).await.map_err(|_| Problem::TooLarge)?;
    let place = digest(&[
        user.as_bytes(),
        parts.method.as_str().as_bytes(),
        parts.uri.path().as_bytes(),
        key.as_bytes(),
    ]);
    let content = digest(&[parts.uri.query().unwrap_or_default().as_bytes(), &bytes]);
    let now = app.clock.now();
    let given_up = now.after(PATIENCE.max(app.config.server.request_timeout * 2));
    match app.catalog.take_request(&place, content.as_bytes(), now, given_up).await? {
        stores::Request::New => {}
        stores::Request::Open => {
            return Err(Problem::Conflict(
                "a request with this idempotency key is being carried out".to_owned(),
            ));
        }
        stores::Request::Other => {
            let message = "this idempotency key was used for another request";
            return Err(Problem::invalid("key_reused", message));
        }
        stores::Request::Answered(kept) => return replay(&kept),
    }
    let (mut parts, body) = next.run(Request::from_parts(parts, Body::from(bytes))).await.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    // What went wrong is told further out, and may go well the next time.
    let noted = if parts.status.is_success() {
        let expires = app.clock.now().after(KEEP);
        app.catalog.answer_request(&place, &keep(&parts, &bytes), expires).await
    } else {
        app.catalog.drop_request(&place).await
    };
    // What was done is done, whether or not it can be noted.
    if let Err(error) = noted {
        tracing::warn!("the answer to a request with an idempotency key is not kept: {error}");
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn keep(parts: &axum::http::response::Parts, body: &[u8]) -> Vec<u8> {
    let header = |name: &HeaderName| {
        Some((name.as_str().to_owned(), parts.headers.get(name)?.to_str().ok()?.to_owned()))
    };
    let headers = HEADERS.iter().filter_map(header).collect();
    let answer =
        Answer { status: parts.status.as_u16(), headers, body: String::from_utf8_lossy(body).into_owned() };
    serde_json::to_vec(&answer).unwrap_or_default()
}

fn replay(kept: &[u8]) -> Result<Response, Problem> {
    let broken = |error: &dyn std::fmt::Display| Problem::Broken(format!("the kept answer: {error}"));
    let answer: Answer = serde_json::from_slice(kept).map_err(|error| broken(&error))?;
    let status = StatusCode::from_u16(answer.status).map_err(|error| broken(&error))?;
    let mut response = (status, answer.body).into_response();
    for (name, value) in answer.headers {
        let name: HeaderName = name.parse().map_err(|error| broken(&error))?;
        response.headers_mut().insert(name, HeaderValue::try_from(value).map_err(|error| broken(&error))?);
    }
    response.headers_mut().insert("idempotent-replay", HeaderValue::from_static("true"));
    Ok(response)
}

/// Over parts that cannot flow into each other.
fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
