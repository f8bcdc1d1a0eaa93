//! What a step or script says of itself that only some languages have words for.
use super::Writing;
use crate::convert::losses::{SHELL, TOLERANCE};
use ir::{Mark, Script, Step};

/// What a tolerated failure leaves, in a language where it leaves this.
pub(crate) fn mark(step: &Step, said: Mark, writing: &mut Writing<'_>) {
    let Some(flag) = step.continue_on_error.as_ref().filter(|flag| flag.as_literal() != Some("false")) else {
        return;
    };
    if step.mark == said {
        return;
    }
    let place = flag.text().span();
    let place = if place == ir::Span::NOWHERE { step.span } else { place };
    match step.mark {
        Mark::Failure => {
            let message = "the job passes though this step has failed";
            writing.lost(TOLERANCE, place, message, "keep the failure, and end the script with it");
        }
        Mark::Issues => {
            writing.remark(TOLERANCE, place, "nobody sees that this step has failed", "look into its log")
        }
        Mark::Nothing => {
            writing.remark(
                TOLERANCE,
                place,
                "the run is marked when this step has failed",
                "nothing, it passes",
            );
        }
    }
}

/// What a script prints as an output, where it is only shown.
pub(crate) fn not_captured(script: &Script, help: &str, writing: &mut Writing<'_>) {
    if let Some(capture) = &script.capture {
        let message = format!("what is printed is no output \"{}\"", capture.value);
        writing.lost(SHELL, capture.span, message, help);
    }
}
