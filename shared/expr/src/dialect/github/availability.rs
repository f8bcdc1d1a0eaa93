//! Where contexts and special functions may be used, after
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability>.

/// The contexts and the special functions that may be used under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    /// The key, with a placeholder for each name: `jobs.<job_id>.steps.run`.
    pub key: &'static str,
    /// The contexts, in alphabetical order.
    pub contexts: &'static [&'static str],
    /// The functions that are not available everywhere.
    pub functions: &'static [&'static str],
}

/// What may be used under a key of a workflow or an action, named as in GitHub's table; nothing for a key that takes no expression.
#[must_use]
pub fn available(key: &str) -> Option<&'static Availability> {
    TABLE.iter().find(|row| row.key == key)
}

/// The keys under which a special function may be used; nothing for functions that can be used everywhere.
pub(crate) fn keys_with(function: &str) -> Vec<&'static str> {
    TABLE.iter().filter(|row| row.functions.contains(&function)).map(|row| row.key).collect()
}

const fn row(
    key: &'static str,
    contexts: &'static [&'static str],
    functions: &'static [&'static str],
) -> Availability {
    Availability { key, contexts, functions }
}

const STATUS: &[&str] = &["always", "cancelled", "failure", "success"];
const STEP_STATUS: &[&str] = &["always", "cancelled", "failure", "hashFiles", "success"];
const FILES: &[&str] = &["hashFiles"];
const WORKFLOW: &[&str] = &["github", "inputs", "vars"];
const PLANNED: &[&str] = &["github", "inputs", "needs", "vars"];
const JOB: &[&str] = &["github", "inputs", "matrix", "needs", "strategy", "vars"];
const JOB_ENV: &[&str] = &["env", "github", "inputs", "matrix", "needs", "strategy", "vars"];
const JOB_SECRETS: &[&str] = &["github", "inputs", "matrix", "needs", "secrets", "strategy", "vars"];
const CREDENTIALS: &[&str] = &["env", "github", "inputs", "matrix", "needs", "secrets", "strategy", "vars"];
const SERVICE: &[&str] =
    &["env", "github", "inputs", "job", "matrix", "needs", "runner", "secrets", "strategy", "vars"];
const AFTERWARDS: &[&str] =
    &["env", "github", "inputs", "job", "matrix", "needs", "runner", "steps", "strategy", "vars"];
const STEP: &[&str] =
    &["env", "github", "inputs", "job", "matrix", "needs", "runner", "secrets", "steps", "strategy", "vars"];

const ACTION_STEP: &[&str] = &["env", "github", "inputs", "job", "matrix", "runner", "steps", "strategy"];

static TABLE: &[Availability] = &[
    row("run-name", WORKFLOW, &[]),
    row("concurrency", WORKFLOW, &[]),
    row("env", &["github", "inputs", "secrets", "vars"], &[]),
    row("jobs.<job_id>.concurrency", JOB, &[]),
    row("jobs.<job_id>.container", JOB, &[]),
    row("jobs.<job_id>.container.credentials", CREDENTIALS, &[]),
    row("jobs.<job_id>.container.env.<env_id>", SERVICE, &[]),
    row("jobs.<job_id>.container.image", JOB, &[]),
    row("jobs.<job_id>.continue-on-error", JOB, &[]),
    row("jobs.<job_id>.defaults.run", JOB_ENV, &[]),
    row("jobs.<job_id>.env", JOB_SECRETS, &[]),
    row("jobs.<job_id>.environment", JOB, &[]),
    row("jobs.<job_id>.environment.url", AFTERWARDS, &[]),
    row("jobs.<job_id>.if", PLANNED, STATUS),
    row("jobs.<job_id>.name", JOB, &[]),
    row("jobs.<job_id>.outputs.<output_id>", STEP, &[]),
    row("jobs.<job_id>.runs-on", JOB, &[]),
    row("jobs.<job_id>.secrets.<secrets_id>", JOB_SECRETS, &[]),
    row("jobs.<job_id>.services", JOB, &[]),
    row("jobs.<job_id>.services.<service_id>.credentials", CREDENTIALS, &[]),
    row("jobs.<job_id>.services.<service_id>.env.<env_id>", SERVICE, &[]),
    row("jobs.<job_id>.steps.continue-on-error", STEP, FILES),
    row("jobs.<job_id>.steps.env", STEP, FILES),
    row("jobs.<job_id>.steps.if", AFTERWARDS, STEP_STATUS),
    row("jobs.<job_id>.steps.name", STEP, FILES),
    row("jobs.<job_id>.steps.run", STEP, FILES),
    row("jobs.<job_id>.steps.timeout-minutes", STEP, FILES),
    row("jobs.<job_id>.steps.with", STEP, FILES),
    row("jobs.<job_id>.steps.working-directory", STEP, FILES),
    row("jobs.<job_id>.strategy", PLANNED, &[]),
    row("jobs.<job_id>.timeout-minutes", JOB, &[]),
    row("jobs.<job_id>.with.<with_id>", JOB, &[]),
    row("on.workflow_call.inputs.<inputs_id>.default", WORKFLOW, &[]),
    row("on.workflow_call.outputs.<output_id>.value", &["github", "inputs", "jobs", "vars"], &[]),
    // Of actions, not of workflows; these follow the public runner's schema of `action.yml`.
    row("inputs.<input_id>.default", &["github", "job", "matrix", "runner", "strategy"], FILES),
    row("outputs.<output_id>.value", ACTION_STEP, &[]),
    row("runs.args", &["inputs"], &[]),
    row("runs.env", &["inputs"], &[]),
    row("runs.steps", ACTION_STEP, FILES),
    row("runs.steps.if", ACTION_STEP, STEP_STATUS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_known_contexts_and_functions() {
        for row in TABLE {
            assert!(row.contexts.is_sorted() && row.functions.is_sorted(), "{}", row.key);
            assert!(row.contexts.iter().all(|name| crate::Dialect::GitHub.contexts().contains(name)));
            assert!(
                row.functions
                    .iter()
                    .all(|name| crate::Dialect::GitHub.functions().any(|known| known == *name))
            );
        }
        assert_eq!(available("jobs.<job_id>.if").map(|row| row.contexts), Some(PLANNED));
        assert_eq!(available("jobs.<job_id>.needs"), None);
        assert_eq!(keys_with("success"), ["jobs.<job_id>.if", "jobs.<job_id>.steps.if", "runs.steps.if"]);
    }
}
