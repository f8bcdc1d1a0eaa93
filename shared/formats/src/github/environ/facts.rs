use super::event;
use events::Facts;

/// Properties of the `github` context that no variable repeats.
const CONTEXT_ONLY: [&str; 3] = ["repositoryUrl", "repository_visibility", "secret_source"];

/// The variables that repeat the `github` context.
pub(super) fn variables(facts: &Facts) -> impl Iterator<Item = (String, String)> {
    let repeated = properties(facts).into_iter().filter(|(name, _)| !CONTEXT_ONLY.contains(name));
    repeated.map(|(name, value)| (format!("GITHUB_{}", name.to_ascii_uppercase()), value))
}

/// The properties of the `github` context that are text.
pub(super) fn properties(facts: &Facts) -> Vec<(&'static str, String)> {
    let (full, short, kind) = event::reference(facts);
    let request = event::pull_request(facts);
    let server = facts.server_url.trim_end_matches('/');
    let (api, graphql) = interfaces(server);
    let secrets = if facts.secrets.is_empty() { "None" } else { "Actions" };
    let mut found = vec![
        ("ref", full),
        ("sha", facts.commit.sha.clone()),
        ("repository", repository(facts)),
        ("repository_owner", facts.repository.owner.clone()),
        ("repositoryUrl", git_address(server, &repository(facts))),
        ("run_id", facts.run.to_string()),
        ("run_number", facts.number.to_string()),
        ("run_attempt", facts.attempt.0.to_string()),
        ("retention_days", "90".to_owned()),
        ("actor", facts.actor.clone()),
        ("triggering_actor", facts.actor.clone()),
        ("workflow", facts.pipeline_name.clone().unwrap_or_else(|| facts.pipeline_path.clone())),
        ("workflow_ref", workflow_ref(facts)),
        ("workflow_sha", facts.commit.sha.clone()),
        ("head_ref", request.map(|request| request.head.clone()).unwrap_or_default()),
        ("base_ref", request.map(|request| request.base.clone()).unwrap_or_default()),
        ("event_name", event::name(facts).to_owned()),
        ("server_url", server.to_owned()),
        ("api_url", api),
        ("graphql_url", graphql),
        ("ref_name", short),
        ("ref_type", kind.to_owned()),
        ("secret_source", secrets.to_owned()),
    ];
    found.extend(numbers(facts));
    found
}

/// `owner/name`; the name alone in a folder that belongs to nobody.
pub(super) fn repository(facts: &Facts) -> String {
    match facts.repository.owner.as_str() {
        "" => facts.repository.name.clone(),
        owner => format!("{owner}/{}", facts.repository.name),
    }
}

/// The workflow's file with the ref it was read at.
pub(super) fn workflow_ref(facts: &Facts) -> String {
    format!("{}/{}@{}", repository(facts), facts.pipeline_path, event::reference(facts).0)
}

/// What only the forge knows, as far as its account of the event tells.
fn numbers(facts: &Facts) -> impl Iterator<Item = (&'static str, String)> {
    let told = [
        ("actor_id", "/sender/id"),
        ("repository_id", "/repository/id"),
        ("repository_owner_id", "/repository/owner/id"),
        ("repository_visibility", "/repository/visibility"),
    ];
    told.into_iter().filter_map(|(name, place)| {
        let value = facts.payload.pointer(place)?;
        Some((name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    })
}

/// The addresses of the REST and GraphQL interfaces: GitHub's own have a host of their own, others a path.
fn interfaces(server: &str) -> (String, String) {
    match server {
        "https://github.com" => {
            ("https://api.github.com".to_owned(), "https://api.github.com/graphql".to_owned())
        }
        server => (format!("{server}/api/v3"), format!("{server}/api/graphql")),
    }
}

fn git_address(server: &str, repository: &str) -> String {
    let host = server.split_once("://").map_or(server, |(_, host)| host);
    format!("git://{host}/{repository}.git")
}
