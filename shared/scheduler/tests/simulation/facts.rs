use events::{Attempt, Commit, Facts, GitRef, Repository, RunId, RunnerFacts, Source};
use indexmap::IndexMap;
use std::sync::Arc;

/// Facts of a run that nothing is known of.
pub fn facts(run: &RunId) -> Facts {
    Facts {
        run: run.clone(),
        number: 1,
        attempt: Attempt(1),
        source: Source::Manual,
        event: None,
        payload: serde_json::Value::Null,
        git_ref: GitRef::Branch("main".into()),
        commit: Commit::default(),
        before: String::new(),
        pull_request: None,
        repository: Repository::default(),
        actor: String::new(),
        changed: None,
        changed_since: Default::default(),
        files: Arc::default(),
        inputs: IndexMap::new(),
        variables: IndexMap::new(),
        secrets: Vec::new(),
        pipeline_name: None,
        pipeline_path: String::new(),
        created_at: String::new(),
        server_url: String::new(),
        runner: RunnerFacts::default(),
    }
}
