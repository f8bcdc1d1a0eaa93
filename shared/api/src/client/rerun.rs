use super::{Client, ClientError};
use crate::Run;

impl Client {
    /// Makes a new run of what an earlier one was made of.
    ///
    /// # Errors
    /// When the server does not do it.
    pub async fn rerun(&self, run: &str) -> Result<Run, ClientError> {
        self.post(&["runs", run, "rerun"]).once().ask().await
    }
}
