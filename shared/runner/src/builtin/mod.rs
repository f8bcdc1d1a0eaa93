//! What every CI knows to do, done by the runner itself.

pub(crate) mod archive;
mod artifact;
mod cache;
mod checkout;
mod files;
mod say;
mod select;
mod setup;
mod tests;
mod variables;
mod version;

use crate::UpstreamError;
use crate::process::ended;
use crate::pump::Pump;
use bytes::Bytes;
use engine::job::Ended;
use executors::{Exec, ExecutorError, Exit};
use indexmap::IndexMap;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What a builtin comes to: its outputs.
pub(crate) type Outputs = Result<IndexMap<String, String>, Failure>;

/// Why a builtin failed.
pub(crate) enum Failure {
    /// The user's step says so.
    Said(String),
    /// It was asked for what cannot be done.
    Invalid(String),
    /// Our side or the machine broke.
    Broken(String),
    /// The executor could not.
    Executor(ExecutorError),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said(message) | Self::Invalid(message) | Self::Broken(message) => f.write_str(message),
            Self::Executor(error) => error.fmt(f),
        }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Said(message) => Self::Failed(message),
            Failure::Invalid(message) => Self::Invalid(message),
            Failure::Broken(message) => Self::Broken(message),
            Failure::Executor(error) => ended(error),
        }
    }
}

impl From<ExecutorError> for Failure {
    fn from(error: ExecutorError) -> Self {
        Self::Executor(error)
    }
}

impl From<UpstreamError> for Failure {
    fn from(error: UpstreamError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Pump<'_> {
    /// Runs a program of the sandbox for ourselves; its code and what it printed.
    async fn ask(&self, argv: &[&str]) -> Result<(i32, String), ExecutorError> {
        let (sender, mut receiver) = mpsc::channel::<Bytes>(64);
        let exec = Exec { env: self.sandbox.layout().env.clone(), ..Exec::new(argv.iter().copied()) };
        let token = CancellationToken::new();
        let collect = async {
            let mut all = Vec::new();
            while let Some(chunk) = receiver.recv().await {
                all.extend_from_slice(&chunk);
            }
            all
        };
        let (exit, output) = tokio::join!(self.sandbox.exec(exec, sender, &token), collect);
        let code = match exit? {
            Exit::Code(code) => code,
            Exit::Signal(signal) => 128 + signal,
            Exit::Cancelled => -1,
        };
        Ok((code, String::from_utf8_lossy(&output).into_owned()))
    }

    /// A path as the job sees it, made whole: relative ones stand in the workspace, `~` is the home.
    pub(crate) fn absolute(&self, path: &str) -> String {
        let layout = self.sandbox.layout();
        let path = match path.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", layout.home),
            _ if path.starts_with('/') => path.to_owned(),
            _ => format!("{}/{path}", layout.workspace),
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        format!("/{}", parts.join("/"))
    }
}
