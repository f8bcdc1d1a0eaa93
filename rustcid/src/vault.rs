//! Seals and opens secrets. The store never sees one.
//!
//! Each value has a key of its own, and only that one is sealed with the master key: to rotate the master key no value
//! is opened. What earlier versions sealed with the master key itself still opens, and is sealed anew at a rotation.

mod cipher;
mod keys;
mod ring;
mod rotation;

pub use keys::{Keys, KeysError};
pub use ring::Ring;
pub use rotation::{Rotated, RotationError, rotate};

use crate::{StartError, random};
use cipher::{Cipher, KEY, NONCE, TAG};
use engine::job;
use std::sync::{Arc, PoisonError, RwLock};
use stores::{Sealed, Secret, SecretScope};
use zeroize::Zeroizing;

/// What the name of the key begins with where each value has a key of its own.
const ENVELOPE: &str = "v2:";

/// How long a sealed key is.
const WRAPPED: usize = NONCE + KEY + TAG;

/// Has the keys.
pub struct Vault(RwLock<Arc<Ring>>);

/// A secret cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// It was sealed with another key.
    #[error(
        "the secret `{name}` was sealed with another master key ({key}): bring that key back behind the newest one, or \
         set the secret anew"
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
    /// There are no random numbers.
    #[error("it cannot be sealed: {0}")]
    Random(String),
}

impl From<StartError> for VaultError {
    fn from(error: StartError) -> Self {
        Self::Random(error.to_string())
    }
}

impl Vault {
    /// One with these keys.
    #[must_use]
    pub fn new(ring: Ring) -> Self {
        Self(RwLock::new(Arc::new(ring)))
    }

    /// Other keys from now on.
    pub fn set(&self, ring: Ring) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the store calls the key that is sealed with now.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{ENVELOPE}{}", self.ring().newest().id())
    }

    /// Seals a value for one name and scope: moved to another, it does not open.
    pub fn seal(&self, name: &str, scope: &SecretScope, value: &str) -> Result<Sealed, VaultError> {
        let (ring, place) = (self.ring(), place(name, scope));
        let own = Zeroizing::new(random::bytes::<KEY>()?);
        let wrapped = ring.newest().cipher().seal(&*own, &place)?;
        let value = Cipher::new(&own).seal(value.as_bytes(), &place)?;
        let key = format!("{ENVELOPE}{}", ring.newest().id());
        Ok(Sealed { key, bytes: [wrapped, value].concat() })
    }

    /// A secret's value.
    pub fn open(&self, secret: &Secret) -> Result<job::Secret, VaultError> {
        let damaged = || VaultError::Damaged { name: secret.name.clone() };
        let (ring, place) = (self.ring(), place(&secret.name, &secret.scope));
        let plain = match envelope(secret).ok_or_else(damaged)? {
            Form::Direct => ring.of_secret(secret)?.cipher().open(&secret.sealed.bytes, &place),
            Form::Envelope { wrapped, value } => {
                let own = ring.of_secret(secret)?.cipher().open(wrapped, &place).ok_or_else(damaged)?;
                Cipher::new(own.as_slice().try_into().map_err(|_| damaged())?).open(value, &place)
            }
        };
        let plain = plain.ok_or_else(damaged)?;
        let text = std::str::from_utf8(&plain).map_err(|_| damaged())?;
        Ok(job::Secret::new(text))
    }

    /// The same value under the newest key.
    fn reseal(&self, secret: &Secret) -> Result<Sealed, VaultError> {
        let damaged = || VaultError::Damaged { name: secret.name.clone() };
        let (ring, place) = (self.ring(), place(&secret.name, &secret.scope));
        match envelope(secret).ok_or_else(damaged)? {
            Form::Direct => self.seal(&secret.name, &secret.scope, self.open(secret)?.reveal()),
            Form::Envelope { wrapped, value } => {
                let own = ring.of_secret(secret)?.cipher().open(wrapped, &place).ok_or_else(damaged)?;
                let wrapped = ring.newest().cipher().seal(&own, &place)?;
                let key = format!("{ENVELOPE}{}", ring.newest().id());
                Ok(Sealed { key, bytes: [&wrapped, value].concat() })
            }
        }
    }
}

/// How a value was sealed.
enum Form<'s> {
    /// With the master key itself.
    Direct,
    /// With a key of its own, which is sealed with the master key.
    Envelope { wrapped: &'s [u8], value: &'s [u8] },
}

/// None: there is less of it than of any sealed value.
fn envelope(secret: &Secret) -> Option<Form<'_>> {
    if !secret.sealed.key.starts_with(ENVELOPE) {
        return Some(Form::Direct);
    }
    let (wrapped, value) = secret.sealed.bytes.split_at_checked(WRAPPED)?;
    Some(Form::Envelope { wrapped, value })
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
mod tests;
