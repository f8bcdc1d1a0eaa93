//! What jobs and stages ask of others that came before them: only of those they depend on is anything known
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions#dependencies>).

use super::rules::PAST;
use diag::{Diagnostic, Span, did_you_mean};
use expr::{Expr, Path, Template, Uses};
use ir::{Action, Env, Job, Pipeline, Stage, Work};
use yaml::Findings;

/// Reports questions that have no answer in any run.
pub(super) fn check(pipeline: &Pipeline, findings: &Findings) {
    if pipeline.partial {
        return;
    }
    for (at, stage) in pipeline.stages.iter().enumerate() {
        let uses = stage.condition.as_ref().map(Expr::uses).unwrap_or_default();
        let before = at.checked_sub(1).map(|at| pipeline.stages[at].name.value.as_str());
        let known: Vec<&str> = match &stage.needs {
            Some(needs) => needs.iter().map(|need| need.value.as_str()).collect(),
            None => before.into_iter().collect(),
        };
        asks(&uses, &known, &format!("stage \"{}\"", stage.name.value), findings);
    }
    for job in &pipeline.jobs {
        let uses = uses_of(job);
        let prefix = job.stage.as_ref().map(|stage| format!("{}.", stage.value)).unwrap_or_default();
        let short = |name: &'_ str| name.strip_prefix(&prefix).unwrap_or(name).to_owned();
        let needs: Vec<String> = job.needs.iter().flatten().map(|need| short(&need.job.value)).collect();
        let known: Vec<&str> = needs.iter().map(String::as_str).collect();
        asks(&uses, &known, &format!("job \"{}\"", short(&job.id.value)), findings);
        for path in uses.context("dependencies") {
            let full = path.name(1).map(|name| {
                job.needs.iter().flatten().find(|need| {
                    need.job.value.eq_ignore_ascii_case(name)
                        || short(&need.job.value).eq_ignore_ascii_case(name)
                })
            });
            let other = full.flatten().and_then(|need| pipeline.job(&need.job.value));
            if let Some(other) = other {
                of_step(path, other, findings);
            }
        }
        uses.context("stageDependencies").for_each(|path| stage(path, &pipeline.stages, findings));
    }
}

/// What the expressions of a job name.
fn uses_of(job: &Job) -> Uses {
    let mut uses = job.condition.as_ref().map(Expr::uses).unwrap_or_default();
    if let Env::List(entries) = &job.env {
        entries.iter().for_each(|entry| uses.extend(Template::uses(&entry.value)));
    }
    uses
}

fn asks(uses: &Uses, known: &[&str], who: &str, findings: &Findings) {
    for path in uses.context("dependencies") {
        let Some(name) = path.name(1).filter(|name| !is_one_of(name, known)) else { continue };
        let message = format!("{who} does not depend on \"{name}\", so nothing is known of it");
        findings.push(meant(finding(path.span, message), name, known, "add it to \"dependsOn\""));
    }
}

/// An output of a job is called `STEP.VARIABLE`; copies and deployments put more before it.
fn of_step(path: &Path, job: &Job, findings: &Findings) {
    let Work::Steps(steps) = &job.work else { return };
    let grouped = steps.iter().any(|step| matches!(step.action, Action::Group(_)));
    if grouped || job.strategy.is_some() || path.name(2) != Some("outputs") {
        return;
    }
    let Some((step, _)) = path.name(3).and_then(|name| name.split_once('.')) else { return };
    let known: Vec<&str> = steps.iter().filter_map(|step| Some(step.id.as_ref()?.value.as_str())).collect();
    if !is_one_of(step, &known) {
        let message = format!("job \"{}\" has no step of the name \"{step}\"", job.id.value);
        findings.push(meant(
            finding(path.span, message),
            step,
            &known,
            "give the step that sets it a \"name\"",
        ));
    }
}

fn stage(path: &Path, stages: &[Stage], findings: &Findings) {
    let known: Vec<&str> = stages.iter().map(|stage| stage.name.value.as_str()).collect();
    if let Some(name) = path.name(1).filter(|name| !is_one_of(name, &known)) {
        let message = format!("there is no stage \"{name}\"");
        findings.push(meant(
            finding(path.span, message),
            name,
            &known,
            "name a stage that ends before this one",
        ));
    }
}

fn is_one_of(name: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn finding(span: Span, message: String) -> Diagnostic {
    Diagnostic::warning(PAST, span, message)
}

fn meant(finding: Diagnostic, name: &str, known: &[&str], otherwise: &str) -> Diagnostic {
    match did_you_mean(name, known.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None => finding.help(otherwise),
    }
}
