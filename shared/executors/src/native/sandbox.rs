use super::mark::Mark;
use super::{NativeOptions, process, program, tree};
use crate::files::Files;
use crate::folder::Folder;
use crate::machine::machine;
use crate::owner::Owner;
use crate::{Entry, Exec, ExecutorError, Exit, Layout, Open, Place, Sandbox, Workspace};
use async_trait::async_trait;
use bytes::Bytes;
use rustix::process::Signal;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How long the killed may take to go.
const PATIENCE: Duration = Duration::from_secs(5);

/// One job's folder and processes.
pub(super) struct NativeSandbox {
    layout: Layout,
    files: Arc<Files>,
    processes: Arc<Processes>,
    // Behind the rest: it is removed when all processes are gone.
    folder: Option<Folder>,
}

/// What was started in a sandbox.
struct Processes {
    mark: Mark,
    steps: AtomicU32,
    ended: AtomicBool,
}

impl Processes {
    /// Whether none is left. Those that are have been told to end.
    fn have_ended(&self) -> bool {
        let none = self.steps.load(Ordering::Relaxed) == 0 || tree::signal(&self.mark, Signal::KILL) == 0;
        if none {
            self.ended.store(true, Ordering::Relaxed);
        }
        none
    }

    /// Ends those that are left, unless that was done.
    fn end(&self) {
        if self.steps.load(Ordering::Relaxed) > 0 && !self.ended.swap(true, Ordering::Relaxed) {
            tree::end_all(&self.mark, PATIENCE);
        }
    }
}

impl NativeSandbox {
    pub(super) fn open(open: &Open, options: &NativeOptions, owner: &Owner) -> Result<Self, ExecutorError> {
        let folder = Folder::create(&options.base, owner)?;
        let place = match &open.workspace {
            Workspace::InPlace { root } => absolute(root)?,
            Workspace::Empty => folder.sub("work")?,
            Workspace::Copy(snapshot) => {
                let place = folder.sub("work")?;
                snapshot.copy(&place, &options.base)?;
                place
            }
        };
        let temp = folder.sub("temp")?;
        let made = fs::create_dir_all(&options.tools);
        made.map_err(|cause| ExecutorError::io(format!("create {}", options.tools.display()), cause))?;
        let env = options.inherit.variables();
        let home = env.iter().find(|(name, _)| name == "HOME").map(|(_, value)| value.clone());
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let layout = Layout {
            workspace: text(&place),
            temp: text(&temp),
            tools: text(&absolute(&options.tools)?),
            home: home.unwrap_or_else(|| text(&temp)),
            env,
            machine: machine(),
            ..Layout::default()
        };
        let files = Arc::new(Files::native(place));
        let mark = Mark::new(folder.name());
        let processes = Processes { mark, steps: AtomicU32::new(0), ended: AtomicBool::new(false) };
        Ok(Self { layout, files, processes: Arc::new(processes), folder: Some(folder) })
    }

    /// Ends what is left and removes the folder.
    fn clean(&mut self) -> Result<(), ExecutorError> {
        let Some(mut folder) = self.folder.take() else { return Ok(()) };
        self.processes.end();
        let removed = folder.remove();
        removed.map_err(|cause| ExecutorError::io(format!("remove {}", folder.path().display()), cause))
    }
}

fn absolute(path: &Path) -> Result<PathBuf, ExecutorError> {
    std::path::absolute(path).map_err(|cause| ExecutorError::io(format!("find {}", path.display()), cause))
}

impl Drop for NativeSandbox {
    fn drop(&mut self) {
        if self.clean().is_err() {
            // What is left is found by the next sweep.
        }
    }
}

#[async_trait]
impl Sandbox for NativeSandbox {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    async fn exec(
        &self,
        exec: Exec,
        output: mpsc::Sender<Bytes>,
        cancel: &CancellationToken,
    ) -> Result<Exit, ExecutorError> {
        if let Place::Image(container) = &exec.place {
            return Err(super::unable(format!("container `{}`", container.image)));
        }
        let mut directory = PathBuf::from(&self.layout.workspace);
        directory.extend(exec.directory.as_deref().filter(|path| !path.is_empty()));
        let Processes { mark, steps, .. } = &*self.processes;
        let step = mark.step(steps.fetch_add(1, Ordering::Relaxed));
        process::run(exec, &directory, mark, step, output, cancel).await
    }

    async fn has(&self, program: &str) -> Result<bool, ExecutorError> {
        let search = self.layout.env.iter().find(|(name, _)| name == "PATH").map(|(_, value)| value.as_str());
        Ok(program::find(program, search, Path::new(&self.layout.workspace)).is_ok())
    }

    async fn put(&self, path: &str, content: &[u8], executable: bool) -> Result<(), ExecutorError> {
        self.files.put(path, content, executable)
    }

    async fn get(&self, path: &str, limit: u64) -> Result<Option<Bytes>, ExecutorError> {
        self.files.get(path, limit)
    }

    async fn list(&self, directory: &str) -> Result<Vec<Entry>, ExecutorError> {
        let directory = directory.to_owned();
        self.files.clone().aside(move |files| files.list(&directory)).await
    }

    async fn pack(
        &self,
        directory: &str,
        paths: Vec<String>,
        into: Box<dyn Write + Send>,
    ) -> Result<(), ExecutorError> {
        let directory = directory.to_owned();
        self.files.clone().aside(move |files| files.pack(&directory, &paths, into)).await
    }

    async fn unpack(&self, directory: &str, from: Box<dyn Read + Send>) -> Result<(), ExecutorError> {
        let directory = directory.to_owned();
        self.files.clone().aside(move |files| files.unpack(&directory, from)).await
    }

    async fn remove(&self, path: &str) -> Result<(), ExecutorError> {
        self.files.clone().remove(path).await
    }

    fn host_path(&self, path: &str) -> Option<PathBuf> {
        Some(Path::new(&self.layout.workspace).join(path))
    }

    async fn end(&self) -> Result<(), ExecutorError> {
        // Almost always nobody is left, and nothing is worth another thread.
        if self.processes.have_ended() {
            return Ok(());
        }
        let processes = Arc::clone(&self.processes);
        let ending = tokio::task::spawn_blocking(move || processes.end());
        ending.await.map_err(|cause| ExecutorError::io("end processes", cause.into()))
    }

    async fn close(mut self: Box<Self>) -> Result<(), ExecutorError> {
        let closing = tokio::task::spawn_blocking(move || self.clean());
        closing.await.map_err(|cause| ExecutorError::io("close a workspace", cause.into()))?
    }
}
