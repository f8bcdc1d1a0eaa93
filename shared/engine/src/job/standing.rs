use super::scope::StepScope;
use expr::EvalError;
use plan::Gate;

/// How a job, or an action's steps, stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// A step has failed, and that counts.
    pub failed: bool,
    /// Somebody wants the job to end, or its time is up.
    pub cancelled: bool,
    /// A step has failed: the steps after it run even so, but the job has failed in the end.
    pub owing: bool,
}

impl Standing {
    /// `success`, `failure` or `cancelled`.
    pub fn word(self) -> &'static str {
        match self {
            Self { cancelled: true, .. } => "cancelled",
            Self { failed: true, .. } | Self { owing: true, .. } => "failure",
            _ => "success",
        }
    }

    /// All went well so far.
    pub fn is_well(self) -> bool {
        !self.failed && !self.cancelled
    }
}

/// Whether a step runs, so far as that can be told without looking at its expression.
pub(super) fn at_once(gate: &Gate, around: Standing) -> Option<bool> {
    match gate {
        Gate::OnSuccess => Some(around.is_well()),
        Gate::OnFailure => Some(around.failed && !around.cancelled),
        Gate::Always => Some(true),
        Gate::If { implied: true, .. } if !around.is_well() => Some(false),
        Gate::If { .. } => None,
    }
}

/// Whether a step runs.
pub(super) fn opens(gate: &Gate, scope: &StepScope<'_>) -> Result<bool, EvalError> {
    match (at_once(gate, scope.around()), gate) {
        (Some(answer), _) => Ok(answer),
        (None, Gate::If { condition, .. }) => condition.holds(scope),
        (None, _) => Ok(true),
    }
}
