use crate::{PipelineId, StoreError};
use async_trait::async_trait;
use events::Timestamp;

/// Where a secret may be seen; all that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretScope {
    /// In this pipeline; none: in all.
    pub pipeline: Option<PipelineId>,
    /// On refs that fit this pattern.
    pub branch: Option<String>,
    /// In jobs that deploy to this environment.
    pub environment: Option<String>,
}

impl SecretScope {
    /// The scope as a text: of two that differ, so do the texts.
    pub(crate) fn text(&self) -> String {
        let pipeline = self.pipeline.as_ref().map(|id| &id.0);
        serde_json::json!([pipeline, self.branch, self.environment]).to_string()
    }

    /// The scope of such a text.
    pub(crate) fn read(text: &str) -> Result<Self, StoreError> {
        let (pipeline, branch, environment) = serde_json::from_str(text)
            .map_err(|cause| StoreError::Unavailable(format!("a secret's scope cannot be read: {cause}")))?;
        Ok(Self { pipeline: Option::map(pipeline, PipelineId), branch, environment })
    }
}

/// A value that only the key's owner can open. Sealing is not the store's.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The key's id.
    pub key: String,
    /// The sealed value.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealed").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A secret that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Where it may be seen.
    pub scope: SecretScope,
    /// Its value.
    pub sealed: Sealed,
    /// When it was made.
    pub created: Timestamp,
    /// When its value was changed last; sealing it anew is no change.
    pub updated: Timestamp,
}

/// Secrets by name and scope.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// Keeps a value; one of the same name and scope is replaced.
    async fn put_secret(
        &self,
        name: &str,
        scope: &SecretScope,
        sealed: Sealed,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Those that jobs of a pipeline may come to see, by name; with none, only those of all pipelines.
    async fn secrets(&self, pipeline: Option<&PipelineId>) -> Result<Vec<Secret>, StoreError>;

    /// Forgets one; whether it was there.
    async fn remove_secret(&self, name: &str, scope: &SecretScope) -> Result<bool, StoreError>;

    /// At most `limit` that are sealed with another key than this.
    async fn secrets_not_under(&self, key: &str, limit: usize) -> Result<Vec<Secret>, StoreError>;

    /// Replaces a secret's seal if nobody has changed it meanwhile; whether that was so.
    async fn reseal_secret(&self, old: &Secret, new: Sealed) -> Result<bool, StoreError>;
}
