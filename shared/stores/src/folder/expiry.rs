//! Until when blobs are kept: a small file beside each that has an end, at the same path in another folder.

use super::{failed, gone_is_fine, name, stamp, walk};
use crate::BlobError;
use events::Timestamp;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Says how long from now the blob of a key is kept; none: for good.
pub(super) fn note(key: &str, keep: Option<Duration>, limits: &Path) -> Result<(), BlobError> {
    let path = limits.join(name::path(key));
    let Some(keep) = keep else {
        return gone_is_fine(fs::remove_file(&path)).map_err(failed("remove", &path));
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed("make", folder))?;
    }
    let until = stamp(SystemTime::now()).after(keep);
    fs::write(&path, until.0.to_string()).map_err(failed("write", &path))
}

/// The keys of the blobs whose time is over.
pub(super) fn over(limits: &Path, now: Timestamp) -> Result<Vec<String>, BlobError> {
    let mut keys = Vec::new();
    walk(limits, &mut Vec::new(), &mut |segments, _| {
        let path = segments.iter().fold(limits.to_owned(), |path, part| path.join(part));
        let until = fs::read_to_string(path).unwrap_or_default();
        // One that is being written cannot be read yet.
        if until.parse::<u64>().is_ok_and(|until| until <= now.0) {
            keys.extend(name::key(segments));
        }
        Ok(())
    })?;
    Ok(keys)
}
