use super::{Taken, Wanted};
use crate::app::App;
use events::{Attempt, Facts, GitRef, RunId, Source};
use stores::Pipeline;

/// The commit before the first one.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// What is known of the world when a run is made. What starts it is told once the pipeline has been read.
pub fn gather(
    app: &App,
    pipeline: &Pipeline,
    taken: &Taken,
    number: u64,
    run: RunId,
    wanted: &Wanted,
) -> Facts {
    let trigger = &wanted.trigger;
    let git_ref =
        taken.git_ref.clone().unwrap_or_else(|| named(trigger.git_ref.as_deref().unwrap_or("main")));
    let mut repository = taken.repository.clone();
    if repository.name.is_empty() {
        repository.name.clone_from(&pipeline.name);
    }
    Facts {
        number,
        attempt: Attempt(1),
        source: Source::Api,
        payload: serde_json::Value::Object(serde_json::Map::new()),
        commit: taken.commit.clone(),
        before: NO_COMMIT.to_owned(),
        repository,
        actor: wanted.actor.clone(),
        files: taken.files.clone(),
        inputs: trigger.inputs.clone(),
        variables: trigger.variables.clone(),
        pipeline_path: taken.text.path.clone().unwrap_or_default(),
        created_at: api::Time(app.clock.now()).to_string(),
        server_url: app.url.clone(),
        ..Facts::new(run, git_ref)
    }
}

/// A ref as people write it: a branch's name, or all of it.
pub fn named(name: &str) -> GitRef {
    if let Some(branch) = name.strip_prefix("refs/heads/") {
        GitRef::Branch(branch.to_owned())
    } else if let Some(tag) = name.strip_prefix("refs/tags/") {
        GitRef::Tag(tag.to_owned())
    } else if name.starts_with("refs/") {
        GitRef::Other(name.to_owned())
    } else {
        GitRef::Branch(name.to_owned())
    }
}
