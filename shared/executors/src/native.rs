//! Runs steps as processes of this machine.

mod mark;
mod process;
mod program;
mod sandbox;
mod tree;

use crate::folder::{self, remove_all};
use crate::owner::Owner;
use crate::{Executor, ExecutorError, Open, Progress, Sandbox, Swept};
use async_trait::async_trait;
use sandbox::NativeSandbox;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Runs steps as processes of this machine and this user: no wall around them, and none of the cost of one.
///
/// [`Limits`](crate::Limits) are not kept. Each process carries a mark in its environment (`RUSTCI_PROCESS`), by which
/// it is found and ended however it detached itself.
#[derive(Clone, Debug)]
pub struct Native {
    options: NativeOptions,
    owner: Owner,
}

/// How [`Native`] does it.
#[derive(Clone, Debug)]
pub struct NativeOptions {
    /// Where the folders of sandboxes are made. On the file system of the repository, copies can share blocks with it.
    pub base: PathBuf,
    /// A folder for tools, kept from job to job.
    pub tools: PathBuf,
    /// Which of our own variables processes start with.
    pub inherit: Inherit,
}

/// Which variables are passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inherit {
    /// All.
    All,
    /// These, as far as they are set.
    Only(Vec<String>),
}

impl Inherit {
    /// What a process needs to find programs, its home, its language and its way to the network, and nothing that
    /// tells anything else of the user.
    #[must_use]
    pub fn basics() -> Self {
        const NAMES: [&str; 17] = [
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "TMPDIR",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
        ];
        Self::Only(NAMES.map(str::to_owned).into())
    }

    /// Those of this process.
    fn variables(&self) -> Vec<(String, String)> {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let all = std::env::vars_os().filter_map(text).filter(|(name, _)| name != mark::VARIABLE);
        match self {
            Self::All => all.collect(),
            Self::Only(names) => all.filter(|(name, _)| names.contains(name)).collect(),
        }
    }
}

impl Default for NativeOptions {
    fn default() -> Self {
        let base = folder::default_base();
        Self { tools: base.join("tools"), base, inherit: Inherit::All }
    }
}

impl Native {
    /// One that works so.
    #[must_use]
    pub fn new(options: NativeOptions) -> Self {
        Self { options, owner: Owner::this() }
    }
}

impl Default for Native {
    fn default() -> Self {
        Self::new(NativeOptions::default())
    }
}

#[async_trait]
impl Executor for Native {
    fn name(&self) -> &'static str {
        "native"
    }

    async fn open(&self, open: Open, _: &dyn Progress) -> Result<Box<dyn Sandbox>, ExecutorError> {
        if let Some(container) = &open.container {
            return Err(unable(format!("a job in container `{}`", container.image)));
        }
        if let Some(service) = open.services.first() {
            return Err(unable(format!("service `{}`", service.name)));
        }
        let Self { options, owner } = self.clone();
        let opening = tokio::task::spawn_blocking(move || NativeSandbox::open(&open, &options, &owner));
        let sandbox =
            opening.await.map_err(|cause| ExecutorError::io("open a workspace", cause.into()))??;
        Ok(Box::new(sandbox))
    }

    async fn settle(&self) {
        // Removing folders needs no runtime: it is done where the sandbox is dropped.
    }

    async fn sweep(&self) -> Result<Swept, ExecutorError> {
        let base = self.options.base.clone();
        let sweeping = tokio::task::spawn_blocking(move || sweep(&base));
        sweeping.await.map_err(|cause| ExecutorError::io("clean up", cause.into()))?
    }
}

/// Something that needs containers.
fn unable(what: String) -> ExecutorError {
    ExecutorError::Unable { executor: "native", what, instead: "docker" }
}

fn sweep(base: &Path) -> Result<Swept, ExecutorError> {
    let failed = |cause| ExecutorError::base(base, cause);
    let mut swept = Swept::default();
    for folder in folder::abandoned(base).map_err(failed)? {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        swept.processes += tree::end_all(&mark::Mark::new(name), Duration::from_secs(2));
        remove_all(&folder).map_err(failed)?;
        swept.folders += 1;
    }
    Ok(swept)
}
