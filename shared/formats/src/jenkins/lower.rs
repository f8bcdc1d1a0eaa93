//! From a [`Model`] to the IR: a stage at the top is a stage, each stage with steps a job of it, and what stands around
//! a stage (variables, conditions, agents) holds for its jobs.
mod agent;
mod branches;
mod compose;
mod inputs;
mod job;
mod matrix;
mod post;
mod simple;
mod steps;
mod triggers;
mod variables;

pub(super) use job::asking;

use super::model::{Agent, Model, Stage, Symbol, Work};
use compose::Source;
use diag::{Diagnostic, Spanned, Text};
use expr::{Dialect, Expr, Template};
use groovy::Place;
use ir::{Beginning, Concurrency, Need, Pipeline, Workspace};
use std::collections::HashSet;

/// How many jobs a pipeline may become.
const JOBS: usize = 20_000;

/// The stage that brings the sources, as Jenkins calls it.
const CHECKOUT: &str = "Declarative: Checkout SCM";

/// The stage of what is done at the end, as Jenkins calls it.
const POST: &str = "Declarative: Post Actions";

pub(super) struct Lower<'m, 'a> {
    source: Source<'m, 'a>,
    model: &'m Model<'a>,
    /// Scripts set variables that later stages see: then each step must look.
    stateful: bool,
    pipeline: Pipeline,
    ids: HashSet<String>,
    /// How many steps keep files.
    archives: usize,
    /// How many steps are programs.
    programs: usize,
    asked: inputs::Asked<'a>,
    pub findings: Vec<Diagnostic>,
}

/// What stands around a stage.
#[derive(Clone)]
struct Around<'m, 'a> {
    /// The names of the stages around, outermost first.
    path: Vec<String>,
    /// The stage at the top.
    stage: String,
    agent: Option<&'m Agent<'a>>,
    workspace: Workspace,
    begins_with: Beginning,
    /// The sources have yet to be brought to the agent.
    fresh: bool,
    environments: Vec<Place>,
    variables: Vec<&'m super::model::Variable<'a>>,
    axes: Vec<(String, String)>,
    /// Conditions of stages between the top and here.
    whens: Vec<Place>,
    depth: u32,
}

impl<'m, 'a> Lower<'m, 'a> {
    pub fn new(text: &'m Text, model: &'m Model<'a>) -> Self {
        let source = Source::new(text, model);
        let stateful = source.is_stateful();
        let pipeline = Pipeline::empty(model.at.span(text), Dialect::Jenkins);
        Self {
            source,
            model,
            stateful,
            pipeline,
            ids: HashSet::new(),
            archives: 0,
            programs: 0,
            asked: inputs::Asked::of(&model.stages, &model.post),
            findings: Vec::new(),
        }
    }

    pub fn pipeline(mut self) -> (Pipeline, Vec<Diagnostic>) {
        self.pipeline.inputs = self.inputs();
        self.pipeline.triggers = self.triggers();
        self.pipeline.concurrency = self.concurrency();
        let mut around = Around {
            path: Vec::new(),
            stage: String::new(),
            agent: self.model.agent.as_ref(),
            workspace: Workspace::Own,
            begins_with: Beginning::Sources,
            fresh: false,
            environments: self.model.environment.iter().map(|section| section.at).collect(),
            variables: self.model.environment.iter().flat_map(|section| &section.entries).collect(),
            axes: Vec::new(),
            whens: Vec::new(),
            depth: 0,
        };
        if self.model.agent.as_ref().is_some_and(|agent| agent.kind != "none") {
            let custom = self.model.agent.as_ref().and_then(|agent| agent.field("customWorkspace"));
            around.workspace = match custom {
                Some(place) => self.custom_workspace(place),
                None => Workspace::Shared("agent".to_owned()),
            };
            around.fresh = !skips_checkout(&self.model.options);
            around.begins_with = self.beginning(around.fresh, self.model.at);
            let first = self.model.stages.first();
            if around.fresh && !first.is_some_and(|first| is_plain(first)) {
                self.checkout_stage(&around);
                around.fresh = false;
            }
        }
        for stage in &self.model.stages {
            self.top(stage, &around);
            around.fresh = false;
        }
        self.final_post(&around);
        (self.pipeline, self.findings)
    }

    /// Whether a newer run waits for the one that runs.
    fn concurrency(&self) -> Option<Concurrency> {
        let option =
            self.model.options.iter().find(|option| &*option.name.text == "disableConcurrentBuilds")?;
        let cancels = option
            .call
            .args
            .iter()
            .any(|arg| arg.name() == Some("abortPrevious") && self.source.slice(arg.value.at) == "true");
        Some(Concurrency {
            span: self.source.span(option.at),
            group: compose::literal("pipeline"),
            cancel_running: cancels.then(|| compose::literal("true")),
            queue_all: true,
        })
    }

    fn top(&mut self, stage: &'m Stage<'a>, around: &Around<'m, 'a>) {
        let name = self.unique(&stage.name);
        let mut around = Around { stage: name.clone(), ..around.clone() };
        let fail_fast = stage.fail_fast
            || self.option("parallelsAlwaysFailFast").is_some()
            || branches::of(&stage.work).is_some_and(branches::fails_fast)
            || matches!(&stage.work, Work::Stages(stages) if stages.iter().any(|stage| stage.fail_fast));
        let mut written = ir::Stage::named(Spanned::new(name, self.source.span(stage.name_at)));
        written.span = self.source.span(stage.at);
        written.fail_fast = fail_fast;
        let entered = self.enter(stage, &around);
        let leaf = is_leaf(&stage.work);
        let whens = stage.when.iter().map(|when| when.at);
        // What runs steps to decide is decided on the stage's machine.
        let whens = whens.filter(|when| !(leaf && self.is_late(*when, &entered))).collect();
        written.condition = self.condition(whens, &entered);
        self.pipeline.stages.push(written);
        around.whens.clear();
        self.node(stage, &around, &[], true);
    }

    /// The jobs of a stage; which of them what comes after waits for.
    fn node(
        &mut self,
        stage: &'m Stage<'a>,
        around: &Around<'m, 'a>,
        before: &[String],
        top: bool,
    ) -> Vec<String> {
        let mut inner = self.enter(stage, around);
        if !top {
            inner.whens.extend(stage.when.iter().map(|when| when.at));
        }
        let first = self.pipeline.jobs.len();
        let mut before = before.to_vec();
        if inner.fresh && !is_leaf(&stage.work) && !self.starts_plainly(&stage.work) {
            before = vec![self.checkout_job(&inner, &before)];
            inner.fresh = false;
        }
        let exits = match &stage.work {
            Work::Steps(_) if branches::of(&stage.work).is_some() => self.branches(stage, &inner, &before),
            Work::Steps(steps) => vec![self.leaf(stage, steps, &inner, &before)],
            Work::Stages(stages) => self.sequence(stages, &inner, before),
            Work::Parallel(branches) => {
                let exits = branches.iter().flat_map(|branch| self.node(branch, &inner, &before, false));
                exits.collect()
            }
            Work::Matrix(matrix) => self.cells(matrix, &inner, &before),
            Work::Nothing => before,
        };
        if stage.post.is_empty() || is_leaf(&stage.work) {
            return exits;
        }
        let all = self.pipeline.jobs[first..].iter().map(|job| job.id.value.clone()).collect();
        vec![self.group_post(stage, &inner, all)].into_iter().chain(exits).collect()
    }

    fn sequence(
        &mut self,
        stages: &'m [Stage<'a>],
        around: &Around<'m, 'a>,
        mut before: Vec<String>,
    ) -> Vec<String> {
        let mut around = around.clone();
        for stage in stages {
            before = self.node(stage, &around, &before, false);
            around.fresh = false;
        }
        before
    }

    /// What stands around the inside of a stage.
    fn enter(&self, stage: &'m Stage<'a>, around: &Around<'m, 'a>) -> Around<'m, 'a> {
        let mut inner = around.clone();
        if !stage.name.is_empty() {
            inner.path.push(stage.name.clone());
        }
        inner.depth += 1;
        if let Some(agent) = &stage.agent {
            let leaf = is_leaf(&stage.work);
            let runs = agent.kind != "none";
            inner.workspace = match (agent.field("customWorkspace"), runs && !leaf) {
                (Some(place), _) if runs => self.custom_workspace(place),
                (_, true) => Workspace::Shared(inner.path.join(" / ")),
                (_, false) => Workspace::Own,
            };
            inner.fresh = runs && !skips_checkout(&stage.options) && !skips_checkout(&self.model.options);
            if runs {
                inner.begins_with = self.beginning(inner.fresh, stage.at);
            }
            inner.agent = Some(agent);
        } else if skips_checkout(&stage.options) && matches!(stage.work, Work::Steps(..)) {
            inner.fresh = false;
        }
        if let Some(environment) = &stage.environment {
            inner.environments.push(environment.at);
            inner.variables.extend(&environment.entries);
        }
        inner
    }

    /// The folder that all agents share which name it.
    fn custom_workspace(&self, place: &groovy::ast::Expr) -> Workspace {
        Workspace::Shared(format!("workspace {}", self.source.slice(place.at).trim_matches(['\'', '"'])))
    }

    /// What a new folder holds, where the code at `place` works in it.
    fn beginning(&self, fresh: bool, place: Place) -> Beginning {
        match fresh || self.source.brings_sources(place) {
            true => Beginning::Sources,
            false => Beginning::Nothing,
        }
    }

    /// Whether a group's first job is one that surely runs.
    fn starts_plainly(&self, work: &Work<'_>) -> bool {
        matches!(work, Work::Stages(stages) if stages.first().is_some_and(is_plain))
    }

    /// A condition made of sections of `when`, if there are any.
    fn condition(&mut self, whens: Vec<Place>, around: &Around<'m, 'a>) -> Option<Expr> {
        let unstable = self.option("skipStagesAfterUnstable").is_some();
        if whens.is_empty() && !unstable {
            return None;
        }
        let text = self.source.condition(&whens, around, unstable);
        match Expr::parse(&text, Dialect::Jenkins) {
            Ok(expr) => Some(expr),
            Err(problems) => {
                self.findings.extend(problems);
                None
            }
        }
    }

    /// Whether only the machine of a stage can decide on its conditions: they run steps, or look at secrets.
    fn is_late(&self, when: Place, around: &Around<'m, 'a>) -> bool {
        self.source.runs_steps(when) || self.source.looks_at_secrets(when, &around.variables)
    }

    fn option(&self, name: &str) -> Option<&'m Symbol<'a>> {
        self.model.options.iter().find(|option| &*option.name.text == name)
    }

    /// A name that no job and no stage has yet.
    fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        let mut number = 2;
        while !self.ids.insert(unique.clone()) {
            unique = format!("{name} ({number})");
            number += 1;
        }
        unique
    }

    fn needs(&self, before: &[String], place: Place) -> Vec<Need> {
        let need = |id: &String| Need {
            job: Spanned::new(id.clone(), self.source.span(place)),
            optional: false,
            artifacts: false,
            legs: Vec::new(),
        };
        before.iter().map(need).collect()
    }

    /// A value of the script as a template.
    fn template(&mut self, value: &groovy::ast::Expr) -> Template {
        match self.source.value(value) {
            Ok(template) => template,
            Err(problems) => {
                self.findings.extend(problems);
                compose::literal(self.source.slice(value.at))
            }
        }
    }
}

/// Whether it is one job.
fn is_leaf(work: &Work<'_>) -> bool {
    matches!(work, Work::Steps(_)) && branches::of(work).is_none()
}

/// Whether a stage has steps on the agent around it, whatever happens.
fn is_plain(stage: &Stage<'_>) -> bool {
    stage.agent.is_none() && stage.when.is_none() && is_leaf(&stage.work) && !skips_checkout(&stage.options)
}

fn skips_checkout(options: &[Symbol<'_>]) -> bool {
    options.iter().any(|option| {
        let on = option
            .call
            .args
            .first()
            .is_none_or(|arg| !matches!(arg.value.kind, groovy::ast::ExprKind::Bool(false)));
        &*option.name.text == "skipDefaultCheckout" && on
    })
}
