//! Stages and needs.
use super::Translation;
use super::losses::ORDER;
use crate::Writing;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Expr};
use ir::{Env, Job, Need, Pipeline, Stage};
use std::collections::{HashMap, HashSet};

/// A pipeline whose stages are a graph, as one whose stages wait for those before them, or without any.
pub(super) fn flattened(pipeline: &Pipeline, keeps_stages: bool) -> Pipeline {
    let mut out = pipeline.clone();
    let linear = pipeline.stages.iter().all(|stage| stage.needs.is_none());
    for job in &mut out.jobs {
        let stage = pipeline.stages.iter().find(|stage| Some(&stage.name) == job.stage.as_ref());
        let Some(stage) = stage else { continue };
        job.env = Env::List(stage.env.entries().iter().chain(job.env.entries()).cloned().collect());
        job.condition = match (&stage.condition, job.condition.take()) {
            (Some(outer), Some(own)) => {
                let text = match pipeline.dialect {
                    Dialect::Azure => format!("and({}, {})", outer.text(), own.text()),
                    _ => format!("({}) && ({})", outer.text(), own.text()),
                };
                Expr::parse(&Text::plain(text, own.text().span()), pipeline.dialect).ok().or(Some(own))
            }
            (Some(outer), None) => Some(outer.clone()),
            (None, own) => own,
        };
        let inside = job.needs.take().filter(|needs| !needs.is_empty());
        if linear && keeps_stages {
            job.needs = inside;
            continue;
        }
        job.stage = None;
        job.needs = Some(inside.unwrap_or_else(|| before(pipeline, stage, job.id.span)));
    }
    if !(linear && keeps_stages) {
        out.stages.clear();
    }
    for stage in &mut out.stages {
        stage.condition = None;
        stage.env = Env::default();
    }
    out
}

/// A pipeline of which parts are not at hand, which does without them.
pub(super) fn without_unknown(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Pipeline {
    let mut out = pipeline.clone();
    for needs in out.jobs.iter_mut().filter_map(|job| job.needs.as_mut()) {
        needs.retain(|need| {
            let known = pipeline.job(&need.job.value).is_some();
            if !known {
                let message = format!("the job \"{}\" is not at hand", need.job.value);
                writing.lost(ORDER, need.job.span, message, "bring the files with --mirror");
            }
            known
        });
    }
    out
}

/// All jobs of the stages that a stage needs.
fn before(pipeline: &Pipeline, stage: &Stage, span: Span) -> Vec<Need> {
    let at = pipeline.stages.iter().position(|other| other.name == stage.name).unwrap_or_default();
    let names: Vec<&Spanned<String>> = match &stage.needs {
        Some(needs) => needs.iter().collect(),
        None => at
            .checked_sub(1)
            .and_then(|at| pipeline.stages.get(at))
            .map(|stage| &stage.name)
            .into_iter()
            .collect(),
    };
    let of = |job: &&Job| job.stage.as_ref().is_some_and(|stage| names.contains(&stage));
    let need = |job: &Job| Need {
        job: Spanned::new(job.id.value.clone(), span),
        optional: false,
        artifacts: true,
        legs: Vec::new(),
    };
    pipeline.jobs.iter().filter(of).map(need).collect()
}

impl Translation<'_, '_> {
    /// Makes jobs wait as they did.
    pub fn order(&mut self, source: &Pipeline, out: &mut Pipeline) {
        if self.was.stages && !self.can.stages {
            self.by_needs(source, out);
        } else if !self.was.stages {
            // Where there is one stage, a job without needs begins at once anyhow.
            for job in &mut out.jobs {
                job.needs = job.needs.take().filter(|needs| !needs.is_empty());
            }
        }
    }

    /// Writes out what a job of a stage waits for.
    fn by_needs(&mut self, source: &Pipeline, out: &mut Pipeline) {
        let place: HashMap<&str, usize> =
            source.stages.iter().enumerate().map(|(at, stage)| (stage.name.value.as_str(), at)).collect();
        let stage_of =
            |job: &Job| job.stage.as_ref().and_then(|stage| place.get(stage.value.as_str()).copied());
        let before = |job: &Job| -> Vec<Need> {
            if let Some(needs) = &job.needs {
                return needs.clone();
            }
            let Some(own) = stage_of(job) else { return Vec::new() };
            let earlier = source.jobs.iter().filter(|other| stage_of(other).is_some_and(|its| its < own));
            let need = |other: &Job| Need {
                job: Spanned::new(
                    other.id.value.clone(),
                    job.stage.as_ref().map_or(job.id.span, |stage| stage.span),
                ),
                optional: false,
                artifacts: true,
                legs: Vec::new(),
            };
            earlier.map(need).collect()
        };
        let all: HashMap<&str, Vec<Need>> =
            source.jobs.iter().map(|job| (job.id.value.as_str(), before(job))).collect();
        let waits: HashMap<&str, Vec<&str>> = all
            .iter()
            .map(|(id, needs)| (*id, needs.iter().map(|need| need.job.value.as_str()).collect()))
            .collect();
        for job in &mut out.jobs {
            let explicit = job.needs.is_some();
            let needs = all.get(job.id.value.as_str()).cloned().unwrap_or_default();
            let kept = needs.iter().filter(|need| {
                let others = needs.iter().filter(|other| other.job != need.job);
                explicit || !others.clone().any(|other| reaches(&other.job, &need.job, &waits, 0))
            });
            job.needs = Some(kept.cloned().collect());
            // Its needs say the same.
            job.stage.take().into_iter().for_each(|stage| self.writing.implied(stage.span));
        }
        for stage in &source.stages {
            self.writing.implied(stage.name.span);
            if let Some(condition) = &stage.condition {
                let message = "a stage's condition is not that of its jobs";
                self.writing.lost(ORDER, condition.text().span(), message, "add it to each of them");
            }
        }
        out.stages.clear();
    }
}

/// All jobs that have ended when a job begins, by its needs.
pub(super) fn all_before(pipeline: &Pipeline, id: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let needs = pipeline.job(&id).and_then(|job| job.needs.as_deref()).unwrap_or_default();
        for need in needs {
            if found.insert(need.job.value.clone()) {
                open.push(need.job.value.clone());
            }
        }
    }
    found
}

/// Whether a job waits for another one, perhaps through others.
fn reaches(from: &str, to: &str, waits: &HashMap<&str, Vec<&str>>, depth: usize) -> bool {
    if depth > waits.len() {
        return false;
    }
    waits.get(from).is_some_and(|next| {
        next.contains(&to) || (depth < 64 && next.iter().any(|next| reaches(next, to, waits, depth + 1)))
    })
}
