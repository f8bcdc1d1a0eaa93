use crate::SchedulerError;
use events::{Event, Record, RunId};
use std::collections::VecDeque;
use std::sync::Arc;
use stores::{Store, Watch};

/// A run's records, one after the other, up to the last. One that begins behind the last waits for good.
pub struct Follow {
    store: Arc<dyn Store>,
    run: RunId,
    watch: Watch,
    seen: u64,
    read: VecDeque<Record>,
    ended: bool,
}

impl Follow {
    pub(crate) fn new(store: Arc<dyn Store>, run: RunId, seen: u64) -> Self {
        let watch = store.watch(&run);
        Self { store, run, watch, seen, read: VecDeque::new(), ended: false }
    }

    /// The next record, once there is one. None after the run's last.
    pub async fn next(&mut self) -> Result<Option<Record>, SchedulerError> {
        while self.read.is_empty() && !self.ended {
            self.read.extend(self.store.records(&self.run, self.seen).await?);
            if self.read.is_empty() {
                self.watch.changed().await;
            }
        }
        let next = self.read.pop_front();
        if let Some(record) = &next {
            self.seen = record.seq;
            self.ended |= matches!(record.event, Event::RunFinished { .. });
        }
        Ok(next)
    }
}
