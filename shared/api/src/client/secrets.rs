use super::{Client, ClientError};
use crate::{Page, PutSecret, Secret, SecretScope};

impl Client {
    /// The secrets of a pipeline, or of all, without their values.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn secrets(&self, pipeline: Option<&str>) -> Result<Vec<Secret>, ClientError> {
        self.get(&["secrets"]).query("pipeline", pipeline).ask::<Page<Secret>>().await.map(|page| page.items)
    }

    /// Keeps a value; one of the same name and scope is replaced.
    ///
    /// # Errors
    /// When the server does not take it.
    pub async fn put_secret(&self, name: &str, secret: &PutSecret) -> Result<(), ClientError> {
        self.put(&["secrets", name]).json(secret).done().await
    }

    /// Forgets one.
    ///
    /// # Errors
    /// When there is none of this name and scope.
    pub async fn delete_secret(&self, name: &str, scope: &SecretScope) -> Result<(), ClientError> {
        let request = self.delete(&["secrets", name]).query("pipeline", scope.pipeline.as_deref());
        let request = request.query("branch", scope.branch.as_deref());
        request.query("environment", scope.environment.as_deref()).done().await
    }
}
