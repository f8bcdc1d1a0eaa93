//! What a server keeps its state in: one file of its own, or a database that it shares with other replicas.

use crate::StartError;
use crate::config::Config;
use crate::state::StateFolder;
use crate::vault::Keys;
use crate::work::Shelves;
use std::sync::Arc;
use stores::{Catalog, FolderBlobs, MongoLimits, MongoStore, SqliteStore, Store};

/// An open store and all that belongs to it.
pub struct Backend {
    /// Runs.
    pub store: Arc<dyn Store>,
    /// What there is beside runs.
    pub catalog: Arc<dyn Catalog>,
    /// Artifacts and caches.
    pub shelves: Shelves,
    /// What secrets are sealed with.
    pub keys: Keys,
    /// What signs sessions.
    pub jwt_secret: String,
}

/// What files are for.
const ARTIFACTS: &str = "artifacts";
const CACHES: &str = "caches";

impl Backend {
    /// Opens what the settings say.
    pub async fn open(folder: &StateFolder, config: &Config) -> Result<Self, StartError> {
        match &config.database.uri {
            Some(uri) => Self::shared(uri.reveal(), config).await,
            None => Self::own(folder, config),
        }
    }

    /// A file in the state folder. Keys that nobody set are made there.
    fn own(folder: &StateFolder, config: &Config) -> Result<Self, StartError> {
        let files = folder.join("files");
        let shelves = Shelves::new(
            Arc::new(FolderBlobs::open(files.join(ARTIFACTS), None)?),
            Arc::new(FolderBlobs::open(files.join(CACHES), Some(config.cache.max_size.0))?),
        );
        let sqlite = Arc::new(SqliteStore::open(&folder.store())?);
        let (store, catalog) = (Arc::<SqliteStore>::clone(&sqlite), sqlite);
        let keys = Keys::open(&config.security, folder)?;
        let jwt_secret = jwt_secret(config).map_or_else(|| folder.secret("jwt-secret"), Ok)?;
        Ok(Self { store, catalog, shelves, keys, jwt_secret })
    }

    /// A database for all replicas. What one seals or signs the others must be able to read.
    async fn shared(uri: &str, config: &Config) -> Result<Self, StartError> {
        let keys =
            Keys::given(&config.security).ok_or(StartError::OwnKey { variable: "RUSTCI_MASTER_KEY" })?;
        let jwt_secret = jwt_secret(config).ok_or(StartError::OwnKey { variable: "JWT_SECRET" })?;
        let database = &config.database;
        let limits = MongoLimits { connections: Some(database.pool_size), timeout: Some(database.timeout) };
        let mongo = Arc::new(MongoStore::open_within(uri, Some(&database.name), limits).await?);
        let shelves = Shelves::new(
            Arc::new(mongo.blobs(ARTIFACTS, None).await?),
            Arc::new(mongo.blobs(CACHES, Some(config.cache.max_size.0)).await?),
        );
        let (store, catalog) = (Arc::<MongoStore>::clone(&mongo), mongo);
        Ok(Self { store, catalog, shelves, keys, jwt_secret })
    }
}

/// What signs sessions, if the settings say it.
fn jwt_secret(config: &Config) -> Option<String> {
    config.security.jwt_secret.as_ref().map(|secret| secret.reveal().to_owned())
}
