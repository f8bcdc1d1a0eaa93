use super::Executors;
use super::caches::CacheScopes;
use super::desk::Desk;
use super::run_folders::RunFolders;
use super::shelves::JobShelves;
use crate::app::{App, LEASE};
use crate::sinks::trace::{Trace, traceparent};
use compile::FORMATS;
use events::{Annotation, AnnotationLevel, Cause, News, Outcome, Report, RunnerId};
use executors::Limits;
use futures_util::future::BoxFuture;
use indexmap::IndexMap;
use plan::Assignment;
use runner::{Job, Leaving, NoActions, Runner, Stop, Upstream, UpstreamError, handed};
use scheduler::{Claim, SchedulerError, Trial};
use std::sync::Arc;
use std::time::Duration;
use stores::{Labels, TryId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long to wait before a store that does not answer is asked for jobs again.
const AGAIN: Duration = Duration::from_secs(1);

/// The runners of this process: takes jobs as they come, as many at once as there are slots.
#[derive(Clone)]
pub struct Pool {
    app: App,
    runner: RunnerId,
    executors: Executors,
    folders: RunFolders,
    /// Jobs of this process are not heard any more, and end at once.
    hand_back: CancellationToken,
}

impl Pool {
    /// Runners of this name.
    #[must_use]
    pub fn new(app: App, runner: RunnerId, executors: Executors) -> Self {
        let (folders, hand_back) = (RunFolders::default(), CancellationToken::new());
        Self { app, runner, executors, folders, hand_back }
    }

    /// Takes and runs jobs until the server stops. Those that go on then have a while to end; what is left is handed
    /// back, and runs again wherever there is a place.
    pub async fn work(self) {
        let mut going = JoinSet::new();
        let mut capacity = self.app.capacity.subscribe();
        let mut abroad = self.app.abroad.subscribe();
        let scheduler = &self.app.scheduler;
        // Kept from turn to turn: one that is dropped may have taken a job that nobody knows of then.
        let mut claiming: Option<BoxFuture<'_, Result<Claim, SchedulerError>>> = None;
        let mut labels = Labels::Any;
        loop {
            let now = *capacity.borrow_and_update();
            let take = self.executors.take(&abroad.borrow_and_update());
            if take != labels {
                claiming = None;
                labels = take;
            }
            if now.drains {
                claiming = None;
            } else if claiming.is_none() && going.len() < now.slots {
                let (labels, runner) = (labels.clone(), self.runner.clone());
                claiming = Some(Box::pin(async move { scheduler.claim(&labels, &runner).await }));
            }
            let next = async {
                match &mut claiming {
                    Some(claim) => claim.await,
                    None => std::future::pending().await,
                }
            };
            let claim = tokio::select! {
                () = self.app.stopping.cancelled() => break,
                claim = next => claim,
                _ = capacity.changed() => continue,
                _ = abroad.changed() => continue,
                Some(_) = going.join_next() => continue,
            };
            claiming = None;
            match claim {
                Ok(claim) => {
                    let this = self.clone();
                    going.spawn(async move { this.one(claim).await });
                }
                Err(error) => {
                    tracing::warn!("no job can be taken: {error}");
                    self.app.clock.sleep_until(self.app.clock.now().after(AGAIN)).await;
                }
            }
        }
        drop(claiming);
        let limit = self.app.clock.now().after(self.app.config.server.shutdown_timeout);
        let ended = async { while going.join_next().await.is_some() {} };
        let late = tokio::select! {
            () = ended => false,
            () = self.app.clock.sleep_until(limit) => true,
        };
        if late {
            tracing::info!("{} jobs are handed back", going.len());
            self.hand_back.cancel();
            while going.join_next().await.is_some() {}
        }
        self.executors.settle().await;
        if let Err(error) = self.app.scheduler.give_up(&self.runner).await {
            tracing::warn!(
                "jobs that were not ended begin again only when their claims have run out: {error}"
            );
        }
    }

    async fn one(&self, claim: Claim) {
        let id = claim.id.clone();
        match self.run(&claim).await {
            Ok(None) => {}
            // Jobs that wait for this one may begin; its place is free when what it left is gone.
            Ok(Some(leaving)) => {
                if let Err(error) = leaving.clear().await {
                    tracing::warn!("{id}: {error}");
                }
            }
            // Its claim runs out, and it begins again.
            Err(error) => tracing::warn!("{id}: {error}"),
        }
    }

    /// Runs one job to its end, prolonging its claim all the while.
    async fn run(&self, claim: &Claim) -> Result<Option<Leaving>, UpstreamError> {
        let stop = Stop { abort: self.hand_back.child_token(), ..Stop::default() };
        let running = self.job(claim, &stop);
        tokio::pin!(running);
        tokio::select! {
            ended = &mut running => ended,
            never = self.hold(claim, &stop) => match never {},
        }
    }

    async fn hold(&self, claim: &Claim, stop: &Stop) -> std::convert::Infallible {
        let scheduler = &self.app.scheduler;
        match scheduler.hold(claim).await {
            scheduler::Stop::Cancelled { .. } => stop.cancel.cancel(),
            scheduler::Stop::Over => stop.abort.cancel(),
        }
        // It is its runner's until it has ended, in order or not.
        loop {
            self.app.clock.sleep_until(self.app.clock.now().after(LEASE / 3)).await;
            match scheduler.renew(claim).await {
                Ok(Trial::Over) => stop.abort.cancel(),
                Ok(_) => {}
                Err(error) => tracing::warn!("{}: {error}", claim.id),
            }
        }
    }

    async fn job(&self, claim: &Claim, stop: &Stop) -> Result<Option<Leaving>, UpstreamError> {
        let upstream = Arc::new(self.desk(&claim.assignment).await?);
        match self.prepared(claim, &upstream).await {
            Ok((runner, job)) => runner.run(job, stop).await.map(|(_, leaving)| Some(leaving)),
            Err(cause) => self.refuse(claim, &*upstream, cause).await.map(|()| None),
        }
    }

    async fn desk(&self, assignment: &Assignment) -> Result<Desk, UpstreamError> {
        let app = &self.app;
        // Caches are seen only by jobs of the same repository; a pipeline without one has its own.
        let repository = match assignment.facts.repository.url.as_str() {
            "" => {
                let run = app.catalog.run(&assignment.run).await;
                let run = run.map_err(|error| UpstreamError(error.to_string()))?;
                format!("pipeline {}", run.entry.pipeline.0)
            }
            url => format!("repository {url}"),
        };
        let (shelves, catalog) = (app.shelves.clone(), Arc::clone(&app.catalog));
        Ok(Desk {
            scheduler: app.scheduler.clone(),
            store: Arc::clone(&app.store),
            shelves: JobShelves {
                shelves,
                catalog,
                caches: CacheScopes::of(&repository, &assignment.facts),
                keep: app.config.retention.artifacts,
            },
            clock: Arc::clone(&app.clock),
            closed: self.hand_back.clone(),
        })
    }

    async fn prepared(&self, claim: &Claim, upstream: &Arc<Desk>) -> Result<(Runner, Job), Cause> {
        let invalid = |message: String| Cause::Invalid { message };
        let mut assignment = claim.assignment.clone();
        let format = FORMATS.iter().copied().find(|format| format.id == assignment.format);
        let format =
            format.ok_or_else(|| invalid(format!("no language is called `{}`", assignment.format)))?;
        let labels: Vec<String> = assignment
            .job
            .runs_on
            .labels
            .iter()
            .filter_map(|label| label.as_literal().map(str::to_owned))
            .collect();
        let image = assignment.job.needs_containers();
        let executor = self.executors.of(&labels, image).map_err(|unfit| invalid(unfit.to_string()))?;
        if executor.name() == "native" && assignment.job.container.take().is_some() {
            tracing::warn!("{}: it runs natively, not in its image", claim.id);
            self.remark(claim, upstream, "the job runs as a process of this machine: its image is ignored")
                .await?;
        }
        if let Some(tracing) = &self.app.config.observability.tracing {
            let trace = Trace::of(&assignment.facts, tracing.sample_ratio);
            let told = traceparent(&trace.of_job(&claim.id.job, claim.id.attempt));
            assignment.environ.env.push(("TRACEPARENT".to_owned(), told));
        }
        let secrets = self.app.secrets_of(&assignment).await.map_err(|message| Cause::Broken { message })?;
        let secrets = handed(&assignment, secrets, format.conventions.token);
        let secrets = secrets.map_err(|error| invalid(error.to_string()))?;
        let files = self.app.sources.workspace(&self.app, &assignment).await;
        let files = files.map_err(|error| Cause::Broken { message: error.to_string() })?;
        let workspace = self.folders.of(&self.app.scheduler, &claim.id.run, &assignment.job, files).await;
        let workspace = workspace.map_err(|message| Cause::Broken { message })?;
        let upstream: Arc<dyn Upstream> = Arc::<Desk>::clone(upstream);
        let runner = Runner { id: self.runner.clone(), executor, upstream, actions: Arc::new(NoActions) };
        Ok((runner, Job { assignment, secrets, format, workspace, limits: self.limits() }))
    }

    /// Tells whoever looks at the job of something that it does not do.
    async fn remark(&self, claim: &Claim, upstream: &Arc<Desk>, message: &str) -> Result<(), Cause> {
        let TryId { run, job, attempt } = claim.id.clone();
        let annotation = Annotation {
            level: AnnotationLevel::Warning,
            message: message.to_owned(),
            ..Annotation::default()
        };
        let report = Report { run, job, attempt, news: News::Annotated { annotation } };
        upstream.report(report).await.map_err(|error| Cause::Broken { message: error.to_string() })
    }

    /// What a job may use, where that can be held to.
    fn limits(&self) -> Limits {
        let docker = &self.app.config.runners.docker;
        Limits {
            cpus: docker.cpu.map(|cpus| f64::from(cpus.0) / 1000.0),
            memory: docker.memory.map(|size| size.0),
        }
    }

    /// Ends a job that cannot begin, and says why.
    async fn refuse(
        &self,
        claim: &Claim,
        upstream: &dyn Upstream,
        cause: Cause,
    ) -> Result<(), UpstreamError> {
        let TryId { run, job, attempt } = &claim.id;
        let report = |news| Report { run: run.clone(), job: job.clone(), attempt: *attempt, news };
        upstream.report(report(News::Started { runner: self.runner.clone() })).await?;
        let (outcome, tolerated) = (Outcome::Failure, false);
        let (outputs, variables) = (IndexMap::new(), IndexMap::new());
        let news = News::Finished { outcome, cause: Some(cause), tolerated, outputs, variables };
        upstream.report(report(news)).await
    }
}
