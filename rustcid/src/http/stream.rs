use super::Problem;
use crate::app::App;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use std::convert::Infallible;

/// Brings what a stream tells, one after the other.
pub trait Source: Send + 'static {
    /// The next; none: that was all. A stream that breaks ends, and whoever reads it asks for the rest.
    fn next(&mut self) -> impl Future<Output = Option<Event>> + Send;
}

/// Server-sent events, until all is told or the server closes.
pub fn answer(app: &App, source: impl Source) -> Response {
    let closing = app.closing.clone();
    let events = stream::unfold((source, closing), |(mut source, closing)| async move {
        let next = tokio::select! {
            next = source.next() => next?,
            () = closing.cancelled() => return None,
        };
        Some((Ok::<_, Infallible>(next), (source, closing)))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

/// One event of a stream, with the place behind it.
pub fn event(kind: &str, id: &impl std::fmt::Display, data: &impl Serialize) -> Event {
    let event = Event::default().event(kind).id(id.to_string());
    event.json_data(data).unwrap_or_else(|error| Event::default().event("error").data(error.to_string()))
}

/// Whether a stream is asked for.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("text/event-stream")
}

/// Where a stream goes on, as whoever reads it says: the id of the last event they have.
pub fn place<T: std::str::FromStr>(headers: &HeaderMap) -> Result<Option<T>, Problem> {
    let Some(place) = headers.get("last-event-id") else { return Ok(None) };
    let text = place.to_str().unwrap_or_default();
    text.parse()
        .map(Some)
        .map_err(|_| Problem::Bad(format!("`Last-Event-ID`: this stream has no place `{text}`")))
}
