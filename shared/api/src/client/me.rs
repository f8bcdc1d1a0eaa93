use super::{Client, ClientError};
use crate::{MadeToken, Me, NewToken};

impl Client {
    /// Who is asking.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn me(&self) -> Result<Me, ClientError> {
        self.get(&["me"]).ask().await
    }

    /// Makes a token that may do no more than its maker. It is sent once: the answer is not kept for a second time.
    ///
    /// # Errors
    /// When the server does not make it.
    pub async fn make_token(&self, new: &NewToken) -> Result<MadeToken, ClientError> {
        self.post(&["tokens"]).json(new).ask().await
    }
}
