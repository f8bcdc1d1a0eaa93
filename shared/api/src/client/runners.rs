use super::{Client, ClientError};
use crate::{Page, Runner, Scale};

impl Client {
    /// Who runs jobs.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn runners(&self) -> Result<Vec<Runner>, ClientError> {
        self.get(&["runners"]).ask::<Page<Runner>>().await.map(|page| page.items)
    }

    /// One runner.
    ///
    /// # Errors
    /// When there is none.
    pub async fn runner(&self, id: &str) -> Result<Runner, ClientError> {
        self.get(&["runners", id]).ask().await
    }

    /// Lets a runner end what it has, and take no more.
    ///
    /// # Errors
    /// When there is none.
    pub async fn drain_runner(&self, id: &str) -> Result<Runner, ClientError> {
        self.post(&["runners", id, "drain"]).once().ask().await
    }

    /// Lets it take jobs again.
    ///
    /// # Errors
    /// When there is none.
    pub async fn resume_runner(&self, id: &str) -> Result<Runner, ClientError> {
        self.post(&["runners", id, "resume"]).once().ask().await
    }

    /// Forgets a runner.
    ///
    /// # Errors
    /// When there is none, or it is one of the server itself.
    pub async fn delete_runner(&self, id: &str) -> Result<(), ClientError> {
        self.delete(&["runners", id]).once().done().await
    }

    /// Says how many jobs run at once.
    ///
    /// # Errors
    /// When the server cannot run as many, or none of this kind.
    pub async fn scale(&self, scale: &Scale) -> Result<Runner, ClientError> {
        self.post(&["runners", "scale"]).once().json(scale).ask().await
    }
}
