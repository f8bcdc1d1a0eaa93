//! A repository in memory, read as Azure Pipelines.

use diag::{Diagnostic, SourceMap};
use formats::{Loaded, Loader, Missing, Reading, Request};
use indexmap::IndexMap;
use ir::Pipeline;

/// Files by path; the first is the pipeline.
struct Folder<'a>(&'a [(&'a str, &'a str)]);

impl Loader for Folder<'_> {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        let name = match request {
            Request::File { path } => (*path).to_owned(),
            Request::Project { project, path, .. } => format!("{project}:{path}"),
            other => panic!("{other:?}"),
        };
        let found = self.0.iter().find(|(known, _)| *known == name);
        let loaded = |(name, text): &(&str, &str)| {
            vec![Loaded { name: (*name).into(), path: (*name).into(), text: (*text).into() }]
        };
        found.map(loaded).ok_or(Missing::NotFound { name })
    }
}

/// What came of reading.
pub struct Outcome {
    pub pipeline: Option<Pipeline>,
    pub diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
}

impl Outcome {
    /// Findings that are more than notes, as `line:column code`, with the file in front when it is not the first.
    pub fn found(&self) -> Vec<String> {
        let one = |finding: &Diagnostic| {
            let (at, _) = self.sources.locate(finding.primary.span);
            let file = match finding.primary.span.source.0 {
                0 => String::new(),
                _ => format!("{} ", self.sources.name(finding.primary.span)),
            };
            format!("{file}{}:{} {}", at.line, at.column, finding.code)
        };
        let heard = |finding: &&Diagnostic| finding.severity != diag::Severity::Note;
        self.diagnostics.iter().filter(heard).map(one).collect()
    }

    /// The pipeline, of which nothing may have been found.
    pub fn good(self) -> Pipeline {
        assert_eq!(self.found(), [""; 0], "{:#?}", self.diagnostics);
        self.pipeline.unwrap()
    }
}

/// Reads a folder to check it.
pub fn check(files: &[(&str, &str)]) -> Outcome {
    let mut sources = SourceMap::default();
    let (name, text) = files[0];
    let file = sources.add(name, text);
    let inputs = IndexMap::new();
    let loader = Folder(files);
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: name,
        loader: &loader,
        facts: None,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let pipeline = (formats::by_id("azure-pipelines").unwrap().read)(&mut reading);
    let diagnostics = reading.diagnostics;
    Outcome { pipeline, diagnostics, sources }
}

/// Reads a single `azure-pipelines.yml`.
pub fn one(text: &str) -> Outcome {
    check(&[("azure-pipelines.yml", text)])
}

/// The scripts of a job, one line each.
pub fn scripts(pipeline: &Pipeline, job: &str) -> Vec<String> {
    let job = pipeline.job(job).unwrap_or_else(|| panic!("there is no job {job}"));
    let ir::Work::Steps(steps) = &job.work else { panic!("the job runs no steps") };
    lines(steps)
}

/// The lines of scripts, those of groups too.
fn lines(steps: &[ir::Step]) -> Vec<String> {
    let of = |step: &ir::Step| match &step.action {
        ir::Action::Run(script) => script.lines.iter().map(ToString::to_string).collect(),
        ir::Action::Group(steps) => lines(steps),
        _ => Vec::new(),
    };
    steps.iter().flat_map(of).collect()
}
