use super::error::cause;
use super::{Client, ClientError};
use crate::Artifacts;
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use reqwest::header::ACCEPT;
use std::io;

impl Client {
    /// The files that a run left.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn artifacts(&self, run: &str) -> Result<Artifacts, ClientError> {
        self.get(&["runs", run, "artifacts"]).ask().await
    }

    /// One of them: a tar archive, compressed with zstd, piece by piece.
    ///
    /// # Errors
    /// When the server has none of this name.
    pub async fn artifact(
        &self,
        run: &str,
        name: &str,
        job: Option<&str>,
    ) -> Result<impl Stream<Item = io::Result<Bytes>> + Send + Unpin + use<>, ClientError> {
        let request = self.get(&["runs", run, "artifacts", name]).query("job", job);
        let response = request.header(ACCEPT, "application/zstd, application/json").answer().await?;
        Ok(Box::pin(response.bytes_stream().map_err(|error| io::Error::other(cause(&error)))))
    }
}
