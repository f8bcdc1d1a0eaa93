use crate::{Cursor, Page, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use serde::{Deserialize, Serialize};

/// A pipeline's id, for good.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PipelineId(pub String);

/// Counts the changes of one thing, from 1; what an ETag is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

/// Where a pipeline's text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PipelineSource {
    /// Here.
    Text {
        /// Its format: `github-actions`, ...
        format: String,
        /// The file.
        text: String,
    },
    /// In a repository, read at the commit that a run is about.
    Repository {
        /// The address to clone from.
        url: String,
        /// The file, relative to the repository; none: all that are found there.
        path: Option<String>,
        /// The branch to take where nothing else says one.
        branch: Option<String>,
    },
}

impl PipelineSource {
    /// The repository's address.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Text { .. } => None,
            Self::Repository { url, .. } => Some(url),
        }
    }
}

/// What somebody wants a pipeline to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineDraft {
    /// Its name.
    pub name: String,
    /// Its text.
    pub source: PipelineSource,
}

/// A pipeline that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Which.
    pub id: PipelineId,
    /// Its name.
    pub name: String,
    /// Its text.
    pub source: PipelineSource,
    /// Which change of it this is.
    pub revision: Revision,
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed last.
    pub updated: Timestamp,
}

impl PipelineId {
    pub(crate) fn missing(&self) -> StoreError {
        StoreError::Missing(format!("pipeline {}", self.0))
    }
}

impl Pipeline {
    pub(crate) fn new(id: PipelineId, draft: PipelineDraft, at: Timestamp) -> Self {
        let PipelineDraft { name, source } = draft;
        Self { id, name, source, revision: Revision(1), created: at, updated: at }
    }

    pub(crate) fn replaced(self, draft: PipelineDraft, at: Timestamp) -> Self {
        let PipelineDraft { name, source } = draft;
        Self { name, source, revision: Revision(self.revision.0 + 1), updated: at, ..self }
    }

    /// What whoever creates it once more is told.
    pub(crate) fn created_again(self, new: &Self) -> Result<Self, StoreError> {
        if (&self.name, &self.source) == (&new.name, &new.source) {
            return Ok(self);
        }
        Err(StoreError::Exists(format!("a pipeline {}", self.id.0)))
    }

    pub(crate) fn expect(&self, expected: Option<Revision>) -> Result<(), StoreError> {
        if expected.is_none_or(|expected| expected == self.revision) {
            return Ok(());
        }
        Err(StoreError::Changed { what: format!("pipeline {}", self.id.0), revision: self.revision })
    }
}

/// Which pipelines; all that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PipelineFilter {
    /// Those of this name.
    pub name: Option<String>,
    /// Those in this repository.
    pub url: Option<String>,
}

impl PipelineFilter {
    pub(crate) fn fits(&self, pipeline: &Pipeline) -> bool {
        self.name.as_ref().is_none_or(|name| *name == pipeline.name)
            && self.url.as_deref().is_none_or(|url| pipeline.source.url() == Some(url))
    }
}

/// Pipelines by id.
#[async_trait]
pub trait Pipelines: Send + Sync {
    /// Keeps a new one. [`StoreError::Exists`] if another one has the id.
    async fn create_pipeline(
        &self,
        id: &PipelineId,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError>;

    /// The one of this id.
    async fn pipeline(&self, id: &PipelineId) -> Result<Pipeline, StoreError>;

    /// Changes one; if a revision is expected, only that one, or [`StoreError::Changed`].
    async fn replace_pipeline(
        &self,
        id: &PipelineId,
        expected: Option<Revision>,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError>;

    /// Forgets one, under the same condition. Its runs stay.
    async fn delete_pipeline(&self, id: &PipelineId, expected: Option<Revision>) -> Result<(), StoreError>;

    /// At most `limit` by id, after `from`.
    async fn pipelines(
        &self,
        filter: &PipelineFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Pipeline>, StoreError>;

    /// The number of the pipeline's next run: 1, 2, ... No number is given twice.
    async fn next_run_number(&self, id: &PipelineId) -> Result<u64, StoreError>;
}
