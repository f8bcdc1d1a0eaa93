use crate::{StoreError, TryId};
use events::{LogChunk, RunId};
use std::collections::{BTreeSet, HashMap};

/// Logs, each a row of chunks.
#[derive(Debug, Default)]
pub(super) struct Logs(HashMap<TryId, Vec<LogChunk>>);

impl Logs {
    /// Whether it is new.
    pub fn append(&mut self, chunk: LogChunk) -> Result<bool, StoreError> {
        let id = TryId { run: chunk.run.clone(), job: chunk.job.clone(), attempt: chunk.attempt };
        let log = self.0.entry(id.clone()).or_default();
        let (expected, found) = (log.len() as u64, chunk.number);
        if found > expected {
            return Err(StoreError::LogGap { id, expected, found });
        }
        if found == expected {
            log.push(chunk);
        }
        Ok(found == expected)
    }

    pub fn forget(&mut self, gone: &BTreeSet<&RunId>) {
        self.0.retain(|id, _| !gone.contains(&id.run));
    }

    pub fn read(&self, id: &TryId, from: u64) -> Vec<LogChunk> {
        let log = self.0.get(id).map_or(&[][..], Vec::as_slice);
        let start = usize::try_from(from).unwrap_or(usize::MAX).min(log.len());
        log[start..].to_vec()
    }
}
