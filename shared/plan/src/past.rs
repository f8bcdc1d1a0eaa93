//! What a job sees of what came before it, in its dialect's words.

use crate::NeedResult;
use events::Outcome;
use expr::Value;
use indexmap::IndexMap;
use ir::{Past, PastContext, ResultWords};
use serde::{Deserialize, Serialize};

/// What a stage came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageResult {
    /// Its jobs, by key.
    pub jobs: IndexMap<String, NeedResult>,
}

/// A context of a job (of this stage) or of a stage that needs these, behind those stages; none, if no context is called
/// so.
pub fn past(
    contexts: &[PastContext],
    needs: &IndexMap<String, NeedResult>,
    stages: &IndexMap<String, StageResult>,
    stage: Option<&str>,
    name: &str,
) -> Option<Value> {
    let context = contexts.iter().find(|context| context.name.eq_ignore_ascii_case(name))?;
    Some(match context.holds {
        Past::Needs => jobs(needs, stage, &context.words),
        Past::StageJobs => Value::object(
            stages.iter().map(|(name, stage)| (name.as_str(), jobs(&stage.jobs, None, &context.words))),
        ),
    })
}

/// What a job is called within its stage: keys must differ in a whole pipeline, so they may be `stage.job`.
#[must_use]
pub fn short_key<'a>(key: &'a str, stage: Option<&str>) -> &'a str {
    let rest = stage.and_then(|stage| key.strip_prefix(stage)?.strip_prefix('.'));
    rest.unwrap_or(key)
}

/// Results by key; what was waited for only because of its stage has none.
fn jobs(results: &IndexMap<String, NeedResult>, stage: Option<&str>, words: &ResultWords) -> Value {
    let shown = results.iter().filter(|(_, result)| !result.by_stage);
    Value::object(shown.map(|(key, result)| (short_key(key, stage), job(result, words))))
}

fn job(result: &NeedResult, words: &ResultWords) -> Value {
    let word = match result.outcome {
        Outcome::Success if result.issues => &words.issues,
        Outcome::Success => &words.success,
        Outcome::Failure => &words.failure,
        Outcome::Cancelled => &words.cancelled,
        Outcome::Skipped => &words.skipped,
    };
    let outputs = result.outputs.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str())));
    Value::object([("result", Value::from(&**word)), ("outputs", Value::object(outputs))])
}
