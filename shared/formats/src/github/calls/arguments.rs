use crate::github::on::Interface;
use crate::github::reader::refused;
use crate::github::rules::CALL;
use diag::{Diagnostic, Spanned, Text, did_you_mean};
use expr::Template;
use ir::{Call, Input, InputKind};

/// Checks what a call hands over against what the called workflow takes.
pub(super) fn check(reference: &Text, call: &Call, interface: &Interface, found: &mut Vec<Diagnostic>) {
    let mut names = Names { reference, what: "input", found };
    let known: Vec<&str> = interface.inputs.iter().map(|input| input.name.as_str()).collect();
    names.undefined(&call.inputs, &known);
    let needed = interface.inputs.iter().filter(|input| input.required && input.default.is_none());
    names.missing(&call.inputs, needed.map(|input| &input.name));
    for (name, value) in &call.inputs {
        let input = interface.inputs.iter().find(|input| input.name.eq_ignore_ascii_case(name));
        names.found.extend(input.and_then(|input| mismatch(input, value)));
    }
    // All secrets are handed on.
    let Some(secrets) = &call.secrets else { return };
    names.what = "secret";
    let known: Vec<&str> = interface.secrets.iter().map(|secret| secret.name.as_str()).collect();
    names.undefined(secrets, &known);
    let needed = interface.secrets.iter().filter(|secret| secret.required);
    names.missing(secrets, needed.map(|secret| &secret.name));
}

struct Names<'a> {
    reference: &'a Text,
    what: &'static str,
    found: &'a mut Vec<Diagnostic>,
}

impl Names<'_> {
    fn undefined(&mut self, given: &[(Spanned<String>, Template)], known: &[&str]) {
        let what = self.what;
        for (name, value) in
            given.iter().filter(|(name, _)| !known.iter().any(|known| known.eq_ignore_ascii_case(name)))
        {
            self.found.push(refused(value.text().span()));
            let message =
                format!("the workflow \"{}\" has no {what} \"{}\"", self.reference.as_str(), name.value);
            let finding = Diagnostic::error(CALL, name.span, message);
            self.found.push(match did_you_mean(name, known.iter().copied()) {
                Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                None if known.is_empty() => finding.help(format!("it takes no {what}")),
                None => finding.help(format!("it takes {}", known.join(", "))),
            });
        }
    }

    fn missing<'b>(
        &mut self,
        given: &[(Spanned<String>, Template)],
        needed: impl Iterator<Item = &'b Spanned<String>>,
    ) {
        let what = self.what;
        for name in needed.filter(|name| !given.iter().any(|(given, _)| given.eq_ignore_ascii_case(name))) {
            let message =
                format!("the workflow \"{}\" needs the {what} \"{}\"", self.reference.as_str(), name.value);
            let finding = Diagnostic::error(CALL, self.reference.span(), message);
            let section = if what == "input" { "with" } else { "secrets" };
            self.found
                .push(finding.label(name.span, "required here").help(format!("give it under \"{section}\"")));
        }
    }
}

/// A written-out value that is not of its input's type.
fn mismatch(input: &Input, value: &Template) -> Option<Diagnostic> {
    let literal = value.as_literal()?;
    let wanted = match input.kind {
        InputKind::Boolean if !["true", "false"].contains(&literal.to_lowercase().as_str()) => {
            "true or false"
        }
        InputKind::Number if literal.parse::<f64>().is_err() => "a number",
        _ => return None,
    };
    let message = format!("the input \"{}\" must be {wanted}, and \"{literal}\" is not", input.name.value);
    Some(Diagnostic::error(CALL, value.text().span(), message).label(input.name.span, "declared here"))
}
