use super::Problem;
use crate::app::App;
use crate::random;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Around every request: its id, its time limit, and the one form of what is wrong.
pub async fn outer(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| is_plain(id));
    let id = id.map_or_else(|| random::hex::<8>().unwrap_or_default(), str::to_owned);
    let line = format!("{} {}", request.method(), request.uri().path());
    let limit = app.clock.now().after(app.config.server.request_timeout);
    let span = tracing::info_span!("request", id);
    let mut response = tokio::select! {
        response = next.run(request).instrument(span) => response,
        () = app.clock.sleep_until(limit) => Problem::Slow.into_response(),
    };
    let status = response.status();
    if status.is_server_error() {
        let problem = response.extensions().get::<Problem>().map(ToString::to_string);
        tracing::warn!(request = id, "{line}: {status}: {}", problem.unwrap_or_default());
    } else {
        tracing::debug!(request = id, "{line}: {status}");
    }
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let body = api::ProblemBody { error: problem.told(), request_id: id.clone() };
        let (parts, _) = response.into_parts();
        response = (status, Json(body)).into_response();
        for (name, value) in &parts.headers {
            if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
                response.headers_mut().insert(name, value.clone());
            }
        }
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::try_from(id) {
        headers.insert(REQUEST_ID, id);
    }
    // Nothing here is a page: whatever somebody wrote into a log or a name shall run nowhere, and be framed nowhere.
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether an id may stand in a log.
fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
