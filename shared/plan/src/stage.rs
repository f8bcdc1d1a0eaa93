use crate::Gate;
use expr::Template;
use ir::EnvEntry;
use serde::{Deserialize, Serialize};

/// A stage of a plan. Its jobs name it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// What people see; may hold expressions. None: the name.
    pub title: Option<Template>,
    /// The stages that must have ended before it, where stages are a graph.
    pub needs: Vec<String>,
    /// What must be so when they have.
    pub gate: Gate,
    /// Variables that its gate sees; its jobs have them too.
    #[serde(default)]
    pub env: Vec<EnvEntry>,
    /// Its first failing job ends the others.
    #[serde(default)]
    pub fail_fast: bool,
}

impl Stage {
    /// A stage that needs nothing, and nothing else is said of it.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            title: None,
            needs: Vec::new(),
            gate: Gate::OnSuccess,
            env: Vec::new(),
            fail_fast: false,
        }
    }
}
