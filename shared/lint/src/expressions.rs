//! What expressions refer to: do the contexts, jobs, steps, inputs and matrix values exist, and do the types fit.
mod advice;
mod contexts;
mod job;
mod matrix;
mod site;
mod step;

use crate::Lint;
use crate::needs::Places;
use advice::Around;
use diag::{Code, Diagnostic, Rule};
use ir::{Pipeline, Test};
use site::{Site, Want};

/// Checks every expression at its place. Beside this rule its findings carry those of [`expr::RULES`].
pub(crate) const LINT: Lint = Lint {
    rule: Rule {
        code: VALUE,
        summary: "an expression yields another kind of value than its key takes",
        page: "Some keys take a truth, a number, a list or a mapping. An expression that yields anything else cannot stand \
               there; text that holds such a value becomes one with `fromJSON()`.\n\n\
               Wrong:\n\n    strategy:\n      matrix: ${{ needs.plan.outputs.matrix }}\n\n\
               Right:\n\n    strategy:\n      matrix: ${{ fromJSON(needs.plan.outputs.matrix) }}\n",
    },
    check,
};
const VALUE: Code = Code("expression-value");
/// Where a service reports an expression that is wrong, which is seldom where it is wrong.
const REFUSED: Code = Code("refused-value");

fn check(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    let around = Around { pipeline, job: None };
    let mut site = Site { around, types: contexts::of_pipeline(pipeline), findings };
    if let Some(name) = &pipeline.run_name {
        site.text("run-name", name);
    }
    site.env("env", &pipeline.env);
    if let Some(concurrency) = &pipeline.concurrency {
        site.text("concurrency", &concurrency.group);
        site.optional("concurrency", concurrency.cancel_running.as_ref(), Want::Boolean);
    }
    for input in &pipeline.inputs {
        site.optional("on.workflow_call.inputs.<inputs_id>.default", input.default.as_ref(), Want::Text);
    }
    rules(&mut site, &pipeline.rules);
    let places = Places::of(pipeline);
    for job in &pipeline.jobs {
        let types = contexts::of_job(pipeline, &places, job, &site.types);
        let around = Around { pipeline, job: Some(job) };
        job::check(&mut Site { around, types, findings: site.findings }, job);
    }
    site.types.set("jobs", contexts::jobs(pipeline));
    for output in &pipeline.outputs {
        site.text("on.workflow_call.outputs.<output_id>.value", &output.value);
    }
}

fn rules(site: &mut Site<'_>, rules: &[ir::Rule]) {
    for rule in rules {
        test(site, &rule.test);
    }
}

fn test(site: &mut Site<'_>, what: &Test) {
    match what {
        Test::Expr(expr) => site.condition("", expr),
        Test::Not(inner) => test(site, inner),
        Test::All(inner) | Test::Any(inner) => inner.iter().for_each(|inner| test(site, inner)),
        Test::Always | Test::Ref(_) | Test::Source(_) | Test::Changes(_) | Test::Exists(_) => {}
    }
}
