use crate::{BlobKey, Shelf, UpstreamError};
use events::{JobId, RunId};
use std::io::Read;
use std::path::{Component, Path};

/// What a job of a run leaves: where an artifact is kept, by its own name in the run or by its job.
pub(crate) fn artifact(run: &RunId, job: Option<&JobId>, name: &str) -> BlobKey {
    let name = match job {
        Some(job) => format!("job\u{1}{job}\u{1}{name}"),
        None => format!("name\u{1}{name}"),
    };
    BlobKey { shelf: Shelf::Artifacts(run.clone()), name }
}

/// What is kept of a run's files under a name of [`Shelf::Artifacts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left<'a> {
    /// An artifact of the run.
    Named(&'a str),
    /// What a job leaves for those after it.
    OfJob {
        /// The job.
        job: &'a str,
        /// The artifact's name.
        name: &'a str,
    },
}

impl<'a> Left<'a> {
    /// What a name stands for; none, if it is no artifact's.
    #[must_use]
    pub fn read(name: &'a str) -> Option<Self> {
        match name.split('\u{1}').collect::<Vec<_>>()[..] {
            ["name", name] => Some(Self::Named(name)),
            ["job", job, name] => Some(Self::OfJob { job, name }),
            _ => None,
        }
    }
}

/// Where artifacts are read from.
pub trait Kept {
    /// The names on a shelf that begin so, the newest first.
    fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError>;

    /// The file under a key, if there is one.
    fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError>;
}

/// One file out of the artifacts that some jobs of a run left; the first job that has it gives it.
///
/// # Errors
/// When an artifact cannot be read, or the file has more than `limit` bytes.
pub fn artifact_file(
    kept: &dyn Kept,
    run: &RunId,
    jobs: &[JobId],
    path: &str,
    limit: u64,
) -> Result<Option<Vec<u8>>, UpstreamError> {
    for job in jobs {
        let prefix = artifact(run, Some(job), "");
        for name in kept.list(&prefix.shelf, &prefix.name)? {
            let key = BlobKey { name, ..prefix.clone() };
            let Some(blob) = kept.get(&key)? else { continue };
            let found = find(blob, path, limit);
            if let Some(bytes) =
                found.map_err(|error| UpstreamError(format!("the artifact of {job}: {error}")))?
            {
                return Ok(Some(bytes));
            }
        }
    }
    Ok(None)
}

fn find(blob: Box<dyn Read + Send>, path: &str, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut archive = tar::Archive::new(zstd::Decoder::new(blob)?);
    for entry in archive.entries()? {
        let entry = entry?;
        if !entry.header().entry_type().is_file() || !same(&entry.path()?, Path::new(path)) {
            continue;
        }
        if entry.size() > limit {
            return Err(std::io::Error::other(format!("`{path}` has more than {limit} bytes")));
        }
        let mut bytes = Vec::new();
        entry.take(limit).read_to_end(&mut bytes)?;
        return Ok(Some(bytes));
    }
    Ok(None)
}

fn same(one: &Path, other: &Path) -> bool {
    let plain = |path: &'_ Path| -> Vec<_> {
        path.components()
            .filter(|part| *part != Component::CurDir)
            .map(|part| part.as_os_str().to_owned())
            .collect()
    };
    plain(one) == plain(other)
}
