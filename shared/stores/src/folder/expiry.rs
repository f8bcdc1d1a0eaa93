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

/// Removes the blobs whose time is over.
pub(super) fn sweep(limits: &Path, kept: &Path, now: SystemTime) -> Result<(), BlobError> {
    for key in over(limits, stamp(now))? {
        for folder in [kept, limits] {
            let path = folder.join(name::path(&key));
            gone_is_fine(fs::remove_file(&path)).map_err(failed("remove", &path))?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Blobs, FolderBlobs};

    #[test]
    fn blobs_go_when_their_time_is_over() {
        let root = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(root.path(), None).unwrap();
        let day = Duration::from_secs(24 * 60 * 60);
        let put = |key: &str, keep| blobs.create(key, keep).unwrap().commit().unwrap();
        put("short", Some(day));
        put("long", Some(9 * day));
        put("good", None);
        put("renewed", Some(day));
        put("renewed", None);
        let left = |days: u32| {
            sweep(&blobs.limits(), &blobs.kept(), SystemTime::now() + days * day).unwrap();
            let mut keys: Vec<String> = blobs.list("").unwrap().into_iter().map(|blob| blob.key).collect();
            keys.sort();
            keys
        };
        assert_eq!(left(0), ["good", "long", "renewed", "short"]);
        assert_eq!(left(2), ["good", "long", "renewed"]);
        assert_eq!(left(10), ["good", "renewed"]);
    }
}
