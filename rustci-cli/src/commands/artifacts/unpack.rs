use crate::refusal::Refusal;
use api::Artifact;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use tar::EntryType;

/// As much may come out of an archive: one of a few bytes can hold a disk full of zeroes.
const LARGEST: u64 = 32 << 30;

/// As many files may.
const MOST: u64 = 1_000_000;

/// The folder that an artifact goes to: its name in one that is given, and nowhere else. What is there is not written
/// over.
pub fn folder(into: &Path, item: &Artifact) -> Result<PathBuf, Refusal> {
    let plain = |name: &str| {
        let mut parts = Path::new(name).components();
        let is_plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
        is_plain && !name.contains(['/', '\\'])
    };
    let name = match &item.job {
        Some(job) => format!("{job}-{}", item.name),
        None => item.name.clone(),
    };
    if !plain(&name) {
        return Err(Refusal::new(format!("an artifact called `{name}` can be no folder")));
    }
    let folder = into.join(name);
    match fs::symlink_metadata(&folder) {
        Ok(_) => Err(Refusal::new(format!("{} is there already", folder.display()))
            .help("remove it, or name another place: --output DIR")),
        Err(_) => Ok(folder),
    }
}

/// Unpacks an archive that somebody else made: files and folders, and links that stay inside. How many files there were.
pub fn unpack(archive: impl Read, folder: &Path) -> Result<u64, Refusal> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: io::Error| Refusal::new(format!("cannot unpack {}: {what}: {error}", folder.display()))
    };
    fs::create_dir_all(folder).map_err(failed("make the folder"))?;
    let text = zstd::Decoder::new(archive).map_err(failed("read the archive"))?;
    let mut archive = tar::Archive::new(text.take(LARGEST));
    archive.set_preserve_mtime(false);
    let mut files = 0;
    for entry in archive.entries().map_err(failed("read the archive"))? {
        let mut entry = entry.map_err(failed("read the archive"))?;
        let path = entry.path().map_err(failed("read a path"))?.into_owned();
        let unsafe_entry = |why: &str| {
            Refusal::new(format!("the archive holds {}, which {why}: it is not unpacked", path.display()))
        };
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Directory => {}
            EntryType::Symlink | EntryType::Link => {
                let link = entry.link_name().map_err(failed("read a link"))?.unwrap_or_default();
                let from = match entry.header().entry_type() {
                    EntryType::Symlink => path.parent().unwrap_or(Path::new("")),
                    _ => Path::new(""),
                };
                if !stays(from, &link) {
                    return Err(unsafe_entry("is a link out of it"));
                }
            }
            _ => return Err(unsafe_entry("is no file, folder or link")),
        }
        if !entry.unpack_in(folder).map_err(failed(&path.display().to_string()))? {
            return Err(unsafe_entry("leads out of it"));
        }
        files += u64::from(entry.header().entry_type() != EntryType::Directory);
        if files > MOST {
            return Err(Refusal::new(format!("the archive holds more than {MOST} files")));
        }
    }
    Ok(files)
}

/// Whether a link in a folder leads to a place that is not above all.
fn stays(from: &Path, link: &Path) -> bool {
    let mut depth: usize = 0;
    for part in from.components().chain(link.components()) {
        match part {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use tar::{Builder, Header};

    /// An archive with one entry whose path nobody has looked at.
    fn archive(kind: EntryType, path: &str, link: &str) -> Vec<u8> {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(0o644);
        header.set_size(0);
        let place = header.as_old_mut();
        place.name[..path.len()].copy_from_slice(path.as_bytes());
        place.linkname[..link.len()].copy_from_slice(link.as_bytes());
        header.set_cksum();
        let mut builder = Builder::new(Vec::new());
        builder.append(&header, io::empty()).unwrap();
        zstd::encode_all(builder.into_inner().unwrap().as_slice(), 0).unwrap()
    }

    #[test]
    fn nothing_leaves_the_folder() {
        let root = tempfile::tempdir().unwrap();
        let cases = [
            (EntryType::Regular, "../out", ""),
            (EntryType::Regular, "a/../../out", ""),
            (EntryType::Symlink, "link", "/etc/passwd"),
            (EntryType::Symlink, "a/link", "../../out"),
            (EntryType::Link, "link", "../out"),
            (EntryType::Fifo, "pipe", ""),
            (EntryType::Char, "device", ""),
        ];
        for (number, (kind, path, link)) in cases.into_iter().enumerate() {
            let folder = root.path().join(format!("{number}/in"));
            let refused = unpack(archive(kind, path, link).as_slice(), &folder);
            assert!(refused.is_err(), "{path} -> {link}");
            assert!(fs::read_dir(folder.parent().unwrap()).unwrap().count() == 1, "{path} -> {link}");
        }
        let folder = root.path().join("good");
        assert_eq!(unpack(archive(EntryType::Symlink, "a/link", "../b").as_slice(), &folder), Ok(1));
    }

    #[test]
    fn a_name_is_one_folder_and_nothing_is_written_over() {
        let root = tempfile::tempdir().unwrap();
        let item = |name: &str| Artifact { name: name.to_owned(), job: None, bytes: 0 };
        for name in ["", ".", "..", "a/b", "/a", "..\\a"] {
            assert!(folder(root.path(), &item(name)).is_err(), "{name}");
        }
        let good = folder(root.path(), &item("results (1)")).unwrap();
        fs::create_dir(&good).unwrap();
        assert!(folder(root.path(), &item("results (1)")).is_err());
    }
}
