//! What helps those who read and pay for runs.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Span};
use ir::{Event, Job};

/// Nothing ends a run that a newer one has overtaken.
pub(super) const LIMITS: Audit = Audit {
    rule: Rule {
        code: LIMITS_CODE,
        summary: "nothing keeps runs of one branch from piling up",
        page: "Whoever pushes often keeps many machines busy with what nobody waits for. A group lets a newer run end the \
               older one. Told at the level pedantic.\n\n\
               Wrong:\n\n    on: push\n    jobs: ...\n\n\
               Right:\n\n    on: push\n    concurrency:\n      group: ${{ github.workflow }}-${{ github.ref }}\n      \
               cancel-in-progress: true\n    jobs: ...\n",
    },
    check: limits,
};
const LIMITS_CODE: Code = Code("concurrency-limits");

/// A pipeline or job has no name.
pub(super) const ANONYMOUS: Audit = Audit {
    rule: Rule {
        code: ANONYMOUS_CODE,
        summary: "a pipeline or job has no name for people",
        page: "Lists of runs and checks show the file's path or the job's key instead. Told at the level pedantic.\n\n\
               Wrong:\n\n    jobs:\n      build:\n        runs-on: ubuntu-latest\n\n\
               Right:\n\n    jobs:\n      build:\n        name: Build\n        runs-on: ubuntu-latest\n",
    },
    check: anonymous,
};
const ANONYMOUS_CODE: Code = Code("anonymous-definition");

fn limits(scene: &Scene<'_>, findings: &mut Findings) {
    let pipeline = scene.pipeline;
    let called =
        !pipeline.triggers.is_empty() && pipeline.triggers.iter().all(|one| one.event == Event::Call);
    if !scene.exposure.titles || called {
        return;
    }
    let group = |job: &Job| job.concurrency.is_some();
    let help = "add `concurrency` with a group, and `cancel-in-progress: true`";
    let place = pipeline.starts.unwrap_or_else(|| scene.head());
    match &pipeline.concurrency {
        None if pipeline.jobs.iter().all(group) && !pipeline.jobs.is_empty() => {}
        None => {
            let span = Span::new(place.source, place.start, place.start);
            let message = "nothing keeps runs of one branch from piling up";
            findings.add(Level::Pedantic, Diagnostic::warning(LIMITS_CODE, span, message).help(help));
        }
        Some(own) if own.cancel_running.is_none() => {
            let message = "runs of this group wait for each other, and none ends an older one";
            findings.add(Level::Pedantic, Diagnostic::warning(LIMITS_CODE, own.span, message).help(help));
        }
        Some(_) => {}
    }
}

fn anonymous(scene: &Scene<'_>, findings: &mut Findings) {
    if !scene.exposure.titles {
        return;
    }
    if scene.pipeline.name.is_none() {
        let finding =
            Diagnostic::warning(ANONYMOUS_CODE, scene.head(), "this pipeline has no name for people");
        findings.add(Level::Pedantic, finding.help("add `name`"));
    }
    for job in scene.pipeline.jobs.iter().filter(|job| job.name.is_none()) {
        let message = format!("job `{}` has no name for people", job.id.value);
        let finding = Diagnostic::warning(ANONYMOUS_CODE, job.id.span, message);
        findings.add(Level::Pedantic, finding.help("add `name`"));
    }
}
