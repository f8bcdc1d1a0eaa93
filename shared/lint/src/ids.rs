//! Names that must be told apart.
use crate::{Lint, steps};
use diag::{Code, Diagnostic, Rule, Spanned};
use ir::Pipeline;

/// Two steps of a job have one id.
pub(crate) const STEPS: Lint = Lint {
    rule: Rule {
        code: CODE,
        summary: "two steps of a job have the same id",
        page: "Expressions name a step by its id, so only one step of a job may have it. Where the language takes `Build` and \
               `build` for the same name, ids that differ in case only are the same too.\n\n\
               Wrong:\n\n    steps:\n      - id: build\n        run: make\n      - id: build\n        run: make docs\n\n\
               Right:\n\n    steps:\n      - id: build\n        run: make\n      - id: docs\n        run: make docs\n",
    },
    check,
};
const CODE: Code = Code("step-id-twice");

fn check(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    let any_case = pipeline.dialect.ignores_case();
    for job in &pipeline.jobs {
        let mut seen: Vec<&Spanned<String>> = Vec::new();
        steps::each(steps::of(job), &mut |step| {
            let Some(id) = &step.id else { return };
            let same = |other: &&&Spanned<String>| {
                other.value == id.value || any_case && other.eq_ignore_ascii_case(id)
            };
            match seen.iter().find(same) {
                // What stands once may run more than once.
                Some(first) if first.span == id.span => {}
                Some(first) => {
                    let message = format!("another step of job `{}` has the id `{}`", job.id.value, id.value);
                    let finding = Diagnostic::error(CODE, id.span, message).label(first.span, "first here");
                    findings.push(match first.value == id.value {
                        true => finding.help("give one of them another id"),
                        false => finding.help("case makes no difference: give one of them another id"),
                    });
                }
                None => seen.push(id),
            }
        });
    }
}
