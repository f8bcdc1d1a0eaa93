use crate::{Exec, ExecutorError, Exit, Layout};
use async_trait::async_trait;
use bytes::Bytes;
use std::io::{Read, Write};
use std::path::PathBuf;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The place one job runs in.
///
/// All paths are those that the job itself sees, absolute or relative to its workspace. Methods may be called from
/// several tasks at once: background steps run beside others.
#[async_trait]
pub trait Sandbox: Send + Sync {
    /// Where things are in it, and what its processes start with.
    fn layout(&self) -> &Layout;

    /// Runs one process to its end and gives what it printed to `output`: both streams in the order of writing, in
    /// pieces of any size that end anywhere. All of it has been sent when this returns.
    ///
    /// The receiver may be slow (the process then waits) or gone (the output is read and dropped). When `cancel` is
    /// cancelled the process and all its offspring get what [`Grace`](crate::Grace) says, and the answer is
    /// [`Exit::Cancelled`] even if they end well. What a process leaves running may go on until [`Sandbox::close`];
    /// output of such leftovers is not waited for.
    async fn exec(
        &self,
        exec: Exec,
        output: mpsc::Sender<Bytes>,
        cancel: &CancellationToken,
    ) -> Result<Exit, ExecutorError>;

    /// Whether a program of that name, or at that path, could be run (the sandbox's own `PATH`).
    async fn has(&self, program: &str) -> Result<bool, ExecutorError>;

    /// Writes a file, making the folders it needs. `executable` adds the right to run it.
    async fn put(&self, path: &str, content: &[u8], executable: bool) -> Result<(), ExecutorError>;

    /// Reads a file; `None` if there is none. One of more than `limit` bytes is an error.
    async fn get(&self, path: &str, limit: u64) -> Result<Option<Bytes>, ExecutorError>;

    /// All that is in a folder, at any depth, sorted by path; links are not followed. Empty if there is no such folder.
    async fn list(&self, directory: &str) -> Result<Vec<Entry>, ExecutorError>;

    /// Writes a tar archive of `paths` (relative to `directory`; folders with all that is in them).
    async fn pack(
        &self,
        directory: &str,
        paths: Vec<String>,
        into: Box<dyn Write + Send>,
    ) -> Result<(), ExecutorError>;

    /// Unpacks a tar archive into `directory`. A member that would land outside it is an error.
    async fn unpack(&self, directory: &str, from: Box<dyn Read + Send>) -> Result<(), ExecutorError>;

    /// Removes a file, or a folder with all that is in it. That there is none is no error.
    async fn remove(&self, path: &str) -> Result<(), ExecutorError>;

    /// The same path outside, if this machine sees the sandbox's files.
    fn host_path(&self, path: &str) -> Option<PathBuf>;

    /// Ends every process that is left, and frees what other jobs could miss: ports, names. After it nothing of the
    /// job goes on, and only [`Sandbox::close`] may be called.
    async fn end(&self) -> Result<(), ExecutorError>;

    /// Removes everything that was made for the job, having ended what was not.
    ///
    /// A sandbox that is dropped instead does as much of this as it can without waiting.
    async fn close(self: Box<Self>) -> Result<(), ExecutorError>;
}

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the listed folder, with slashes.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What stands in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file of so many bytes.
    File {
        /// Its size.
        size: u64,
    },
    /// A folder.
    Directory,
    /// A symbolic link.
    Link,
    /// A socket, pipe or device.
    Other,
}
