use crate::memory::{MemoryStore, lock};
use crate::{RunnerEntry, RunnerState, Runners, StoreError};
use async_trait::async_trait;
use events::{RunnerId, Timestamp};

#[async_trait]
impl Runners for MemoryStore {
    async fn register_runner(&self, entry: RunnerEntry) -> Result<(), StoreError> {
        let mut runners = lock(&self.shelves.runners);
        let entry = match runners.get(&entry.id) {
            Some(known) => RunnerEntry {
                state: known.state,
                registered: known.registered,
                seen: known.seen.max(entry.seen),
                ..entry
            },
            None => entry,
        };
        runners.insert(entry.id.clone(), entry);
        Ok(())
    }

    async fn saw_runner(&self, id: &RunnerId, at: Timestamp) -> Result<bool, StoreError> {
        let mut runners = lock(&self.shelves.runners);
        Ok(runners.get_mut(id).map(|known| known.seen = known.seen.max(at)).is_some())
    }

    async fn set_runner_state(&self, id: &RunnerId, state: RunnerState) -> Result<bool, StoreError> {
        Ok(lock(&self.shelves.runners).get_mut(id).map(|known| known.state = state).is_some())
    }

    async fn runners(&self) -> Result<Vec<RunnerEntry>, StoreError> {
        Ok(lock(&self.shelves.runners).values().cloned().collect())
    }

    async fn remove_runner(&self, id: &RunnerId) -> Result<bool, StoreError> {
        Ok(lock(&self.shelves.runners).remove(id).is_some())
    }
}
