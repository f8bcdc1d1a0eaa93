use super::container::Draft;
use super::exec::{Container, Process};
use super::furnish::{Furniture, furnish};
use super::{DockerOptions, build, image, single, sweep};
use crate::files::Files;
use crate::folder::Folder;
use crate::owner::Owner;
use crate::{
    ContainerSpec, Entry, Exec, ExecutorError, Exit, Image, Layout, Open, Place, Progress, Quiet, Sandbox,
};
use async_trait::async_trait;
use bollard::Docker;
use bytes::Bytes;
use std::collections::HashSet;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// One job's containers and folder.
pub(super) struct DockerSandbox {
    layout: Layout,
    files: Arc<Files>,
    container: Container,
    binds: Vec<String>,
    network: Option<String>,
    count: AtomicU32,
    /// Programs that were found; one that was not can still be installed.
    programs: Mutex<HashSet<String>>,
    belongings: Belongings,
}

impl DockerSandbox {
    pub(super) async fn open(
        engine: Docker,
        options: &DockerOptions,
        owner: &Owner,
        open: Open,
        progress: &dyn Progress,
    ) -> Result<Self, ExecutorError> {
        let folder = Folder::create(&options.base, owner)?;
        let (name, root) = (folder.name(), folder.path().to_owned());
        let mut belongings = Belongings { engine: engine.clone(), name: name.clone(), folder: Some(folder) };
        match furnish(&engine, options, open, &name, &root, progress).await {
            Ok(Furniture { layout, files, container, binds, network }) => {
                let files = Arc::new(files);
                let (count, programs) = (AtomicU32::new(0), Mutex::default());
                Ok(Self { layout, files, container, binds, network, count, programs, belongings })
            }
            Err(cause) => {
                belongings.remove().await?;
                Err(cause)
            }
        }
    }

    /// A path as the job sees it, whole.
    fn whole(&self, path: &str) -> String {
        PathBuf::from(&self.layout.workspace)
            .join(path)
            .components()
            .collect::<PathBuf>()
            .to_string_lossy()
            .into_owned()
    }

    /// Runs a process in a container of its own.
    async fn single(
        &self,
        spec: &ContainerSpec,
        exec: Exec,
        number: u32,
        output: mpsc::Sender<Bytes>,
        cancel: &CancellationToken,
    ) -> Result<Exit, ExecutorError> {
        let engine = &self.container.engine;
        let name = &self.belongings.name;
        let image = match &spec.image {
            Image::Named(image) => {
                image::ensure(engine, image, spec, &Quiet).await?;
                image.clone()
            }
            Image::Build { context, dockerfile } => {
                let built = format!("rustci-built:{}-{number}", name.to_lowercase().replace('.', "-"));
                let folder = self.files.found(context)?;
                let output = Lines { output: output.clone() };
                build::build(engine, &folder, dockerfile, &built, name, &output).await?;
                built
            }
        };
        let mut draft = Draft::new(spec, &image, name)?;
        draft.env.extend(exec.env.iter().cloned());
        for bind in &self.binds {
            draft.bind(bind.clone());
        }
        for mount in &spec.mounts {
            let source = self.files.found(&mount.source)?;
            let mode = if mount.read_only { ":ro" } else { "" };
            draft.bind(format!("{}:{}{mode}", source.display(), mount.target));
        }
        draft.body.entrypoint = spec.entrypoint.clone().or(draft.body.entrypoint);
        draft.body.cmd = (!exec.argv.is_empty()).then(|| exec.argv.clone());
        let directory = exec.directory.as_deref().unwrap_or_default();
        draft.body.working_dir = Some(self.whole(directory));
        if exec.stdin.is_some() {
            (draft.body.open_stdin, draft.body.stdin_once) = (Some(true), Some(true));
        }
        single::run(engine, draft, self.network.as_deref(), exec, output, cancel).await
    }
}

#[async_trait]
impl Sandbox for DockerSandbox {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    async fn exec(
        &self,
        exec: Exec,
        output: mpsc::Sender<Bytes>,
        cancel: &CancellationToken,
    ) -> Result<Exit, ExecutorError> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        if let Place::Image(spec) = exec.place.clone() {
            return self.single(&spec, exec, number, output, cancel).await;
        }
        let process = Process {
            argv: exec.argv,
            env: exec.env,
            directory: self.whole(exec.directory.as_deref().unwrap_or_default()),
            stdin: exec.stdin,
            mark: format!("{}/{number}/", self.belongings.name),
            grace: exec.grace,
        };
        self.container.run(process, output, cancel).await
    }

    async fn has(&self, program: &str) -> Result<bool, ExecutorError> {
        let known = |programs: &HashSet<String>| programs.contains(program);
        if known(&self.programs.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(true);
        }
        let (code, _) = self.container.ask("command -v \"$1\" >/dev/null 2>&1", &[program]).await?;
        if code == 0 {
            self.programs.lock().unwrap_or_else(PoisonError::into_inner).insert(program.into());
        }
        Ok(code == 0)
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
        self.files.host(path).ok().flatten()
    }

    async fn close(mut self: Box<Self>) -> Result<(), ExecutorError> {
        let own = rustix::process::getuid().is_root();
        if !own {
            // What the container's root made is not ours to remove. Its shell can tell; a failure shows below.
            let who =
                format!("{}:{}", rustix::process::getuid().as_raw(), rustix::process::getgid().as_raw());
            let folders = ["/ci/temp", "/ci/home", &self.layout.workspace];
            let arguments: Vec<&str> = std::iter::once(who.as_str()).chain(folders).collect();
            self.container.ask("chown -R \"$@\" 2>/dev/null", &arguments).await?;
        }
        self.belongings.remove().await
    }
}

/// What is to be removed at the end, however it comes.
struct Belongings {
    engine: Docker,
    name: String,
    folder: Option<Folder>,
}

impl Belongings {
    async fn remove(&mut self) -> Result<(), ExecutorError> {
        match self.folder.take() {
            Some(folder) => remove(&self.engine, &self.name, folder).await,
            None => Ok(()),
        }
    }
}

impl Drop for Belongings {
    fn drop(&mut self) {
        let (Some(folder), Ok(runtime)) = (self.folder.take(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let (engine, name) = (self.engine.clone(), self.name.clone());
        runtime.spawn(async move {
            if remove(&engine, &name, folder).await.is_err() {
                // What is left is found by a later sweep.
            }
        });
    }
}

async fn remove(engine: &Docker, name: &str, mut folder: Folder) -> Result<(), ExecutorError> {
    sweep::remove_sandbox(engine, name).await?;
    let removing = tokio::task::spawn_blocking(move || {
        let removed = folder.remove();
        removed.map_err(|cause| ExecutorError::io(format!("remove {}", folder.path().display()), cause))
    });
    removing.await.map_err(|cause| ExecutorError::io("remove a folder", cause.into()))?
}

/// Turns what a build says into output of the step.
struct Lines {
    output: mpsc::Sender<Bytes>,
}

impl Progress for Lines {
    fn preparing(&self, what: crate::Preparing<'_>) {
        if self.output.try_send(Bytes::from(format!("{what}\n"))).is_err() {
            // The listener is slow or gone; a build's chatter is not worth waiting for.
        }
    }
}
