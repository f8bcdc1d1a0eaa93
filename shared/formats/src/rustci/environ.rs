use crate::Environ;
use events::{Facts, GitRef, JobFacts, Source};
use expr::Value;

/// What holds for a whole run.
pub(super) fn of_run(facts: &Facts) -> Environ {
    let event = facts.event.clone().unwrap_or_else(|| event(facts.source).to_owned());
    let (branch, tag) = match &facts.git_ref {
        GitRef::Branch(name) => (name.as_str(), ""),
        GitRef::Tag(name) => ("", name.as_str()),
        GitRef::Other(_) => match &facts.pull_request {
            Some(request) => (request.head.as_str(), ""),
            None => ("", ""),
        },
    };
    let repository = match facts.repository.owner.as_str() {
        "" => facts.repository.name.clone(),
        owner => format!("{owner}/{}", facts.repository.name),
    };
    let optional = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    let variables = facts.variables.iter().map(|(name, value)| (name.clone(), value.clone()));
    let contexts = [
        ("actor", Value::from(facts.actor.as_str())),
        ("branch", optional(branch)),
        ("tag", optional(tag)),
        ("commit", Value::from(facts.commit.sha.as_str())),
        ("event", Value::from(event.as_str())),
        ("ref", Value::from(facts.git_ref.full())),
        ("repository", Value::from(repository.as_str())),
        (
            "pipeline",
            Value::object([
                ("id", Value::from(facts.run.as_str())),
                ("number", Value::Number(facts.number as f64)),
                ("path", Value::from(facts.pipeline_path.as_str())),
            ]),
        ),
    ];
    let env = [
        ("CI", "true"),
        ("RUSTCI", "true"),
        ("RUSTCI_ACTOR", &facts.actor),
        ("RUSTCI_BRANCH", branch),
        ("RUSTCI_TAG", tag),
        ("RUSTCI_COMMIT", &facts.commit.sha),
        ("RUSTCI_COMMIT_MESSAGE", &facts.commit.message),
        ("RUSTCI_DEFAULT_BRANCH", &facts.repository.default_branch),
        ("RUSTCI_EVENT", &event),
        ("RUSTCI_REF", &facts.git_ref.full()),
        ("RUSTCI_REPOSITORY", &repository),
        ("RUSTCI_PIPELINE", &facts.pipeline_path),
        ("RUSTCI_RUN_ID", facts.run.as_str()),
        ("RUSTCI_RUN_NUMBER", &facts.number.to_string()),
    ];
    Environ {
        contexts: contexts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        env: env.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        overrides: variables.collect(),
        ..Environ::default()
    }
}

/// What holds for one job.
pub(super) fn of_job(_: &Facts, job: &JobFacts) -> Environ {
    let stage = job.stage.clone().unwrap_or_default();
    let contexts = [
        (
            "job",
            Value::object(
                [("name", job.key.as_str()), ("id", job.name.as_str())].map(|(k, v)| (k, Value::from(v))),
            ),
        ),
        ("stage", Value::from(stage.as_str())),
    ];
    let env = [
        ("RUSTCI_ATTEMPT", job.attempt.0.to_string()),
        ("RUSTCI_JOB", job.key.clone()),
        ("RUSTCI_JOB_NAME", job.name.clone()),
        ("RUSTCI_STAGE", stage),
        ("RUSTCI_WORKSPACE", job.workspace.clone()),
        ("RUSTCI_TEMP", job.temp.clone()),
        // From 1, so that "part 2 of 3" can be written with them.
        ("RUSTCI_COPY", (job.leg + 1).to_string()),
        ("RUSTCI_COPIES", job.legs.to_string()),
    ];
    Environ {
        contexts: contexts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        env: env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        overrides: Vec::new(),
        ..Environ::default()
    }
}

fn event(source: Source) -> &'static str {
    match source {
        Source::Push => "push",
        Source::Tag => "tag",
        Source::PullRequest => "pull_request",
        Source::Schedule => "schedule",
        Source::Manual => "manual",
        Source::Api => "api",
        Source::Pipeline => "pipeline",
        Source::Parent => "parent",
        Source::Forge => "forge",
    }
}
