use crate::catalog::Turn;
use crate::store::follow;
use crate::{RunStatus, StoreError, Submission};
use events::{Record, RunId, Timestamp};
use std::collections::{BTreeSet, HashMap};

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
    /// How it stands, when it began and when it ended.
    fn stand(&self) -> (RunStatus, Option<Timestamp>, Option<Timestamp>) {
        let turn = Turn::new(self.records.iter());
        let status = match turn {
            Turn { ended: Some((outcome, _)), .. } => RunStatus::Finished(outcome),
            Turn { started: Some(_), .. } => RunStatus::Running,
            Turn { .. } => RunStatus::Queued,
        };
        (status, turn.started, turn.ended.map(|(_, at)| at))
    }

    fn finished(&self) -> Option<Timestamp> {
        self.stand().2
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
        let goes_on = |run: &&RunId| self.runs.get(*run).is_some_and(|kept| kept.finished().is_none());
        self.order.iter().filter(goes_on).cloned().collect()
    }

    pub fn append(&mut self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
        let kept = self.runs.get_mut(run).ok_or_else(|| StoreError::NoRun(run.clone()))?;
        let last = kept.records.len() as u64;
        if last != after || !follow(after, records) {
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

    /// How a run stands, when it began and when it ended.
    pub fn stand(&self, run: &RunId) -> Option<(RunStatus, Option<Timestamp>, Option<Timestamp>)> {
        self.runs.get(run).map(Kept::stand)
    }

    /// Runs that ended before, the longest ago first.
    pub fn ended_before(&self, end: Timestamp) -> Vec<RunId> {
        let at = |run: &RunId| self.runs.get(run).and_then(Kept::finished);
        let mut ended: Vec<RunId> =
            self.order.iter().filter(|run| at(run).is_some_and(|at| at < end)).cloned().collect();
        ended.sort_by_key(at);
        ended
    }

    pub fn forget(&mut self, gone: &BTreeSet<&RunId>) {
        self.runs.retain(|run, _| !gone.contains(run));
        self.order.retain(|run| !gone.contains(run));
    }

    fn get(&self, run: &RunId) -> Result<&Kept, StoreError> {
        self.runs.get(run).ok_or_else(|| StoreError::NoRun(run.clone()))
    }
}
