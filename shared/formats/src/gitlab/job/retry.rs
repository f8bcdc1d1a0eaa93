//! `retry`: <https://docs.gitlab.com/ci/yaml/#retry>.

use super::tolerance;
use crate::gitlab::value::{self, Keys};
use diag::Spanned;
use ir::{Retry, RetryWhen};
use yaml::{Cursor, Kind, Shape};

/// Kinds of failures that a job can be retried for.
const FAILURES: &[&str] = &[
    "always",
    "unknown_failure",
    "script_failure",
    "api_failure",
    "stuck_or_timeout_failure",
    "runner_system_failure",
    "runner_unsupported",
    "stale_schedule",
    "job_execution_timeout",
    "archived_failure",
    "unmet_prerequisites",
    "scheduler_failure",
    "data_integrity_failure",
    "runner_provisioning_timeout",
    "missing_dependency_failure",
    "runner_interrupted",
];

/// When a job is tried again.
pub fn read(cursor: Cursor<'_>) -> Option<Retry> {
    match cursor.shape() {
        Shape::Number => Some(Retry { max: most(cursor)?, when: Vec::new(), exit_codes: Vec::new() }),
        Shape::Map => {
            let mut keys = cursor.map("retry")?;
            let max = keys.get("max").and_then(most);
            let when = keys.get("when").map(failures).unwrap_or_default();
            let exit_codes = keys.get("exit_codes").map(tolerance::exit_codes).unwrap_or_default();
            keys.finish();
            let once = Spanned::new(0, cursor.span());
            Some(Retry { max: max.unwrap_or(once), when, exit_codes })
        }
        _ => cursor.wrong("a number or a mapping"),
    }
}

fn most(cursor: Cursor<'_>) -> Option<Spanned<u32>> {
    let number = value::whole(cursor, 0, 2)?;
    u32::try_from(number.value).ok().map(|value| Spanned::new(value, number.span))
}

fn failures(cursor: Cursor<'_>) -> Vec<Spanned<RetryWhen>> {
    let items = match cursor.node().kind {
        Kind::Seq(_) => value::items(cursor).unwrap_or_default(),
        _ => vec![cursor],
    };
    let failure = |item| {
        let text = value::choice(item, FAILURES)?;
        let when = match text.as_str() {
            "always" => RetryWhen::Always,
            "script_failure" => RetryWhen::ScriptFailure,
            "runner_system_failure" => RetryWhen::SystemFailure,
            "job_execution_timeout" | "stuck_or_timeout_failure" => RetryWhen::Timeout,
            other => RetryWhen::Other(other.to_owned()),
        };
        Some(Spanned::new(when, text.span()))
    };
    items.into_iter().filter_map(failure).collect()
}
