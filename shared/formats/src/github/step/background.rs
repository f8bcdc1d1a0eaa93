use crate::github::reader::Reader;
use crate::github::rules::BACKGROUND;
use diag::{Diagnostic, Spanned};
use ir::{Action, Step};

/// Checks that steps wait for and cancel only background steps before them.
pub(in crate::github) fn check(reader: &Reader<'_>, steps: &[Step]) {
    let mut running: Vec<&str> = Vec::new();
    for step in steps {
        match &step.action {
            Action::Wait { steps } => steps.iter().for_each(|id| known(reader, &running, id)),
            Action::Cancel { step } => known(reader, &running, step),
            _ => {}
        }
        if let Some(id) = step.id.as_ref().filter(|_| step.background) {
            running.push(&id.value);
        }
    }
}

fn known(reader: &Reader<'_>, running: &[&str], id: &Spanned<String>) {
    if running.iter().any(|known| known.eq_ignore_ascii_case(id)) {
        return;
    }
    let message = format!("no step before this one runs in the background with the id \"{}\"", id.value);
    let finding = Diagnostic::error(BACKGROUND, id.span, message);
    let help = match diag::did_you_mean(id, running.iter().copied()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => "give that step this id and \"background: true\"".to_owned(),
    };
    reader.findings.push(finding.help(help));
}
