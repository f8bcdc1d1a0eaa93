use super::{Client, ClientError};
use crate::{Trigger, Triggered};

impl Client {
    /// Makes a run of a pipeline.
    ///
    /// # Errors
    /// When the server does not do it.
    pub async fn trigger(&self, pipeline: &str, trigger: &Trigger) -> Result<Triggered, ClientError> {
        self.post(&["pipelines", pipeline, "trigger"]).once().json(trigger).ask().await
    }
}
