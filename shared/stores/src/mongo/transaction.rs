use super::db::{Db, durable};
use super::error::is_nobody;
use crate::StoreError;
use async_trait::async_trait;
use mongodb::ClientSession;
use mongodb::error::{Error, TRANSIENT_TRANSACTION_ERROR, UNKNOWN_TRANSACTION_COMMIT_RESULT};
use mongodb::options::{ReadConcern, TransactionOptions};
use std::time::Duration;

/// Documents that change together or not at all. It may be made more than once, until one try is kept.
#[async_trait]
pub(super) trait Transaction: Sync {
    /// What comes out of it.
    type Made: Send;

    async fn make(&self, db: &Db, session: &mut ClientSession) -> Result<Self::Made, Stop>;
}

/// Why a transaction was not kept.
pub(super) enum Stop {
    /// What it found forbids it.
    Refused(StoreError),
    /// The server says so.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

impl From<Stop> for StoreError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(error) => error,
            Stop::Failed(error) => error.into(),
        }
    }
}

/// Transactions that get into each other's way are made again, so often at most.
const TRIES: u32 = 30;

/// Makes a transaction.
pub(super) async fn transact<T: Transaction>(db: &Db, work: &T) -> Result<T::Made, Stop> {
    let options =
        TransactionOptions::builder().read_concern(ReadConcern::snapshot()).write_concern(durable()).build();
    let mut session = db.client.start_session().await?;
    for tries in 1.. {
        session.start_transaction().with_options(options.clone()).await?;
        let error = match work.make(db, &mut session).await {
            Ok(made) => match commit(&mut session).await {
                Ok(()) => return Ok(made),
                Err(error) => error,
            },
            Err(stop) => {
                // One that cannot be aborted now is by the server, after a minute.
                let _tried = session.abort_transaction().await;
                match stop {
                    Stop::Failed(error) => error,
                    refused @ Stop::Refused(_) => return Err(refused),
                }
            }
        };
        let is_transient = error.contains_label(TRANSIENT_TRANSACTION_ERROR) && !is_nobody(&error);
        if tries == TRIES || !is_transient {
            return Err(error.into());
        }
        // Longer each time, and not the same for all: the number of the process and the try spread them.
        let spread = u64::from(std::process::id() % 7 + tries % 5);
        tokio::time::sleep(Duration::from_millis(spread + u64::from(tries) * 2)).await;
    }
    Err(StoreError::Unavailable("a transaction had no try".into()).into())
}

async fn commit(session: &mut ClientSession) -> Result<(), Error> {
    for _ in 0..3 {
        match session.commit_transaction().await {
            // To ask again is safe: what is committed is so once.
            Err(error) if error.contains_label(UNKNOWN_TRANSACTION_COMMIT_RESULT) && !is_nobody(&error) => {}
            result => return result,
        }
    }
    session.commit_transaction().await
}
