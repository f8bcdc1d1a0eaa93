//! Copies of the store.

use crate::config::Config;
use crate::{StartError, state};
use std::path::Path;
use stores::SqliteStore;

/// Copies the store as it is at one moment into a new file; the server may go on meanwhile.
pub fn backup(config: &Config, file: &Path) -> Result<(), StartError> {
    if config.database.uri.is_some() {
        return Err(StartError::NotHere(
            "the store is in MongoDB: copy it with `mongodump --uri URI --db NAME --archive=FILE --gzip`, while no server \
             runs or with a snapshot of a replica set's member, and keep RUSTCI_MASTER_KEY with the copy",
        ));
    }
    let store = state::store_in(&config.server.state_dir);
    if !store.exists() {
        let cause = std::io::ErrorKind::NotFound.into();
        return Err(StartError::Folder { what: "read", path: store, cause });
    }
    // A store that is open elsewhere may be read, but not opened as its own.
    Ok(SqliteStore::backup_of(&store, file)?)
}

/// Makes the store out of a backup. A store that is there is never replaced.
pub fn restore(config: &Config, file: &Path) -> Result<(), StartError> {
    if config.database.uri.is_some() {
        return Err(StartError::NotHere(
            "the store is in MongoDB: bring it back with `mongorestore --uri URI --archive=FILE --gzip`, and set the \
             RUSTCI_MASTER_KEY that it was made with",
        ));
    }
    let folder = state::StateFolder::open(&config.server.state_dir)?;
    Ok(SqliteStore::restore(file, &folder.store())?)
}
