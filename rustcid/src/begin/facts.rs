use super::{Happening, Taken, Wanted};
use crate::app::App;
use events::{Attempt, Facts, GitRef, Repository, RunId, Source};
use std::sync::Arc;
use stores::Pipeline;

/// The commit before the first one.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// What is known of the world when a run of a file is made. What starts it is told once the pipeline has been read.
pub fn gather(
    app: &App,
    pipeline: &Pipeline,
    taken: &Taken,
    path: &str,
    number: u64,
    run: RunId,
    wanted: &Wanted,
) -> Facts {
    let trigger = &wanted.trigger;
    let place = taken.place.as_ref();
    let asked = || named(trigger.git_ref.as_deref().unwrap_or("main"));
    let git_ref = place.map_or_else(asked, |place| place.git_ref.clone());
    let nowhere = || Repository { name: pipeline.name.clone(), ..Repository::default() };
    let (before, pull_request) = match &wanted.happening {
        Happening::Pushed { before, .. } => (before.clone(), None),
        Happening::Requested { request, .. } => (NO_COMMIT.to_owned(), Some(request.clone())),
        _ => (NO_COMMIT.to_owned(), None),
    };
    let files = place.map(|place| place.tree.paths().map(str::to_owned).collect()).unwrap_or_default();
    Facts {
        number,
        attempt: Attempt(1),
        source: Source::Api,
        payload: wanted.payload.clone(),
        commit: place.map(|place| place.commit.clone()).unwrap_or_default(),
        before,
        pull_request,
        repository: place.map_or_else(nowhere, |place| place.repository.clone()),
        actor: wanted.actor.clone(),
        files: Arc::new(files),
        inputs: trigger.inputs.clone(),
        variables: trigger.variables.clone(),
        pipeline_path: path.to_owned(),
        created_at: api::Time(app.clock.now()).to_string(),
        server_url: app.url.clone(),
        traceparent: wanted.traceparent.clone(),
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
