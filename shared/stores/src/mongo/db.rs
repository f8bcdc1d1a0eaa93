use super::error::is_duplicate;
use crate::StoreError;
use futures_util::TryStreamExt;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, Document};
use mongodb::options::{Acknowledgment, ClientOptions, ReadConcern, WriteConcern};
use mongodb::{Client, Collection, Cursor, Database};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A database of ours.
#[derive(Clone, Debug)]
pub(super) struct Db {
    pub client: Client,
    pub database: Database,
    /// By whom a document was written: nobody needs news of its own deeds.
    pub me: String,
    /// After this time a call is given up: a network may fall silent without closing a connection.
    patience: Duration,
}

/// How much of a MongoDB one process may use. What is not said here the address says, or the driver.
#[derive(Clone, Copy, Debug, Default)]
pub struct MongoLimits {
    /// Connections at a time.
    pub connections: Option<u32>,
    /// How long one call may take.
    pub timeout: Option<Duration>,
}

/// What a replica set needs at most to choose a new primary.
const ELECTION: Duration = Duration::from_secs(10);

/// How long a call may take if nobody says.
const PATIENCE: Duration = Duration::from_secs(30);

/// The database's name, if the address has none.
const NAME: &str = "rustci";

impl Db {
    /// Makes a client; it connects when it is first used.
    pub async fn new(uri: &str, database: Option<&str>, limits: MongoLimits) -> Result<Self, StoreError> {
        let mut options = ClientOptions::parse(uri).await?;
        options.app_name.get_or_insert_with(|| NAME.to_owned());
        let patience = limits.timeout.unwrap_or(PATIENCE);
        // Whoever gives up sooner than that would never hear why.
        let soon = ELECTION.min(patience * 4 / 5);
        let selection = options.server_selection_timeout.map_or(soon, |given| given.min(soon));
        options.server_selection_timeout = Some(selection);
        options.max_pool_size = limits.connections.or(options.max_pool_size);
        // What has been acknowledged is on the disks of a majority, and only that is ever read.
        options.write_concern = Some(durable());
        options.read_concern = Some(ReadConcern::majority());
        options.selection_criteria = None;
        let name = database.map(str::to_owned).or_else(|| options.default_database.clone());
        let client = Client::with_options(options)?;
        let database = client.database(name.as_deref().unwrap_or(NAME));
        Ok(Self { client, database, me: ObjectId::new().to_hex(), patience })
    }

    /// Does it, or says that there was no answer.
    pub async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        let silent =
            |_| StoreError::Unavailable(format!("MongoDB was silent for {} s", self.patience.as_secs_f64()));
        tokio::time::timeout(self.patience, work).await.map_err(silent)?
    }

    pub fn collection(&self, name: &str) -> Collection<Document> {
        self.database.collection(name)
    }
}

/// On the disks of most members.
pub(super) fn durable() -> WriteConcern {
    WriteConcern::builder().w(Acknowledgment::Majority).w_timeout(ELECTION).journal(true).build()
}

/// Changes the document that fits, or makes it; false if there is one that does not fit. The fields that the filter
/// asks to be equal are those of a unique index.
pub(super) async fn put_where(
    collection: &Collection<Document>,
    filter: Document,
    update: Document,
) -> mongodb::error::Result<bool> {
    match collection.update_one(filter.clone(), update.clone()).upsert(true).await {
        // There is one that does not fit; or another was faster, and its document may fit.
        Err(error) if is_duplicate(&error) => {
            Ok(collection.update_one(filter, update).await?.matched_count > 0)
        }
        result => result.map(|_| true),
    }
}

/// All documents of a cursor.
pub(super) async fn all<T>(cursor: Cursor<T>) -> Result<Vec<T>, StoreError>
where
    T: DeserializeOwned + Unpin + Send + Sync,
{
    Ok(cursor.try_collect().await?)
}

/// A document of which only the id counts.
#[derive(Debug, Deserialize)]
pub(super) struct Id<T> {
    #[serde(rename = "_id")]
    pub id: T,
}

/// Bytes as a document holds them.
pub(super) fn binary(bytes: Vec<u8>) -> Binary {
    Binary { subtype: BinarySubtype::Generic, bytes }
}

/// As many documents at most.
pub(super) fn limit(count: usize) -> i64 {
    // For MongoDB 0 is no limit; who wants nothing takes a few in vain.
    i64::try_from(count).unwrap_or(i64::MAX).max(1)
}
