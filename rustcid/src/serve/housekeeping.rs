use crate::app::App;
use crate::check::aside;
use events::Timestamp;
use std::time::Duration;
use stores::{Retention, StoreError};

/// How often.
const EVERY: Duration = Duration::from_secs(60);

/// As much is removed at a time, so that others get a turn.
const STEP: usize = 200;

/// Removes what is not kept any longer, again and again. Never returns.
pub async fn keep(app: App) {
    loop {
        if let Err(error) = round(&app).await {
            tracing::warn!("cannot tidy up: {error}");
        }
        app.clock.sleep_until(app.clock.now().after(EVERY)).await;
    }
}

/// Runs go first, then the files of those that are gone, and last the notes of these: whatever is cut off is gone on
/// with the next time.
pub async fn round(app: &App) -> Result<(), StoreError> {
    let now = app.clock.now();
    app.limits.forget_idle();
    app.catalog.saw_runner(&app.runner, now).await?;
    if let Err(error) = app.sources.mirrors().sweep(now).await {
        tracing::warn!("cannot remove checkouts: {error}");
    }
    while app.catalog.sweep_requests(now, STEP).await? == STEP {}
    while app.catalog.sweep_tokens(now, STEP).await? == STEP {}
    let kept = u64::try_from(app.config.retention.runs.as_millis()).unwrap_or(u64::MAX);
    let before = Timestamp(now.0.saturating_sub(kept));
    while app.catalog.sweep_runs(Retention::EndedBefore(before), STEP).await?.len() == STEP {}
    loop {
        let orphans = app.catalog.orphan_blobs(STEP).await?;
        let (shelves, keys) = (app.shelves.clone(), orphans.clone());
        let removed = aside(move || shelves.remove(&keys)).await;
        removed.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        app.catalog.forget_blobs(&orphans).await?;
        if orphans.len() < STEP {
            return Ok(());
        }
    }
}
