//! Values as databases keep them.

use crate::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// What is shorter does not get shorter still.
const WORTHWHILE: usize = 128;

/// What begins so is compressed.
const MAGIC: [u8; 4] = zstd::zstd_safe::MAGICNUMBER.to_le_bytes();

const LEVEL: i32 = 1;

/// Compresses where that helps.
pub(crate) fn pack(plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    if plain.len() < WORTHWHILE && !plain.starts_with(&MAGIC) {
        return Ok(plain.to_vec());
    }
    zstd::bulk::compress(plain, LEVEL)
        .map_err(|cause| StoreError::Unavailable(format!("cannot compress: {cause}")))
}

/// What [`pack`] was given.
pub(crate) fn unpack(packed: &[u8]) -> Result<Cow<'_, [u8]>, StoreError> {
    if !packed.starts_with(&MAGIC) {
        return Ok(Cow::Borrowed(packed));
    }
    let plain = zstd::decode_all(packed);
    plain.map(Cow::Owned).map_err(|cause| StoreError::Unavailable(format!("a value is damaged: {cause}")))
}

/// A value as it is kept.
pub(crate) fn encode(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(value)
        .map_err(|cause| StoreError::Unavailable(format!("cannot write a value: {cause}")))?;
    pack(&json)
}

/// The value that is kept.
pub(crate) fn decode<T: DeserializeOwned>(packed: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(&unpack(packed)?)
        .map_err(|cause| StoreError::Unavailable(format!("a value cannot be read: {cause}")))
}

/// A number as the database keeps it; none of ours comes near the end.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number as it was given to [`int`].
pub(crate) fn uint(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
