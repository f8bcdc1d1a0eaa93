use super::{Client, ClientError};
use crate::{NetworkStats, Stats};

impl Client {
    /// Figures about the server.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn stats(&self) -> Result<Stats, ClientError> {
        self.get(&["stats"]).ask().await
    }

    /// How long the server's way to its store takes.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn network(&self) -> Result<NetworkStats, ClientError> {
        self.get(&["stats", "network"]).ask().await
    }
}
