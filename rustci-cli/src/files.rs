//! Reading what the user names, without ever waiting or filling the memory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// How much of a file is read; more is no pipeline.
const LIMIT: u64 = 10 << 20;

/// What Linux says of links that go round (`ELOOP`).
const TOO_MANY_LINKS: i32 = 40;

/// The bytes of a file.
///
/// # Errors
/// A reason in words when it is no regular file, is too large or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| reason(&error))?;
    if metadata.is_dir() {
        return Err("it is a directory".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    if metadata.len() > LIMIT {
        return Err(format!("it has {} bytes, more than the {LIMIT} allowed", metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    let file = File::open(path).map_err(|error| reason(&error))?;
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    Ok(bytes)
}

/// The bytes of standard input; one more than a pipeline may have when there are too many.
pub fn stdin() -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    Ok(bytes)
}

/// An error of the system in words without its number.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ if error.raw_os_error() == Some(TOO_MANY_LINKS) => "its symbolic links go round".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is not a directory".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}
