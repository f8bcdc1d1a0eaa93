//! Machines of the user's own.

use super::scene::{Findings, Scene};
use super::values;
use super::{Audit, Level, triggers};
use diag::{Code, Diagnostic, Rule};
use ir::{Job, Template};

/// A job runs on a machine that outlives it.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a job runs on a machine of the user's own",
        page: "Such a machine is rarely new for each job, so that what one job leaves behind meets the next. In a public \
               repository anyone who opens a request runs code on it. Told at the level strict where requests start it, \
               else at pedantic.\n\n\
               Wrong:\n\n    on: pull_request\n    ...\n        runs-on: [self-hosted, linux]\n\n\
               Right:\n\n    on: pull_request\n    ...\n        runs-on: ubuntu-latest\n",
    },
    check,
};
const CODE: Code = Code("self-hosted-runner");

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(own) = scene.exposure.own_machines else { return };
    let open = triggers::serves_requests(scene) || triggers::serves_strangers(scene);
    let level = if open { Level::Strict } else { Level::Pedantic };
    for job in &scene.pipeline.jobs {
        let label = job.runs_on.labels.iter().find(|label| names(job, label).iter().any(|name| name == own));
        if let Some(label) = label.or(job.runs_on.group.as_ref()) {
            let message = format!(
                "job `{}` runs on a machine of your own, which others may reach through it",
                job.id.value
            );
            let finding = Diagnostic::warning(CODE, label.text().span(), message);
            findings.add(
                level,
                finding.help("let it run on machines that are made for one job, or not for requests"),
            );
        }
    }
}

/// The labels that a value comes to, as far as the file says.
fn names(job: &Job, label: &Template) -> Vec<String> {
    if let Some(name) = label.as_literal() {
        return vec![name.to_owned()];
    }
    let paths = label.uses().paths;
    let values =
        paths.iter().filter(|path| path.root() == "matrix").filter_map(|path| values::values_of(job, path));
    values.flatten().flat_map(values::texts_of).collect()
}
