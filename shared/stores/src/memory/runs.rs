use crate::{StoreError, Submission};
use events::{Event, Record, RunId};
use std::collections::HashMap;

/// Runs with their records.
#[derive(Debug, Default)]
pub(super) struct Runs {
    runs: HashMap<RunId, Kept>,
    /// In the order they came.
    order: Vec<RunId>,
}

#[derive(Debug)]
struct Kept {
    submission: Submission,
    records: Vec<Record>,
}

impl Kept {
    fn is_finished(&self) -> bool {
        matches!(self.records.last(), Some(Record { event: Event::RunFinished { .. }, .. }))
    }
}

impl Runs {
    pub fn create(&mut self, run: &RunId, submission: Submission) -> Result<(), StoreError> {
        match self.runs.get(run) {
            Some(kept) if kept.submission == submission => Ok(()),
            Some(_) => Err(StoreError::RunExists(run.clone())),
            None => {
                self.runs.insert(run.clone(), Kept { submission, records: Vec::new() });
                self.order.push(run.clone());
                Ok(())
            }
        }
    }

    pub fn submission(&self, run: &RunId) -> Result<Submission, StoreError> {
        self.get(run).map(|kept| kept.submission.clone())
    }

    pub fn unfinished(&self) -> Vec<RunId> {
        let goes_on = |run: &&RunId| self.runs.get(*run).is_some_and(|kept| !kept.is_finished());
        self.order.iter().filter(goes_on).cloned().collect()
    }

    pub fn append(&mut self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
        let kept = self.runs.get_mut(run).ok_or_else(|| StoreError::NoRun(run.clone()))?;
        let last = kept.records.len() as u64;
        let follows = (after + 1..).zip(records).all(|(seq, record)| record.seq == seq);
        if last != after || !follows {
            return Err(StoreError::Conflict { run: run.clone(), expected: after, last });
        }
        kept.records.extend_from_slice(records);
        Ok(())
    }

    pub fn records(&self, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
        let records = &self.get(run)?.records;
        let start = usize::try_from(after).unwrap_or(usize::MAX).min(records.len());
        Ok(records[start..].to_vec())
    }

    fn get(&self, run: &RunId) -> Result<&Kept, StoreError> {
        self.runs.get(run).ok_or_else(|| StoreError::NoRun(run.clone()))
    }
}
