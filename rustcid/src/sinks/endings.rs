use super::Sink;
use events::{Event, Record, RunId};
use tokio::sync::broadcast;

/// As many may be waiting to be told of; older ones are found in the store.
const WAITING: usize = 1024;

/// Tells which runs have ended, to whoever wants to hear it.
pub struct Endings(broadcast::Sender<RunId>);

impl Default for Endings {
    fn default() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }
}

impl Endings {
    /// The runs that end from now on. Who is slow misses some, and is told so.
    #[must_use]
    pub fn follow(&self) -> broadcast::Receiver<RunId> {
        self.0.subscribe()
    }
}

impl Sink for Endings {
    fn happened(&self, run: &RunId, records: &[Record]) {
        if records.iter().any(|record| matches!(record.event, Event::RunFinished { .. })) {
            // Nobody listens, perhaps.
            self.0.send(run.clone()).ok();
        }
    }
}
