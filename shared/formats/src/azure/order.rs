//! How stages and jobs hang together: names that are there twice, needs that lead nowhere or round.

use super::rules::{CYCLE, DUPLICATE, NEED};
use diag::{Diagnostic, Spanned, did_you_mean};
use ir::{Job, Pipeline, Stage};
use std::collections::{HashMap, HashSet};
use yaml::Findings;

/// Looks at the stages and their names.
pub(super) fn check(pipeline: &Pipeline, findings: &Findings) {
    let mut seen: HashMap<String, &Stage> = HashMap::new();
    for stage in &pipeline.stages {
        if let Some(first) = seen.insert(stage.name.value.to_ascii_lowercase(), stage)
            && !pipeline.partial
        {
            twice("stage", &stage.name, &first.name, findings);
        }
    }
    if pipeline.partial {
        return;
    }
    let names: Vec<&str> = pipeline.stages.iter().map(|stage| stage.name.value.as_str()).collect();
    for stage in &pipeline.stages {
        for need in stage.needs.iter().flatten() {
            if !seen.contains_key(&need.value.to_ascii_lowercase()) {
                let message = format!(
                    "stage \"{}\" depends on \"{}\", which does not exist",
                    stage.name.value, need.value
                );
                let finding = Diagnostic::error(NEED, need.span, message);
                findings.push(match did_you_mean(&need.value, names.iter().copied()) {
                    Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                    None => finding.help(format!("the stages are {}", names.join(", "))),
                });
            }
        }
    }
    cycle(&pipeline.stages, findings);
}

/// Gives jobs ids that are unique in the pipeline: their own names, with their stage's before it where two stages have
/// a job of one name. Needs are of the same stage.
pub(super) fn identify(jobs: &mut [Job], partial: bool, findings: &Findings) {
    let mut first: HashMap<(Option<String>, String), Spanned<String>> = HashMap::new();
    let mut count: HashMap<String, usize> = HashMap::new();
    for job in jobs.iter() {
        let name = job.id.value.to_ascii_lowercase();
        let stage = job.stage.as_ref().map(|stage| stage.value.to_ascii_lowercase());
        *count.entry(name.clone()).or_default() += 1;
        if let Some(earlier) = first.insert((stage, name), job.id.clone())
            && !partial
        {
            twice("job", &job.id, &earlier, findings);
        }
    }
    for job in jobs.iter_mut() {
        let Some(stage) = job.stage.as_ref().map(|stage| stage.value.clone()) else { continue };
        let full = |name: &str| match count.get(&name.to_ascii_lowercase()) {
            Some(count) if *count > 1 => format!("{stage}.{name}"),
            _ => name.to_owned(),
        };
        for need in job.needs.iter_mut().flatten() {
            need.job.value = full(&need.job.value);
        }
        job.id.value = full(&job.id.value);
    }
}

fn twice(what: &str, name: &Spanned<String>, first: &Spanned<String>, findings: &Findings) {
    let message = format!("there is a {what} \"{}\" already", name.value);
    let finding = Diagnostic::error(DUPLICATE, name.span, message);
    findings.push(finding.label(first.span, "first one here").help("give one of them another name"));
}

/// Reports stages that wait for one another. One that does not say waits for the one before it.
fn cycle(stages: &[Stage], findings: &Findings) {
    let place = |name: &str| stages.iter().position(|stage| stage.name.value.eq_ignore_ascii_case(name));
    let needs: Vec<Vec<usize>> = stages
        .iter()
        .enumerate()
        .map(|(at, stage)| match &stage.needs {
            Some(needs) => needs.iter().filter_map(|need| place(&need.value)).collect(),
            None => at.checked_sub(1).into_iter().collect(),
        })
        .collect();
    let mut ended: HashSet<usize> = HashSet::new();
    loop {
        let free = |at: &usize| !ended.contains(at) && needs[*at].iter().all(|need| ended.contains(need));
        let free: Vec<usize> = (0..stages.len()).filter(free).collect();
        if free.is_empty() {
            break;
        }
        ended.extend(free);
    }
    let waiting = stages.iter().enumerate().filter(|(at, _)| !ended.contains(at));
    let mut said = waiting.filter_map(|(_, stage)| {
        let need = stage
            .needs
            .iter()
            .flatten()
            .find(|need| place(&need.value).is_some_and(|at| !ended.contains(&at)))?;
        Some((stage, need))
    });
    if let Some((stage, need)) = said.next() {
        let message =
            format!("stage \"{}\" waits for itself, by way of \"{}\"", stage.name.value, need.value);
        let finding = Diagnostic::error(CYCLE, need.span, message);
        findings.push(
            finding.help(
                "take one of the needs away; a stage without \"dependsOn\" waits for the one before it",
            ),
        );
    }
}
