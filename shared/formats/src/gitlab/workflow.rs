//! `workflow`: <https://docs.gitlab.com/ci/yaml/workflow/>.

use super::job::selection;
use super::value::{self, Keys};
use ir::Pipeline;
use yaml::Cursor;

/// What happens to running pipelines and jobs.
pub struct AutoCancel {
    /// A new commit ends what it may of older pipelines.
    on_new_commit: bool,
    /// A failing job ends all others.
    on_job_failure: bool,
}

/// Reads the section into a pipeline.
pub fn read(cursor: Cursor<'_>, pipeline: &mut Pipeline) {
    let Some(mut keys) = cursor.map("workflow") else { return };
    pipeline.run_name = keys.get("name").and_then(|name| value::filled(name).and(value::template(name)));
    pipeline.rules = keys.get("rules").map(selection::workflow_rules).unwrap_or_default();
    if let Some(cancel) = keys.get("auto_cancel").and_then(auto_cancel) {
        pipeline.auto_cancel = cancel.on_new_commit;
        pipeline.cancel_on_failure = cancel.on_job_failure;
    }
    keys.finish();
}

/// `auto_cancel`, of the workflow or of one of its rules.
pub fn auto_cancel(cursor: Cursor<'_>) -> Option<AutoCancel> {
    let mut keys = cursor.map("auto_cancel")?;
    let commit = keys.get("on_new_commit");
    let commit = commit.and_then(|cursor| value::choice(cursor, &["conservative", "interruptible", "none"]));
    let failure = keys.get("on_job_failure");
    let failure = failure.and_then(|cursor| value::choice(cursor, &["none", "all"]));
    keys.finish();
    Some(AutoCancel {
        on_new_commit: commit.is_none_or(|word| word.as_str() != "none"),
        on_job_failure: failure.is_some_and(|word| word.as_str() == "all"),
    })
}
