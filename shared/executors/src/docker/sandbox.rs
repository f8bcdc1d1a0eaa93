use super::belongings::Belongings;
use super::container::Draft;
use super::exec::{Container, Process};
use super::furnish::{Furniture, furnish};
use super::reach::Reach;
use super::{DockerOptions, build, image, single, sweep};
use crate::files::Files;
use crate::{
    ContainerSpec, Entry, Exec, ExecutorError, Exit, Image, Layout, Open, Place, Progress, Quiet, Sandbox,
};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::HashSet;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
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
    reach: Reach,
    count: AtomicU32,
    /// Programs that were found; one that was not can still be installed.
    programs: Mutex<HashSet<String>>,
    /// Whether others could miss what it holds.
    meets_others: bool,
    ended: AtomicBool,
    belongings: Belongings,
}

impl DockerSandbox {
    pub(super) async fn open(
        mut belongings: Belongings,
        options: &DockerOptions,
        open: Open,
        progress: &dyn Progress,
    ) -> Result<Self, ExecutorError> {
        let meets_others = meets_others(&open);
        let (engine, name, root) = (&belongings.engine, &belongings.name, belongings.folder());
        match furnish(engine, options, open, name, root, progress).await {
            Ok(Furniture { layout, files, container, binds, network }) => Ok(Self {
                layout,
                files: Arc::new(files),
                container,
                binds,
                network,
                reach: options.reach,
                count: AtomicU32::new(0),
                programs: Mutex::default(),
                meets_others,
                ended: AtomicBool::new(false),
                belongings,
            }),
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
        let mut draft = Draft::new(spec, &image, name, self.reach)?;
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

impl DockerSandbox {
    /// Lets us remove, at the end, what the container's root made.
    async fn hand_over(&self) -> Result<(), ExecutorError> {
        if rustix::process::getuid().is_root() {
            return Ok(());
        }
        // What the container's root made is not ours to remove. Its shell can tell; a failure shows when we do.
        let who = format!("{}:{}", rustix::process::getuid().as_raw(), rustix::process::getgid().as_raw());
        let folders = ["/ci/temp", "/ci/home", &self.layout.workspace];
        let arguments: Vec<&str> = std::iter::once(who.as_str()).chain(folders).collect();
        self.container.ask("chown -R \"$@\" 2>/dev/null", &arguments).await.map(drop)
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

    async fn end(&self) -> Result<(), ExecutorError> {
        if self.ended.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        self.hand_over().await?;
        let engine = &self.container.engine;
        if self.meets_others {
            sweep::remove_sandbox(engine, &self.belongings.name).await
        } else {
            self.container.kill().await
        }
    }

    async fn close(mut self: Box<Self>) -> Result<(), ExecutorError> {
        if !self.ended.load(Ordering::Relaxed) {
            self.hand_over().await?;
        }
        self.belongings.remove().await
    }
}

/// Whether containers beside this job's could miss what it holds: ports, names, volumes.
fn meets_others(open: &Open) -> bool {
    let shares =
        |spec: &ContainerSpec| !spec.ports.is_empty() || !spec.volumes.is_empty() || spec.options.is_some();
    !open.services.is_empty() || open.container.as_ref().is_some_and(shares)
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
