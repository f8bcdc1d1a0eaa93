use super::Position;
use events::{Event, JobId, LogChunk, Outcome, Record, RunId, StepId};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use stores::{Store, StoreError, TryId, Watch};

/// Which part of a run's logs.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this job.
    pub job: Option<JobId>,
    /// Of this step.
    pub step: Option<StepId>,
    /// Also what happens to the run, between the pieces before and after it.
    pub records: bool,
    /// Only what there is, not what comes.
    pub now: bool,
}

impl Wanted {
    fn fits(&self, chunk: &LogChunk) -> bool {
        self.job.as_ref().is_none_or(|job| *job == chunk.job)
            && self.step.is_none_or(|step| step == chunk.step)
    }
}

/// What a stream brings.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A piece of a log; the stream goes on behind it at this position.
    Chunk(LogChunk, Position),
    /// Something happened to the run; all that was printed before has been told.
    Record(Box<Record>, Position),
    /// The run has ended, and all was told.
    End(Outcome, Position),
}

/// Why a stream does not go on.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The store does not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// This run's stream has no such place.
    #[error("this run's log has no place `{0}`")]
    NoPlace(String),
}

/// The logs of all jobs of a run, chunk by chunk as they come, each chunk once, until the run has ended.
pub struct Follow {
    store: Arc<dyn Store>,
    run: RunId,
    wanted: Wanted,
    watch: Watch,
    position: Position,
    tries: HashMap<u64, TryId>,
    read: VecDeque<Item>,
    done: bool,
}

impl Follow {
    /// From a position on.
    pub async fn new(
        store: Arc<dyn Store>,
        run: RunId,
        wanted: Wanted,
        position: Position,
    ) -> Result<Self, LogError> {
        let watch = store.watch(&run);
        let known = if position.seen == 0 { Vec::new() } else { store.records(&run, 0).await? };
        let ended = known.last().filter(|last| last.seq == position.seen).and_then(outcome);
        let tries: HashMap<u64, TryId> =
            known.iter().filter_map(|record| Some((record.seq, begun(&run, record)?))).collect();
        let is_known = known.last().map_or(0, |record| record.seq) >= position.seen
            && position.live.keys().all(|began| tries.contains_key(began));
        if !is_known {
            return Err(LogError::NoPlace(position.to_string()));
        }
        let read = ended.map(|outcome| Item::End(outcome, position.clone())).into_iter().collect();
        Ok(Self { store, run, wanted, watch, position, tries, read, done: false })
    }

    /// The next piece, once there is one; none after the end.
    pub async fn next(&mut self) -> Result<Option<Item>, StoreError> {
        loop {
            if let Some(item) = self.read.pop_front() {
                self.done = matches!(item, Item::End(..));
                return Ok(Some(item));
            }
            if self.done {
                return Ok(None);
            }
            let live: Vec<u64> = self.position.live.keys().copied().collect();
            for began in live {
                self.read_log(began).await?;
            }
            let records = self.store.records(&self.run, self.position.seen).await?;
            for record in &records {
                self.take(record).await?;
            }
            if self.read.is_empty() && records.is_empty() {
                if self.wanted.now {
                    return Ok(None);
                }
                self.watch.changed().await;
            }
        }
    }

    async fn take(&mut self, record: &Record) -> Result<(), StoreError> {
        if let Some(id) = begun(&self.run, record) {
            self.tries.insert(record.seq, id);
            self.position.live.insert(record.seq, 0);
        }
        if let Some(id) = over(&self.run, record) {
            let began: Vec<u64> = self
                .position
                .live
                .keys()
                .copied()
                .filter(|began| self.tries.get(began) == Some(&id))
                .collect();
            for began in began {
                // All that a try prints is kept before its end is.
                self.read_log(began).await?;
                self.position.live.remove(&began);
            }
        }
        if self.wanted.records && matches!(record.event, Event::StepFinished { .. }) {
            let live: Vec<u64> = self.position.live.keys().copied().collect();
            for began in live {
                self.read_log(began).await?;
            }
        }
        self.position.seen = record.seq;
        if self.wanted.records {
            self.read.push_back(Item::Record(Box::new(record.clone()), self.position.clone()));
        }
        if let Some(outcome) = outcome(record) {
            self.position.live.clear();
            self.read.push_back(Item::End(outcome, self.position.clone()));
        }
        Ok(())
    }

    async fn read_log(&mut self, began: u64) -> Result<(), StoreError> {
        let (Some(id), Some(next)) = (self.tries.get(&began), self.position.live.get(&began)) else {
            return Ok(());
        };
        if self.wanted.job.as_ref().is_some_and(|job| *job != id.job) {
            return Ok(());
        }
        for chunk in self.store.log(id, *next).await? {
            self.position.live.insert(began, chunk.number + 1);
            if self.wanted.fits(&chunk) {
                self.read.push_back(Item::Chunk(chunk, self.position.clone()));
            }
        }
        Ok(())
    }
}

/// The try that begins in a record.
fn begun(run: &RunId, record: &Record) -> Option<TryId> {
    let Event::JobStarted { job, attempt, .. } = &record.event else { return None };
    Some(TryId { run: run.clone(), job: job.clone(), attempt: *attempt })
}

/// The try that is over with a record.
fn over(run: &RunId, record: &Record) -> Option<TryId> {
    let (Event::JobFinished { job, attempt, .. }
    | Event::JobRetried { job, attempt, .. }
    | Event::JobLost { job, attempt }) = &record.event
    else {
        return None;
    };
    Some(TryId { run: run.clone(), job: job.clone(), attempt: *attempt })
}

fn outcome(record: &Record) -> Option<Outcome> {
    match &record.event {
        Event::RunFinished { outcome, .. } => Some(*outcome),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
