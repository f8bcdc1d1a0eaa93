//! Rotation of the master key from outside the server.

use crate::StartError;
use crate::backend::Backend;
use crate::config::Config;
use crate::state::StateFolder;
use crate::vault::{Keys, Rotated, Vault, rotate as reseal};

/// What came of it.
pub enum Told {
    /// All secrets that open are under the newest key.
    Done {
        /// What that key is called.
        key: String,
        /// How many it were.
        rotated: Rotated,
    },
    /// A server runs: there is a new key, and the server goes on from there.
    LeftToServer,
}

/// Makes a new master key, where this server makes its own, and seals all secrets with the newest one.
pub fn rotate(config: &Config) -> Result<Told, StartError> {
    let folder = match StateFolder::open(&config.server.state_dir) {
        Ok(folder) => folder,
        Err(StartError::Busy { path }) => {
            let keys = Keys::given(&config.security).unwrap_or_else(|| Keys::own_in(&path));
            keys.renew()?;
            return Ok(Told::LeftToServer);
        }
        Err(error) => return Err(error),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(StartError::Runtime)?.block_on(async {
        let Backend { catalog, keys, .. } = Backend::open(&folder, config).await?;
        keys.renew()?;
        let vault = Vault::new(keys.ring()?);
        let rotated = reseal(&vault, &keys, &*catalog).await?;
        Ok(Told::Done { key: vault.key(), rotated })
    })
}
