//! What GitHub's contexts hold, after
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts>.
use crate::letters;
use crate::types::{Members, Type};

/// The type of a context, as far as it is the same in every workflow.
pub(crate) fn context(name: &str) -> Type {
    match name {
        "github" => Type::Object(github()),
        "env" | "vars" => Type::map(Type::String),
        "secrets" => Type::Object(secrets()),
        "job" => job(),
        "runner" => {
            strings(&["name", "os", "arch", "temp", "tool_cache", "debug", "environment", "workspace"]).into()
        }
        "strategy" => Type::object([
            ("fail-fast", Type::Bool),
            ("job-index", Type::Number),
            ("job-total", Type::Number),
            ("max-parallel", Type::Number),
        ]),
        _ => Type::any_object(),
    }
}

/// Why a configuration variable cannot have a name, after
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables>.
pub(crate) fn impossible_member(context: &str, name: &str) -> Option<&'static str> {
    if !letters::same(context, "vars") {
        return None;
    }
    if name.get(..7).is_some_and(|start| letters::same(start, "github_")) {
        return Some("names of configuration variables must not start with `GITHUB_`");
    }
    let allowed = name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
    (!allowed).then_some("names of configuration variables are made of letters, digits and `_`")
}

fn github() -> Members {
    let mut members = strings(&[
        "action",
        "action_path",
        "action_ref",
        "action_repository",
        "action_status",
        "actor",
        "actor_id",
        "api_url",
        "artifacts",
        "artifacts_list",
        "base_ref",
        "env",
        "event_name",
        "event_path",
        "graphql_url",
        "head_ref",
        "job",
        "output",
        "path",
        "ref",
        "ref_name",
        "ref_type",
        "repository",
        "repository_id",
        "repository_owner",
        "repository_owner_id",
        "repository_visibility",
        "repositoryUrl",
        "retention_days",
        "run_attempt",
        "run_id",
        "run_number",
        "secret_source",
        "server_url",
        "sha",
        "state",
        "step_summary",
        "token",
        "triggering_actor",
        "workflow",
        "workflow_ref",
        "workflow_sha",
        "workspace",
    ]);
    members.insert("artifact_cache_size_limit", Type::Number);
    members.insert("event", Type::any_object());
    members.insert("ref_protected", Type::Bool);
    members
}

/// Those that every run has.
fn secrets() -> Members {
    let mut members = Members::of(Type::String);
    for name in ["github_token", "actions_runner_debug", "actions_step_debug"] {
        members.insert(name, Type::String);
    }
    members
}

fn job() -> Type {
    let service = Type::object([
        ("id", Type::String),
        ("network", Type::String),
        // Read by number, as in `ports[5432]`.
        ("ports", Type::Any),
    ]);
    let mut members =
        strings(&["status", "workflow_ref", "workflow_sha", "workflow_repository", "workflow_file_path"]);
    members.insert("check_run_id", Type::Number);
    members.insert("container", Type::object([("id", Type::String), ("network", Type::String)]));
    members.insert("services", Type::map(service));
    Type::Object(members)
}

fn strings(names: &[&str]) -> Members {
    Members::strict(names.iter().map(|name| (*name, Type::String)))
}

impl From<Members> for Type {
    fn from(members: Members) -> Self {
        Type::Object(members)
    }
}
