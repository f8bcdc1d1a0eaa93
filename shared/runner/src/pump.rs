use crate::builtin::Failure;
use crate::coverage::Coverage;
use crate::files::Hashing;
use crate::mask::Masks;
use crate::{ActionSource, Upstream, UpstreamError};
use bytes::Bytes;
use engine::job::{Action, Builtin, Ended, Finished, Input, JobMachine, Work};
use events::{Annotation, Attempt, JobId, LogChunk, News, Report, RunId, Signal, StepId, Timestamp};
use executors::Sandbox;
use formats::{Format, Matchers};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use plan::ir::ProgramStep;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How a job is told to end.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// In order: what always runs still does.
    pub cancel: CancellationToken,
    /// At once.
    pub abort: CancellationToken,
}

/// One job being run: does what the machine says.
pub(crate) struct Pump<'a> {
    pub(crate) run: RunId,
    pub(crate) job: JobId,
    pub(crate) attempt: Attempt,
    pub(crate) sandbox: &'a dyn Sandbox,
    pub(crate) upstream: &'a dyn Upstream,
    pub(crate) actions: &'a dyn ActionSource,
    pub(crate) format: &'static Format,
    pub(crate) masks: Masks,
    pub(crate) signals: mpsc::UnboundedSender<(StepId, Signal)>,
    pub(crate) chunks: tokio::sync::Mutex<u64>,
    pub(crate) files: AtomicU64,
    pub(crate) coverage: Option<Mutex<Coverage>>,
    pub(crate) facts: events::Facts,
    pub(crate) matchers: Mutex<Matchers>,
    /// Files that steps have had kept, by artifact.
    pub(crate) kept: Mutex<HashMap<String, Vec<String>>>,
    /// Actions from elsewhere that are in the sandbox already.
    pub(crate) brought: tokio::sync::Mutex<HashSet<String>>,
}

/// Something that goes on.
enum Event {
    Ended(StepId, Ended),
    Resolved(String, Result<Box<engine::job::Resolved>, String>),
}

impl Pump<'_> {
    /// Runs the job to its end.
    pub(crate) async fn go(
        &self,
        machine: &mut JobMachine,
        mut signals: mpsc::UnboundedReceiver<(StepId, Signal)>,
        stop: &Stop,
    ) -> Result<Finished, UpstreamError> {
        let mut going: FuturesUnordered<BoxFuture<'_, Event>> = FuturesUnordered::new();
        let mut kills: HashMap<StepId, CancellationToken> = HashMap::new();
        let (mut cancelled, mut aborted) = (false, false);
        loop {
            let until = match machine.next(now()) {
                Action::Report(news) => {
                    self.report(news).await?;
                    continue;
                }
                Action::Start { step, work } => {
                    let kill = CancellationToken::new();
                    kills.insert(step, kill.clone());
                    going.push(Box::pin(async move {
                        tokio::select! {
                            end = self.work(step, work, &kill) => Event::Ended(step, end),
                            // Whatever it does is given up; the sandbox's end takes what is left of it.
                            () = stop.abort.cancelled() => Event::Ended(step, Ended::Killed),
                        }
                    }));
                    continue;
                }
                Action::Resolve { reference } => {
                    going.push(Box::pin(async move {
                        let result = self.resolve(&reference).await;
                        Event::Resolved(reference.text().to_string(), result.map(Box::new))
                    }));
                    continue;
                }
                Action::Ask { step, call } => {
                    let next = match self.format.program {
                        Some(program) => program(&call),
                        None => ProgramStep::Failed {
                            message: format!("{} has no programs of its own", self.format.title),
                            line: None,
                        },
                    };
                    machine.apply(Input::Told { step, next }, now());
                    continue;
                }
                Action::Kill { step } => {
                    if let Some(kill) = kills.get(&step) {
                        kill.cancel();
                    }
                    continue;
                }
                Action::Finish(finished) => {
                    self.tell_coverage().await?;
                    return Ok(finished);
                }
                Action::Wait { until } => until,
            };
            tokio::select! {
                biased;
                () = stop.abort.cancelled(), if !aborted => {
                    aborted = true;
                    machine.apply(Input::Abort, now());
                }
                Some((step, signal)) = signals.recv() => self.heard(machine, step, signal).await?,
                Some(event) = going.next() => {
                    while let Ok((step, signal)) = signals.try_recv() {
                        self.heard(machine, step, signal).await?;
                    }
                    match event {
                        Event::Ended(step, end) => {
                            kills.remove(&step);
                            self.explain(step, &end).await?;
                            machine.apply(Input::Ended { step, end }, now());
                        }
                        Event::Resolved(reference, result) => {
                            machine.apply(Input::Resolved { reference, result }, now());
                        }
                    }
                }
                () = stop.cancel.cancelled(), if !cancelled => {
                    cancelled = true;
                    machine.apply(Input::Cancel, now());
                }
                () = at(until), if until.is_some() => machine.apply(Input::Tick, now()),
            }
        }
    }

    /// Says in the log why a step ended, where the step itself could not.
    async fn explain(&self, step: StepId, end: &Ended) -> Result<(), UpstreamError> {
        match end {
            Ended::Failed(message) | Ended::Invalid(message) | Ended::Broken(message) => {
                self.say(step, &format!("Error: {message}")).await
            }
            Ended::Code(_) | Ended::Done(_) | Ended::Killed => Ok(()),
        }
    }

    async fn work(&self, step: StepId, work: Work, kill: &CancellationToken) -> Ended {
        match work {
            Work::Exec(exec) => self.process(step, exec, kill).await,
            Work::Builtin(builtin) => tokio::select! {
                end = self.builtin(step, builtin) => end,
                () = kill.cancelled() => Ended::Killed,
            },
        }
    }

    async fn builtin(&self, step: StepId, builtin: Builtin) -> Ended {
        let result = match builtin {
            Builtin::Checkout(checkout) => self.checkout(step, checkout).await,
            Builtin::RestoreCache(cache) => self.restore_cache(step, cache).await,
            Builtin::SaveCache(cache) => self.save_cache(step, cache).await,
            Builtin::Upload(upload) => self.upload(step, upload).await,
            Builtin::Download(download) => self.download(step, download).await,
            Builtin::Setup(setup) => self.setup(step, setup).await,
            Builtin::ReadVariables { paths } => self.read_variables(step, paths).await,
            Builtin::ReadTests { paths, fails } => self.read_tests(step, paths, fails).await,
            Builtin::Files(work) => self.work_on_files(step, work).await,
            Builtin::BringArtifacts { jobs } => self.bring_artifacts(step, jobs).await,
            Builtin::Fail { message } => Err(Failure::Said(message)),
            Builtin::Print { message } => self.print(step, &message).await,
            Builtin::Approve { message } => self.approve(step, &message).await,
        };
        result.map_or_else(Into::into, Ended::Done)
    }

    pub(crate) async fn report(&self, news: News) -> Result<(), UpstreamError> {
        let (run, job, attempt) = (self.run.clone(), self.job.clone(), self.attempt);
        self.upstream.report(Report { run, job, attempt, news: self.masked(news) }).await
    }

    /// News without what is hidden.
    fn masked(&self, news: News) -> News {
        match news {
            News::StepStarted { step, name } => News::StepStarted { step, name: self.masks.mask(&name) },
            news => news,
        }
    }

    /// Remarks on the coverage that the log has told.
    async fn tell_coverage(&self) -> Result<(), UpstreamError> {
        let Some(coverage) = &self.coverage else { return Ok(()) };
        let last = coverage.lock().unwrap_or_else(PoisonError::into_inner).last().map(str::to_owned);
        let Some(percent) = last else { return Ok(()) };
        let message = format!("test coverage is {percent} %");
        self.say(StepId(0), &message).await?;
        self.report(News::Annotated { annotation: Annotation { message, ..Annotation::default() } }).await
    }

    /// Passes on text for the log, already masked.
    pub(crate) async fn log(&self, step: StepId, text: Bytes) -> Result<(), UpstreamError> {
        if let Some(coverage) = &self.coverage {
            coverage.lock().unwrap_or_else(PoisonError::into_inner).push(&text);
        }
        let mut next = self.chunks.lock().await;
        let number = *next;
        *next += 1;
        let (run, job, attempt) = (self.run.clone(), self.job.clone(), self.attempt);
        self.upstream.log(LogChunk { run, job, attempt, number, step, text }).await
    }

    /// Says something in the log ourselves.
    pub(crate) async fn say(&self, step: StepId, line: &str) -> Result<(), UpstreamError> {
        self.log(step, format!("{}\n", self.masks.mask(line)).into()).await
    }

    /// Tells the machine what a step said. Once the job is over nobody listens, and nothing is lost.
    pub(crate) fn tell(&self, step: StepId, signal: Signal) {
        drop(self.signals.send((step, signal)));
    }

    pub(crate) fn hashing(&self) -> Hashing {
        let workspace = self.sandbox.layout().workspace.clone();
        Hashing { root: self.sandbox.host_path(&workspace), workspace }
    }

    pub(crate) fn next_file(&self) -> u64 {
        self.files.fetch_add(1, Ordering::Relaxed)
    }
}

/// Now, as the machine counts time.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

async fn at(until: Option<Timestamp>) {
    let wait = until.map_or(Duration::ZERO, |until| until.since(now()));
    tokio::time::sleep(wait).await;
}
