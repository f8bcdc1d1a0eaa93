//! What a server keeps its state in: one file of its own, or a database that it shares with other replicas.

use crate::StartError;
use crate::config::Config;
use crate::state::StateFolder;
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
    pub master_key: String,
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
        let Keys { master_key, jwt_secret } = Keys::given(config);
        let master_key = master_key.map_or_else(|| folder.secret("master-key"), Ok)?;
        let jwt_secret = jwt_secret.map_or_else(|| folder.secret("jwt-secret"), Ok)?;
        Ok(Self { store, catalog, shelves, master_key, jwt_secret })
    }

    /// A database for all replicas. What one seals or signs the others must be able to read.
    async fn shared(uri: &str, config: &Config) -> Result<Self, StartError> {
        let Keys { master_key, jwt_secret } = Keys::given(config);
        let master_key = master_key.ok_or(StartError::OwnKey { variable: "RUSTCI_MASTER_KEY" })?;
        let jwt_secret = jwt_secret.ok_or(StartError::OwnKey { variable: "JWT_SECRET" })?;
        let database = &config.database;
        let limits = MongoLimits { connections: Some(database.pool_size), timeout: Some(database.timeout) };
        let mongo = Arc::new(MongoStore::open_within(uri, Some(&database.name), limits).await?);
        let shelves = Shelves::new(
            Arc::new(mongo.blobs(ARTIFACTS, None).await?),
            Arc::new(mongo.blobs(CACHES, Some(config.cache.max_size.0)).await?),
        );
        let (store, catalog) = (Arc::<MongoStore>::clone(&mongo), mongo);
        Ok(Self { store, catalog, shelves, master_key, jwt_secret })
    }
}

/// Keys that the settings name.
struct Keys {
    master_key: Option<String>,
    jwt_secret: Option<String>,
}

impl Keys {
    fn given(config: &Config) -> Self {
        let text = |secret: &engine::job::Secret| secret.reveal().to_owned();
        Self {
            master_key: config.security.master_key.as_ref().map(text),
            jwt_secret: config.security.jwt_secret.as_ref().map(text),
        }
    }
}
