use super::{Client, ClientError};
use crate::{Approve, Run};

impl Client {
    /// Lets a job go on that waits for a person.
    ///
    /// # Errors
    /// When the server does not do it.
    pub async fn approve(&self, run: &str, approve: &Approve) -> Result<Run, ClientError> {
        self.post(&["runs", run, "approve"]).once().json(approve).ask().await
    }
}
