//! Which pipeline, for which event, and which of its jobs: what `plan` and `run` have in common.

use crate::facts::{self, Said};
use crate::format::Named;
use crate::git::Git;
use crate::loader::Files;
use crate::refusal::Refusal;
use crate::{files, repository};
use clap::Args;
use compile::{Choice, Format, Options, Plan, Wish};
use diag::{Diagnostic, SourceMap};
use events::{Facts, RunId};
use executors::Snapshot;
use indexmap::IndexMap;
use std::path::{Path, PathBuf};

/// Options that choose what is run.
#[derive(Clone, Debug, Args)]
pub struct Selection {
    /// The pipeline's file, or - for standard input; without one the repository's
    pub file: Option<PathBuf>,
    /// The language of the file, instead of what it looks like
    #[arg(long = "as", value_name = "FORMAT")]
    pub language: Option<Named>,
    /// What happens: push, pull_request, schedule, ... in the words of the format
    #[arg(long, value_name = "NAME")]
    pub event: Option<String>,
    /// The forge's account of the event, as JSON in a file
    #[arg(long, value_name = "FILE")]
    pub payload: Option<PathBuf>,
    /// The branch or tag (refs/tags/NAME), instead of the one checked out
    #[arg(long = "ref", value_name = "REF")]
    pub git_ref: Option<String>,
    /// The branch that a pull request goes to, or that changes are found against
    #[arg(long, value_name = "BRANCH")]
    pub base: Option<String>,
    /// A value for an input
    #[arg(long = "input", value_name = "NAME=VALUE", value_parser = pair)]
    pub inputs: Vec<(String, String)>,
    /// A variable
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    pub variables: Vec<(String, String)>,
    /// A secret; without a value it is taken from the environment
    #[arg(long = "secret", value_name = "NAME[=VALUE]")]
    pub secrets: Vec<String>,
    /// The variables of a group that the service keeps, from a file of names and values
    #[arg(long = "var-group", value_name = "NAME=FILE", value_parser = pair)]
    pub groups: Vec<(String, String)>,
    /// Only this job, and what it needs
    #[arg(long = "job", short = 'j', value_name = "JOB")]
    pub jobs: Vec<String>,
    /// Leave out what the chosen jobs need
    #[arg(long, requires = "jobs")]
    pub no_needs: bool,
    /// Only copies with this value
    #[arg(long, value_name = "AXIS:VALUE", value_parser = axis)]
    pub matrix: Vec<(String, String)>,
    /// Start this manual job
    #[arg(long, value_name = "JOB")]
    pub manual: Vec<String>,
    /// A folder that stands in for other projects, URLs and templates
    #[arg(long, value_name = "DIR")]
    pub mirror: Option<PathBuf>,
    /// A folder, or the address of a server, that holds actions of other repositories
    #[arg(long, value_name = "DIR|URL")]
    pub actions_from: Option<String>,
}

/// A pipeline that was looked at for a run.
pub struct Selected {
    /// All files that took part.
    pub sources: SourceMap,
    /// The repository's root.
    pub root: PathBuf,
    /// What jobs get copies of.
    pub snapshot: Snapshot,
    /// The file's language, if it was recognised.
    pub format: Option<&'static Format>,
    /// What is known of the run; nothing when the file cannot be read as a pipeline.
    pub facts: Option<Facts>,
    /// What will run; nothing when a finding forbids it.
    pub plan: Option<Plan>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Selection {
    /// Reads the pipeline and makes the plan of the run.
    pub fn select(&self, run: RunId) -> Result<Selected, Refusal> {
        let file = pipeline_file(self.file.as_deref())?;
        let root = repository::root_of(&file);
        let is_stdin = file.as_os_str() == "-";
        let bytes = if is_stdin { files::stdin() } else { files::read(&file) };
        let bytes = bytes.map_err(|reason| unreadable(&file, &reason))?;
        let shown = file.display().to_string();
        let path = if is_stdin { "-".to_owned() } else { repository::path_in(&root, &file) };
        let input = compile::File { name: &shown, path: &path, bytes: &bytes };
        // Git is asked, and the repository looked through, while the file is read for the first time.
        let snapshot = Snapshot::new(&root);
        let (git, listed, first) = std::thread::scope(|scope| {
            let git = scope.spawn(|| Git::ask(&root));
            let listed = scope.spawn(|| snapshot.files());
            let mut sources = SourceMap::default();
            let options = Options { format: self.language.map(|named| named.0), ..Options::default() };
            let checked = compile::check(&mut sources, input, options, &self.loader(root.clone()));
            (git.join().unwrap_or_default(), listed.join(), (sources, checked))
        });
        let (sources, checked) = first;
        let passes = checked.passes();
        let (Some(format), Some(pipeline), true) = (checked.format, checked.pipeline, passes) else {
            let diagnostics = checked.diagnostics;
            return Ok(Selected {
                sources,
                root,
                snapshot,
                format: checked.format,
                facts: None,
                plan: None,
                diagnostics,
            });
        };
        let said = self.said(run, format, compile::usual_source(&pipeline))?;
        let listed = listed.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let listed = listed.map_err(|error| Refusal::new(error.to_string()))?;
        let mut facts = facts::gather(&root, &path, said, git, listed);
        facts.pipeline_name = pipeline.name.as_ref().and_then(|name| name.as_literal().map(str::to_owned));
        for base in compile::compared_with(&pipeline) {
            if let Some(changed) = crate::git::changed(&root, Some(&base)) {
                facts.changed_since.insert(base, changed);
            }
        }
        if compile::asks_for_changes(&pipeline) {
            facts.changed = crate::git::changed(&root, self.base.as_deref());
        }
        let mut sources = SourceMap::default();
        let wish = Wish { facts: &facts, choice: self.choice() };
        let loader = self.loader(root.clone());
        let compiled = compile::compile(&mut sources, input, Some(format), &wish, &loader);
        let (plan, diagnostics) = (compiled.plan, compiled.diagnostics);
        let (format, facts) = (Some(format), Some(facts));
        Ok(Selected { sources, root, snapshot, format, facts, plan, diagnostics })
    }

    /// What loads included files.
    pub fn loader(&self, root: PathBuf) -> Files {
        let actions = self.actions_from.as_deref().filter(|place| !place.contains("://")).map(PathBuf::from);
        Files::new(root, self.mirror.clone(), actions).with_groups(&self.groups)
    }

    fn said(&self, run: RunId, format: &Format, usual: events::Source) -> Result<Said, Refusal> {
        let (source, event) = facts::event(self.event.as_deref(), format, usual)?;
        let payload = match &self.payload {
            Some(path) => json(path)?,
            None => serde_json::Value::Object(serde_json::Map::new()),
        };
        // A forge tells the inputs of a run that was started by hand; those on the command line win.
        let told = payload.get("inputs").and_then(serde_json::Value::as_object).cloned().unwrap_or_default();
        let given = self.inputs.iter().map(|(name, value)| (name.clone(), value.as_str().into()));
        let inputs = told.into_iter().chain(given);
        let secret = |text: &String| text.split_once('=').map_or(text.as_str(), |(name, _)| name).to_owned();
        Ok(Said {
            run,
            source,
            event,
            payload,
            git_ref: self.git_ref.clone(),
            base: self.base.clone(),
            inputs: inputs.collect(),
            variables: self.variables.iter().cloned().collect::<IndexMap<_, _>>(),
            secrets: self.secrets.iter().map(secret).collect(),
        })
    }

    fn choice(&self) -> Choice {
        Choice {
            jobs: self.jobs.clone(),
            alone: self.no_needs,
            matrix: self.matrix.clone(),
            manual: self.manual.clone(),
        }
    }
}

fn is_action(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "action")
}

fn json(path: &Path) -> Result<serde_json::Value, Refusal> {
    let bytes = files::read(path).map_err(|reason| unreadable(path, &reason))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Refusal::new(format!("{} is not JSON: {error}", path.display())))
}

fn unreadable(path: &Path, reason: &str) -> Refusal {
    Refusal::new(format!("cannot read {}: {reason}", path.display()))
}

/// The file that is named, or the CI file of the folder that is; without one of this folder.
pub fn pipeline_file(named: Option<&Path>) -> Result<PathBuf, Refusal> {
    if let Some(file) = named.filter(|file| !file.is_dir()) {
        return Ok(file.to_owned());
    }
    let folder = named.unwrap_or(Path::new("."));
    let found = repository::ci_files(folder).map_err(|error| Refusal::new(error.to_string()))?;
    let named = |name: &str| found.iter().find(|path| path.file_name().is_some_and(|file| file == name));
    let workflows: Vec<_> = found.iter().filter(|path| !is_action(path)).collect();
    let usual = [
        "pipeline.yaml",
        "pipeline.yml",
        "rustci.yaml",
        "rustci.yml",
        ".gitlab-ci.yml",
        "azure-pipelines.yml",
    ];
    match (usual.into_iter().find_map(named), workflows.as_slice()) {
        (Some(file), _) => Ok(file.clone()),
        (None, [file]) => Ok((*file).clone()),
        (None, []) => {
            Err(Refusal::new("there is no CI file here").help("name one: pipeline.yaml, .gitlab-ci.yml, ..."))
        }
        (None, several) => {
            let names: Vec<_> = several.iter().map(|path| path.display().to_string()).collect();
            Err(Refusal::new("there are several CI files here")
                .help(format!("name one: {}", names.join(", "))))
        }
    }
}

/// `NAME=VALUE`
pub fn pair(text: &str) -> Result<(String, String), String> {
    split(text, '=').ok_or_else(|| format!("write {text}=VALUE"))
}

fn axis(text: &str) -> Result<(String, String), String> {
    split(text, ':').ok_or_else(|| format!("write {text}:VALUE"))
}

fn split(text: &str, mark: char) -> Option<(String, String)> {
    let (name, value) = text.split_once(mark).filter(|(name, _)| !name.is_empty())?;
    Some((name.to_owned(), value.to_owned()))
}
