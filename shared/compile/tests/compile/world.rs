//! A small world to compile in: facts that a test bends, and files in memory.

use compile::{Choice, Compiled, File, Loaded, Loader, Missing, Plan, Request, Wish, compile};
use diag::SourceMap;
use events::{Commit, Facts, GitRef, PullRequest, Repository, Source};
use std::sync::Arc;

/// Files of a repository, by path.
pub struct Repo(pub &'static [(&'static str, &'static str)]);

impl Loader for Repo {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        let (Request::File { path } | Request::Action { reference: path }) = request else {
            return Err(Missing::NotFound { name: format!("{request:?}") });
        };
        let path = path.trim_start_matches("./").trim_start_matches('/');
        let found = self.0.iter().find(|(name, _)| *name == path);
        let loaded = |(name, text): &(&str, &str)| Loaded {
            name: (*name).to_owned(),
            path: (*name).to_owned(),
            text: (*text).to_owned(),
        };
        found.map(|file| vec![loaded(file)]).ok_or_else(|| Missing::NotFound { name: path.to_owned() })
    }
}

/// A push to main.
pub fn facts() -> Facts {
    Facts {
        source: Source::Push,
        payload: serde_json::json!({}),
        commit: Commit { sha: "c0ffee".into(), ..Commit::default() },
        before: "0".repeat(40),
        repository: Repository {
            owner: "acme".into(),
            name: "shop".into(),
            url: "https://forge.example/acme/shop".into(),
            default_branch: "main".into(),
        },
        actor: "ann".into(),
        changed: Some(vec!["src/a.rs".into(), "docs/b.md".into()]),
        files: Arc::new(vec!["Cargo.toml".into(), "src/a.rs".into()]),
        pipeline_path: "ci.yml".into(),
        gate: None,
        created_at: "2026-01-01T00:00:00Z".into(),
        server_url: "https://forge.example".into(),
        ..Facts::new("1", GitRef::Branch("main".into()))
    }
}

/// The same on another branch.
pub fn branch(name: &str) -> Facts {
    Facts { git_ref: GitRef::Branch(name.into()), ..facts() }
}

/// A push of a tag.
pub fn tag(name: &str) -> Facts {
    Facts { source: Source::Tag, git_ref: GitRef::Tag(name.into()), ..facts() }
}

/// A pull request to a branch.
pub fn pull_request(base: &str) -> Facts {
    let request =
        PullRequest { number: 7, title: "t".into(), head: "topic".into(), base: base.into(), fork: false };
    Facts { source: Source::PullRequest, pull_request: Some(request), ..branch("topic") }
}

/// What comes of a file in the language that its path says.
pub fn compiled(path: &str, text: &str, facts: &Facts, choice: Choice) -> Compiled {
    compiled_in(&Repo(&[]), path, text, facts, choice)
}

/// The same with other files beside it.
pub fn compiled_in(repo: &Repo, path: &str, text: &str, facts: &Facts, choice: Choice) -> Compiled {
    let mut sources = SourceMap::default();
    let wish = Wish { facts, choice };
    compile(&mut sources, File { name: path, path, bytes: text.as_bytes() }, None, &wish, repo)
}

/// The plan of a file without errors.
pub fn planned(path: &str, text: &str, facts: &Facts) -> Plan {
    chosen(path, text, facts, Choice::default())
}

/// The same with a choice.
pub fn chosen(path: &str, text: &str, facts: &Facts, choice: Choice) -> Plan {
    let compiled = compiled(path, text, facts, choice);
    let found = compiled.diagnostics;
    compiled.plan.unwrap_or_else(|| panic!("{text}\n{found:#?}"))
}

/// The ids of a plan's jobs.
pub fn ids(plan: &Plan) -> Vec<&str> {
    plan.jobs.iter().map(|job| job.id.as_str()).collect()
}

/// The errors, as sentences.
pub fn errors(compiled: &Compiled) -> Vec<&str> {
    compiled.diagnostics.iter().filter(|found| found.is_error()).map(|found| found.message.as_str()).collect()
}
