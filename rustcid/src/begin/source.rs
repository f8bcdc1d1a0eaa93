use super::{BeginError, text_of};
use crate::check::{Text, nothing};
use compile::Loader;
use events::{Commit, Facts, GitRef, Repository};
use executors::Workspace;
use std::sync::Arc;
use stores::{Pipeline, PipelineSource};

/// Where pipelines' texts, and the files that their jobs start with, come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {}

/// A pipeline's text, with what is around it.
pub struct Taken {
    /// The text.
    pub text: Text,
    /// The branch or tag it was taken at, where there is a repository.
    pub git_ref: Option<GitRef>,
    /// The commit.
    pub commit: Commit,
    /// The repository.
    pub repository: Repository,
    /// The files in it.
    pub files: Arc<Vec<String>>,
    /// Brings files that it includes.
    pub loader: Box<dyn Loader + Send>,
}

impl Sources {
    /// A pipeline's text, at a branch or tag where it is in a repository.
    pub async fn take(&self, pipeline: &Pipeline, _git_ref: Option<&str>) -> Result<Taken, BeginError> {
        match &pipeline.source {
            PipelineSource::Text { format, text } => Ok(Taken {
                text: text_of(text, format),
                git_ref: None,
                commit: Commit::default(),
                repository: Repository::default(),
                files: Arc::default(),
                loader: nothing(),
            }),
            PipelineSource::Repository { url, .. } => Err(BeginError::Source {
                message: format!("this server takes no pipelines from repositories: {url} is one"),
            }),
        }
    }

    /// The files that a run's jobs start with.
    pub async fn workspace(&self, _: &Facts) -> Result<Workspace, BeginError> {
        Ok(Workspace::Empty)
    }
}
