use super::Failure;
use crate::BlobKey;
use crate::pump::Pump;
use executors::{ExecutorError, Sandbox};
use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;
use tempfile::NamedTempFile;

/// An archive may unpack to this much.
const LIMIT: u64 = 64 * 1024 * 1024 * 1024;

impl Pump<'_> {
    /// Keeps files of the job as one compressed archive.
    pub(super) async fn keep(
        &self,
        key: &BlobKey,
        folder: &str,
        paths: Vec<String>,
        time: Option<Duration>,
    ) -> Result<u64, Failure> {
        let file = NamedTempFile::new().map_err(|error| disk("make an archive", &error))?;
        let handle = file.reopen().map_err(|error| disk("make an archive", &error))?;
        let encoder = zstd::Encoder::new(handle, 1).map_err(|error| disk("make an archive", &error))?;
        let (sender, ended) = mpsc::channel();
        // The archive is closed when the executor drops it; how that went is told here.
        let encoder = encoder.on_finish(move |result: io::Result<_>| drop(sender.send(result.map(drop))));
        self.sandbox.pack(folder, paths, Box::new(encoder)).await?;
        match ended.recv() {
            Ok(result) => result.map_err(|error| disk("write an archive", &error))?,
            Err(_) => return Err(Failure::Broken("the archive was not finished".to_owned())),
        }
        let size = file.as_file().metadata().map_err(|error| disk("read an archive", &error))?.len();
        self.upstream.put(key, file.path(), time).await?;
        Ok(size)
    }

    /// Unpacks a kept archive into a folder; says whether there was one.
    pub(super) async fn bring(&self, key: &BlobKey, folder: &str) -> Result<bool, Failure> {
        let Some(content) = self.upstream.get(key).await? else { return Ok(false) };
        let decoder = zstd::Decoder::new(content).map_err(|error| disk("read an archive", &error))?;
        self.sandbox.unpack(folder, Box::new(Bounded { inner: decoder, left: LIMIT })).await?;
        Ok(true)
    }

    /// Copies files of the job from one of its folders to the same places in another.
    pub(super) async fn move_over(&self, from: &str, files: Vec<String>, to: &str) -> Result<(), Failure> {
        let file = NamedTempFile::new().map_err(|error| disk("make an archive", &error))?;
        let reading = file.reopen().map_err(|error| disk("read an archive", &error))?;
        let writing = file.reopen().map_err(|error| disk("make an archive", &error))?;
        self.sandbox.pack(from, files, Box::new(writing)).await?;
        Ok(self.sandbox.unpack(to, Box::new(BufReader::new(reading))).await?)
    }

    /// Copies a folder of this machine into the job.
    pub(crate) async fn bring_folder(&self, from: PathBuf, to: &str) -> Result<(), Failure> {
        let packed = tokio::task::spawn_blocking(move || pack(&from)).await;
        let file = match packed {
            Ok(packed) => packed.map_err(|error| disk("read a folder", &error))?,
            Err(_) => return Err(Failure::Broken("a folder could not be read".to_owned())),
        };
        let reader = file.reopen().map_err(|error| disk("read a folder", &error))?;
        Ok(self.sandbox.unpack(to, Box::new(BufReader::new(reader))).await?)
    }
}

/// Makes a folder of a job, if there is none.
pub(crate) async fn make_folder(sandbox: &dyn Sandbox, path: &str) -> Result<(), ExecutorError> {
    // An archive without members: two empty blocks.
    sandbox.unpack(path, Box::new(io::repeat(0).take(1024))).await
}

/// A folder as an archive, links kept as links.
fn pack(folder: &std::path::Path) -> io::Result<NamedTempFile> {
    let file = NamedTempFile::new()?;
    let mut archive = tar::Builder::new(io::BufWriter::new(file.reopen()?));
    archive.follow_symlinks(false);
    archive.append_dir_all(".", folder)?;
    archive.into_inner()?.flush()?;
    Ok(file)
}

/// Gives up when more comes than allowed: an archive may be a bomb.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::other("the archive unpacks to more than it may"))?;
        Ok(count)
    }
}

/// A failure of this machine's files.
pub(super) fn disk(action: &str, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Failure::Broken(format!(
            "no space is left to {action}; free some, or set TMPDIR to another folder"
        )),
        _ => Failure::Broken(format!("could not {action}: {error}")),
    }
}
