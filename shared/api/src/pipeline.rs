use crate::{Run, Time};
use serde::{Deserialize, Serialize};

/// A pipeline to keep: its text as `yaml`, or a `repository` that has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct NewPipeline {
    /// What people call it; without one, what the file calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yaml: Option<String>,
    /// Its language; without one it is recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The address of a repository to clone from, instead of `yaml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The file in it; without one the repository's only CI file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The branch to take where nothing else says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// What gets into the repository: a token, or `USER:TOKEN`. It is never told again, no job sees it, and it is
    /// good for the server of `repository` alone. Left out it stays as it was; an empty one is forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What signs the webhooks that tell of the repository. It is never told again. Left out it stays as it was; an
    /// empty one is forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_secret: Option<String>,
}

impl NewPipeline {
    /// Where its text is.
    ///
    /// # Errors
    /// A sentence that says what does not go together.
    pub fn source(self) -> Result<PipelineSource, &'static str> {
        match (self.yaml, self.repository) {
            (Some(_), Some(_)) => Err("give the text as `yaml` or a `repository` that has it, not both"),
            (None, None) => Err("give the text as `yaml`, or a `repository` that has it"),
            (Some(_), None) if self.path.is_some() || self.branch.is_some() => {
                Err("`path` and `branch` say where a `repository` has the text, and there is none")
            }
            (Some(_), None) if self.token.is_some() || self.webhook_secret.is_some() => {
                Err("`token` and `webhook_secret` are for a `repository`, and there is none")
            }
            (None, Some(_)) if self.format.is_some() => {
                Err("`format` says the language of `yaml`, and there is none")
            }
            (Some(yaml), None) => Ok(PipelineSource::Text { yaml, format: self.format }),
            (None, Some(repository)) => {
                Ok(PipelineSource::Repository { repository, path: self.path, branch: self.branch })
            }
        }
    }
}

/// Where a pipeline's text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum PipelineSource {
    /// Here.
    Text {
        /// The file.
        yaml: String,
        /// Its language; without one it is recognised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<String>,
    },
    /// In a repository, read there at the commit that a run is about.
    Repository {
        /// The address to clone from.
        repository: String,
        /// The file in it; without one the repository's only CI file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// The branch to take where nothing else says one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<String>,
    },
}

/// A pipeline that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pipeline {
    /// Which.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where its text is.
    #[serde(flatten)]
    pub source: PipelineSource,
    /// Counts its changes, from 1; its ETag.
    pub revision: u64,
    /// When it was made.
    pub created: Time,
    /// When it was changed last.
    pub updated: Time,
    /// Its latest run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_run: Option<Run>,
}
