use crate::{Loader, Writer};
use diag::{Diagnostic, Rule, SourceId, SourceMap};
use events::{Facts, JobFacts, Signal, Source};
use expr::{Dialect, Value};
use indexmap::IndexMap;
use ir::{Conventions, Pipeline, ProgramCall, ProgramStep};
use yaml::Comment;

/// One CI language.
pub struct Format {
    /// Its stable name: `github-actions`, `gitlab-ci`, `rustci`.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its expressions.
    pub dialect: Dialect,
    /// Where its files are found in a repository, as globs.
    pub paths: &'static [&'static str],
    /// How likely a file is in this format.
    pub detect: fn(path: &str, document: Option<&yaml::Document>) -> Score,
    /// Reads a file and all it includes. Findings go to [`Reading::diagnostics`]; `None` only when there is no pipeline
    /// in it at all (a broken file, or an action's metadata, which is checked here but does not run).
    pub read: fn(&mut Reading<'_>) -> Option<Pipeline>,
    /// What people say in a file beside the pipeline, given what the file is as YAML.
    pub comments: fn(&SourceMap, SourceId, &yaml::Read) -> Vec<Comment>,
    /// How it is written, if it can be.
    pub writer: Option<Writer>,
    /// The contexts and variables that hold for a whole run.
    pub environ: fn(&Facts) -> Environ,
    /// The contexts and variables of one job, on top of the run's.
    pub job_environ: fn(&Facts, &JobFacts) -> Environ,
    /// Events by the names its users know, each with what then starts the run; the first of a kind is its usual name.
    pub events: &'static [(&'static str, Source)],
    /// What it takes for granted.
    pub conventions: Conventions,
    /// Where its jobs find secrets.
    pub secrets: SecretUse,
    /// The variable that tells a job's last steps how it stands, with its words for success, success with
    /// issues, failure and cancelled.
    pub status_variable: Option<(&'static str, [&'static str; 4])>,
    /// How running steps speak.
    pub commands: Commands,
    /// How secrets are hidden in its logs.
    pub masking: Masking,
    /// Asks a program in its own language ([`ir::Action::Program`]) for its next command, where it has one.
    pub program: Option<fn(&ProgramCall) -> ProgramStep>,
    /// The rules its reader's findings carry.
    pub rules: &'static [Rule],
}

impl Format {
    /// What starts a run when a person names this event; nothing if there is no such event.
    #[must_use]
    pub fn source(&self, event: &str) -> Option<Source> {
        self.events.iter().find(|(name, _)| *name == event).map(|(_, source)| *source)
    }
}

/// How likely a file is in a format: 0 not at all, 100 surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(pub u8);

/// A file being read.
pub struct Reading<'a> {
    /// All files that took part so far; included files are added.
    pub sources: &'a mut SourceMap,
    /// The file.
    pub file: SourceId,
    /// Its path in the repository, for includes relative to it; empty when it stands nowhere.
    pub path: &'a str,
    /// Brings included files.
    pub loader: &'a dyn Loader,
    /// What is known of the run, when one is being made: `include: rules`, inputs and such depend on it. `None` while
    /// only checking: then every branch is followed as far as it can be.
    pub facts: Option<&'a Facts>,
    /// Values for the pipeline's own inputs.
    pub inputs: &'a IndexMap<String, Value>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// Contexts for expressions, and variables for processes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Environ {
    /// What expressions see, by context name.
    pub contexts: IndexMap<String, Value>,
    /// What processes see, in order; a later one replaces an earlier one. The pipeline's own variables come after these.
    pub env: Vec<(String, String)>,
    /// Variables that no variable of the pipeline may replace, as those given by hand in GitLab.
    pub overrides: Vec<(String, String)>,
    /// Files that these variables name, by path, with their content: to be written before a job begins.
    pub files: Vec<(String, String)>,
    /// Folders that are there when a job begins.
    pub folders: Vec<String>,
}

/// Where a job finds secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretUse {
    /// In the expressions' context of that name only.
    Context(&'static str),
    /// In its environment, each under its name.
    Environment,
    /// Among the variables that expressions see, each under its name, but not in its environment.
    Hidden,
}

/// How secrets are hidden in logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Masking {
    /// What stands in a secret's place.
    pub replacement: &'static str,
    /// Beginnings that give tokens away: what follows them is hidden too.
    pub token_prefixes: &'static [&'static str],
}

/// How a running step speaks: in lines of its output, and through files named by variables.
pub struct Commands {
    /// What a line of output says, if it is a command.
    pub line: fn(&str) -> Option<Signal>,
    /// Files that a step may write to.
    pub files: &'static [SignalFile],
}

/// A file through which a step speaks.
pub struct SignalFile {
    /// The variable with the file's path.
    pub variable: &'static str,
    /// What the file's content says.
    ///
    /// # Errors
    /// A sentence for the user when the content breaks the file's format.
    pub parse: fn(&str) -> Result<Vec<Signal>, String>,
}
