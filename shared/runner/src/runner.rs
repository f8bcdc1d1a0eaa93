use crate::builtin::archive::make_folder;
use crate::coverage::Coverage;
use crate::files::Hashing;
use crate::mask::Masks;
use crate::pump::{Pump, Stop, now};
use crate::{ActionSource, Upstream, UpstreamError, containers};
use engine::job::{Files, Finished, JobMachine, Secrets, Surroundings};
use events::{Cause, JobFacts, News, Outcome, Report, RunnerId};
use executors::{Executor, ExecutorError, Layout, Limits, Preparing, Progress, Sandbox, Workspace};
use expr::{Object, Value};
use formats::Format;
use indexmap::IndexMap;
use plan::Assignment;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// Runs jobs, any number of them side by side.
#[derive(Clone)]
pub struct Runner {
    /// Its name.
    pub id: RunnerId,
    /// Where jobs run.
    pub executor: Arc<dyn Executor>,
    /// Who is told.
    pub upstream: Arc<dyn Upstream>,
    /// Brings actions from elsewhere.
    pub actions: Arc<dyn ActionSource>,
}

/// A job with all that it needs.
pub struct Job {
    /// What to run.
    pub assignment: Assignment,
    /// The secrets it may use.
    pub secrets: Secrets,
    /// The format of its file.
    pub format: &'static Format,
    /// The files it starts with.
    pub workspace: Workspace,
    /// What it may use.
    pub limits: Limits,
}

/// What a job that has ended leaves: its files, its containers. Dropped, it goes without anybody hearing of a failure.
#[must_use = "what a job leaves is to be cleared"]
pub struct Leaving(Option<Box<dyn Sandbox>>);

impl Leaving {
    /// Removes it.
    ///
    /// # Errors
    /// When something stays behind.
    pub async fn clear(self) -> Result<(), ExecutorError> {
        match self.0 {
            Some(sandbox) => sandbox.close().await,
            None => Ok(()),
        }
    }
}

impl Runner {
    /// Runs one job and reports all of it, its end included, once nothing of it goes on. What is left is to be
    /// [cleared](Leaving::clear): nobody has to wait for that, but somebody has to do it.
    ///
    /// # Errors
    /// Only when upstream does not listen: whatever else goes wrong is the job's own end.
    pub async fn run(&self, job: Job, stop: &Stop) -> Result<(Finished, Leaving), UpstreamError> {
        let Assignment { run, id, attempt, .. } = &job.assignment;
        let (run, id, attempt) = (run.clone(), id.clone(), *attempt);
        let report = |news| Report { run: run.clone(), job: id.clone(), attempt, news };
        self.upstream.report(report(News::Started { runner: self.id.clone() })).await?;
        let (finished, leaving) = self.inside(job, stop).await?;
        let last = finished.clone();
        let news = News::Finished {
            outcome: last.outcome,
            cause: last.cause,
            tolerated: last.tolerated,
            outputs: last.outputs,
            variables: last.variables,
        };
        self.upstream.report(report(news)).await?;
        Ok((finished, leaving))
    }

    async fn inside(&self, job: Job, stop: &Stop) -> Result<(Finished, Leaving), UpstreamError> {
        let without = |finished| Ok((finished, Leaving(None)));
        let open = match containers::open(&job) {
            Ok(open) => open,
            Err(message) => return without(early(Outcome::Failure, Some(Cause::Invalid { message }))),
        };
        let preparing = Telling::default();
        let opened = tokio::select! {
            opened = self.executor.open(open, &preparing) => opened,
            () = stop.cancel.cancelled() => return without(early(Outcome::Cancelled, None)),
            () = stop.abort.cancelled() => return without(early(Outcome::Cancelled, None)),
        };
        match opened {
            Ok(sandbox) => {
                let finished = self.pump(job, &*sandbox, stop, preparing).await;
                let ended = sandbox.end().await;
                Ok((ending(finished?, ended), Leaving(Some(sandbox))))
            }
            Err(error) => without(early(Outcome::Failure, Some(cause(&error)))),
        }
    }

    async fn pump(
        &self,
        job: Job,
        sandbox: &dyn Sandbox,
        stop: &Stop,
        preparing: Telling,
    ) -> Result<Finished, UpstreamError> {
        let layout = sandbox.layout();
        let mut assignment = job.assignment;
        let (files, folders) = surround(&mut assignment, job.format, layout);
        if let Err(error) = furnish(sandbox, files, folders).await {
            return Ok(early(Outcome::Failure, Some(cause(&error))));
        }
        let masks = Masks::new(job.format.masking);
        masks.add(job.secrets.iter().map(|(_, secret)| secret));
        let files: Arc<dyn Files> = Arc::new(Hashing {
            root: sandbox.host_path(&layout.workspace),
            workspace: layout.workspace.clone(),
        });
        let around = Surroundings {
            secrets: job.secrets,
            token: job.format.conventions.token,
            files,
            temp: layout.temp.clone(),
            env: layout.env.clone(),
        };
        let (signals, heard) = mpsc::unbounded_channel();
        let pump = Pump {
            run: assignment.run.clone(),
            job: assignment.id.clone(),
            attempt: assignment.attempt,
            sandbox,
            upstream: &*self.upstream,
            actions: &*self.actions,
            format: job.format,
            masks,
            signals,
            chunks: tokio::sync::Mutex::new(0),
            files: AtomicU64::new(0),
            coverage: assignment.job.coverage.as_deref().and_then(Coverage::new).map(std::sync::Mutex::new),
            facts: assignment.facts.clone(),
            matchers: Mutex::default(),
            kept: Mutex::default(),
            brought: tokio::sync::Mutex::default(),
        };
        for line in preparing.lines() {
            pump.say(events::StepId(0), &line).await?;
        }
        let mut machine = JobMachine::new(assignment, around, now());
        pump.go(&mut machine, heard, stop).await
    }
}

/// Makes what a job's variables name.
async fn furnish(
    sandbox: &dyn Sandbox,
    files: NamedFiles,
    folders: Vec<String>,
) -> Result<(), ExecutorError> {
    for (path, content) in files {
        sandbox.put(&path, content.as_bytes(), false).await?;
    }
    for folder in folders {
        make_folder(sandbox, &folder).await?;
    }
    Ok(())
}

/// Files with their content, by path.
type NamedFiles = Vec<(String, String)>;

/// Completes what expressions and processes see, now that the job's place is known. Gives the files and folders that
/// these name, to be made before the first step.
fn surround(assignment: &mut Assignment, format: &Format, layout: &Layout) -> (NamedFiles, Vec<String>) {
    let facts = JobFacts {
        key: assignment.job.key.clone(),
        name: assignment.id.to_string(),
        stage: assignment.job.stage.clone(),
        attempt: assignment.attempt,
        leg: assignment.job.leg.index,
        legs: assignment.job.leg.total,
        number: assignment.number,
        workspace: layout.workspace.clone(),
        temp: layout.temp.clone(),
        tools: layout.tools.clone(),
        image: layout.image.clone(),
        environment: assignment.job.environment.as_ref().map(deployed),
        runner: layout.machine.clone(),
        started_at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        timeout: None,
    };
    let own = (format.job_environ)(&assignment.facts, &facts);
    let environ = &mut assignment.environ;
    environ.env.extend(own.env);
    environ.overrides.extend(own.overrides);
    for (name, value) in own.contexts {
        let joined = match environ.contexts.get(&name) {
            Some(old) => join(old, value),
            None => value,
        };
        environ.contexts.insert(name, joined);
    }
    let job = environ.contexts.get("job").cloned().unwrap_or_default();
    environ.contexts.insert("job".to_owned(), join(&job, containers::context(layout)));
    (own.files, own.folders)
}

fn deployed(environment: &plan::ir::Environment) -> events::EnvironmentFacts {
    let word = |word: &plan::ir::Spanned<String>| word.value.clone();
    events::EnvironmentFacts {
        name: environment.name.text().to_string(),
        url: environment.url.as_ref().map(|url| url.text().to_string()),
        action: environment.action.as_ref().map(word),
        tier: environment.tier.as_ref().map(word),
    }
}

/// Two contexts of one name as one; the later members win.
fn join(old: &Value, new: Value) -> Value {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let mut joined: Object = (**old).clone();
            for (name, value) in new.iter() {
                joined.insert(name, value.clone());
            }
            Value::Object(Arc::new(joined))
        }
        (_, new) => new,
    }
}

/// The end of a job that has not begun.
fn early(outcome: Outcome, cause: Option<Cause>) -> Finished {
    Finished { outcome, cause, tolerated: false, outputs: IndexMap::new(), variables: IndexMap::new() }
}

/// What the job came to, once all of it has ended: what goes on is our failure, but not worse than the job's own.
fn ending(finished: Finished, ended: Result<(), ExecutorError>) -> Finished {
    match ended {
        Err(error) if finished.outcome == Outcome::Success => {
            early(Outcome::Failure, Some(Cause::Broken { message: error.to_string() }))
        }
        _ => finished,
    }
}

fn cause(error: &ExecutorError) -> Cause {
    match error {
        ExecutorError::ImageNotFound { .. }
        | ExecutorError::PullDenied { .. }
        | ExecutorError::LoginDenied { .. }
        | ExecutorError::UnknownOption { .. }
        | ExecutorError::InvalidContainer { .. }
        | ExecutorError::Unable { .. } => Cause::Invalid { message: error.to_string() },
        _ => Cause::Broken { message: error.to_string() },
    }
}

/// Keeps what an executor tells while it makes a place, for the log.
#[derive(Default)]
struct Telling(Mutex<Vec<String>>);

impl Telling {
    fn lines(self) -> Vec<String> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Telling {
    fn preparing(&self, what: Preparing<'_>) {
        // How far a pull has come is for a screen, not for a log.
        if !matches!(what, Preparing::Pulling { .. } | Preparing::Waiting { .. }) {
            let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            lines.push(what.to_string());
        }
    }
}
