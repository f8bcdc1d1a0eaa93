//! What the job does about what a running step says.

use crate::builtin::Failure;
use crate::pump::{Pump, now};
use crate::{Summary, UpstreamError};
use engine::job::{IfNone, Input, JobMachine, Upload};
use events::{Signal, StepId};
use std::sync::PoisonError;

/// A summary may be this large.
const SUMMARY: u64 = 1024 * 1024;

impl Pump<'_> {
    /// Takes in what a step said.
    pub(crate) async fn heard(
        &self,
        machine: &mut JobMachine,
        step: StepId,
        signal: Signal,
    ) -> Result<(), UpstreamError> {
        let done = match signal {
            Signal::Summary { text } => return self.summarize(step, &text).await,
            Signal::SummaryFile { path } => match self.text_of(&path).await {
                Ok(text) => return self.summarize(step, &text).await,
                Err(failure) => Err(failure),
            },
            Signal::Keep { artifact, path } => self.keep_more(step, artifact, path).await,
            Signal::Tests { paths } => self.read_tests(step, paths, false).await.map(drop),
            Signal::Annotate(mut annotation) => {
                annotation.message = self.masks.mask(&annotation.message);
                machine.apply(Input::Signal { step, signal: Signal::Annotate(annotation) }, now());
                Ok(())
            }
            signal => {
                machine.apply(Input::Signal { step, signal }, now());
                Ok(())
            }
        };
        if let Err(failure) = done {
            let reason = failure.to_string();
            self.say(step, &format!("Error: {reason}")).await?;
            machine.apply(Input::Signal { step, signal: Signal::Broken { reason } }, now());
        }
        Ok(())
    }

    async fn summarize(&self, step: StepId, text: &str) -> Result<(), UpstreamError> {
        let text = self.masks.mask(text);
        let (run, job, attempt) = (self.run.clone(), self.job.clone(), self.attempt);
        self.upstream.summary(Summary { run, job, attempt, step, text }).await
    }

    async fn text_of(&self, path: &str) -> Result<String, Failure> {
        let content = self.sandbox.get(path, SUMMARY).await?;
        let content =
            content.ok_or_else(|| Failure::Invalid(format!("the summary `{path}` does not exist")))?;
        Ok(String::from_utf8_lossy(&content).into_owned())
    }

    /// Keeps a file with those that were kept under the same name before.
    async fn keep_more(&self, step: StepId, artifact: String, path: String) -> Result<(), Failure> {
        let paths = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let paths = kept.entry(artifact.clone()).or_default();
            if !paths.contains(&path) {
                paths.push(path);
            }
            paths.clone()
        };
        let upload = Upload {
            name: Some(artifact),
            paths,
            if_none: IfNone::Error,
            overwrite: true,
            hidden: true,
            ..Upload::default()
        };
        self.upload(step, upload).await.map(drop)
    }
}
