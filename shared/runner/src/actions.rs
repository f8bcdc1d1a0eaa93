use crate::pump::Pump;
use async_trait::async_trait;
use engine::job::Resolved;
use plan::ir::Reference;
use std::path::PathBuf;

/// Brings actions and repositories that are not in the workspace.
#[async_trait]
pub trait ActionSource: Send + Sync {
    /// The folder with the repository `owner/repo` at a branch, tag or commit.
    ///
    /// # Errors
    /// A sentence for the user that says what is missing and which option would bring it.
    async fn fetch(&self, owner: &str, repo: &str, revision: &str) -> Result<PathBuf, String>;
}

/// Brings nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoActions;

#[async_trait]
impl ActionSource for NoActions {
    async fn fetch(&self, owner: &str, repo: &str, revision: &str) -> Result<PathBuf, String> {
        Err(format!(
            "`{owner}/{repo}@{revision}` is not on this machine; give a folder or an address that has it with \
             `--actions-from`"
        ))
    }
}

/// Finds out what an action is made of.
pub(crate) async fn resolve(pump: &Pump<'_>, reference: &Reference) -> Result<Resolved, String> {
    let _ = pump;
    Err(format!("`{}` cannot be run: actions are not read yet", reference.text()))
}
