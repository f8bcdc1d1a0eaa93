use crate::check;
use crate::git::GitError;
use compile::Format;
use diag::{Diagnostic, SourceMap, did_you_mean};
use plan::Plan;
use scheduler::SchedulerError;
use stores::StoreError;

/// Why no run was made.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The pipeline is wrong.
    #[error("the pipeline cannot run: {first}")]
    Invalid {
        /// The first thing wrong.
        first: String,
        /// All that was found.
        findings: Vec<api::Finding>,
    },
    /// Its language has no such event.
    #[error("{format} has no event `{event}`")]
    NoEvent {
        /// The language.
        format: &'static str,
        /// What was asked for.
        event: String,
        /// What to ask for.
        help: String,
    },
    /// None of its jobs runs then.
    #[error("no job of this pipeline runs: {why}")]
    NothingToRun {
        /// Why the first does not.
        why: String,
    },
    /// Its text cannot be had.
    #[error("{message}")]
    Source {
        /// Why.
        message: String,
    },
    /// Its repository cannot be had.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The author of the commit wants no run of it.
    #[error("the message of commit {sha} asks for no run")]
    Skipped {
        /// The commit.
        sha: String,
    },
    /// The earlier run cannot be repeated so.
    #[error("{0}")]
    Repeat(&'static str),
    /// The store did not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nor did the scheduler.
    #[error(transparent)]
    Scheduler(#[from] SchedulerError),
    /// Our own side broke.
    #[error("{0}")]
    Broken(String),
}

impl BeginError {
    /// The pipeline is wrong.
    pub(super) fn invalid(sources: &SourceMap, diagnostics: &[Diagnostic]) -> Self {
        let first = diagnostics.iter().find(|found| found.is_error());
        let first = first.map_or("it holds no pipeline", |found| &found.message).to_owned();
        Self::Invalid { first, findings: check::findings(sources, diagnostics) }
    }

    pub(super) fn no_event(event: &str, format: &'static Format) -> Self {
        let names = || format.events.iter().map(|(name, _)| *name);
        let help = match did_you_mean(event, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it knows {}", names().collect::<Vec<_>>().join(", ")),
        };
        Self::NoEvent { format: format.title, event: event.to_owned(), help }
    }

    pub(super) fn nothing_to_run(plan: &Plan) -> Self {
        let why = plan.absent.first().map(|absent| format!("{}: {}", absent.job, absent.skip));
        Self::NothingToRun { why: why.unwrap_or_else(|| "it has none".to_owned()) }
    }
}
