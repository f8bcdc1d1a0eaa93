use events::{Facts, GitRef, PullRequest, Source};

/// The name of the event, after
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows>.
pub(super) fn name(facts: &Facts) -> &str {
    match (&facts.event, facts.source) {
        (Some(name), _) => name,
        (None, Source::Push | Source::Tag) => "push",
        (None, Source::PullRequest) => "pull_request",
        (None, Source::Schedule) => "schedule",
        (None, Source::Manual) => "workflow_dispatch",
        (None, Source::Pipeline) => "workflow_run",
        (None, Source::Parent) => "workflow_call",
        (None, Source::Api | Source::Forge) => "repository_dispatch",
    }
}

/// The request, when the event is about one.
pub(super) fn pull_request(facts: &Facts) -> Option<&PullRequest> {
    facts.pull_request.as_ref().filter(|_| name(facts).starts_with("pull_request"))
}

/// The ref a run is for, in full and in short, and its type. A pull request's run is for its merge with the base,
/// but `pull_request_target` is for the base alone.
pub(super) fn reference(facts: &Facts) -> (String, String, &'static str) {
    match (pull_request(facts), &facts.git_ref) {
        (Some(request), _) if name(facts) == "pull_request_target" => {
            (format!("refs/heads/{}", request.base), request.base.clone(), "branch")
        }
        (Some(request), _) => {
            (format!("refs/pull/{}/merge", request.number), format!("{}/merge", request.number), "branch")
        }
        (None, GitRef::Tag(tag)) => (facts.git_ref.full(), tag.clone(), "tag"),
        (None, other) => (other.full(), other.short().to_owned(), "branch"),
    }
}
