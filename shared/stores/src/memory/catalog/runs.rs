use crate::memory::runs::Runs;
use crate::memory::{MemoryStore, lock};
use crate::{Cursor, Page, PipelineId, Retention, RunEntry, RunFilter, RunIndex, RunSummary, StoreError};
use async_trait::async_trait;
use events::RunId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Entries in the order they came, and whose blobs are whose.
#[derive(Debug, Default)]
pub(in crate::memory) struct Index {
    entries: BTreeMap<u64, RunEntry>,
    came: u64,
    /// None: an orphan.
    blobs: BTreeMap<String, Option<RunId>>,
}

/// An entry with its run, if that is there.
fn summary(runs: &Runs, entry: &RunEntry) -> Option<RunSummary> {
    let (status, started, finished) = runs.stand(&entry.run)?;
    Some(RunSummary { entry: entry.clone(), status, started, finished })
}

impl Index {
    fn put(&mut self, entry: RunEntry) -> Result<(), StoreError> {
        match self.entries.values().find(|known| known.run == entry.run) {
            Some(known) if *known == entry => Ok(()),
            Some(_) => Err(StoreError::Exists(format!("an entry of run {}", entry.run))),
            None => {
                self.came += 1;
                self.entries.insert(self.came, entry);
                Ok(())
            }
        }
    }

    /// Finished runs that are not among the latest of their pipelines.
    fn beyond(&self, runs: &Runs, count: usize) -> Vec<RunId> {
        let mut seen: HashMap<&PipelineId, usize> = HashMap::new();
        let mut due = Vec::new();
        for entry in self.entries.values().rev() {
            let Some(run) = summary(runs, entry) else { continue };
            let place = seen.entry(&entry.pipeline).or_default();
            *place += 1;
            if *place > count && run.finished.is_some() {
                due.push(entry.run.clone());
            }
        }
        due.reverse();
        due
    }
}

#[async_trait]
impl RunIndex for MemoryStore {
    async fn index_run(&self, entry: RunEntry) -> Result<(), StoreError> {
        lock(&self.shelves.index).put(entry)
    }

    async fn run(&self, run: &RunId) -> Result<RunSummary, StoreError> {
        let (runs, index) = (lock(&self.runs), lock(&self.shelves.index));
        let entry = index.entries.values().find(|entry| entry.run == *run);
        entry.and_then(|entry| summary(&runs, entry)).ok_or_else(|| StoreError::NoRun(run.clone()))
    }

    async fn runs(
        &self,
        filter: &RunFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<RunSummary>, StoreError> {
        let from = from.map(Cursor::number).transpose()?.unwrap_or(u64::MAX);
        let (runs, index) = (lock(&self.runs), lock(&self.shelves.index));
        let found = index.entries.range(..from).rev();
        let found = found.filter_map(|(place, entry)| Some((summary(&runs, entry)?, *place)));
        let found = found.filter(|(run, _)| filter.fits(run)).take(limit.saturating_add(1));
        let page = Page::cut(found.collect(), limit, |(_, place)| place.to_string());
        let items = page.items.into_iter().map(|(run, _)| run).collect();
        Ok(Page { items, next: page.next })
    }

    async fn own_blob(&self, run: &RunId, key: &str) -> Result<(), StoreError> {
        let (runs, mut index) = (lock(&self.runs), lock(&self.shelves.index));
        runs.stand(run).ok_or_else(|| StoreError::NoRun(run.clone()))?;
        index.blobs.insert(key.to_owned(), Some(run.clone()));
        Ok(())
    }

    async fn sweep_runs(&self, retention: Retention, limit: usize) -> Result<Vec<RunId>, StoreError> {
        let (mut runs, mut index) = (lock(&self.runs), lock(&self.shelves.index));
        let mut due = match retention {
            Retention::EndedBefore(end) => runs.ended_before(end),
            Retention::KeepLatest(count) => index.beyond(&runs, count),
        };
        due.truncate(limit);
        let gone: BTreeSet<&RunId> = due.iter().collect();
        runs.forget(&gone);
        index.entries.retain(|_, entry| !gone.contains(&entry.run));
        for owner in index.blobs.values_mut() {
            owner.take_if(|run| gone.contains(run));
        }
        lock(&self.queue).forget(&gone);
        lock(&self.logs).forget(&gone);
        Ok(due)
    }

    async fn orphan_blobs(&self, limit: usize) -> Result<Vec<String>, StoreError> {
        let index = lock(&self.shelves.index);
        let orphans = index.blobs.iter().filter(|(_, owner)| owner.is_none());
        Ok(orphans.take(limit).map(|(key, _)| key.clone()).collect())
    }

    async fn forget_blobs(&self, keys: &[String]) -> Result<(), StoreError> {
        lock(&self.shelves.index).blobs.retain(|key, owner| owner.is_some() || !keys.contains(key));
        Ok(())
    }
}
