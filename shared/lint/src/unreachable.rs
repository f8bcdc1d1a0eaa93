//! Jobs that wait for one that never runs.
use crate::needs::Places;
use crate::{Lint, conditions};
use diag::{Code, Diagnostic, Rule};
use ir::{Job, Need, Pipeline};
use std::collections::{HashMap, HashSet};

/// A job needs one that never runs, and so never runs itself.
pub(crate) const LINT: Lint = Lint {
    rule: Rule {
        code: CODE,
        summary: "a job never runs, for it needs one that never does",
        page: "A job is left out when one that it needs is, unless its condition asks how that one ended (`always()`, \
               `failure()`).\n\n\
               Wrong:\n\n    jobs:\n      build:\n        if: false\n      deploy:\n        needs: build\n\n\
               Right:\n\n    jobs:\n      build: ...\n      deploy:\n        needs: build\n",
    },
    check,
};
const CODE: Code = Code("unreachable-job");

fn check(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    let jobs = || pipeline.jobs.iter().enumerate();
    let mut idle: Vec<usize> =
        jobs().filter(|(_, job)| conditions::never_runs(job)).map(|(at, _)| at).collect();
    if idle.is_empty() {
        return;
    }
    let places = Places::of(pipeline);
    let mut waiting: HashMap<usize, Vec<(usize, &Need)>> = HashMap::new();
    for (at, job) in jobs().filter(|(_, job)| !asks_how_it_went(job)) {
        for need in job.needs.iter().flatten().filter(|need| !need.optional) {
            if let Some(cause) = places.get(&need.job) {
                waiting.entry(cause).or_default().push((at, need));
            }
        }
    }
    // Those found are looked at in turn: what needs them never runs either.
    let mut known: HashSet<usize> = idle.iter().copied().collect();
    let mut next = 0;
    while let Some(&cause) = idle.get(next) {
        next += 1;
        for &(at, need) in waiting.get(&cause).into_iter().flatten() {
            if !known.insert(at) {
                continue;
            }
            idle.push(at);
            let (id, name) = (&pipeline.jobs[at].id.value, &need.job.value);
            let message = format!("job `{id}` never runs, for it needs `{name}`, which never does");
            let finding = Diagnostic::warning(CODE, need.job.span, message);
            let finding = finding.label(pipeline.jobs[cause].id.span, "never runs");
            findings.push(finding.help("remove the need, or let the condition say `always()`"));
        }
    }
}

fn asks_how_it_went(job: &Job) -> bool {
    job.condition.as_ref().is_some_and(expr::Expr::calls_status_function)
}
