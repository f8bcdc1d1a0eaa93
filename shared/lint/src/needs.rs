//! Jobs that wait for others.
use crate::Lint;
use diag::{Code, Diagnostic, Rule, did_you_mean};
use ir::{Job, Need, Pipeline};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use std::borrow::Cow;
use std::collections::HashMap;

/// A job waits for one that is not there.
pub(crate) const UNKNOWN: Lint = Lint {
    rule: Rule {
        code: UNKNOWN_CODE,
        summary: "a job needs one that does not exist",
        page: "A job waits for the jobs that it needs, so each of them must be in the pipeline under just that name.\n\n\
               Wrong:\n\n    jobs:\n      build: ...\n      deploy:\n        needs: biuld\n\n\
               Right:\n\n    jobs:\n      build: ...\n      deploy:\n        needs: build\n",
    },
    check: unknown,
};
const UNKNOWN_CODE: Code = Code("needs-unknown-job");

/// A job is named twice.
pub(crate) const TWICE: Lint = Lint {
    rule: Rule {
        code: TWICE_CODE,
        summary: "a job is needed twice by the same job",
        page: "Once is enough; the second may have been meant for another job.\n\n\
               Wrong:\n\n    needs: [build, test, build]\n\nRight:\n\n    needs: [build, test]\n",
    },
    check: twice,
};
const TWICE_CODE: Code = Code("needs-twice");

/// Jobs wait for one another.
pub(crate) const CYCLE: Lint = Lint {
    rule: Rule {
        code: CYCLE_CODE,
        summary: "jobs need one another, so that none of them can start",
        page: "Needs must lead somewhere: at the end of every chain stands a job that needs nothing.\n\n\
               Wrong:\n\n    jobs:\n      build:\n        needs: test\n      test:\n        needs: build\n\n\
               Right:\n\n    jobs:\n      build: ...\n      test:\n        needs: build\n",
    },
    check: cycle,
};
const CYCLE_CODE: Code = Code("needs-cycle");

/// The needs of a job, those of its rules included.
fn needs(job: &Job) -> impl Iterator<Item = &Need> {
    let of_rules = job.rules.iter().filter_map(|rule| rule.needs.as_deref());
    job.needs.as_deref().into_iter().chain(of_rules).flatten()
}

/// Where the job of that name stands among the jobs.
pub(crate) fn position(pipeline: &Pipeline, name: &str) -> Option<usize> {
    pipeline.jobs.iter().position(|job| same(pipeline, &job.id, name))
}

/// Where the jobs stand, by their names: of thousands of needs each is found at once.
pub(crate) struct Places<'a> {
    pipeline: &'a Pipeline,
    places: HashMap<Cow<'a, str>, usize>,
}

impl<'a> Places<'a> {
    pub fn of(pipeline: &'a Pipeline) -> Self {
        let mut places = HashMap::new();
        for (at, job) in pipeline.jobs.iter().enumerate() {
            places.entry(key(pipeline, &job.id.value)).or_insert(at);
        }
        Self { pipeline, places }
    }

    /// Where the job of that name stands among the jobs.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.places.get(&key(self.pipeline, name)).copied()
    }
}

fn key<'a>(pipeline: &Pipeline, name: &'a str) -> Cow<'a, str> {
    match pipeline.dialect.ignores_case() {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// Whether a name is that of one copy of a job that is multiplied: `test: [linux, 22]` or `test 1/3`.
fn is_copy(places: &Places<'_>, name: &str) -> bool {
    let numbered = || {
        let (base, number) = name.rsplit_once(' ')?;
        let (at, of) = number.split_once('/')?;
        (at.parse::<u32>().is_ok() && of.parse::<u32>().is_ok()).then_some(base.len())
    };
    let valued =
        || name.strip_suffix(']').and_then(|name| name.split_once(": [")).map(|(base, _)| base.len());
    let base = valued().or_else(numbered).map(|length| &name[..length]);
    let job = base.and_then(|base| Some(&places.pipeline.jobs[places.get(base)?]));
    job.is_some_and(|job| job.strategy.is_some())
}

fn same(pipeline: &Pipeline, a: &str, b: &str) -> bool {
    a == b || pipeline.dialect.ignores_case() && a.eq_ignore_ascii_case(b)
}

fn unknown(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    if pipeline.partial {
        return;
    }
    let places = Places::of(pipeline);
    for job in &pipeline.jobs {
        let missing = needs(job).filter(|need| !need.optional && !need.job.is_empty());
        let missing = missing.filter(|need| places.get(&need.job).is_none());
        for need in missing.filter(|need| !is_copy(&places, &need.job)) {
            let (id, name) = (&job.id.value, &need.job.value);
            let message = format!("job `{id}` needs `{name}`, which does not exist");
            let others = pipeline.jobs.iter().map(|job| job.id.as_str()).filter(|other| other != id);
            let finding = Diagnostic::error(UNKNOWN_CODE, need.job.span, message);
            findings.push(match did_you_mean(name, others.clone()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")).fix(need.job.span, near),
                None if others.clone().next().is_none() => {
                    finding.help("there is no other job: remove the need")
                }
                None => finding.help(format!("the other jobs are {}", others.collect::<Vec<_>>().join(", "))),
            });
        }
    }
}

fn twice(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for job in &pipeline.jobs {
        let needs = job.needs.as_deref().unwrap_or_default();
        for (at, need) in needs.iter().enumerate() {
            let equal =
                |earlier: &&Need| same(pipeline, &earlier.job, &need.job) && earlier.legs == need.legs;
            let Some(first) = needs[..at].iter().find(equal) else { continue };
            let message = format!("job `{}` needs `{}` twice", job.id.value, need.job.value);
            let finding = Diagnostic::warning(TWICE_CODE, need.job.span, message);
            findings.push(finding.label(first.job.span, "first here").help("remove one of them"));
        }
    }
}

fn cycle(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    let mut graph = DiGraphMap::<usize, ()>::new();
    let places = Places::of(pipeline);
    let edges: Vec<_> =
        pipeline.jobs.iter().enumerate().flat_map(|(at, job)| edges(&places, at, job)).collect();
    for (from, to, _) in &edges {
        graph.add_edge(*from, *to, ());
    }
    let circles = tarjan_scc(&graph);
    let circle_of: HashMap<usize, usize> = circles
        .iter()
        .enumerate()
        .flat_map(|(at, circle)| circle.iter().map(move |job| (*job, at)))
        .collect();
    let mut round = false;
    for (from, to, need) in edges {
        let (job, other) = (&pipeline.jobs[from].id, &pipeline.jobs[to].id);
        if from == to {
            let message = format!("job `{}` needs itself", job.value);
            findings.push(Diagnostic::error(CYCLE_CODE, need.job.span, message).help("remove the need"));
        } else if circle_of.get(&from) == circle_of.get(&to) {
            let message =
                format!("job `{}` needs `{}`, which in turn waits for `{0}`", job.value, other.value);
            let finding = Diagnostic::error(CYCLE_CODE, need.job.span, message);
            findings.push(
                finding.label(other.span, "it waits here").help("remove one of the needs of the circle"),
            );
        } else {
            continue;
        }
        round = true;
    }
    let waits = |job: &Job| needs(job).next().is_some();
    if let Some(first) = pipeline.jobs.first().filter(|_| round && pipeline.jobs.iter().all(waits)) {
        let message = "every job waits for another, so that none can start";
        findings.push(Diagnostic::error(CYCLE_CODE, first.id.span, message).help("let one job need nothing"));
    }
}

/// From which job to which, and the need that says so.
fn edges<'a>(places: &Places<'_>, at: usize, job: &'a Job) -> Vec<(usize, usize, &'a Need)> {
    let needs = job.needs.as_deref().into_iter().flatten();
    needs.filter_map(|need| Some((at, places.get(&need.job)?, need))).collect()
}
