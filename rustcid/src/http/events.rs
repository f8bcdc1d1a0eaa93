use super::stream::{self, Source};
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::response::sse::Event;
use events::RunId;
use scheduler::Follow;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/runs/{id}/events", Needs::Right(Action::PipelinesRead), events)
            .says("What happens to a run, from the first event on, until it has ended")
            .gives_text(&["text/event-stream"]),
    ]
}

/// What happens to a run, from the first event on, until it has ended. The id of an event is its number.
async fn events(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let run = app.catalog.run(&RunId::from(id)).await?.entry.run;
    let seen = stream::place(&headers)?.unwrap_or(0);
    let last = app.store.records(&run, 0).await?.pop();
    let (last, ended) =
        last.map_or((0, false), |last| (last.seq, matches!(last.event, ::events::Event::RunFinished { .. })));
    if seen > last {
        return Err(Problem::Bad(format!("`Last-Event-ID`: this stream has no place `{seen}`")));
    }
    let all = Records { follow: app.scheduler.follow_after(&run, seen), over: ended && seen == last };
    Ok(stream::answer(&app, all))
}

struct Records {
    follow: Follow,
    over: bool,
}

impl Source for Records {
    async fn next(&mut self) -> Option<Event> {
        if self.over {
            return None;
        }
        match self.follow.next().await {
            Ok(record) => record.map(|record| stream::event("record", &record.seq, &record)),
            Err(error) => {
                tracing::warn!("a stream of events ends early: {error}");
                None
            }
        }
    }
}
