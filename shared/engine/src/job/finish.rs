use super::JobMachine;
use events::{Cause, Outcome};
use indexmap::IndexMap;
use plan::ir::{StepOutputs, Tolerance};

impl JobMachine {
    /// How the job has ended, once nothing is left to do. One whose time was up has failed.
    pub(super) fn outcome(&self) -> Outcome {
        match self.standing {
            _ if self.timed_out => Outcome::Failure,
            standing if standing.cancelled => Outcome::Cancelled,
            standing if standing.failed || standing.owing => Outcome::Failure,
            _ => Outcome::Success,
        }
    }

    /// Every output of every step that has an id, where the language shows them all. What the job declares comes first.
    pub(super) fn all_outputs(&self, outputs: &mut IndexMap<String, String>) {
        let frame = self.lanes.first().and_then(|lane| lane.frames.first());
        let steps = frame.filter(|_| self.assignment.customs.step_outputs == StepOutputs::All);
        for (id, done) in steps.into_iter().flat_map(|frame| &frame.done) {
            for (name, value) in &done.outputs {
                outputs.entry(format!("{id}.{name}")).or_insert_with(|| value.clone());
            }
        }
    }

    /// Whether the job's failure does not count.
    pub(super) fn tolerated(&mut self, outcome: Outcome) -> bool {
        if outcome != Outcome::Failure {
            return false;
        }
        match &self.assignment.job.tolerance {
            Tolerance::None => false,
            Tolerance::All => true,
            Tolerance::ExitCodes(codes) => {
                matches!(&self.cause, Some(Cause::Exit { code }) if codes.contains(code))
            }
            Tolerance::If(template) => {
                let value = template.eval(&self.scope(None, &self.variables, None));
                match value {
                    Ok(value) => holds(&value),
                    Err(error) => {
                        self.cause.get_or_insert(Cause::Invalid { message: error.message });
                        false
                    }
                }
            }
        }
    }
}

/// Whether a value that should be a boolean says yes. Text comes from templates: only `true` does.
pub(super) fn holds(value: &expr::Value) -> bool {
    match value {
        expr::Value::Bool(yes) => *yes,
        expr::Value::Number(number) => *number != 0.0 && !number.is_nan(),
        expr::Value::String(text) => text.trim().eq_ignore_ascii_case("true"),
        _ => false,
    }
}
