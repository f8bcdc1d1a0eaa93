//! Text that strangers write, put into scripts.
use crate::{Lint, steps};
use diag::{Code, Diagnostic, Rule, Span};
use expr::Template;
use expr::ast::{Call, Node};
use ir::{Action, Pipeline, Step};

/// A value that anyone may write becomes a part of a script.
pub(crate) const LINT: Lint = Lint {
    rule: Rule {
        code: CODE,
        summary: "text that strangers may write is put into a script",
        page: "An expression in a script is filled in before the shell reads it. Whoever opens an issue or a pull request \
               chooses its title, its text and the name of its branch, and so may put commands there that run with the \
               job's rights. Hand the value over in a variable: then the shell takes it as text.\n\n\
               Wrong:\n\n    run: echo '${{ github.event.issue.title }}'\n\n\
               Right:\n\n    env:\n      TITLE: ${{ github.event.issue.title }}\n    run: echo \"$TITLE\"\n",
    },
    check,
};
const CODE: Code = Code("script-injection");

/// Functions that give no more than a truth.
const HARMLESS: [&str; 4] = ["contains", "startsWith", "endsWith", "hashFiles"];

/// Inputs of actions that are programs.
const SCRIPTS: [&str; 1] = ["script"];

fn check(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    let untrusted = pipeline.dialect.untrusted();
    if untrusted.is_empty() {
        return;
    }
    for job in &pipeline.jobs {
        steps::each(steps::of(job), &mut |step| {
            for script in scripts(step) {
                findings.extend(injected(script, untrusted));
            }
        });
    }
}

/// The programs in a step that expressions are put into.
fn scripts(step: &Step) -> Vec<&Template> {
    match &step.action {
        Action::Run(script) => script.lines.iter().collect(),
        Action::Uses { with, .. } => {
            let program = |name: &str| SCRIPTS.iter().any(|known| known.eq_ignore_ascii_case(name));
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

fn injected(script: &Template, untrusted: &[&str]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (expr, _) in script.holes() {
        let mut harmless: Vec<Span> = Vec::new();
        expr.ast().walk(&mut |ast| match &ast.node {
            Node::Compare(..) | Node::Not(_) => harmless.push(ast.span),
            Node::Call(Call { name, .. }) if HARMLESS.iter().any(|h| h.eq_ignore_ascii_case(name)) => {
                harmless.push(ast.span);
            }
            _ => {}
        });
        for path in expr.uses().paths {
            let inside = |span: &Span| span.start <= path.span.start && path.span.end <= span.end;
            let Some(what) = untrusted.iter().find(|pattern| path.is(pattern)) else { continue };
            if harmless.iter().any(inside) {
                continue;
            }
            let message =
                format!("`{what}` is text that anyone may write, and becomes a part of this script");
            let help = "put it into a variable with `env`, and use the variable in the script";
            findings.push(Diagnostic::warning(CODE, path.span, message).help(help));
        }
    }
    findings
}
