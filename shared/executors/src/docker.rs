//! Runs steps in a container of an engine that speaks Docker's API.

mod belongings;
mod binding;
mod build;
mod connect;
mod container;
mod exec;
mod furnish;
mod image;
mod label;
mod login;
mod options;
mod reach;
mod sandbox;
mod service;
mod single;
mod sweep;
mod words;

use crate::owner::Owner;
use crate::{Executor, ExecutorError, Open, Progress, Sandbox, Swept, folder};
use async_trait::async_trait;
use belongings::{Belongings, Removals};
pub use reach::Reach;
use sandbox::DockerSandbox;
use std::path::PathBuf;
use tokio::sync::OnceCell;

/// Runs steps in containers: one for the whole job, in which each step is a process of its own.
///
/// The job's container is kept alive by a shell that waits on an input nobody writes to, so its image needs a
/// `/bin/sh`; images of services and docker actions need nothing. Everything that is made carries labels that name
/// its owner, so that [`Executor::sweep`] finds what a killed process left.
#[derive(Debug)]
pub struct Docker {
    options: DockerOptions,
    owner: Owner,
    engine: OnceCell<bollard::Docker>,
    removals: Removals,
}

/// How [`Docker`] does it.
#[derive(Clone, Debug)]
pub struct DockerOptions {
    /// Where the engine is: `unix:///path`, `tcp://host:port`. None: as `docker` finds it.
    pub host: Option<String>,
    /// The image of jobs that name none.
    pub image: String,
    /// Where the folders of sandboxes are made. The engine must see it.
    pub base: PathBuf,
    /// A folder for tools, kept from job to job.
    pub tools: PathBuf,
    /// How far the containers of jobs may reach.
    pub reach: Reach,
}

impl Default for DockerOptions {
    fn default() -> Self {
        let base = folder::default_base();
        Self {
            host: None,
            image: "debian:stable".into(),
            tools: base.join("tools"),
            base,
            reach: Reach::default(),
        }
    }
}

impl Docker {
    /// One that works so. The engine is not called before it is needed.
    #[must_use]
    pub fn new(options: DockerOptions) -> Self {
        Self { options, owner: Owner::this(), engine: OnceCell::new(), removals: Removals::default() }
    }

    /// Whether the engine answers.
    pub async fn check(&self) -> Result<(), ExecutorError> {
        self.engine().await.map(drop)
    }

    async fn engine(&self) -> Result<&bollard::Docker, ExecutorError> {
        self.engine.get_or_try_init(|| connect::connect(self.options.host.as_deref())).await
    }
}

#[async_trait]
impl Executor for Docker {
    fn name(&self) -> &'static str {
        "docker"
    }

    async fn open(&self, open: Open, progress: &dyn Progress) -> Result<Box<dyn Sandbox>, ExecutorError> {
        let engine = self.engine().await?;
        let belongings = Belongings::new(engine, &self.options.base, &self.owner, &self.removals)?;
        let sandbox = DockerSandbox::open(belongings, &self.options, open, progress).await?;
        Ok(Box::new(sandbox))
    }

    async fn settle(&self) {
        self.removals.settle().await;
    }

    async fn sweep(&self) -> Result<Swept, ExecutorError> {
        sweep::sweep(self.engine().await?, &self.options.base).await
    }
}
