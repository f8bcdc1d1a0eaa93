//! A repository in memory, read as GitLab CI.

use diag::{Diagnostic, SourceMap};
use events::Facts;
use expr::Value;
use formats::{Loaded, Loader, Missing, Reading, Request};
use indexmap::IndexMap;
use ir::Pipeline;

/// Files by path; the first is the pipeline.
pub struct Folder<'a>(pub &'a [(&'a str, &'a str)]);

impl Loader for Folder<'_> {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        let path = match request {
            Request::File { path } => path.trim_start_matches('/'),
            Request::Project { project, path, .. } => &format!("{project}:{path}"),
            other => {
                return Err(Missing::NoMirror {
                    name: format!("{other:?}"),
                    help: "add a mirror".to_owned(),
                });
            }
        };
        let glob = globset::GlobBuilder::new(path).literal_separator(true).build().unwrap().compile_matcher();
        let found = self.0.iter().filter(|(name, _)| *name == path || glob.is_match(name));
        let found: Vec<Loaded> = found
            .map(|(name, text)| Loaded { name: (*name).into(), path: (*name).into(), text: (*text).into() })
            .collect();
        if found.is_empty() && !path.contains('*') {
            return Err(Missing::NotFound { name: path.to_owned() });
        }
        Ok(found)
    }
}

/// What came of reading.
pub struct Outcome {
    pub pipeline: Option<Pipeline>,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: SourceMap,
}

impl Outcome {
    /// Errors as `line:column code`, with the file in front when it is not the first.
    pub fn errors(&self) -> Vec<String> {
        self.listed(|finding| finding.is_error())
    }

    /// All findings, written the same way.
    pub fn all(&self) -> Vec<String> {
        self.listed(|_| true)
    }

    fn listed(&self, wanted: impl Fn(&Diagnostic) -> bool) -> Vec<String> {
        let one = |finding: &Diagnostic| {
            let (at, _) = self.sources.locate(finding.primary.span);
            let file = match finding.primary.span.source.0 {
                0 => String::new(),
                _ => format!("{} ", self.sources.name(finding.primary.span)),
            };
            format!("{file}{}:{} {}", at.line, at.column, finding.code)
        };
        self.diagnostics.iter().filter(|finding| wanted(finding)).map(one).collect()
    }

    /// The pipeline, which must be free of errors.
    pub fn good(self) -> Pipeline {
        let errors: Vec<&Diagnostic> = self.diagnostics.iter().filter(|finding| finding.is_error()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        self.pipeline.unwrap()
    }
}

/// Reads a folder to check it.
pub fn check(files: &[(&str, &str)]) -> Outcome {
    read(files, None, &[])
}

/// Reads a single `.gitlab-ci.yml`.
pub fn one(text: &str) -> Outcome {
    check(&[(".gitlab-ci.yml", text)])
}

/// Reads a folder, for a run if there are facts.
pub fn read(files: &[(&str, &str)], facts: Option<&Facts>, inputs: &[(&str, Value)]) -> Outcome {
    let mut sources = SourceMap::default();
    let (name, text) = files[0];
    let file = sources.add(name, text);
    let inputs: IndexMap<String, Value> =
        inputs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let loader = Folder(files);
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: "",
        loader: &loader,
        facts,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let format = formats::by_id("gitlab-ci").unwrap();
    let pipeline = (format.read)(&mut reading);
    let diagnostics = reading.diagnostics;
    Outcome { pipeline, diagnostics, sources }
}

/// A push to `main` of `acme/shop`.
pub fn facts() -> Facts {
    serde_json::from_value(serde_json::json!({
        "run": "00000000-0000-0000-0000-000000000001",
        "number": 7,
        "attempt": 1,
        "source": "push",
        "event": null,
        "payload": null,
        "git_ref": { "kind": "branch", "name": "main" },
        "commit": {
            "sha": "1234567890abcdef1234567890abcdef12345678",
            "message": "Fix it\n\nAt last",
            "author": "Ada <ada@acme.test>",
            "timestamp": "2026-01-02T03:04:05Z"
        },
        "before": "0000000000000000000000000000000000000000",
        "pull_request": null,
        "repository": {
            "owner": "acme",
            "name": "shop",
            "url": "https://git.acme.test/acme/shop",
            "default_branch": "main"
        },
        "actor": "ada",
        "changed": ["src/a.rs"],
        "files": ["Dockerfile", "src/a.rs"],
        "inputs": {},
        "variables": { "STAGE": "night" },
        "secrets": [],
        "pipeline_path": ".gitlab-ci.yml",
        "created_at": "2026-01-02T03:04:05Z",
        "server_url": "https://git.acme.test",
        "runner": { "name": "box", "os": "Linux", "arch": "X64" }
    }))
    .unwrap()
}

/// The lines of a job's main script.
pub fn script(job: &ir::Job) -> Vec<String> {
    let ir::Work::Steps(steps) = &job.work else { panic!("{} runs no steps", job.id.value) };
    lines(&steps[0])
}

/// The lines of a step.
pub fn lines(step: &ir::Step) -> Vec<String> {
    let ir::Action::Run(script) = &step.action else { panic!("the step runs no script") };
    script.lines.iter().map(ToString::to_string).collect()
}
