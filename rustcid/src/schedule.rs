//! Runs of pipelines whose time has come, and of those that wait for the end of others. Any number of replicas look; the
//! store gives each fire to one.

mod cron;
mod listed;
mod upstream;
mod zoned;

use crate::app::App;
use crate::begin::{self, BeginError, Happening, Wanted};
use cron::Fires;
use events::Timestamp;
use listed::{Listed, Schedule};
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;
use stores::{Pipeline, PipelineFilter, PipelineId, StoreError};

/// How often the clock is looked at: no schedule is finer than a minute.
const EVERY: Duration = Duration::from_secs(15);

/// What starts pipelines without anybody's doing, as far as this replica knows it.
#[derive(Default)]
pub struct Schedules(HashMap<PipelineId, Listed>);

/// Makes runs as their time comes, again and again. Never returns.
pub async fn keep(app: App) {
    let mut schedules = Schedules::default();
    loop {
        if let Err(error) = schedules.round(&app, app.clock.now()).await {
            tracing::warn!("schedules cannot be looked at: {error}");
        }
        app.clock.sleep_until(app.clock.now().after(EVERY)).await;
    }
}

impl Schedules {
    /// Makes runs of all pipelines whose time has come, or whose upstream has ended.
    pub async fn round(&mut self, app: &App, now: Timestamp) -> Result<(), StoreError> {
        const STEP: usize = 200;
        let (mut seen, mut from) = (HashMap::new(), None);
        loop {
            let page = app.catalog.pipelines(&PipelineFilter::default(), from.as_ref(), STEP).await?;
            for pipeline in page.items {
                let known = self.0.remove(&pipeline.id);
                let listed = Listed::of(app, &pipeline, known, now).await;
                for schedule in &listed.starts.schedules {
                    if let Err(error) = look(app, &pipeline, schedule, now).await {
                        tracing::warn!("a schedule of pipeline {}: {error}", pipeline.id.0);
                    }
                }
                seen.insert(pipeline.id.clone(), listed);
            }
            match page.next {
                Some(next) => from = Some(next),
                None => break,
            }
        }
        self.0 = seen;
        upstream::look(app, &self.0, now).await
    }
}

/// Makes a run if the schedule's time has come. Of several times that passed meanwhile only the last is made up for.
async fn look(app: &App, pipeline: &Pipeline, schedule: &Schedule, now: Timestamp) -> Result<(), BeginError> {
    let key = format!("{}\n{}\n{}\n{}", pipeline.id.0, schedule.path, schedule.zone_name(), schedule.cron);
    let Some(last) = app.catalog.last_fire(&key).await? else {
        // Whoever sees it first says from when on it counts.
        app.catalog.take_fire(&key, now).await?;
        return Ok(());
    };
    let Some(Fires { last: due, before }) = schedule.fires(last, now) else { return Ok(()) };
    if !app.catalog.take_fire(&key, due).await? {
        return Ok(());
    }
    if before > 0 {
        let name = &pipeline.name;
        tracing::warn!("{before} runs of {name} at `{}` were missed: nobody was there", schedule.cron);
    }
    let path = (!schedule.path.is_empty()).then(|| schedule.path.clone());
    let wanted = Wanted {
        trigger: api::Trigger { path, ..api::Trigger::default() },
        actor: "schedule".to_owned(),
        happening: Happening::Due,
        payload: json!({ "schedule": schedule.cron }),
        default_branch: None,
        traceparent: None,
    };
    let begun = begin::begin(app, pipeline, wanted).await?;
    let target = format!("/api/v1/runs/{}", begun.run.entry.run);
    app.note("schedule".to_owned(), "schedules.fire", target).await;
    Ok(())
}
