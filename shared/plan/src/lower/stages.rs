//! Stages: what they need, and when they run.

use super::{Lowering, jobs, steps};
use crate::rules::{ABSENT_NEED, CYCLE};
use crate::scope::Known;
use crate::{Stage, graph};
use diag::{Diagnostic, did_you_mean};
use indexmap::IndexMap;
use ir::{Env, EnvEntry, Stages};

impl Lowering<'_> {
    /// The stages; one that does not say what it needs waits for the one before it. Needs that cannot be met are findings,
    /// and left out.
    pub(super) fn stages(&mut self, scope: &Known<'_>) -> Vec<Stage> {
        let written = &self.pipeline.stages;
        let mut stages = Vec::new();
        for (at, stage) in written.iter().enumerate() {
            let needs = match &stage.needs {
                Some(needs) => self.known(needs),
                None => {
                    at.checked_sub(1).map(|before| written[before].name.value.clone()).into_iter().collect()
                }
            };
            stages.push(Stage {
                name: stage.name.value.clone(),
                title: stage.title.clone(),
                needs,
                gate: steps::condition(stage.condition.as_ref()),
                env: self.stage_env(&stage.env, scope),
                fail_fast: stage.fail_fast,
            });
        }
        if self.setting.conventions.stages == Stages::Graph {
            self.untangle(&mut stages);
        }
        stages
    }

    fn known(&mut self, needs: &[ir::Spanned<String>]) -> Vec<String> {
        let names = || self.pipeline.stages.iter().map(|stage| stage.name.value.as_str());
        let mut known = Vec::new();
        let mut findings = Vec::new();
        for need in needs {
            if names().any(|name| name == need.value) {
                known.push(need.value.clone());
                continue;
            }
            let message = format!("the stage \"{}\" does not exist", need.value);
            let finding = Diagnostic::error(ABSENT_NEED, need.span, message);
            findings.push(match did_you_mean(&need.value, names()) {
                Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                None => finding,
            });
        }
        self.findings.extend(findings);
        known
    }

    fn stage_env(&mut self, env: &Env, scope: &Known<'_>) -> Vec<EnvEntry> {
        match env {
            Env::List(entries) => entries.clone(),
            Env::Computed(template) => jobs::computed_env(template, scope).unwrap_or_else(|finding| {
                self.findings.push(*finding);
                Vec::new()
            }),
        }
    }

    /// Stages that wait for each other are a finding, and wait no more.
    fn untangle(&mut self, stages: &mut [Stage]) {
        let needs: IndexMap<String, Vec<String>> =
            stages.iter().map(|stage| (stage.name.clone(), stage.needs.clone())).collect();
        let needs: IndexMap<&str, Vec<&str>> = needs
            .iter()
            .map(|(name, needs)| (name.as_str(), needs.iter().map(String::as_str).collect()))
            .collect();
        for group in graph::cycles(&needs) {
            let first = self.pipeline.stages.iter().find(|stage| stage.name.value == group[0]);
            let span = first.map_or(self.pipeline.span, |stage| stage.name.span);
            let message = format!("these stages wait for each other: {}", group.join(", "));
            self.findings.push(Diagnostic::error(CYCLE, span, message).help("remove one of their needs"));
            for stage in stages.iter_mut().filter(|stage| group.contains(&stage.name.as_str())) {
                stage.needs.clear();
            }
        }
    }
}
