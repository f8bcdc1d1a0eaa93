use super::{Client, ClientError};
use crate::{Cancel, Run};

impl Client {
    /// Ends a run, or one of its jobs.
    ///
    /// # Errors
    /// When the server does not do it.
    pub async fn cancel(&self, run: &str, cancel: &Cancel) -> Result<Run, ClientError> {
        self.post(&["runs", run, "cancel"]).once().json(cancel).ask().await
    }
}
