use super::needs::Members;
use crate::graph::with_needs;
use crate::rules::CHOICE;
use crate::{Choice, Job, Need, copies};
use diag::{Diagnostic, Span, did_you_mean};
use indexmap::IndexMap;
use ir::Pipeline;
use std::collections::HashSet;

/// The keys of the jobs that are wanted, and of all that they need.
pub(super) fn jobs<'a>(
    choice: &Choice,
    members: &Members<'a>,
    needs: &'a IndexMap<&'a str, Vec<Need>>,
    pipeline: Span,
    findings: &mut Vec<Diagnostic>,
) -> HashSet<&'a str> {
    if choice.jobs.is_empty() {
        return needs.keys().copied().collect();
    }
    let mut wanted = Vec::new();
    for name in &choice.jobs {
        match needs.keys().find(|key| is_meant(name, key)) {
            Some(key) => wanted.push(*key),
            None => findings.push(unknown(name, members, pipeline)),
        }
    }
    if choice.alone { wanted.into_iter().collect() } else { with_needs(wanted, &keys(needs)) }
}

/// Needs by key, without what else is known of them.
pub(super) fn keys<'a>(needs: &'a IndexMap<&'a str, Vec<Need>>) -> IndexMap<&'a str, Vec<&'a str>> {
    needs.iter().map(|(key, needs)| (*key, needs.iter().map(|need| need.key.as_str()).collect())).collect()
}

/// Whether a name on the command line means the job of this key: the key, or the full name of one of its copies.
pub(super) fn is_meant(name: &str, key: &str) -> bool {
    let copy = |rest: &str| rest.starts_with(" (") || rest.starts_with(": [") || is_number(rest);
    name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || copy(rest))
}

/// ` 1/3`
fn is_number(rest: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    rest.strip_prefix(' ').and_then(|rest| rest.split_once('/')).is_some_and(|(a, b)| digits(a) && digits(b))
}

/// Whether one copy of a job is wanted.
pub(super) fn wants(choice: &Choice, job: &Job, dialect: expr::Dialect) -> bool {
    let named: Vec<_> = choice.jobs.iter().filter(|name| is_meant(name, &job.key)).collect();
    let by_name = named.is_empty() || named.iter().any(|name| **name == job.key || **name == job.id.as_str());
    by_name && copies::has(&job.leg.matrix, &choice.matrix, dialect)
}

/// A chosen axis or value that no copy has is most likely misspelt.
pub(super) fn copies_were_found(
    choice: &Choice,
    jobs: &[Job],
    pipeline: &Pipeline,
    findings: &mut Vec<Diagnostic>,
) {
    if jobs.iter().any(|job| job.expansion.is_some()) {
        return;
    }
    for (axis, value) in &choice.matrix {
        let found = jobs.iter().any(|job| match &job.leg.matrix {
            expr::Value::Object(object) => {
                object.get(axis).is_some_and(|found| found.to_text(pipeline.dialect) == value.as_str())
            }
            _ => false,
        });
        if !found {
            let message = format!("no job has a copy with {axis}:{value}");
            findings.push(
                Diagnostic::error(CHOICE, pipeline.span, message).help("--list shows the copies there are"),
            );
        }
    }
}

fn unknown(name: &str, members: &Members<'_>, pipeline: Span) -> Diagnostic {
    if let Some(skip) = members.absent.get(name) {
        return Diagnostic::error(CHOICE, pipeline, format!("job \"{name}\" is not in this run: {skip}"));
    }
    let finding = Diagnostic::error(CHOICE, pipeline, format!("there is no job \"{name}\""));
    match did_you_mean(name, members.present.keys().copied()) {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None => finding
            .help(format!("there are {}", members.present.keys().copied().collect::<Vec<_>>().join(", "))),
    }
}
