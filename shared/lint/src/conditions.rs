//! Conditions that decide nothing.
use crate::{Lint, steps};
use diag::{Code, Diagnostic, Rule, Span, Text};
use expr::Expr;
use ir::{Job, Pipeline, When};

/// A condition that always gives the same answer.
pub(crate) const LINT: Lint = Lint {
    rule: Rule {
        code: CODE,
        summary: "a condition always gives the same answer",
        page: "The condition is made of constants, so the job or step always runs or never does. Remove the condition, or \
               what it stands on.\n\n\
               Wrong:\n\n    if: false\n\nRight:\n\n    if: github.event_name == 'push'\n",
    },
    check,
};
const CODE: Code = Code("constant-condition");

fn check(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for job in &pipeline.jobs {
        findings.extend(never_selected(job));
        findings.extend(job.condition.as_ref().and_then(|condition| constant(condition, "job")));
        steps::each(steps::of(job), &mut |step| {
            findings.extend(step.condition.as_ref().and_then(|condition| constant(condition, "step")));
        });
    }
}

fn constant(condition: &Expr, what: &str) -> Option<Diagnostic> {
    let text = condition.text();
    let written = text.span().end - text.span().start;
    if written as usize != text.as_str().len() {
        // It stands for another that the reader has told about.
        return None;
    }
    let (message, help) = if condition.constant()?.truthy(condition.dialect()) {
        (
            format!("this condition always holds, so the {what} runs as it would without it"),
            "remove the condition",
        )
    } else {
        (
            format!("this condition never holds, so the {what} never runs"),
            "remove it, or write when it should run",
        )
    };
    Some(Diagnostic::warning(CODE, whole(text), message).help(help))
}

/// The place of a condition with the marks around it. Only between marks does a condition begin with a blank.
pub(crate) fn whole(text: &Text) -> Span {
    let span = text.span();
    if text.as_str().starts_with(' ') {
        Span::new(span.source, span.start.saturating_sub(3), span.end + 2)
    } else {
        span
    }
}

/// Whether a job is in no run, or its condition never holds.
pub(crate) fn never_runs(job: &Job) -> bool {
    let never =
        |condition: &Expr| condition.constant().is_some_and(|value| !value.truthy(condition.dialect()));
    left_out(job) || job.condition.as_ref().is_some_and(never)
}

/// Whether all of its rules leave a job out.
fn left_out(job: &Job) -> bool {
    let never = |when: &When| *when == When::Never;
    match job.rules.as_slice() {
        [] => never(&job.when),
        rules => rules.iter().all(|rule| never(&rule.when)),
    }
}

fn never_selected(job: &Job) -> Option<Diagnostic> {
    let message = format!("job `{}` is in no run: its rules all leave it out", job.id.value);
    let finding = Diagnostic::warning(CODE, job.id.span, message);
    left_out(job).then(|| finding.help("add a rule that takes it in, or remove the job"))
}
