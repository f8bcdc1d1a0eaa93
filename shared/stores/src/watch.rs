use events::RunId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::watch;

/// Tells of changes without being asked again and again.
///
/// Changes made after the watch was made, or after [`Watch::changed`] last returned, are never missed: look first,
/// then wait.
#[derive(Clone, Debug)]
pub struct Watch(watch::Receiver<u64>);

impl Watch {
    /// Waits for the next change. Never returns once there can be none.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// The other end of a [`Watch`].
#[derive(Debug)]
struct Bell(watch::Sender<u64>);

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Bell {
    fn ring(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn watch(&self) -> Watch {
        Watch(self.0.subscribe())
    }

    fn is_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }
}

/// Who waits for what.
#[derive(Debug, Default)]
pub(crate) struct Bells {
    queue: Bell,
    /// Also of runs that are still to come.
    runs: Mutex<HashMap<RunId, Bell>>,
}

impl Bells {
    pub(crate) fn watch_queue(&self) -> Watch {
        self.queue.watch()
    }

    pub(crate) fn ring_queue(&self) {
        self.queue.ring();
    }

    pub(crate) fn watch_run(&self, run: &RunId) -> Watch {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        // Looked over each time their number has doubled, so that runs nobody follows any more take no room.
        if runs.len().is_power_of_two() {
            runs.retain(|_, bell| bell.is_heard());
        }
        runs.entry(run.clone()).or_default().watch()
    }

    pub(crate) fn ring_run(&self, run: &RunId) {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = runs.get(run) {
            bell.ring();
        }
    }

    /// There may be something new for everybody.
    #[cfg(feature = "mongodb")]
    pub(crate) fn ring_all(&self) {
        self.ring_queue();
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).values().for_each(Bell::ring);
    }
}
