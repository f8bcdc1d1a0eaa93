//! What a script says in one place and means in another: stashes by their names, secrets by their variables.
use super::super::rules::{SECRET, STASH};
use super::Declare;
use diag::Severity;
use groovy::ast::{Arg, Call, Expr, ExprKind, Script};
use groovy::{Place, walk};
use std::collections::HashSet;

/// Arguments of bindings that name the variable of a secret
/// (<https://www.jenkins.io/doc/pipeline/steps/credentials-binding/>).
const BINDINGS: &[&str] = &[
    "keyFileVariable",
    "passphraseVariable",
    "passwordVariable",
    "secretKeyVariable",
    "tokenVariable",
    "variable",
];

/// Steps that hand a text to a shell.
const SHELLS: &[&str] = &["sh", "bat", "powershell", "pwsh"];

impl Declare<'_> {
    /// Stashes that are asked for and never made. Where a name is computed, or code comes from elsewhere, nobody knows.
    pub(super) fn stashes(&mut self, script: &Script) {
        let (mut kept, mut asked) = (HashSet::new(), Vec::new());
        let mut all_known = true;
        walk::block(&script.statements, &mut |expr| {
            let Some((name, call)) = called(expr) else { return };
            let which = argument(call, "name").map(|value| (value.as_text(), value.at));
            match (name, which) {
                ("stash", Some((Some(name), _))) => _ = kept.insert(name),
                ("unstash", Some((Some(name), at))) => asked.push((name, at)),
                ("stash" | "library" | "load", _) => all_known = false,
                _ => {}
            }
        });
        for (name, at) in asked.into_iter().filter(|(name, _)| all_known && !kept.contains(name)) {
            let message = format!("nothing is stashed under the name `{name}`");
            let help = match diag::did_you_mean(name, kept.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("stash it in a stage before: stash name: '{name}', includes: '...'"),
            };
            self.tell(Severity::Warning, STASH, at, message).help(help);
        }
    }

    /// Secrets that are put into a command before the shell sees it
    /// (<https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#string-interpolation>).
    pub(super) fn interpolated_secrets(&mut self, script: &Script) {
        let mut secrets: HashSet<String> = HashSet::new();
        walk::block(&script.statements, &mut |expr| of_secrets(expr, &mut secrets));
        let mut places: Vec<(String, Place)> = Vec::new();
        walk::block(&script.statements, &mut |expr| {
            let shell = called(expr).filter(|(name, _)| SHELLS.contains(name));
            let text = shell.and_then(|(_, call)| argument(call, "script"));
            if let Some(text) = text.filter(|text| matches!(text.kind, ExprKind::Rich(_))) {
                walk::expr(text, &mut |part| {
                    places.extend(variable(part).filter(|(name, _)| secrets.contains(name)));
                });
            }
        });
        for (name, at) in places {
            let message = format!("the secret `{name}` becomes a part of the command, which others can read");
            self.tell(Severity::Warning, SECRET, at, message).help(format!(
                "write the script in single quotes, so that the shell itself fills in ${name}"
            ));
        }
    }
}

fn called(expr: &Expr) -> Option<(&str, &Call)> {
    let call = expr.as_call()?;
    Some((&*call.function()?.text, call))
}

/// The argument of that name, or the one without any.
fn argument<'a>(call: &'a Call, name: &str) -> Option<&'a Expr> {
    let fits = |arg: &&Arg| arg.key.is_none() || arg.name() == Some(name);
    call.args.iter().find(fits).map(|arg| &arg.value)
}

/// The variables that an expression fills with secrets.
fn of_secrets(expr: &Expr, secrets: &mut HashSet<String>) {
    match &expr.kind {
        ExprKind::Assign(target, "", value) => {
            if let (ExprKind::Name(name), Some(("credentials", _))) = (&target.kind, called(value)) {
                secrets.extend([name.to_string(), format!("{name}_PSW")]);
            }
        }
        ExprKind::Call(call) if call.function().is_some_and(|name| &*name.text == "withCredentials") => {
            for arg in &call.args {
                walk::expr(&arg.value, &mut |inner| {
                    let Some(binding) = inner.as_call() else { return };
                    let named =
                        binding.args.iter().filter(|arg| arg.name().is_some_and(|n| BINDINGS.contains(&n)));
                    secrets.extend(named.filter_map(|arg| arg.value.as_text()).map(str::to_owned));
                });
            }
        }
        _ => {}
    }
}

/// The variable that an expression reads: `NAME` or `env.NAME`.
fn variable(expr: &Expr) -> Option<(String, Place)> {
    match &expr.kind {
        ExprKind::Name(name) => Some((name.to_string(), expr.at)),
        ExprKind::Property(receiver, name, _) => match &receiver.kind {
            ExprKind::Name(context) if &**context == "env" => Some((name.text.to_string(), expr.at)),
            _ => None,
        },
        _ => None,
    }
}
