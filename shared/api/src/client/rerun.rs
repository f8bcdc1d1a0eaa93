use super::{Client, ClientError};
use crate::{Rerun, Run};

impl Client {
    /// Makes a new run of what an earlier one was made of, or of what did not go well in it.
    ///
    /// # Errors
    /// When the server does not do it.
    pub async fn rerun(&self, run: &str, what: &Rerun) -> Result<Run, ClientError> {
        self.post(&["runs", run, "rerun"]).once().json(what).ask().await
    }
}
