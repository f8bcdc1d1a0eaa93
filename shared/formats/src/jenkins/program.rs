//! Steps and scripts of a stage, run by replay: each is asked for its next command with the results of those before
//! (see [`ir::ProgramCall`]). The text holds what stands around the pipeline, then a section as it is written.
mod around;
mod blocks;
mod commands;
mod credentials;
mod files;
mod given;
mod input;
mod keep;
mod steps;

pub(super) use commands::shell;
pub(super) use given::seconds;

use expr::{Build, EvalError, Scope, Value};
use groovy::ast::{Block, Statement, StatementKind};
use groovy::run::Scope as Variables;
use groovy::{Interpreter, Place, Script, Stop, Value as Groovy};
use ir::{ProgramCall, ProgramStep};
use std::rc::Rc;
use steps::Steps;

/// The sections that a program may be.
const SECTIONS: &[&str] = &["steps", "when"];

/// The variable that tells the steps of a job that its stage is left out.
pub(super) const SKIPPED: &str = "STAGE_SKIPPED";

/// A program's next command.
pub(super) fn next(call: &ProgramCall) -> ProgramStep {
    let script = match groovy::parse(call.text.as_str()) {
        Ok(script) => script,
        Err(problem) => return failed(problem.message, None),
    };
    let scope = Around { call };
    let build = Build::new(&scope);
    let steps = Steps::new(call, &build, libraries(&script));
    let mut interpreter = Interpreter::new(&steps);
    let root = Variables::root();
    let result = run(&script, &steps, &mut interpreter, &root);
    match result {
        Ok(before) => {
            let (env, outputs) = steps.left(&before, &root, &interpreter);
            ProgramStep::Done { env, outputs }
        }
        Err(Stop::Halt) => match steps.pending() {
            Some(step) => ProgramStep::Run(Box::new(step)),
            None => failed("it waits for nothing".to_owned(), None),
        },
        Err(Stop::Throw(thrown)) if &*thrown.class == "AbortException" => {
            failed(thrown.message.clone(), None)
        }
        Err(Stop::Throw(thrown)) => {
            failed(format!("{}: {}", thrown.class, thrown.message), Some((thrown.at, call.text.as_str())))
        }
        Err(Stop::Fail(problem)) => failed(problem.message, Some((problem.at, call.text.as_str()))),
        Err(Stop::Return(_) | Stop::Break | Stop::Continue) => {
            ProgramStep::Done { env: Vec::new(), outputs: Vec::new() }
        }
    }
}

fn failed(message: String, place: Option<(Place, &str)>) -> ProgramStep {
    let source =
        place.map(|(at, text)| at.slice(text).lines().next().unwrap_or_default()).unwrap_or_default();
    let message = if source.is_empty() { message } else { format!("{message}, in: {source}") };
    ProgramStep::Failed { message, line: None }
}

/// Variables of the script and their values.
type Values = Vec<(std::sync::Arc<str>, Groovy)>;

/// Runs the definitions, then the section; the values that variables had in between.
fn run(
    script: &Script,
    steps: &Steps<'_>,
    interpreter: &mut Interpreter<'_>,
    root: &Rc<Variables>,
) -> Result<Values, Stop> {
    interpreter.define(&script.statements);
    let mut before = Vec::new();
    for statement in &script.statements {
        if let Some((name, body)) = section(statement) {
            if super::declare::ENDS.contains(&name) {
                steps.build.finish();
            }
            steps.build.restore(root);
            before = root.own().into_iter().map(|(name, value)| (name, keep::copy(&value))).collect();
            if name == "when" {
                if !steps.build.when(body, interpreter, &root.inner())? {
                    steps.skip()?;
                }
            } else {
                interpreter.statements(body, &root.inner())?;
            }
        } else {
            interpreter.statements(&vec![statement.clone()], root)?;
        }
    }
    Ok(before)
}

/// The statements of a section: of `steps { }`, or of a condition of `post { }`.
fn section(statement: &Statement) -> Option<(&str, &Block)> {
    let StatementKind::Expr(expr) = &statement.kind else { return None };
    let call = expr.as_call()?;
    let name = &*call.function()?.text;
    let known = SECTIONS.contains(&name) || super::declare::ENDS.contains(&name);
    let (closure, _) = call.block.as_ref().filter(|_| known)?;
    Some((name, &closure.body))
}

/// The shared libraries that a script asks for.
fn libraries(script: &Script) -> Vec<String> {
    let annotations = script.statements.iter().flat_map(|statement| &statement.annotations);
    let libraries = annotations.filter(|annotation| &*annotation.name.text == "Library");
    libraries.flat_map(|library| &library.args).flat_map(|arg| super::declare::texts(&arg.value)).collect()
}

/// What a program sees.
struct Around<'a> {
    call: &'a ProgramCall,
}

impl Scope for Around<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        match name {
            "env" => None,
            _ => self.call.contexts.get(name).cloned(),
        }
    }

    fn call(&self, function: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        let Some(Value::Object(job)) = self.call.contexts.get("job") else { return None };
        let status = job.get_exact("status").and_then(Value::as_str)?;
        Some(Ok(Value::Bool(function == status)))
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.call.env.get(name).map(|value| Value::from(value.as_str()))
    }
}
