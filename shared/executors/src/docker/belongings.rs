use super::sweep;
use crate::ExecutorError;
use crate::folder::Folder;
use crate::owner::Owner;
use bollard::Docker;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinSet;

/// Removals that go on in the background.
#[derive(Clone, Debug, Default)]
pub(super) struct Removals(Arc<Mutex<JoinSet<()>>>);

impl Removals {
    /// Waits until all are done.
    pub(super) async fn settle(&self) {
        let going = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        going.join_all().await;
    }
}

/// What is to be removed at a sandbox's end, however that comes.
pub(super) struct Belongings {
    pub(super) engine: Docker,
    /// The sandbox's name, which all of it carries.
    pub(super) name: String,
    folder: Option<Folder>,
    removals: Removals,
}

impl Belongings {
    /// Those of a new sandbox: its folder.
    pub(super) fn new(
        engine: &Docker,
        base: &Path,
        owner: &Owner,
        removals: &Removals,
    ) -> Result<Self, ExecutorError> {
        let folder = Folder::create(base, owner)?;
        let (engine, name, removals) = (engine.clone(), folder.name(), removals.clone());
        Ok(Self { engine, name, folder: Some(folder), removals })
    }

    /// The sandbox's folder.
    pub(super) fn folder(&self) -> &Path {
        self.folder.as_ref().map_or(Path::new(""), Folder::path)
    }

    /// Removes all of it.
    pub(super) async fn remove(&mut self) -> Result<(), ExecutorError> {
        match self.folder.take() {
            Some(folder) => remove(&self.engine, &self.name, folder).await,
            None => Ok(()),
        }
    }
}

impl Drop for Belongings {
    fn drop(&mut self) {
        let (Some(folder), Ok(runtime)) = (self.folder.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let (engine, name) = (self.engine.clone(), self.name.clone());
        let removal = async move {
            if remove(&engine, &name, folder).await.is_err() {
                // What is left is found by a later sweep.
            }
        };
        let mut removals = self.removals.0.lock().unwrap_or_else(PoisonError::into_inner);
        while removals.try_join_next().is_some() {}
        removals.spawn_on(removal, &runtime);
    }
}

async fn remove(engine: &Docker, name: &str, mut folder: Folder) -> Result<(), ExecutorError> {
    sweep::remove_sandbox(engine, name).await?;
    let removing = tokio::task::spawn_blocking(move || {
        let removed = folder.remove();
        removed.map_err(|cause| ExecutorError::io(format!("remove {}", folder.path().display()), cause))
    });
    removing.await.map_err(|cause| ExecutorError::io("remove a folder", cause.into()))?
}
