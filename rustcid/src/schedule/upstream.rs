//! Runs of pipelines that wait for the end of others.
//!
//! What has ended is found in the store, from where all was looked through the last time: what a process knew when it died
//! is found by the next. A claim for each run that follows keeps it to once, however many look.

use super::listed::{Awaited, Listed};
use crate::app::App;
use crate::begin::{self, BeginError, Happening, Wanted};
use events::{Facts, Outcome, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::time::Duration;
use stores::{PipelineId, Request, RunFilter, RunStatus, RunSummary, StoreError};

/// Under what is kept until when all was looked through.
const MARK: &str = "upstream looked through";

/// Clocks of several servers differ.
const SKEW: Duration = Duration::from_secs(60);

/// Whoever was away for longer does not make up for it.
const NEWS: Duration = Duration::from_secs(60 * 60);

/// A run may go on for so long.
const LONGEST: Duration = Duration::from_secs(36 * 60 * 60);

const PAGE: usize = 200;

/// So many runs may follow from each other's ends: pipelines may wait for each other in a circle.
const DEPTH: u64 = 3;

/// The member of a run's account that says how many runs it follows from.
const ACCOUNT: &str = "upstream";

/// Starts whatever waits for the end of a run that ended since the last look.
pub(super) async fn look(
    app: &App,
    listed: &HashMap<PipelineId, Listed>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(looked) = app.catalog.last_fire(MARK).await? else {
        app.catalog.take_fire(MARK, now).await?;
        return Ok(());
    };
    let before = |at: Timestamp, by: Duration| Timestamp(at.0.saturating_sub(by.as_millis() as u64));
    let since = before(looked, SKEW).max(before(now, NEWS));
    let mut from = None;
    while listed.values().any(|listed| !listed.starts.awaited.is_empty()) {
        let page = app.catalog.runs(&RunFilter::default(), from.as_ref(), PAGE).await?;
        let oldest = page.items.last().map(|run| run.entry.created);
        for run in page.items.iter().filter(|run| run.finished.is_some_and(|at| at >= since)) {
            ended(app, listed, run).await?;
        }
        from = page.next;
        if from.is_none() || oldest.is_none_or(|oldest| oldest < before(since, LONGEST)) {
            break;
        }
    }
    app.catalog.take_fire(MARK, now).await?;
    Ok(())
}

/// Starts whatever waits for the end of this run.
async fn ended(app: &App, listed: &HashMap<PipelineId, Listed>, run: &RunSummary) -> Result<(), StoreError> {
    let RunStatus::Finished(outcome) = run.status else { return Ok(()) };
    let pipeline = match app.catalog.pipeline(&run.entry.pipeline).await {
        Err(StoreError::Missing(_)) => return Ok(()),
        pipeline => pipeline?,
    };
    let facts = app.store.submission(&run.entry.run).await?.facts;
    let depth =
        facts.payload.pointer(&format!("/{ACCOUNT}/depth")).and_then(Value::as_u64).unwrap_or_default();
    // What strangers pushed starts nothing that has secrets.
    if facts.gate.is_some() || depth >= DEPTH {
        return Ok(());
    }
    let own = facts.pipeline_name.clone().unwrap_or_else(|| pipeline.name.clone());
    for (waits, listed) in listed {
        for awaited in &listed.starts.awaited {
            let called = awaited.names.iter().find(|name| **name == own || **name == pipeline.name);
            let called = match called {
                Some(name) => name.as_str(),
                None if awaited.names.is_empty() => own.as_str(),
                None => continue,
            };
            if awaited.places.is_none() && outcome != Outcome::Success {
                continue;
            }
            let end = End { name: called, run, outcome, facts: &facts, depth };
            if let Err(error) = begin(app, waits, awaited, &end).await {
                tracing::warn!("pipeline {} does not follow {}: {error}", waits.0, run.entry.run);
            }
        }
    }
    Ok(())
}

/// What ended.
struct End<'a> {
    /// What the one who waits calls it.
    name: &'a str,
    run: &'a RunSummary,
    outcome: Outcome,
    facts: &'a Facts,
    depth: u64,
}

async fn begin(app: &App, waits: &PipelineId, awaited: &Awaited, end: &End<'_>) -> Result<(), BeginError> {
    let upstream = &end.run.entry.run;
    let key = format!("{}\n{}\nupstream\n{upstream}", waits.0, awaited.path);
    let now = app.clock.now();
    if app.catalog.take_request(&key, &[], now, now.after(2 * NEWS)).await? != Request::New {
        return Ok(());
    }
    let path = (!awaited.path.is_empty()).then(|| awaited.path.clone());
    let wanted = Wanted {
        trigger: api::Trigger { path, ..api::Trigger::default() },
        happening: Happening::Ended,
        payload: account(awaited, end),
        ..Wanted::asked(api::Trigger::default(), "upstream".to_owned())
    };
    let pipeline = app.catalog.pipeline(waits).await?;
    let begun = match begin::begin(app, &pipeline, wanted).await {
        // It waits for another branch, say.
        Err(BeginError::NothingToRun { .. }) => return Ok(()),
        begun => begun?,
    };
    let target = format!("/api/v1/runs/{}", begun.run.entry.run);
    app.note("upstream".to_owned(), "upstream.ended", target).await;
    Ok(())
}

/// What is told of it: ours, and the same in the places where the file's language looks.
fn account(awaited: &Awaited, end: &End<'_>) -> Value {
    let (branch, outcome) = (end.facts.git_ref.short(), end.outcome.as_str());
    let entry = &end.run.entry;
    let mut told = json!({ "action": "completed", ACCOUNT: {
        "name": end.name, "branch": branch, "outcome": outcome, "sha": entry.sha,
        "run": entry.run.to_string(), "number": entry.number, "depth": end.depth + 1,
    }});
    if let Some(places) = awaited.places {
        let parts = [
            (places.name, json!(end.name)),
            (places.branch, json!(branch)),
            (places.outcome, json!(outcome)),
            (places.sha, json!(entry.sha)),
            (places.run, json!(entry.run.to_string())),
        ];
        for (place, value) in parts {
            put(&mut told, place, value);
        }
    }
    told
}

/// Puts a value at a JSON pointer, making objects on the way.
fn put(into: &mut Value, place: &str, value: Value) {
    let mut at = into;
    for name in place.split('/').skip(1) {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name];
    }
    *at = value;
}
