use engine::job::Files;
use globset::{GlobBuilder, GlobMatcher};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Globs over paths in a workspace, in order; one with `!` takes matches away again.
pub struct Patterns {
    globs: Vec<(bool, GlobMatcher)>,
}

impl Patterns {
    /// Globs as the author wrote them: `*` stays in a folder, `**` does not; a folder means all that is in it.
    ///
    /// # Errors
    /// A sentence for the user when one cannot be read.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut globs = Vec::new();
        for pattern in patterns {
            let (negated, pattern) = match pattern.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, pattern),
            };
            let plain = tidy(pattern);
            for glob in [plain.clone(), format!("{}/**", plain.trim_end_matches('/'))] {
                let glob = if plain.is_empty() { "**".to_owned() } else { glob };
                let glob = GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build();
                let glob = glob.map_err(|error| format!("`{pattern}` is not a glob: {}", error.kind()))?;
                globs.push((negated, glob.compile_matcher()));
            }
        }
        Ok(Self { globs })
    }

    /// Whether a path, relative to where the globs begin, is meant.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        let hit = |(negated, glob): &&(bool, GlobMatcher)| glob.is_match(path).then_some(!*negated);
        self.globs.iter().rev().find_map(|glob| hit(&glob)).unwrap_or(false)
    }
}

/// A path without `./`, doubled slashes and a slash at its end.
#[must_use]
pub fn tidy(path: &str) -> String {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    parts.join("/")
}

/// Hashes files of a workspace that this machine sees.
pub struct Hashing {
    /// The workspace here; none when it is out of sight.
    pub root: Option<PathBuf>,
    /// The workspace as the job sees it.
    pub workspace: String,
}

impl Files for Hashing {
    /// As <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles>: the hash over the
    /// hashes of the files, in the order of their paths.
    fn hash(&self, patterns: &[&str]) -> Result<String, String> {
        let root = self.root.as_deref().ok_or("files of this job cannot be hashed: they are out of sight")?;
        let inside = |pattern: &str| {
            let (mark, path) = pattern.strip_prefix('!').map_or(("", pattern), |path| ("!", path));
            let path = path.strip_prefix(&self.workspace).map_or(path, |path| path.trim_start_matches('/'));
            format!("{mark}{path}")
        };
        let given: Vec<_> =
            patterns.iter().flat_map(|pattern| pattern.lines()).map(|line| inside(line.trim())).collect();
        let globs = Patterns::new(given.iter().map(String::as_str).filter(|line| !line.is_empty()))?;
        let mut found = Vec::new();
        walk(root, "", &mut |path| {
            if globs.matches(path) {
                found.push(path.to_owned());
            }
        })
        .map_err(|error| format!("files cannot be hashed: {error}"))?;
        if found.is_empty() {
            return Ok(String::new());
        }
        found.sort();
        let mut all = Sha256::new();
        for path in found {
            let digest =
                digest(&root.join(&path)).map_err(|error| format!("`{path}` cannot be hashed: {error}"))?;
            all.update(digest);
        }
        Ok(hex(&all.finalize()))
    }
}

/// The hash of one file.
fn digest(path: &Path) -> io::Result<Vec<u8>> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hash.finalize().to_vec())
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The files below a folder, without following links and without git's own.
fn walk(folder: &Path, prefix: &str, each: &mut dyn FnMut(&str)) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if path != ".git" {
                walk(&entry.path(), &path, each)?;
            }
        } else if kind.is_file() {
            each(&path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_hold_folders_and_take_away() {
        let globs = Patterns::new(["./dist/", "**/*.log", "!dist/secret.txt", "a?/b"]).unwrap();
        let cases = [
            ("dist/x", true),
            ("dist/deep/x", true),
            ("dist/secret.txt", false),
            ("a.log", true),
            ("x/y/a.log", true),
            ("ab/b", true),
            ("a/b", false),
            ("distant", false),
        ];
        for (path, expected) in cases {
            assert_eq!(globs.matches(path), expected, "{path}");
        }
        assert!(Patterns::new(["a[b"]).is_err());
    }

    #[test]
    fn a_hash_changes_with_the_files_it_covers() {
        let folder = tempfile::tempdir().unwrap();
        let hashing = Hashing { root: Some(folder.path().to_owned()), workspace: "/w".to_owned() };
        assert_eq!(hashing.hash(&["**/lock"]).unwrap(), "");
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/lock"), "1").unwrap();
        let one = hashing.hash(&["**/lock"]).unwrap();
        assert_eq!(one.len(), 64);
        std::fs::write(folder.path().join("other"), "x").unwrap();
        assert_eq!(hashing.hash(&["/w/a/lock"]).unwrap(), one);
        std::fs::write(folder.path().join("a/lock"), "2").unwrap();
        assert_ne!(hashing.hash(&["**/lock"]).unwrap(), one);
    }
}
