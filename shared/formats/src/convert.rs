//! From the words of one language to those of another.
//!
//! What expressions mean is understood in no dialect ([`term`]) and said again in the other; what a language says by
//! steps another one may say by the job, and the other way round. What has no counterpart is told at its place.

mod abilities;
mod actions;
mod commands;
mod computed;
mod expanded;
mod fact;
mod files;
mod inline;
mod job;
pub mod losses;
mod machine;
mod matrix;
mod order;
mod script;
mod select;
pub(crate) mod speech;
mod spoken;
mod steps;
mod term;
pub(crate) mod test;
mod text;
mod triggers;

pub use expanded::expanded;
pub(crate) use speech::jenkins::{groovy, lines as when_lines};
pub(crate) use speech::understand;
pub(crate) use term::{Status, Term};
pub(crate) use text::identifier;

use crate::{Format, Writing};
use abilities::Abilities;
use expr::{Dialect, Template};
use indexmap::{IndexMap, IndexSet};
use ir::{EnvEntry, EnvKind, Event, Pipeline, Stages};
use std::collections::HashMap;

/// A conversion, while it goes on.
struct Translation<'w, 'a> {
    from: Dialect,
    to: Dialect,
    /// The language to write.
    format: &'static Format,
    /// What the source's language can say, and the other one.
    was: Abilities,
    can: Abilities,
    writing: &'w mut Writing<'a>,
    /// The source's variables: the pipeline's, and those of the job at hand.
    pipeline_env: Vec<EnvEntry>,
    job_env: Vec<EnvEntry>,
    /// The names of the job's matrix that are variables in the source.
    axes: Vec<String>,
    /// Its matrix is computed, so that any name may be one of it.
    open_matrix: bool,
    /// Other names that the scripts of the job find set.
    own_names: Vec<String>,
    /// Globs of files without whose change no job runs.
    shared_files: Option<Vec<String>>,
    /// The ids of the job's steps.
    own_steps: Vec<String>,
    /// All scripts of the job, to see what they set themselves.
    all_scripts: String,
    /// Variables that the job's scripts need, with their values.
    wanted: IndexMap<String, String>,
    /// Secrets that the job's texts need.
    secrets: IndexSet<String>,
    /// Outputs that the job's texts use: of its own steps, and of the jobs it needs.
    step_outputs: IndexSet<(String, String)>,
    need_outputs: IndexSet<(String, String)>,
    /// What the jobs are called in the other language.
    ids: HashMap<String, String>,
    /// Where outputs of jobs are those of their steps: by job and name, `step.name`.
    outputs: HashMap<(String, String), String>,
}

/// A pipeline in the words of another language. What cannot be said there is told.
pub fn translate(pipeline: &Pipeline, to: &'static Format, writing: &mut Writing<'_>) -> Pipeline {
    let whole;
    let pipeline = match pipeline.partial {
        true => {
            whole = order::without_unknown(pipeline, writing);
            &whole
        }
        false => pipeline,
    };
    if writing.from.dialect == to.dialect {
        return pipeline.clone();
    }
    let from = writing.from.dialect;
    let flattened;
    let pipeline = match writing.from.conventions.stages {
        Stages::Graph => {
            let can = abilities::of(to.dialect);
            let written_out = computed::written_out(pipeline, can.inputs);
            flattened = order::flattened(&written_out, can.stages);
            &flattened
        }
        Stages::Barrier => pipeline,
    };
    let prepared;
    let pipeline = match from {
        Dialect::Azure => {
            prepared = spoken::through_files(pipeline, writing);
            &prepared
        }
        // Our own language has such actions too.
        Dialect::GitHub if to.dialect != Dialect::Native => {
            prepared = inline::inlined(pipeline, writing);
            &prepared
        }
        _ => pipeline,
    };
    let mut translation = Translation {
        from,
        to: to.dialect,
        format: to,
        was: abilities::of(from),
        can: abilities::of(to.dialect),
        writing,
        pipeline_env: pipeline.env.entries().to_vec(),
        job_env: Vec::new(),
        axes: Vec::new(),
        open_matrix: false,
        own_names: Vec::new(),
        own_steps: Vec::new(),
        shared_files: None,
        all_scripts: String::new(),
        wanted: IndexMap::new(),
        secrets: IndexSet::new(),
        step_outputs: IndexSet::new(),
        need_outputs: IndexSet::new(),
        ids: job::ids(pipeline, to.dialect),
        outputs: job::outputs_of_steps(pipeline, to.dialect),
    };
    translation.pipeline(pipeline)
}

impl Translation<'_, '_> {
    fn pipeline(&mut self, source: &Pipeline) -> Pipeline {
        let mut out = source.clone();
        out.dialect = self.to;
        self.some_text(&mut out.name);
        self.some_text(&mut out.run_name);
        self.env(&mut out.env);
        if let Some(concurrency) = &mut out.concurrency {
            concurrency.group = self.text(&concurrency.group.clone());
            self.some_text(&mut concurrency.cancel_running);
        }
        for notification in &mut out.notifications {
            notification.target = self.text(&notification.target.clone());
        }
        for output in &mut out.outputs {
            output.value = self.text(&output.value.clone());
        }
        if self.from == Dialect::Azure {
            // Anybody may start any pipeline there, which nobody writes.
            out.triggers.retain(|trigger| trigger.event != Event::Api);
        }
        self.inputs(&mut out);
        self.order(source, &mut out);
        for (at, job) in source.jobs.iter().enumerate() {
            let translated = self.job(source, job, out.jobs[at].clone());
            out.jobs[at] = translated;
        }
        self.select(source, &mut out);
        self.share_outputs(&mut out);
        out
    }

    /// What a variable of the matrix is, where variables and the matrix are two things.
    fn placed(&self, term: &Term) -> Term {
        match term {
            Term::Variable(name) if self.axes.contains(name) => Term::Matrix(name.clone()),
            Term::Variable(name)
                if self.open_matrix && !name.contains('.') && self.value_of(name).is_none() =>
            {
                Term::Matrix(name.clone())
            }
            // An output of a step of the same job is a variable in some languages.
            Term::Variable(name) if self.from == Dialect::Azure => match name.split_once('.') {
                Some((step, output)) if self.own_steps.iter().any(|own| own == step) => {
                    Term::StepOutput(step.to_owned(), output.to_owned())
                }
                _ => term.clone(),
            },
            other => other.clone(),
        }
    }

    /// The value of a variable that the source defines.
    fn value_of(&self, name: &str) -> Option<Template> {
        let mut all = self.job_env.iter().rev().chain(self.pipeline_env.iter().rev());
        let entry = all.find(|entry| entry.name.value == name && entry.kind != EnvKind::Secret)?;
        Some(entry.value.clone())
    }
}
