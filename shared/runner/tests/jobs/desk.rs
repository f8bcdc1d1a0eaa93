//! What the runner talks to in these tests: everything is kept in memory.

use async_trait::async_trait;
use engine::job::{Finished, Secret};
use events::{JobFacts, LogChunk, News, Report, Signal};
use executors::{Executor, Limits, Workspace};
use expr::{Dialect, Template, Value};
use formats::{Commands, Environ, Format, Masking, Score, SignalFile};
use indexmap::IndexMap;
use plan::ir::{EnvEntry, EnvKind, Script, Shell, Span, Spanned, Strictness};
use plan::{Assignment, Gate, Phase, Step, StepWork};
use runner::{BlobKey, Job, NoActions, Runner, Shelf, Stop, Summary, Upstream, UpstreamError};
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A language just for these tests.
pub static FORMAT: Format = Format {
    id: "test",
    title: "Test",
    dialect: Dialect::GitHub,
    paths: &[],
    detect: |_, _| Score(0),
    comments: |_, _, _| Vec::new(),
    writer: None,
    read: |_| None,
    environ: |_| Environ::default(),
    job_environ: |_, job| Environ {
        contexts: [("runner".to_owned(), places(job))].into_iter().collect(),
        env: vec![("WORKSPACE".to_owned(), job.workspace.clone()), ("CI".to_owned(), "true".to_owned())],
        ..Environ::default()
    },
    events: formats::github::FORMAT.events,
    secrets: formats::SecretUse::Context("secrets"),
    status_variable: None,
    commands: Commands { line, files: &[SignalFile { variable: "SAY_HERE", parse: file }] },
    conventions: formats::github::FORMAT.conventions,
    masking: Masking { replacement: "***", token_prefixes: &[] },
    program: Some(crate::programs::program),
    rules: &[],
};

fn places(job: &JobFacts) -> Value {
    Value::object([("temp", Value::from(&*job.temp)), ("workspace", Value::from(&*job.workspace))])
}

fn line(line: &str) -> Option<Signal> {
    let (name, data) = line.strip_prefix("::")?.split_once("::")?;
    match name {
        "mask" => Some(Signal::Mask { value: data.to_owned() }),
        _ => pair(name, data),
    }
}

fn file(text: &str) -> Result<Vec<Signal>, String> {
    let wrong = |line: &str| format!("`{line}` says nothing");
    text.lines()
        .map(|line| {
            let (name, data) = line.split_once(' ').ok_or_else(|| wrong(line))?;
            pair(name, data).ok_or_else(|| wrong(line))
        })
        .collect()
}

fn pair(kind: &str, data: &str) -> Option<Signal> {
    if kind == "path" {
        return Some(Signal::Path { folder: data.to_owned() });
    }
    if kind == "summary" {
        return Some(Signal::Summary { text: data.to_owned() });
    }
    if kind == "summary-file" {
        return Some(Signal::SummaryFile { path: data.to_owned() });
    }
    let (name, value) = data.split_once('=')?;
    let (name, value) = (name.to_owned(), value.to_owned());
    match kind {
        "keep" => Some(Signal::Keep { artifact: name, path: value }),
        "output" => Some(Signal::Output { name, value }),
        "env" => Some(Signal::Env { name, value }),
        _ => None,
    }
}

/// Keeps all that a runner says.
#[derive(Default)]
pub struct Desk {
    pub reports: Mutex<Vec<Report>>,
    pub chunks: Mutex<Vec<LogChunk>>,
    pub summaries: Mutex<Vec<Summary>>,
    blobs: Mutex<Vec<(BlobKey, Vec<u8>)>>,
}

impl Desk {
    /// The whole log.
    pub fn log(&self) -> String {
        let chunks = self.chunks.lock().unwrap();
        assert!(chunks.iter().enumerate().all(|(index, chunk)| chunk.number == index as u64));
        chunks.iter().map(|chunk| String::from_utf8_lossy(&chunk.text).into_owned()).collect()
    }

    /// What was said, a word each: `started`, `begin NAME`, `NAME outcome`, `finished outcome`.
    pub fn news(&self) -> Vec<String> {
        let mut names = IndexMap::new();
        let reports = self.reports.lock().unwrap();
        let mut lines = Vec::new();
        for report in &*reports {
            lines.push(match &report.news {
                News::Started { .. } => "started".to_owned(),
                News::StepStarted { step, name } => {
                    names.insert(*step, name.clone());
                    continue;
                }
                News::StepFinished { step, end } => format!("{}: {}", names[step], end.outcome.as_str()),
                News::Annotated { annotation } => format!("remark: {}", annotation.message),
                News::Finished { outcome, .. } => format!("finished: {}", outcome.as_str()),
            });
        }
        lines
    }
}

#[async_trait]
impl Upstream for Desk {
    async fn report(&self, report: Report) -> Result<(), UpstreamError> {
        self.reports.lock().unwrap().push(report);
        Ok(())
    }

    async fn log(&self, chunk: LogChunk) -> Result<(), UpstreamError> {
        self.chunks.lock().unwrap().push(chunk);
        Ok(())
    }

    async fn summary(&self, summary: Summary) -> Result<(), UpstreamError> {
        self.summaries.lock().unwrap().push(summary);
        Ok(())
    }

    async fn put(&self, key: &BlobKey, file: &Path, _: Option<Duration>) -> Result<(), UpstreamError> {
        let content = std::fs::read(file).map_err(|error| UpstreamError(error.to_string()))?;
        let mut blobs = self.blobs.lock().unwrap();
        blobs.retain(|(old, _)| old != key);
        blobs.insert(0, (key.clone(), content));
        Ok(())
    }

    async fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError> {
        let blobs = self.blobs.lock().unwrap();
        let found = blobs.iter().find(|(kept, _)| kept == key).map(|(_, content)| content.clone());
        Ok(found.map(|content| Box::new(Cursor::new(content)) as Box<dyn Read + Send>))
    }

    async fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError> {
        let blobs = self.blobs.lock().unwrap();
        let fits = blobs.iter().filter(|(key, _)| key.shelf == *shelf && key.name.starts_with(prefix));
        Ok(fits.map(|(key, _)| key.name.clone()).collect())
    }
}

pub fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::NOWHERE)
}

pub fn text(text: &str) -> Template {
    Template::parse(&text.into(), Dialect::GitHub).0
}

pub fn entry(name: &str, value: &str) -> EnvEntry {
    EnvEntry { name: spanned(name.to_owned()), value: text(value), kind: EnvKind::Expanded, prompt: None }
}

/// A step that runs this with sh.
pub fn sh(line: &str) -> Step {
    let shell = Shell::Sh(Strictness::ErrExit);
    let script = Script { lines: vec![text(line)], echo: false, shell, directory: None, capture: None };
    step(StepWork::Script { script })
}

pub fn step(work: StepWork) -> Step {
    Step::new(Phase::Main, Gate::OnSuccess, work)
}

pub fn assignment(steps: Vec<Step>) -> Assignment {
    let facts = events::Facts::new("run", events::GitRef::Branch("main".to_owned()));
    let job = plan::Job::new("job", plan::Work::Steps { steps });
    let secrets = plan::SecretUse::Context("secrets".to_owned());
    Assignment { secrets, ..Assignment::new("test", Dialect::GitHub, job, facts) }
}

/// Runs a job and says what it came to.
pub async fn run(
    executor: impl Executor + 'static,
    desk: &Arc<Desk>,
    assignment: Assignment,
    secrets: &[(&str, &str)],
    workspace: Workspace,
) -> Finished {
    let runner = Runner {
        id: "here".into(),
        executor: Arc::new(executor),
        upstream: Arc::clone(desk) as Arc<dyn Upstream>,
        actions: Arc::new(NoActions),
    };
    let job = Job {
        assignment,
        secrets: secrets.iter().map(|(name, text)| (*name, Secret::new(*text))).collect(),
        format: &FORMAT,
        workspace,
        limits: Limits::default(),
    };
    let (finished, leaving) = runner.run(job, &Stop::default()).await.unwrap();
    leaving.clear().await.unwrap();
    finished
}
