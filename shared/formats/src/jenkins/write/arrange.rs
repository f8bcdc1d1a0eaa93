//! Jobs that wait for one another, as stages in order: what may begin at the same time stands side by side.
use super::turn::{Moment, moment};
use crate::convert::losses::ORDER;
use crate::write::Writing;
use ir::{Job, Pipeline};
use std::collections::{HashMap, HashSet};

/// Stages side by side, or one alone.
pub(super) struct Group<'p> {
    /// The name of all of them, where the author gave one.
    pub name: Option<String>,
    pub jobs: Vec<&'p Job>,
}

/// The groups in order, and the jobs that run at the end, however the build went.
pub(super) fn arrange<'p>(
    pipeline: &'p Pipeline,
    writing: &mut Writing<'_>,
) -> (Vec<Group<'p>>, Vec<&'p Job>) {
    let needs = needs(pipeline);
    // The order says it.
    let stages = pipeline.stages.iter().map(|stage| stage.name.span);
    let named = pipeline.jobs.iter().flat_map(|job| {
        let needs = job.needs.iter().flatten().map(|need| need.job.span);
        needs.chain(job.stage.as_ref().map(|stage| stage.span))
    });
    stages.chain(named).for_each(|span| writing.implied(span));
    let mut ends: HashSet<&str> = HashSet::new();
    // From the last: who runs at the end is nobody's need, but of others that do.
    for _ in &pipeline.jobs {
        for job in pipeline.jobs.iter().rev().filter(|job| moment(job).is_at_end()) {
            let needed = pipeline.jobs.iter().any(|other| {
                let id = other.id.value.as_str();
                !ends.contains(id)
                    && needs.get(id).is_some_and(|needs| needs.contains(&job.id.value.as_str()))
            });
            if !needed {
                ends.insert(&job.id.value);
            }
        }
    }
    let (last, usual): (Vec<&Job>, Vec<&Job>) =
        pipeline.jobs.iter().partition(|job| ends.contains(job.id.value.as_str()));
    for job in usual.iter().filter(|job| !matches!(moment(job), Moment::Usual)) {
        let message = "the stage does not run once another one has failed";
        let span = job.condition.as_ref().map_or(job.id.span, |condition| condition.text().span());
        writing.lost(ORDER, span, message, "catch the failures with `catchError`, or run it under `post`");
    }
    let levels = levels(&usual, &needs);
    for job in &usual {
        waits_longer(job, &usual, &levels, &needs, writing);
    }
    let deepest = levels.values().max().map_or(0, |deepest| deepest + 1);
    let mut groups = Vec::new();
    for level in 0..deepest {
        let own: Vec<&Job> =
            usual.iter().filter(|job| levels.get(job.id.value.as_str()) == Some(&level)).copied().collect();
        // A matrix does not stand beside others.
        let (matrices, rest): (Vec<&Job>, Vec<&Job>) =
            own.iter().copied().partition(|job| own.len() > 1 && job.strategy.is_some());
        let name = stage_of(&rest);
        groups.extend((!rest.is_empty()).then_some(Group { name, jobs: rest }));
        groups.extend(matrices.into_iter().map(|job| Group { name: None, jobs: vec![job] }));
    }
    (groups, last)
}

/// The stage that all of them are in.
fn stage_of(jobs: &[&Job]) -> Option<String> {
    let (first, rest) = jobs.split_first()?;
    let stage = &first.stage.as_ref()?.value;
    let same = |job: &&Job| job.stage.as_ref().is_some_and(|its| its.value == *stage);
    rest.iter().all(same).then(|| stage.clone())
}

/// Whom each job waits for: by name, or all of the stages before.
fn needs(pipeline: &Pipeline) -> HashMap<&str, Vec<&str>> {
    let place = |job: &Job| {
        let stage = job.stage.as_ref()?;
        pipeline.stages.iter().position(|other| other.name.value == stage.value)
    };
    let places: Vec<Option<usize>> = pipeline.jobs.iter().map(place).collect();
    let of = |at: usize, job: &'_ Job| -> Vec<usize> {
        match &job.needs {
            Some(needs) => {
                let known = |name: &str| pipeline.jobs.iter().position(|other| other.id.value == name);
                needs.iter().filter_map(|need| known(&need.job.value)).collect()
            }
            None => {
                let before = |other: &usize| match (places[*other], places[at]) {
                    (Some(its), Some(own)) => its < own,
                    _ => false,
                };
                (0..pipeline.jobs.len()).filter(before).collect()
            }
        }
    };
    let name = |at: usize| pipeline.jobs[at].id.value.as_str();
    let all = pipeline.jobs.iter().enumerate();
    all.map(|(at, job)| (job.id.value.as_str(), of(at, job).into_iter().map(name).collect())).collect()
}

/// How many stages stand before each job.
fn levels<'p>(jobs: &[&'p Job], needs: &HashMap<&'p str, Vec<&'p str>>) -> HashMap<&'p str, usize> {
    let mut levels: HashMap<&str, usize> = jobs.iter().map(|job| (job.id.value.as_str(), 0)).collect();
    // A chain is no longer than there are jobs.
    for _ in jobs {
        let mut changed = false;
        for job in jobs {
            let id = job.id.value.as_str();
            let before = needs.get(id).into_iter().flatten().filter_map(|need| levels.get(need));
            let own = before.max().map_or(0, |deepest| deepest + 1).min(jobs.len());
            changed |= levels.insert(id, own) != Some(own);
        }
        if !changed {
            break;
        }
    }
    levels
}

/// Tells whom a job waits for beside those it needs.
fn waits_longer(
    job: &Job,
    all: &[&Job],
    levels: &HashMap<&str, usize>,
    needs: &HashMap<&str, Vec<&str>>,
    writing: &mut Writing<'_>,
) {
    let mut wanted: HashSet<&str> = HashSet::new();
    let mut open = vec![job.id.value.as_str()];
    while let Some(id) = open.pop() {
        open.extend(needs.get(id).into_iter().flatten().filter(|need| wanted.insert(need)));
    }
    let own = levels.get(job.id.value.as_str());
    let more = all.iter().find(|other| {
        let id = other.id.value.as_str();
        levels.get(id) < own && !wanted.contains(id)
    });
    if let Some(more) = more {
        let message =
            format!("the stage waits for \"{}\" too, and does not run when that fails", more.id.value);
        let help = "nothing, unless it must begin sooner: nest the stages that belong together";
        writing.lost(ORDER, job.id.span, message, help);
    }
}
