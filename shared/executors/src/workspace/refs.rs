use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The refs of a repository. In one file they cost a copy less than a file each, of which there can be thousands.
#[derive(Debug, Default)]
pub(super) struct Refs {
    /// Those that have a hash, in the form of `packed-refs`. None: the file that is there says it all.
    pub(super) packed: Option<Vec<u8>>,
    /// Files of others, relative to the repository: those that lead to another ref.
    pub(super) loose: Vec<PathBuf>,
}

/// Reads them, see <https://git-scm.com/docs/gitrepository-layout>.
pub(super) fn read(repository: &Path) -> io::Result<Refs> {
    let (mut hashes, mut refs) = (BTreeMap::new(), Refs::default());
    // First the single files: one that git packs meanwhile is then seen twice, and not missed.
    walk(repository, Path::new("refs"), &mut hashes, &mut refs.loose)?;
    if hashes.is_empty() {
        return Ok(refs);
    }
    let packed = match fs::read_to_string(repository.join("packed-refs")) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => String::new(),
        packed => packed?,
    };
    // Its first line tells how it is sorted and complete, which it no longer is: git finds out by itself.
    let mut all = String::new();
    let mut stays = false;
    for line in packed.lines().filter(|line| !line.starts_with('#')) {
        // A line with `^` says more of the one before.
        stays = if line.starts_with('^') {
            stays
        } else {
            line.split_once(' ').is_some_and(|(_, name)| !hashes.contains_key(name))
        };
        if stays {
            all.extend([line, "\n"]);
        }
    }
    for (name, hash) in &hashes {
        all.extend([hash, " ", name, "\n"]);
    }
    refs.packed = Some(all.into_bytes());
    Ok(refs)
}

fn walk(
    repository: &Path,
    folder: &Path,
    hashes: &mut BTreeMap<String, String>,
    loose: &mut Vec<PathBuf>,
) -> io::Result<()> {
    let entries = match fs::read_dir(repository.join(folder)) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(repository, &path, hashes, loose)?;
        } else if kind.is_file() && path.extension().is_none_or(|extension| extension != "lock") {
            let text = match fs::read_to_string(entry.path()) {
                Err(cause) if cause.kind() == ErrorKind::NotFound => continue,
                text => text?,
            };
            let hash = text.trim_end();
            match path.to_str() {
                Some(name) if is_hash(hash) => _ = hashes.insert(name.to_owned(), hash.to_owned()),
                _ => loose.push(path),
            }
        }
    }
    Ok(())
}

fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
