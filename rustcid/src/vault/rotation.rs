use super::{Keys, KeysError, Vault, VaultError};
use stores::{Catalog, Secret, StoreError};

/// As many secrets are read at a time.
const STEP: usize = 100;

/// What a rotation did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// How many secrets are under the newest key now that were not before.
    pub resealed: u64,
    /// Those that do not open, and stay as they are: each with why.
    pub left: Vec<String>,
}

/// Why a rotation did not come to its end. It may be asked for again, and goes on.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// There are no keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing can be sealed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Seals with the newest master key what is sealed with others. Jobs and requests go on meanwhile; cut off at any
/// moment, every secret opens with the keys there are.
pub async fn rotate(vault: &Vault, keys: &Keys, catalog: &dyn Catalog) -> Result<Rotated, RotationError> {
    vault.set(keys.ring()?);
    let mut rotated = Rotated::default();
    let mut stuck: Vec<Secret> = Vec::new();
    loop {
        let found = catalog.secrets_not_under(&vault.key(), STEP + stuck.len()).await?;
        let fresh: Vec<Secret> = found.into_iter().filter(|secret| !stuck.contains(secret)).collect();
        if fresh.is_empty() {
            return Ok(rotated);
        }
        for secret in fresh {
            match vault.reseal(&secret) {
                // One that somebody has changed meanwhile is found again, or is under the newest key.
                Ok(sealed) => {
                    rotated.resealed += u64::from(catalog.reseal_secret(&secret, sealed).await?);
                }
                Err(error @ VaultError::Random(_)) => return Err(error.into()),
                Err(error) => {
                    rotated.left.push(error.to_string());
                    stuck.push(secret);
                }
            }
        }
    }
}
