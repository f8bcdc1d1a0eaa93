//! Watches over the other replicas of a shared store, and goes on with what a dead one left.

use crate::app::{App, LEASE};
use events::RunnerId;
use std::collections::{BTreeSet, HashSet};
use std::time::Duration;
use stores::{RunnerEntry, RunnerState, StoreError};

/// A replica that has not been heard of for so long is gone for good, and is not listed any more.
const GONE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Says again and again that this replica lives, and looks who does not any more. Never returns.
pub async fn watch(app: App) {
    let mut silent: Option<HashSet<RunnerId>> = None;
    loop {
        match look(&app, silent.as_ref()).await {
            Ok(now) => silent = Some(now),
            // Whoever falls silent meanwhile is found when the store answers.
            Err(error) => tracing::warn!("the other replicas cannot be seen: {error}"),
        }
        app.clock.sleep_until(app.clock.now().after(LEASE / 3)).await;
    }
}

/// Those that are silent now. A job goes on by its claim; what else a replica had in hand when it died, the timers of
/// its runs and jobs that it was about to queue, is taken up here. Nothing is taken from one that lives: going on with
/// a run does only what its records say has not been done.
async fn look(app: &App, before: Option<&HashSet<RunnerId>>) -> Result<HashSet<RunnerId>, StoreError> {
    let now = app.clock.now();
    app.catalog.saw_runner(&app.runner, now).await?;
    let silent = meet(app).await?;
    let fell = silent.iter().filter(|other| before.is_some_and(|before| !before.contains(&other.id)));
    let fell: Vec<&str> = fell.map(|other| other.id.as_str()).collect();
    if !fell.is_empty() {
        tracing::info!("{} fell silent: its runs are gone on with here", fell.join(", "));
        if let Err(error) = app.scheduler.recover().await {
            return Err(StoreError::Unavailable(error.to_string()));
        }
    }
    app.metrics.settle(&app.store.unfinished().await?);
    for gone in silent.iter().filter(|other| now.since(other.seen) > GONE) {
        app.catalog.remove_runner(&gone.id).await?;
    }
    Ok(silent.into_iter().map(|other| other.id).collect())
}

/// Learns from the list of all replicas whether this one drains, and what the others offer that live. Returns those that
/// do not.
pub async fn meet(app: &App) -> Result<Vec<RunnerEntry>, StoreError> {
    let now = app.clock.now();
    let (own, others): (Vec<_>, Vec<_>) =
        app.catalog.runners().await?.into_iter().partition(|runner| runner.id == app.runner);
    // Whoever drains it may have asked another replica.
    let drains = own.iter().any(|own| own.state == RunnerState::Draining);
    app.capacity.send_if_modified(|capacity| std::mem::replace(&mut capacity.drains, drains) != drains);
    let (silent, living): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|other| now.since(other.seen) > LEASE);
    let offered: BTreeSet<String> = living.into_iter().flat_map(|other| other.labels).collect();
    app.abroad.send_if_modified(|abroad| {
        let changed = *abroad != offered;
        *abroad = offered;
        changed
    });
    Ok(silent)
}
