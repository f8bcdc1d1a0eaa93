//! What the expressions of a composite action may refer to: it sees its own inputs and steps, and of the job only what
//! holds for every job. Secrets and the results of other jobs have to be handed in.

use super::{ActionInput, ActionOutput};
use crate::github::step::with_inner;
use diag::{Diagnostic, Severity};
use expr::{Availability, Dialect, Expr, Template, Type, Types, check, check_text};
use ir::{Action, Env, Step};

const PLACE: Availability = Availability {
    key: "runs.steps",
    contexts: &["env", "github", "inputs", "job", "matrix", "runner", "steps", "strategy"],
    functions: &["always", "cancelled", "failure", "hashFiles", "success"],
};

/// Checks the steps in order, each with the steps before it in sight, and then the outputs.
pub(super) fn find(inputs: &[ActionInput], steps: &[Step], outputs: &[ActionOutput]) -> Vec<Diagnostic> {
    let names = inputs.iter().map(|input| (input.name.as_str(), Type::String));
    let types = Types::of(Dialect::GitHub).with("inputs", Type::object(names)).at(&PLACE);
    let mut found = Vec::new();
    let mut known: Vec<(&str, Type)> = Vec::new();
    let in_sight = |known: &[(&str, Type)]| types.clone().with("steps", Type::object(known.iter().cloned()));
    for step in steps {
        let types = in_sight(&known);
        for step in with_inner(step) {
            templates(step, &mut |template| found.extend(check_text(template, &types)));
            let condition = step.condition.as_ref().map(|condition: &Expr| check(condition, &types).1);
            found.extend(condition.unwrap_or_default());
            known.extend(step.id.as_ref().map(|id| (id.as_str(), result())));
        }
    }
    let types = in_sight(&known);
    let values = outputs.iter().filter_map(|output| output.value.as_ref());
    values.for_each(|value| found.extend(check_text(value, &types)));
    // GitHub reads these only when a workflow uses the action, and takes a name that leads nowhere for nothing.
    found
        .into_iter()
        .map(|finding| Diagnostic { severity: finding.severity.max(Severity::Warning), ..finding })
        .collect()
}

/// What is known of a step before it runs.
fn result() -> Type {
    Type::object([
        ("outputs", Type::map(Type::String)),
        ("outcome", Type::String),
        ("conclusion", Type::String),
    ])
}

fn templates(step: &Step, visit: &mut dyn FnMut(&Template)) {
    let own = [&step.name, &step.continue_on_error, &step.timeout];
    own.into_iter().flatten().for_each(&mut *visit);
    if let Env::List(entries) = &step.env {
        entries.iter().for_each(|entry| visit(&entry.value));
    }
    match &step.action {
        Action::Run(script) => script.lines.iter().chain(&script.directory).for_each(visit),
        Action::Uses { with, .. } | Action::Builtin { with, .. } => {
            with.iter().for_each(|(_, value)| visit(value))
        }
        Action::Wait { .. } | Action::Cancel { .. } | Action::Program(_) => {}
        Action::Parallel(steps) | Action::Group(steps) => {
            steps.iter().for_each(|step| templates(step, visit))
        }
    }
}
