//! What people see of a step.

use super::JobMachine;
use expr::Scope;
use plan::ir::{Builtin, FileWork, Tool};
use plan::{Step, StepWork};

impl JobMachine {
    /// The step's name; without one, what it does.
    pub(super) fn title(&self, step: &Step, scope: &dyn Scope) -> String {
        match (&step.name, &step.work) {
            (Some(name), _) => name.render(scope).unwrap_or_else(|_| name.text().to_string()),
            (None, StepWork::Script { script }) => {
                let first = script
                    .lines
                    .first()
                    .map(|line| line.render(scope).unwrap_or_else(|_| line.text().to_string()));
                format!("Run {}", first_line(&first.unwrap_or_default()))
            }
            _ => self.plain_title(step),
        }
    }

    /// The same, as its author wrote it.
    pub(super) fn plain_title(&self, step: &Step) -> String {
        if let Some(name) = &step.name {
            return name.text().to_string();
        }
        match &step.work {
            StepWork::Script { script } => {
                let first = script.lines.first().map(|line| line.text().as_str());
                format!("Run {}", first_line(first.unwrap_or_default()))
            }
            StepWork::Action { reference, .. } => format!("Run {}", reference.text()),
            StepWork::Builtin { builtin, .. } => known(builtin).to_owned(),
            StepWork::ReadVariables { .. } => "Read variables".to_owned(),
            StepWork::ReadTests { .. } => "Read test results".to_owned(),
            StepWork::BringArtifacts { .. } => "Bring artifacts".to_owned(),
            StepWork::Wait { steps } if steps.is_empty() => "Wait for all".to_owned(),
            StepWork::Wait { steps } => format!("Wait for {}", steps.join(", ")),
            StepWork::Cancel { step } => format!("Cancel {step}"),
            StepWork::Parallel { .. } => "Side by side".to_owned(),
            StepWork::Group { .. } => "Steps".to_owned(),
            StepWork::Program { text } => format!("Run {}", first_line(text.as_str())),
        }
    }
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

fn known(builtin: &Builtin) -> &'static str {
    match builtin {
        Builtin::Checkout { .. } => "Check out",
        Builtin::Cache(_) => "Cache",
        Builtin::Upload(_) => "Upload artifact",
        Builtin::Download { .. } => "Download artifact",
        Builtin::Report(_) => "Read a report",
        Builtin::Sleep { .. } => "Wait",
        Builtin::Print { .. } => "Print",
        Builtin::Fail { .. } => "Fail",
        Builtin::Unstable { .. } => "Mark the job unstable",
        Builtin::Approve { .. } => "Wait for approval",
        Builtin::Files(work) => match work {
            FileWork::Copy { .. } => "Copy files",
            FileWork::Delete { .. } => "Delete files",
            FileWork::Archive { .. } => "Archive files",
            FileWork::Extract { .. } => "Extract files",
        },
        Builtin::Setup { tool, .. } => match tool {
            Tool::Node => "Set up Node",
            Tool::Python => "Set up Python",
            Tool::Go => "Set up Go",
            Tool::Java => "Set up Java",
            Tool::Dotnet => "Set up .NET",
            Tool::Ruby => "Set up Ruby",
            Tool::Rust => "Set up Rust",
        },
    }
}
