//! What jobs and stages ask of others that came before them: only of those they depend on is anything known
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions#dependencies>).

use super::rules::PAST;
use diag::{Diagnostic, Span, did_you_mean};
use expr::{Expr, Path, Template, Uses};
use ir::{Env, Job, Pipeline, Stage};
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
