use crate::app::App;
use crate::check::aside;
use events::{RunId, Timestamp};
use std::collections::HashMap;
use std::time::Duration;
use stores::{BlobError, Retention, RunStatus, StoreError};

/// How often.
const EVERY: Duration = Duration::from_secs(60);

/// How often all files are looked at.
const FILES: Duration = Duration::from_secs(60 * 60);

/// As much is removed at a time, so that others get a turn.
const STEP: usize = 200;

/// Removes what is not kept any longer, again and again. Never returns.
pub async fn keep(app: App) {
    let mut looked: Option<Timestamp> = None;
    loop {
        if let Err(error) = round(&app).await {
            tracing::warn!("cannot tidy up: {error}");
        }
        let now = app.clock.now();
        if looked.is_none_or(|looked| now.since(looked) >= FILES) {
            match files(&app, now).await {
                Ok(()) => looked = Some(now),
                Err(error) => tracing::warn!("cannot tidy up files: {error}"),
            }
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

/// Removes artifacts whose time is over, unless their run still goes on, and caches that nobody has used for long.
pub async fn files(app: &App, now: Timestamp) -> Result<(), StoreError> {
    let failed = |error: BlobError| StoreError::Unavailable(error.to_string());
    let age = u64::try_from(app.config.cache.max_age.as_millis()).unwrap_or(u64::MAX);
    let (shelves, since) = (app.shelves.clone(), Timestamp(now.0.saturating_sub(age)));
    let looked = aside(move || Ok((shelves.remove_unused(since)?, shelves.over(now)?)));
    let (unused, over) = looked.await.map_err(failed)?;
    let mut ended: HashMap<RunId, bool> = HashMap::new();
    let mut keys = Vec::new();
    for (run, key) in over {
        let has_ended = match ended.get(&run) {
            Some(known) => *known,
            None => match app.catalog.run(&run).await {
                Ok(found) => matches!(found.status, RunStatus::Finished(_)),
                Err(StoreError::NoRun(_) | StoreError::Missing(_)) => true,
                Err(error) => return Err(error),
            },
        };
        ended.insert(run, has_ended);
        if has_ended {
            keys.push(key);
        }
    }
    let (shelves, count) = (app.shelves.clone(), keys.len());
    aside(move || shelves.remove(&keys)).await.map_err(failed)?;
    if unused + count > 0 {
        tracing::info!("{count} artifacts and {unused} caches were removed: their time was over");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{File, Inputs, read};
    use crate::state::StateFolder;
    use crate::work::{CacheScopes, JobShelves};
    use events::{Event, Facts, GitRef, Outcome, Record};
    use indexmap::IndexMap;
    use runner::{BlobKey, Shelf};
    use std::sync::Arc;
    use stores::{PipelineId, RunEntry, Submission};

    #[tokio::test]
    async fn what_still_runs_keeps_its_files_and_others_go_by_age() {
        let root = tempfile::tempdir().unwrap();
        let text = "retention: {artifacts: 1h}\ncache: {max_age: 2h}\n";
        let file = Some(File { name: "test".into(), text: text.into() });
        let config = read(&Inputs { file, ..Inputs::default() }).config;
        let folder = StateFolder::open(&root.path().join("state")).unwrap();
        let app = App::open(folder, config).await.unwrap();
        let (run, pipeline) = (RunId::from("7"), PipelineId("p".into()));
        let entry = RunEntry {
            run: run.clone(),
            pipeline,
            number: 1,
            title: String::new(),
            git_ref: String::new(),
            sha: String::new(),
            actor: String::new(),
            created: Timestamp(1),
        };
        app.catalog.index_run(entry).await.unwrap();
        let plan = Arc::new(plan::Plan::new("rustci", expr::Dialect::Native, Vec::new()));
        let facts = Arc::new(Facts::new(run.clone(), GitRef::Branch("main".into())));
        app.store.create(&run, Submission { plan, facts }).await.unwrap();
        let (shelves, catalog) = (app.shelves.clone(), Arc::clone(&app.catalog));
        let keep = app.config.retention.artifacts;
        let start = Facts::new(run.clone(), GitRef::Branch("main".into()));
        let job = JobShelves { shelves, catalog, caches: CacheScopes::of("r", &start), keep };
        let left = root.path().join("left");
        std::fs::write(&left, "x").unwrap();
        let hour = Duration::from_secs(60 * 60);
        let artifact = |name: &str| BlobKey { shelf: Shelf::Artifacts(run.clone()), name: name.into() };
        let cache = BlobKey { shelf: Shelf::Caches, name: "deps".into() };
        job.put(&artifact("usual"), &left, None).await.unwrap();
        job.put(&artifact("long"), &left, Some(9 * hour)).await.unwrap();
        job.put(&cache, &left, None).await.unwrap();
        let now = app.clock.now();
        let kept = async |hours: u32| {
            files(&app, now.after(hours * hour)).await.unwrap();
            let mut names = job.names(&Shelf::Artifacts(run.clone()), "").await.unwrap();
            names.extend(job.names(&Shelf::Caches, "").await.unwrap());
            names.sort();
            names
        };
        assert_eq!(kept(0).await, ["deps", "long", "usual"]);
        assert_eq!(kept(3).await, ["long", "usual"], "the run still goes on");
        let event = Event::RunFinished { outcome: Outcome::Success, outputs: IndexMap::new() };
        app.store.append(&run, 0, &[Record { seq: 1, at: now, event }]).await.unwrap();
        assert_eq!(kept(3).await, ["long"]);
        assert_eq!(kept(10).await, [""; 0]);
    }
}
