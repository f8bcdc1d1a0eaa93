use super::select::Entry;
use crate::rules::ABSENT_NEED;
use crate::scope::Known;
use crate::{Need, Stage, StepWork, Work};
use diag::{Diagnostic, Span, did_you_mean};
use events::Skip;
use expr::Value;
use indexmap::IndexMap;
use ir::{EnvEntry, EnvKind, Job, Pipeline};
use std::collections::{HashMap, HashSet};

/// The jobs of a run, in the author's order, as far as the rules let them in; and why not the others.
pub(super) struct Members<'a> {
    pub(super) present: IndexMap<&'a str, (&'a Job, Entry)>,
    pub(super) absent: IndexMap<&'a str, Skip>,
    /// The place of each stage.
    pub(super) stages: HashMap<&'a str, usize>,
}

impl<'a> Members<'a> {
    pub(super) fn new(pipeline: &'a Pipeline) -> Self {
        let stages = pipeline.stages.iter().enumerate().map(|(at, stage)| (stage.name.value.as_str(), at));
        Self { present: IndexMap::new(), absent: IndexMap::new(), stages: stages.collect() }
    }

    /// What a job waits for. A need that is not in the run is a finding, unless it is optional.
    pub(super) fn needs_of(
        &self,
        job: &Job,
        entry: &Entry,
        graph: Option<&Vec<Stage>>,
        scope: &Known<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<Need> {
        let brought = |key: &str| {
            let asked =
                job.artifacts_from.as_ref().is_none_or(|from| from.iter().any(|from| from.value == key));
            asked && self.present.get(key).is_some_and(|(job, _)| leaves(job))
        };
        let by_stage = |key: &str| Need {
            key: key.to_owned(),
            legs: Vec::new(),
            artifacts: brought(key),
            by_stage: true,
        };
        let mut resolved: Vec<Need> = match graph {
            Some(stages) => self.before(job, stages).into_iter().map(by_stage).collect(),
            None => Vec::new(),
        };
        let Some(needs) = entry.needs.as_ref().or(job.needs.as_ref()) else {
            if graph.is_none() {
                resolved.extend(self.earlier(job).map(by_stage));
            }
            return resolved;
        };
        for need in needs {
            let key = need.job.value.as_str();
            if self.present.contains_key(key) {
                let artifacts = need.artifacts && brought(key);
                let legs = legs(need, scope);
                resolved.push(Need { key: key.to_owned(), legs, artifacts, by_stage: false });
            } else if !need.optional {
                findings.push(self.missing(job, need));
            }
        }
        resolved
    }

    /// The jobs of the stages that a job's stage needs; where such a stage has none, of those that it needs.
    fn before(&self, job: &Job, stages: &[Stage]) -> Vec<&'a str> {
        let named = |name: &str| stages.iter().find(|stage| stage.name == name);
        let mut open: Vec<&Stage> = job.stage.iter().filter_map(|stage| named(&stage.value)).collect();
        let (mut seen, mut found) = (HashSet::new(), Vec::new());
        while let Some(stage) = open.pop() {
            for need in stage.needs.iter().filter_map(|need| named(need)) {
                if !seen.insert(need.name.as_str()) {
                    continue;
                }
                let of_stage = |job: &Job| job.stage.as_ref().is_some_and(|stage| stage.value == need.name);
                let jobs = self.present.iter().filter(|(_, (job, _))| of_stage(job)).map(|(key, _)| *key);
                let before = found.len();
                found.extend(jobs);
                if found.len() == before {
                    open.push(need);
                }
            }
        }
        found
    }

    /// The jobs of earlier stages.
    fn earlier(&self, job: &Job) -> impl Iterator<Item = &'a str> {
        let at =
            |job: &Job| job.stage.as_ref().and_then(|stage| self.stages.get(stage.value.as_str()).copied());
        let own = at(job);
        self.present
            .iter()
            .filter(move |(_, (other, _))| own.is_some() && at(other) < own)
            .map(|(key, _)| *key)
    }

    fn missing(&self, job: &Job, need: &ir::Need) -> Diagnostic {
        let (name, key) = (&job.id.value, need.job.value.as_str());
        match self.absent.get(key) {
            Some(skip) => {
                let message = format!("\"{name}\" needs \"{key}\", which is not in this run: {skip}");
                let finding = Diagnostic::error(ABSENT_NEED, need.job.span, message);
                finding.help("make the need optional, or give both jobs the same rules")
            }
            None => {
                let message = format!("\"{name}\" needs \"{key}\", which does not exist");
                let finding = Diagnostic::error(ABSENT_NEED, need.job.span, message);
                match did_you_mean(key, self.present.keys().copied()) {
                    Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                    None => finding,
                }
            }
        }
    }
}

/// Whether a job leaves something for later ones.
fn leaves(job: &Job) -> bool {
    let kept = |step: &ir::Step| !step.artifacts.is_empty();
    match &job.work {
        ir::Work::Steps(steps) => !job.artifacts.is_empty() || steps.iter().any(kept),
        ir::Work::Call(_) | ir::Work::Spawn(_) => true,
    }
}

/// The copies that a need names.
fn legs(need: &ir::Need, scope: &Known<'_>) -> Vec<Value> {
    let one = |(name, value): &(diag::Spanned<String>, ir::Template)| {
        let text = value.render(scope).unwrap_or_else(|_| value.text().to_string());
        (name.value.clone(), Value::from(text))
    };
    need.legs.iter().map(|leg| Value::object(leg.iter().map(one))).collect()
}

/// Names the copies that a copy needs, now that its own values are known: they may be those of its own matrix.
pub(super) fn of_copy(copy: &mut crate::Job, written: &[ir::Need], scope: &Known<'_>) {
    let holes = |need: &&ir::Need| need.legs.iter().flatten().any(|(_, value)| value.as_literal().is_none());
    let Value::Object(matrix) = &copy.leg.matrix else { return };
    let layer: Vec<EnvEntry> = matrix
        .iter()
        .filter_map(|(name, value)| {
            let text = |text: &str| diag::Text::plain(text, Span::NOWHERE);
            let (name, value) = (diag::Spanned::new(name.to_owned(), Span::NOWHERE), text(value.as_str()?));
            Some(EnvEntry { name, value: ir::Template::literal(value), kind: EnvKind::Raw, prompt: None })
        })
        .collect();
    let scope = scope.with(&layer);
    // Both lists are in the author's order; those of absent jobs were left out.
    let mut written = written.iter();
    for own in &mut copy.needs {
        if let Some(need) = written.by_ref().find(|need| need.job.value == own.key).filter(holes) {
            own.legs = legs(need, &scope);
        }
    }
    let Work::Steps { steps } = &mut copy.work else { return };
    for step in steps {
        if let StepWork::BringArtifacts { from } = &mut step.work {
            *from = copy.needs.iter().filter(|need| need.artifacts).cloned().collect();
        }
    }
}
