//! What jobs are called, and the names that their texts may use.
use super::super::speech::understand;
use super::super::term::Term;
use super::super::text::identifier;
use expr::Dialect;
use ir::{Action, Job, Matrix, MatrixRow, MatrixSource, Pipeline, Script, Step, Strategy, Work};
use std::collections::HashMap;

/// What the jobs are called in a dialect, each its own.
pub fn ids(pipeline: &Pipeline, to: Dialect) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for job in &pipeline.jobs {
        let plain = match to {
            Dialect::GitHub => identifier_of_job(&job.id.value),
            Dialect::Azure => identifier_of_job(&job.id.value).replace('-', "_"),
            Dialect::GitLab if !crate::gitlab::names_job(&job.id.value) => {
                format!("{}-job", job.id.value.trim_start_matches('.'))
            }
            Dialect::GitLab | Dialect::Native | Dialect::Jenkins => job.id.value.clone(),
        };
        let taken = |id: &str| ids.values().any(|other: &String| other.eq_ignore_ascii_case(id));
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let id = std::iter::once(plain.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(plain);
        ids.insert(job.id.value.clone(), id);
    }
    ids
}

/// The outputs of jobs that are those of one step, by job and name.
pub fn outputs_of_steps(pipeline: &Pipeline, to: Dialect) -> HashMap<(String, String), String> {
    let mut found = HashMap::new();
    for job in &pipeline.jobs {
        for output in &job.outputs {
            let term = output.value.sole_expr().and_then(|expr| understand(expr).ok());
            if let Some(Term::StepOutput(step, name)) = term {
                let key = (job.id.value.clone(), output.name.value.clone());
                found.insert(key, format!("{}.{name}", identifier(&step, to)));
            }
        }
    }
    found
}

/// A name as GitHub allows it for a job.
fn identifier_of_job(name: &str) -> String {
    let valid = |c: char| if c == '_' || c == '-' || c.is_ascii_alphanumeric() { c } else { '-' };
    let mut id: String = name.chars().map(valid).collect();
    while id.contains("--") {
        id = id.replace("--", "-");
    }
    let id = id.trim_matches('-');
    if id.starts_with(|c: char| c.is_ascii_digit()) || id.is_empty() {
        format!("_{id}")
    } else {
        id.to_owned()
    }
}

/// The variables of a job's matrix.
pub fn axes(job: &Job) -> Vec<String> {
    let Some(Strategy { matrix: Some(Matrix::Axes { products, include, .. }), .. }) = &job.strategy else {
        return Vec::new();
    };
    let mut names: Vec<String> = products.iter().flatten().map(|axis| axis.name.value.clone()).collect();
    if let MatrixSource::Rows(rows) = include {
        for row in rows {
            let MatrixRow::Row(entries) = row else { continue };
            names.extend(entries.iter().map(|(name, _)| name.value.clone()));
        }
    }
    names.sort();
    names.dedup();
    names
}

/// What a job's steps and matrix name.
pub fn names(job: &Job) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(Strategy { matrix: Some(Matrix::Axes { products, .. }), .. }) = &job.strategy {
        names.extend(products.iter().flatten().map(|axis| axis.name.value.clone()));
    }
    if let Work::Steps(steps) = &job.work {
        let entries = steps.iter().flat_map(|step| step.env.entries());
        names.extend(entries.map(|entry| entry.name.value.clone()));
    }
    names.extend(job.env.entries().iter().map(|entry| entry.name.value.clone()));
    names
}

/// The ids of a job's steps.
pub fn steps(job: &Job) -> Vec<String> {
    match &job.work {
        Work::Steps(steps) => steps.iter().filter_map(|step| Some(step.id.as_ref()?.value.clone())).collect(),
        Work::Call(_) | Work::Spawn(_) => Vec::new(),
    }
}

/// All that the job's shells read.
pub fn scripts(job: &Job) -> String {
    let mut all = String::new();
    let steps = match &job.work {
        Work::Steps(steps) => steps.as_slice(),
        _ => &[],
    };
    collect(steps, &mut all);
    collect(&job.after, &mut all);
    all
}

fn collect(steps: &[Step], all: &mut String) {
    for step in steps {
        match &step.action {
            Action::Run(Script { lines, .. }) => {
                for line in lines {
                    *all += line.text().as_str();
                    all.push('\n');
                }
            }
            Action::Group(steps) | Action::Parallel(steps) => collect(steps, all),
            _ => {}
        }
    }
}
