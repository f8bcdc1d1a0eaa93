//! Seals and opens secrets. The store never sees one.

use crate::{StartError, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use engine::job;
use sha2::{Digest, Sha256};
use stores::{Sealed, Secret, SecretScope};

/// A nonce of XChaCha20 may be random: there are enough of them.
const NONCE: usize = 24;

/// Has the key.
pub struct Vault {
    id: String,
    cipher: XChaCha20Poly1305,
}

/// A secret cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// It was sealed with another key.
    #[error(
        "the secret `{name}` was sealed with another key ({key}): bring back the file master-key, or set it anew"
    )]
    OtherKey {
        /// Which.
        name: String,
        /// With which.
        key: String,
    },
    /// It is not as it was sealed.
    #[error("the secret `{name}` is damaged: set it anew")]
    Damaged {
        /// Which.
        name: String,
    },
}

impl Vault {
    /// One with a key made of this text.
    #[must_use]
    pub fn new(master: &str) -> Self {
        let key = Sha256::digest(master.as_bytes());
        let id: String = Sha256::digest(key).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self { id, cipher: XChaCha20Poly1305::new(&key) }
    }

    /// Seals a value for one name and scope: moved to another, it does not open.
    pub fn seal(&self, name: &str, scope: &SecretScope, value: &str) -> Result<Sealed, StartError> {
        let nonce = random::bytes::<NONCE>()?;
        let payload = Payload { msg: value.as_bytes(), aad: &place(name, scope) };
        let sealed = self.cipher.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|error| StartError::Random { cause: error.to_string() })?;
        Ok(Sealed { key: self.id.clone(), bytes: [&nonce[..], &sealed].concat() })
    }

    /// A secret's value.
    pub fn open(&self, secret: &Secret) -> Result<job::Secret, VaultError> {
        let name = || secret.name.clone();
        if secret.sealed.key != self.id {
            return Err(VaultError::OtherKey { name: name(), key: secret.sealed.key.clone() });
        }
        let damaged = || VaultError::Damaged { name: name() };
        let (nonce, sealed) = secret.sealed.bytes.split_at_checked(NONCE).ok_or_else(damaged)?;
        let payload = Payload { msg: sealed, aad: &place(&secret.name, &secret.scope) };
        let plain = self.cipher.decrypt(XNonce::from_slice(nonce), payload).map_err(|_| damaged())?;
        String::from_utf8(plain).map(job::Secret::new).map_err(|_| damaged())
    }
}

/// What a value is sealed for, in parts that cannot flow into each other.
fn place(name: &str, scope: &SecretScope) -> Vec<u8> {
    let pipeline = scope.pipeline.as_ref().map(|pipeline| pipeline.0.as_str());
    let parts = [Some(name), pipeline, scope.branch.as_deref(), scope.environment.as_deref()];
    let mut place = Vec::new();
    for part in parts {
        place.push(u8::from(part.is_some()));
        let part = part.unwrap_or_default();
        place.extend((part.len() as u64).to_be_bytes());
        place.extend(part.as_bytes());
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Timestamp;

    #[test]
    fn a_secret_opens_only_where_and_with_what_it_was_sealed() {
        let vault = Vault::new("one");
        let scope = SecretScope { branch: Some("main".into()), ..SecretScope::default() };
        let sealed = vault.seal("TOKEN", &scope, "canary").unwrap();
        assert!(!sealed.bytes.windows(6).any(|window| window == b"canary"));
        assert_ne!(sealed.bytes, vault.seal("TOKEN", &scope, "canary").unwrap().bytes);
        let (created, updated) = (Timestamp(1), Timestamp(1));
        let secret = Secret { name: "TOKEN".into(), scope, sealed, created, updated };
        assert_eq!(vault.open(&secret).map(|secret| secret.reveal().to_owned()).unwrap(), "canary");
        let moved = Secret { scope: SecretScope::default(), ..secret.clone() };
        assert!(matches!(vault.open(&moved), Err(VaultError::Damaged { .. })));
        let renamed = Secret { name: "OTHER".into(), ..secret.clone() };
        assert!(matches!(vault.open(&renamed), Err(VaultError::Damaged { .. })));
        assert!(matches!(Vault::new("two").open(&secret), Err(VaultError::OtherKey { .. })));
        let mut cut = secret;
        cut.sealed.bytes.truncate(5);
        assert!(matches!(vault.open(&cut), Err(VaultError::Damaged { .. })));
    }
}
