use super::{failed, gone_is_fine, walk};
use crate::BlobError;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Removes what was not used for longest until no more than `cap` bytes are left, but never `newest`.
pub(super) fn down_to(cap: u64, kept: &Path, newest: &Path) -> Result<(), BlobError> {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    walk(kept, &mut Vec::new(), &mut |segments, meta| {
        let path = segments.iter().fold(kept.to_owned(), |path, part| path.join(part));
        files.push((meta.modified()?, meta.len(), path));
        Ok(())
    })?;
    let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    files.retain(|(_, _, path)| path != newest);
    files.sort();
    for (_, bytes, path) in files {
        if total <= cap {
            break;
        }
        gone_is_fine(fs::remove_file(&path)).map_err(failed("remove", &path))?;
        total = total.saturating_sub(bytes);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{Blobs, FolderBlobs};
    use std::fs::File;
    use std::io::Write;
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let root = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(root.path(), Some(300)).unwrap();
        for (key, age) in [("a", 10), ("b", 30), ("c", 20)] {
            let mut writer = blobs.create(key, None).unwrap();
            writer.write_all(&[0; 100]).unwrap();
            writer.commit().unwrap();
            let file = File::open(blobs.path(key)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        }
        blobs.open("b").unwrap();
        let mut writer = blobs.create("d", None).unwrap();
        writer.write_all(&[0; 100]).unwrap();
        writer.commit().unwrap();
        let mut keys: Vec<String> = blobs.list("").unwrap().into_iter().map(|blob| blob.key).collect();
        keys.sort();
        assert_eq!(keys, ["a", "b", "d"]);
    }
}
