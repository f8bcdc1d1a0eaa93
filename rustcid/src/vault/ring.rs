use super::cipher::Cipher;
use super::{ENVELOPE, VaultError};
use sha2::{Digest, Sha256};
use stores::Secret;

/// Master keys: the newest, which seals, and older ones, which only open.
pub struct Ring {
    newest: MasterKey,
    older: Vec<MasterKey>,
}

/// One of them.
pub(super) struct MasterKey {
    id: String,
    cipher: Cipher,
}

impl MasterKey {
    /// A key made of a text.
    fn of(text: &str) -> Self {
        let key = Sha256::digest(text.as_bytes());
        let id = Sha256::digest(key).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self { id, cipher: Cipher::new(&key.into()) }
    }

    /// What rows call it; nobody learns the key from it.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn cipher(&self) -> &Cipher {
        &self.cipher
    }
}

impl Ring {
    /// Keys made of these texts, the newest first; none if there is no text.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let mut keys = texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(MasterKey::of);
        Some(Self { newest: keys.next()?, older: keys.collect() })
    }

    pub(super) fn newest(&self) -> &MasterKey {
        &self.newest
    }

    /// The one that a secret was sealed with.
    pub(super) fn of_secret(&self, secret: &Secret) -> Result<&MasterKey, VaultError> {
        let id = secret.sealed.key.strip_prefix(ENVELOPE).unwrap_or(&secret.sealed.key);
        let mut keys = std::iter::once(&self.newest).chain(&self.older);
        let other = || VaultError::OtherKey { name: secret.name.clone(), key: id.to_owned() };
        keys.find(|key| key.id == id).ok_or_else(other)
    }
}
