//! What a workflow calls: reusable workflows become part of it, local actions are asked what they take.

mod actions;
mod arguments;
mod rights;

use super::on::Interface;
use super::read;
use super::rules::CALL;
use super::uses::{self, Workflow};
use crate::{Loaded, Missing, Reading, Request};
use diag::{Diagnostic, Severity, Spanned, Text};
use ir::{Call, CallTarget, Permissions, Pipeline, Work};
use std::sync::Arc;

/// How many workflows may call one another, the first included.
const DEEPEST: usize = 10;
/// How many calls one run may have; each brings jobs of its own.
const MOST: usize = 1000;

/// Brings all that a workflow calls, and checks how it is called.
pub(super) fn resolve(reading: &mut Reading<'_>, pipeline: &mut Pipeline) {
    actions::check(reading, pipeline);
    let mut found = Vec::new();
    Calls { reading, chain: Vec::new(), count: 0 }.pipeline(pipeline, &Origin::Here, None, &mut found);
    reading.diagnostics.extend(found);
}

/// In which repository a workflow stands: `./` in it means that one.
#[derive(Clone)]
enum Origin {
    Here,
    Elsewhere { project: String, revision: String },
}

struct Calls<'a, 'b> {
    reading: &'a mut Reading<'b>,
    /// The workflows being read, each called by the one before.
    chain: Vec<String>,
    /// Calls so far.
    count: usize,
}

impl Calls<'_, '_> {
    /// Resolves the calls of a workflow whose token may do no more than `limit`.
    fn pipeline(
        &mut self,
        pipeline: &mut Pipeline,
        origin: &Origin,
        limit: Option<&Permissions>,
        found: &mut Vec<Diagnostic>,
    ) {
        let of_all = pipeline.permissions.clone().or_else(|| limit.cloned());
        for job in &mut pipeline.jobs {
            let rights = job.permissions.clone().or_else(|| of_all.clone());
            let Work::Call(call) = &mut job.work else { continue };
            let CallTarget::Missing { reference } = call.target.clone() else { continue };
            if let Some(called) = self.call(&reference, origin, &job.id, call, rights.as_ref(), found) {
                call.target = CallTarget::Read { reference, pipeline: Arc::new(called) };
            }
        }
    }

    fn call(
        &mut self,
        reference: &Text,
        origin: &Origin,
        job: &Spanned<String>,
        call: &Call,
        rights: Option<&Permissions>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Pipeline> {
        let (file, origin) = self.load(reference, origin, found)?;
        let error = |message: String| Diagnostic::error(CALL, reference.span(), message);
        if self.chain.contains(&file.name) {
            found.push(error(format!("the workflow \"{}\" calls itself", file.name)));
            return None;
        }
        if self.chain.len() + 1 >= DEEPEST {
            found.push(error(format!("more than {DEEPEST} workflows call one another")));
            return None;
        }
        self.count += 1;
        if self.count > MOST {
            // Once is enough: the calls after this one are too many as well.
            if self.count == MOST + 1 {
                found.push(error(format!("more than {MOST} workflows are called")));
            }
            return None;
        }
        let source = self.reading.sources.add(file.name.as_str(), file.text.as_str());
        let (workflow, mut inside) = read::file(self.reading.sources, source);
        let Some(workflow) = workflow else {
            found.push(broken(reference, &inside));
            return None;
        };
        let Some(interface) = &workflow.triggers.call else {
            let finding = error(format!("the workflow \"{}\" is not meant to be called", file.name));
            found.push(finding.help("add the trigger \"workflow_call\" to its \"on\""));
            return None;
        };
        arguments::check(reference, call, interface, found);
        let mut called = workflow.pipeline;
        if let Some(rights) = rights {
            rights::check(job, reference, &called, rights, found);
        }
        self.chain.push(file.name);
        self.pipeline(&mut called, &origin, rights, &mut inside);
        self.chain.pop();
        if inside.iter().any(Diagnostic::is_error) {
            found.push(broken(reference, &inside));
        }
        Some(with_interface(called, interface))
    }

    /// Brings the file of a workflow; says so when it cannot be had.
    fn load(
        &self,
        reference: &Text,
        origin: &Origin,
        found: &mut Vec<Diagnostic>,
    ) -> Option<(Loaded, Origin)> {
        let (request, next) = match (uses::workflow(reference.as_str())?, origin) {
            (Workflow::Local(path), Origin::Here) => (Request::File { path }, Origin::Here),
            (Workflow::Local(path), Origin::Elsewhere { project, revision }) => {
                (Request::Project { project, path, revision: Some(revision) }, origin.clone())
            }
            (Workflow::Remote { project, path, revision }, _) => {
                let next = Origin::Elsewhere { project: project.to_owned(), revision: revision.to_owned() };
                (Request::Project { project, path, revision: Some(revision) }, next)
            }
        };
        match self.reading.loader.load(&request) {
            Ok(files) => files.into_iter().next().map(|file| (file, next)),
            Err(missing) => {
                found.extend(self.missing(reference, &request, &missing));
                None
            }
        }
    }

    /// A run needs the file; a check can do without one that stands elsewhere.
    fn missing(&self, reference: &Text, request: &Request<'_>, missing: &Missing) -> Option<Diagnostic> {
        let here = matches!(request, Request::File { .. });
        let severity = match missing {
            _ if self.reading.facts.is_some() => Severity::Error,
            Missing::Outside { .. } | Missing::Unreadable { .. } => Severity::Error,
            Missing::NotFound { .. } if here => Severity::Warning,
            Missing::NotFound { .. } | Missing::NoMirror { .. } => return None,
        };
        let finding = Diagnostic::new(severity, CALL, reference.span(), missing.to_string());
        Some(match missing {
            Missing::NoMirror { help, .. } => finding.help(help.clone()),
            _ => finding,
        })
    }
}

fn broken(reference: &Text, inside: &[Diagnostic]) -> Diagnostic {
    let message = format!("the workflow \"{}\" cannot be used", reference.as_str());
    let finding = Diagnostic::error(CALL, reference.span(), message);
    match inside.iter().find(|inside| inside.is_error()) {
        Some(first) => finding.label(first.primary.span, first.message.clone()),
        None => finding,
    }
}

/// A called workflow has the inputs of its `workflow_call`, whatever a person could give it.
fn with_interface(called: Pipeline, interface: &Interface) -> Pipeline {
    Pipeline { inputs: interface.inputs.clone(), ..called }
}
