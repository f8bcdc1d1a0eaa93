//! Secrets that more can read than need to.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Span};
use expr::ast::{Ast, Node};
use expr::{Segment, Value};
use ir::{CallTarget, Work};

/// A step gets all secrets.
pub(super) const OVERPROVISIONED: Audit = Audit {
    rule: Rule {
        code: OVERPROVISIONED_CODE,
        summary: "a step gets every secret there is",
        page: "Whoever controls the step, or reads its memory, then has all secrets, and not only the one that it needs. \
               Name the secret. Told at the level default.\n\n\
               Wrong:\n\n    env:\n      SECRETS: ${{ toJSON(secrets) }}\n\n\
               Right:\n\n    env:\n      TOKEN: ${{ secrets.DEPLOY_TOKEN }}\n",
    },
    check: overprovisioned,
};
const OVERPROVISIONED_CODE: Code = Code("overprovisioned-secrets");

/// A part of a secret is not hidden in logs.
pub(super) const UNREDACTED: Audit = Audit {
    rule: Rule {
        code: UNREDACTED_CODE,
        summary: "a part of a secret is not hidden in logs",
        page: "Logs hide the secret as a whole. A value taken out of it is another text, and is shown. Keep each part as a \
               secret of its own. Told at the level default.\n\n\
               Wrong:\n\n    env:\n      PASSWORD: ${{ fromJSON(secrets.LOGIN).password }}\n\n\
               Right:\n\n    env:\n      PASSWORD: ${{ secrets.LOGIN_PASSWORD }}\n",
    },
    check: unredacted,
};
const UNREDACTED_CODE: Code = Code("unredacted-secrets");

/// A called pipeline gets all secrets.
pub(super) const INHERITED: Audit = Audit {
    rule: Rule {
        code: INHERITED_CODE,
        summary: "a called pipeline gets every secret of its caller",
        page: "The called pipeline sees all secrets, those it does not need and those added later too. Hand over the ones it \
               takes. Told at the level strict.\n\n\
               Wrong:\n\n    uses: ./.github/workflows/deploy.yml\n    secrets: inherit\n\n\
               Right:\n\n    uses: ./.github/workflows/deploy.yml\n    secrets:\n      TOKEN: ${{ secrets.DEPLOY_TOKEN }}\n",
    },
    check: inherited,
};
const INHERITED_CODE: Code = Code("secrets-inherit");

/// A secret is not tied to an environment.
pub(super) const OUTSIDE_ENVIRONMENT: Audit = Audit {
    rule: Rule {
        code: OUTSIDE_CODE,
        summary: "a job reads a secret and belongs to no environment",
        page: "Every job of every branch can read a secret of the repository. A secret of an environment is read only by its \
               jobs, after its rules have agreed. Told at the level pedantic.\n\n\
               Wrong:\n\n    deploy:\n      steps:\n        - run: ./deploy\n          env:\n            TOKEN: ${{ secrets.TOKEN }}\n\n\
               Right:\n\n    deploy:\n      environment: production\n      steps:\n        - run: ./deploy\n          env:\n            \
               TOKEN: ${{ secrets.TOKEN }}\n",
    },
    check: outside,
};
const OUTSIDE_CODE: Code = Code("secrets-outside-env");

fn overprovisioned(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(secrets) = scene.exposure.secrets else { return };
    for (_, expr) in scene.expressions() {
        for path in expr.uses().paths.iter().filter(|path| path.root().eq_ignore_ascii_case(secrets)) {
            let computed = matches!(path.segments.get(1), None | Some(Segment::All | Segment::Computed));
            if computed {
                let message = "this hands over every secret, and not only the one that is needed";
                let finding = Diagnostic::warning(OVERPROVISIONED_CODE, path.span, message);
                findings.add(Level::Default, finding.help("name the secret, as `secrets.NAME`"));
            }
        }
    }
}

fn unredacted(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(secrets) = scene.exposure.secrets else { return };
    for (_, expr) in scene.expressions() {
        expr.ast().walk(&mut |ast| {
            let Node::Call(call) = &ast.node else { return };
            let parses = call.name.eq_ignore_ascii_case("fromJSON");
            if parses && call.args.first().is_some_and(|argument| is_member_of(argument, secrets)) {
                let message = "logs hide the secret as a whole, and show what is taken out of it here";
                let finding = Diagnostic::warning(UNREDACTED_CODE, ast.span, message);
                findings.add(Level::Default, finding.help("keep each part as a secret of its own"));
            }
        });
    }
}

fn is_member_of(ast: &Ast, context: &str) -> bool {
    match &ast.node {
        Node::Property(receiver, _) => is(receiver, context),
        Node::Index(receiver, index) => is(receiver, context) && Value::of_literal(index).is_some(),
        _ => false,
    }
}

fn is(ast: &Ast, context: &str) -> bool {
    matches!(&ast.node, Node::Name(name) if name.eq_ignore_ascii_case(context))
}

fn inherited(scene: &Scene<'_>, findings: &mut Findings) {
    if scene.exposure.secrets.is_none() {
        return;
    }
    for job in &scene.pipeline.jobs {
        let Work::Call(call) = &job.work else { continue };
        let (CallTarget::Read { reference, .. } | CallTarget::Missing { reference }) = &call.target;
        if call.secrets.is_none() {
            let message = format!("`{}` gets every secret of this pipeline", reference.as_str());
            let finding = Diagnostic::warning(INHERITED_CODE, reference.span(), message);
            findings
                .add(Level::Strict, finding.help("hand over the secrets that it takes, each by its name"));
        }
    }
}

fn outside(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(secrets) = scene.exposure.secrets else { return };
    for (place, expr) in scene.expressions() {
        let bare = place.job.is_some_and(|job| job.environment.is_none());
        let calls = place.job.is_some_and(|job| matches!(job.work, Work::Call(_)));
        if !bare || calls {
            continue;
        }
        for path in expr.uses().context(secrets) {
            // Every run has its own token, whatever its environment.
            if let Some(name) = path.name(1).filter(|name| Some(*name) != scene.exposure.own_token) {
                tell_outside(name, path.span, findings);
            }
        }
    }
}

fn tell_outside(name: &str, span: Span, findings: &mut Findings) {
    let message = format!("the job reads the secret `{name}` and belongs to no environment");
    let finding = Diagnostic::warning(OUTSIDE_CODE, span, message);
    findings
        .add(Level::Pedantic, finding.help("keep the secret in an environment, and name that at the job"));
}
