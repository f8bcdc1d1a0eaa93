use ir::{Conventions, EnvNames, PastContext, SkippedNeed, Stages, StepOutputs};
use serde::{Deserialize, Serialize};

/// What a language takes for granted, as far as it matters to a run that goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Customs {
    /// When a stage begins.
    pub stages: Stages,
    /// What becomes of a job or stage that needs a skipped one.
    pub skipped_need: SkippedNeed,
    /// Which outputs of a job others see.
    pub step_outputs: StepOutputs,
    /// How processes find variables.
    pub env_names: EnvNames,
    /// The contexts through which jobs see what came before them.
    pub past: Vec<PastContext>,
}

impl From<Conventions> for Customs {
    fn from(conventions: Conventions) -> Self {
        Self {
            stages: conventions.stages,
            skipped_need: conventions.skipped_need,
            step_outputs: conventions.step_outputs,
            env_names: conventions.env_names,
            past: conventions.past.to_vec(),
        }
    }
}

impl Default for Customs {
    fn default() -> Self {
        Self {
            stages: Stages::default(),
            skipped_need: SkippedNeed::default(),
            step_outputs: StepOutputs::default(),
            env_names: EnvNames::default(),
            past: vec![PastContext::NEEDS],
        }
    }
}
