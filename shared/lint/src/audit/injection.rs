//! Values that are put into scripts before a shell reads them.

use super::scene::{Findings, Scene, action_name};
use super::values::{self, Trust};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Span};
use expr::ast::{Call, Node};
use expr::{Expr, Template};
use ir::{Action, Job, Step};

/// A value becomes a part of a script.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a value that others may choose is put into a script",
        page: "An expression in a script is filled in before the shell reads it. Whoever opens an issue or a pull request \
               chooses its title, its text and the name of its branch, and so may put commands there that run with the \
               job's rights. Hand the value over in a variable: then the shell takes it as text.\n\n\
               Told at the level default for what strangers write, at strict for what callers, earlier steps and \
               matrices give, at pedantic for everything that is filled in.\n\n\
               Wrong:\n\n    run: echo '${{ github.event.issue.title }}'\n\n\
               Right:\n\n    env:\n      TITLE: ${{ github.event.issue.title }}\n    run: echo \"$TITLE\"\n",
    },
    check,
};
const CODE: Code = Code("template-injection");

/// Functions that give no more than a truth or a checksum.
const HARMLESS: [&str; 4] = ["contains", "startsWith", "endsWith", "hashFiles"];

/// Inputs of actions and tasks that are programs.
const PROGRAMS: [&str; 5] = ["script", "inlineScript", "run", "scripts", "commands"];

/// Inputs of some actions that become parts of a command.
const WORDS: [(&str, &str); 1] = [("addnab/docker-run-action", "options")];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    for &(job, step) in &scene.steps {
        for program in programs(step) {
            for (expr, _) in program.holes() {
                put_in(scene, job, step, expr, findings);
            }
        }
    }
}

/// The programs in a step that expressions are put into.
fn programs(step: &Step) -> Vec<&Template> {
    match &step.action {
        Action::Run(script) => script.lines.iter().collect(),
        Action::Uses { with, reference } => {
            let action = action_name(reference);
            let program = |name: &str| {
                let words = WORDS.iter().any(|(of, input)| *of == action && input.eq_ignore_ascii_case(name));
                words || PROGRAMS.iter().any(|known| known.eq_ignore_ascii_case(name))
            };
            with.iter().filter(|(name, _)| program(name)).map(|(_, value)| value).collect()
        }
        // Steps inside others are visited themselves.
        Action::Builtin { .. }
        | Action::Wait { .. }
        | Action::Cancel { .. }
        | Action::Parallel(_)
        | Action::Group(_)
        | Action::Program(_) => Vec::new(),
    }
}

fn put_in(scene: &Scene<'_>, job: &Job, step: &Step, expr: &Expr, findings: &mut Findings) {
    let harmless = truths(expr);
    let uses = expr.uses();
    for path in &uses.paths {
        if harmless.iter().any(|span| span.start <= path.span.start && path.span.end <= span.end) {
            continue;
        }
        tell(values::of_path(scene, job, step, path), path.span, findings);
    }
    for variable in &uses.variables {
        if let Some(known) = scene.exposure.untrusted_variable(&variable.name) {
            let known = known.strip_prefix("variables.").unwrap_or(known);
            tell(Trust::Stranger(known.to_owned()), variable.span, findings);
        }
    }
}

/// The parts of an expression that give no more than a truth.
fn truths(expr: &Expr) -> Vec<Span> {
    let mut found = Vec::new();
    expr.ast().walk(&mut |ast| match &ast.node {
        Node::Compare(..) | Node::Not(_) => found.push(ast.span),
        Node::Call(Call { name, .. }) if HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
            found.push(ast.span);
        }
        _ => {}
    });
    found
}

fn tell(trust: Trust, span: Span, findings: &mut Findings) {
    let (level, message) = match trust {
        Trust::Stranger(what) => (
            Level::Default,
            format!("`{what}` is text that anyone may write, and becomes a part of this script"),
        ),
        Trust::Others(what) => {
            (Level::Strict, format!("`{what}` is chosen elsewhere, and becomes a part of this script"))
        }
        Trust::Shaped(what) => (Level::Pedantic, format!("`{what}` becomes a part of this script")),
    };
    let help = "put it into a variable with `env`, and use the variable in the script";
    findings.add(level, Diagnostic::warning(CODE, span, message).help(help));
}
