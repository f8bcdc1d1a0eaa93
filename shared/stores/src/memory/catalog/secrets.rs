use crate::memory::{MemoryStore, lock};
use crate::{PipelineId, Sealed, Secret, SecretScope, Secrets, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use std::collections::BTreeMap;

/// Secrets by name and scope.
pub(in crate::memory) type Vault = BTreeMap<(String, SecretScope), Secret>;

#[async_trait]
impl Secrets for MemoryStore {
    async fn put_secret(
        &self,
        name: &str,
        scope: &SecretScope,
        sealed: Sealed,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut secrets = lock(&self.shelves.secrets);
        let key = (name.to_owned(), scope.clone());
        let created = secrets.get(&key).map_or(at, |known| known.created);
        let secret = Secret { name: name.to_owned(), scope: scope.clone(), sealed, created, updated: at };
        secrets.insert(key, secret);
        Ok(())
    }

    async fn secrets(&self, pipeline: Option<&PipelineId>) -> Result<Vec<Secret>, StoreError> {
        let secrets = lock(&self.shelves.secrets);
        let seen =
            |secret: &&Secret| secret.scope.pipeline.is_none() || secret.scope.pipeline.as_ref() == pipeline;
        Ok(secrets.values().filter(seen).cloned().collect())
    }

    async fn remove_secret(&self, name: &str, scope: &SecretScope) -> Result<bool, StoreError> {
        Ok(lock(&self.shelves.secrets).remove(&(name.to_owned(), scope.clone())).is_some())
    }

    async fn secrets_not_under(&self, key: &str, limit: usize) -> Result<Vec<Secret>, StoreError> {
        let secrets = lock(&self.shelves.secrets);
        Ok(secrets.values().filter(|secret| secret.sealed.key != key).take(limit).cloned().collect())
    }

    async fn reseal_secret(&self, old: &Secret, new: Sealed) -> Result<bool, StoreError> {
        let mut secrets = lock(&self.shelves.secrets);
        let found = secrets.get_mut(&(old.name.clone(), old.scope.clone()));
        let Some(found) = found.filter(|found| found.sealed == old.sealed) else { return Ok(false) };
        found.sealed = new;
        Ok(true)
    }
}
