use super::VaultError;
use crate::random;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

/// A nonce of XChaCha20 may be random: there are enough of them.
pub const NONCE: usize = 24;

/// Bytes of a key.
pub const KEY: usize = 32;

/// Bytes that show whether anything was changed.
pub const TAG: usize = 16;

/// Seals and opens with one key.
pub struct Cipher(XChaCha20Poly1305);

impl Cipher {
    /// With this key.
    pub fn new(key: &[u8; KEY]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// A nonce, and behind it the sealed bytes; they open only for the same place.
    pub fn seal(&self, plain: &[u8], place: &[u8]) -> Result<Vec<u8>, VaultError> {
        let nonce = random::bytes::<NONCE>()?;
        let sealed = self.0.encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: place });
        let sealed = sealed.map_err(|error| VaultError::Random(error.to_string()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What was sealed; none if anything of it was changed.
    pub fn open(&self, bytes: &[u8], place: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let payload = Payload { msg: sealed, aad: place };
        self.0.decrypt(XNonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
    }
}
