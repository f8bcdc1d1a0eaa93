use crate::config::{Template, Word};
use events::{Outcome, Timestamp};
use serde_json::json;
use std::time::Duration;
use stores::RunSummary;

/// How a run went, compared with the one before on its branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It passed, as did the one before.
    Passed,
    /// It passed after one that had not.
    Recovered,
    /// It failed.
    Failed,
}

impl Verdict {
    fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "success",
            Self::Recovered => "recovered",
            Self::Failed => "failure",
        }
    }
}

/// What there is to say of a run that has ended.
#[derive(Clone, Debug)]
pub struct Message {
    /// The run.
    pub run: RunSummary,
    /// The pipeline's name.
    pub pipeline: String,
    /// How it went.
    pub verdict: Verdict,
    /// Where it is looked at.
    pub url: String,
}

impl Message {
    /// The branch or tag, as people say it.
    pub fn branch(&self) -> &str {
        let full = self.run.entry.git_ref.as_str();
        full.strip_prefix("refs/heads/").or_else(|| full.strip_prefix("refs/tags/")).unwrap_or(full)
    }

    fn took(&self) -> Duration {
        let seconds = self.ended().since(self.run.entry.created).as_secs();
        Duration::from_secs(seconds)
    }

    fn ended(&self) -> Timestamp {
        self.run.finished.unwrap_or(self.run.entry.created)
    }

    fn word(&self, word: Word) -> String {
        let entry = &self.run.entry;
        match word {
            Word::Pipeline => self.pipeline.clone(),
            Word::Title => entry.title.clone(),
            Word::Number => entry.number.to_string(),
            Word::Run => entry.run.to_string(),
            Word::Status => self.verdict.as_str().to_owned(),
            Word::Branch => self.branch().to_owned(),
            Word::Commit => entry.sha.clone(),
            Word::Actor => entry.actor.clone(),
            Word::Duration => humantime::format_duration(self.took()).to_string(),
            Word::Url => self.url.clone(),
        }
    }

    /// One line that says it all.
    pub fn line(&self) -> String {
        let said = match self.verdict {
            Verdict::Passed => "passed",
            Verdict::Recovered => "passes again",
            Verdict::Failed => "failed",
        };
        format!("{} #{} {said} on {}", self.pipeline, self.run.entry.number, self.branch())
    }

    /// A text of a template, or one that tells the usual things.
    pub fn text(&self, template: Option<&Template>) -> String {
        match template {
            Some(template) => template.fill(|word| self.word(word)),
            None => format!("{} after {}\n{}", self.line(), self.word(Word::Duration), self.url),
        }
    }

    /// A text for Slack, in which three characters mean something:
    /// <https://docs.slack.dev/messaging/formatting-message-text#escaping>.
    pub fn slack(&self, template: Option<&Template>) -> String {
        let escaped = |text: String| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let text = match template {
            Some(template) => template.fill(|word| escaped(self.word(word))),
            None => escaped(self.text(None)),
        };
        json!({ "text": text }).to_string()
    }

    /// All of it, for programs.
    pub fn json(&self) -> String {
        let entry = &self.run.entry;
        json!({
            "event": "run.finished",
            "run": entry.run,
            "pipeline": { "id": entry.pipeline.0, "name": self.pipeline },
            "number": entry.number,
            "title": entry.title,
            "status": self.run.status.as_str(),
            "recovered": self.verdict == Verdict::Recovered,
            "ref": entry.git_ref,
            "commit": entry.sha,
            "actor": entry.actor,
            "created_at": api::Time(entry.created).to_string(),
            "finished_at": api::Time(self.ended()).to_string(),
            "duration_seconds": self.took().as_secs(),
            "url": self.url,
        })
        .to_string()
    }
}

/// How a run went, if that is told to anybody: cancelled ones are not.
pub fn verdict(outcome: Outcome, before: Option<Outcome>) -> Option<Verdict> {
    match outcome {
        Outcome::Failure => Some(Verdict::Failed),
        Outcome::Success if before == Some(Outcome::Failure) => Some(Verdict::Recovered),
        Outcome::Success => Some(Verdict::Passed),
        Outcome::Cancelled | Outcome::Skipped => None,
    }
}
