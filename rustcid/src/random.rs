use crate::StartError;

/// Random bytes as hexadecimal digits, two a byte.
pub fn hex<const BYTES: usize>() -> Result<String, StartError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|cause| StartError::Random { cause: cause.to_string() })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
