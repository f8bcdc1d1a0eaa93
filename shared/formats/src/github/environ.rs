//! Contexts and variables, after <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts> and
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>.

mod event;
mod facts;
mod payload;
#[cfg(test)]
mod tests;

use crate::Environ;
use events::{Facts, JobFacts, RunnerFacts};
use expr::Value;

type Members = Vec<(&'static str, Value)>;

/// What holds for a whole run.
pub(super) fn run(facts: &Facts) -> Environ {
    let vars = facts.variables.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str())));
    let inputs = facts.inputs.iter().map(|(name, value)| (name.as_str(), Value::from(value.clone())));
    let contexts = [
        ("github", Value::object(github(facts))),
        ("vars", Value::object(vars)),
        ("inputs", Value::object(inputs)),
        ("runner", Value::object(machine(facts, &facts.runner))),
    ];
    let mut env = named([("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_REF_PROTECTED", "false")]);
    env.extend(facts::variables(facts));
    Environ { contexts: own(contexts), env, ..Environ::default() }
}

/// What holds for one job, on top of its run.
pub(super) fn job(facts: &Facts, job: &JobFacts) -> Environ {
    let event_path = format!("{}/_github_workflow/event.json", job.temp.trim_end_matches('/'));
    let github: Members = vec![
        ("job", job.key.as_str().into()),
        ("workspace", job.workspace.as_str().into()),
        ("event_path", event_path.as_str().into()),
    ];
    let mut runner = machine(facts, &job.runner);
    runner.extend([
        ("temp", job.temp.as_str().into()),
        ("tool_cache", job.tools.as_str().into()),
        ("workspace", parent(&job.workspace).into()),
    ]);
    let contexts = [
        ("github", Value::object(github)),
        ("runner", Value::object(runner)),
        ("strategy", Value::object(copy(job))),
        ("job", Value::object(identity(facts, job))),
    ];
    let mut env = named([
        ("GITHUB_JOB", job.key.as_str()),
        ("GITHUB_WORKSPACE", &job.workspace),
        ("GITHUB_EVENT_PATH", &event_path),
        ("RUNNER_NAME", &job.runner.name),
        ("RUNNER_OS", &job.runner.os),
        ("RUNNER_ARCH", &job.runner.arch),
        ("RUNNER_ENVIRONMENT", ENVIRONMENT),
        ("RUNNER_TEMP", &job.temp),
        ("RUNNER_TOOL_CACHE", &job.tools),
        ("RUNNER_WORKSPACE", parent(&job.workspace)),
    ]);
    if debugging(facts) {
        env.extend(named([("RUNNER_DEBUG", "1")]));
    }
    let files = vec![(event_path, payload::of(facts).to_string())];
    Environ { contexts: own(contexts), env, files, ..Environ::default() }
}

/// Machines that are not GitHub's own are the user's.
const ENVIRONMENT: &str = "self-hosted";

fn github(facts: &Facts) -> Members {
    let texts = facts::properties(facts).into_iter().map(|(name, text)| (name, Value::from(text)));
    let others = [("event", Value::from(payload::of(facts))), ("ref_protected", false.into())];
    texts.chain(others).collect()
}

fn machine(facts: &Facts, runner: &RunnerFacts) -> Members {
    let mut members: Members = vec![
        ("name", runner.name.as_str().into()),
        ("os", runner.os.as_str().into()),
        ("arch", runner.arch.as_str().into()),
        ("environment", ENVIRONMENT.into()),
    ];
    if debugging(facts) {
        members.push(("debug", "1".into()));
    }
    members
}

/// Which of its copies a job is. What belongs to the matrix as a whole the engine adds.
fn copy(job: &JobFacts) -> Members {
    vec![("job-index", f64::from(job.leg).into()), ("job-total", f64::from(job.legs).into())]
}

/// The file that a job comes from. How the job stands changes while it runs: the engine keeps that up.
fn identity(facts: &Facts, job: &JobFacts) -> Members {
    let number = Value::from(serde_json::Value::from(job.number));
    vec![
        ("status", "success".into()),
        ("check_run_id", number),
        ("workflow_ref", facts::workflow_ref(facts).into()),
        ("workflow_sha", facts.commit.sha.as_str().into()),
        ("workflow_repository", facts::repository(facts).into()),
        ("workflow_file_path", facts.pipeline_path.as_str().into()),
    ]
}

/// Whether the user asked for more words, after
/// <https://docs.github.com/en/actions/how-tos/monitor-workflows/enable-debug-logging>.
fn debugging(facts: &Facts) -> bool {
    facts.variables.get("ACTIONS_STEP_DEBUG").is_some_and(|asked| asked.eq_ignore_ascii_case("true"))
}

fn parent(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit_once(['/', '\\']).map_or("", |(parent, _)| parent)
}

fn named<const N: usize>(entries: [(&str, &str); N]) -> Vec<(String, String)> {
    entries.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

fn own<const N: usize>(contexts: [(&str, Value); N]) -> indexmap::IndexMap<String, Value> {
    contexts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
