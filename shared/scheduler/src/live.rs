use crate::SchedulerError;
use engine::run::{LogError, Run};
use events::{Record, RunId};
use stores::{Store, StoreError};

/// A run as far as this replica knows it.
pub(crate) struct Live {
    pub id: RunId,
    pub run: Run,
    /// Something was appended whose effects were perhaps not performed.
    pub owes: bool,
}

impl Live {
    /// Reads a run from the store.
    pub async fn load(store: &dyn Store, id: &RunId) -> Result<Self, SchedulerError> {
        let submission = store.submission(id).await?;
        let run = Run::new(submission.plan, submission.facts);
        // Somebody may have died between its append and the effects.
        let mut live = Self { id: id.clone(), run, owes: true };
        live.catch_up(store).await?;
        Ok(live)
    }

    /// Reads what others appended; whether there was anything.
    pub async fn catch_up(&mut self, store: &dyn Store) -> Result<bool, SchedulerError> {
        let records = store.records(&self.id, self.run.seq()).await?;
        records.iter().try_for_each(|record| self.apply(record))?;
        Ok(!records.is_empty())
    }

    pub fn apply(&mut self, record: &Record) -> Result<(), SchedulerError> {
        self.run.apply(record).map_err(|cause| self.broken(cause))
    }

    pub fn broken(&self, cause: LogError) -> SchedulerError {
        SchedulerError::Log { run: self.id.clone(), cause }
    }

    /// Appends; false if somebody else was first.
    pub async fn append(&mut self, store: &dyn Store, records: &[Record]) -> Result<bool, SchedulerError> {
        match store.append(&self.id, self.run.seq(), records).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
