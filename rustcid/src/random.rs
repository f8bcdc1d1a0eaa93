use crate::StartError;

/// Random bytes.
pub fn bytes<const BYTES: usize>() -> Result<[u8; BYTES], StartError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|cause| StartError::Random { cause: cause.to_string() })?;
    Ok(bytes)
}

/// Random bytes as hexadecimal digits, two a byte.
pub fn hex<const BYTES: usize>() -> Result<String, StartError> {
    Ok(bytes::<BYTES>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}
