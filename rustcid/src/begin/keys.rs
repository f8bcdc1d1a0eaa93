use super::BeginError;
use crate::app::App;
use crate::git::Address;
use engine::job::Secret;
use stores::{PipelineId, SecretScope};

/// What a pipeline's own server may know, and none of its jobs: nobody can read it back.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// What gets into the repository at this address, and to no other origin.
    Repository(&'a Address),
    /// What signs the webhooks that tell of it.
    Webhook,
}

impl Key<'_> {
    fn name(self) -> &'static str {
        match self {
            Self::Repository(_) => "repository",
            Self::Webhook => "webhook",
        }
    }

    /// Secrets of jobs belong to pipelines; these belong to what no pipeline is called. The origin is part of what the
    /// value is sealed for, so that it opens for no other.
    fn scope(self, pipeline: &PipelineId) -> SecretScope {
        let environment = match self {
            Self::Repository(address) => Some(address.origin().unwrap_or_default().to_owned()),
            Self::Webhook => None,
        };
        SecretScope { pipeline: Some(owner(pipeline)), branch: None, environment }
    }
}

fn owner(pipeline: &PipelineId) -> PipelineId {
    PipelineId(format!("{}/server", pipeline.0))
}

/// A key, if there is one.
pub async fn key(app: &App, pipeline: &PipelineId, key: Key<'_>) -> Result<Option<Secret>, BeginError> {
    let scope = key.scope(pipeline);
    let kept = app.catalog.secrets(scope.pipeline.as_ref()).await?;
    let found = kept.into_iter().find(|kept| kept.scope == scope && kept.name == key.name());
    let opened = found.map(|found| app.vault.open(&found)).transpose();
    opened.map_err(|error| BeginError::Source { message: error.to_string() })
}

/// Keeps a key; an empty one is forgotten.
pub async fn keep_key(app: &App, pipeline: &PipelineId, key: Key<'_>, value: &str) -> Result<(), BeginError> {
    let (name, scope) = (key.name(), key.scope(pipeline));
    if value.is_empty() {
        app.catalog.remove_secret(name, &scope).await?;
        return Ok(());
    }
    let sealed = app.vault.seal(name, &scope, value);
    let sealed = sealed.map_err(|error| BeginError::Broken(error.to_string()))?;
    Ok(app.catalog.put_secret(name, &scope, sealed, app.clock.now()).await?)
}

/// Forgets all keys of a pipeline that is gone.
pub async fn forget_keys(app: &App, pipeline: &PipelineId) -> Result<(), BeginError> {
    let owner = owner(pipeline);
    for kept in app.catalog.secrets(Some(&owner)).await? {
        if kept.scope.pipeline.as_ref() == Some(&owner) {
            app.catalog.remove_secret(&kept.name, &kept.scope).await?;
        }
    }
    Ok(())
}
