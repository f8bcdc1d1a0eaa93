//! What tasks do, in terms that every CI knows.

use super::inputs::Inputs;
use super::reference::TaskReference;
use super::{artifacts, build, cache, docker, dotnet, files, reports, scripts, setup};
use ir::{Action, Builtin};

/// What a task comes to, or why that cannot be said.
type Meaning = fn(&Inputs<'_>) -> Result<Action, String>;

/// The tasks that are known, in small letters; a number says which version.
const KNOWN: &[(&str, Meaning)] = &[
    ("ant", build::ant),
    ("archivefiles", files::archive),
    ("bash", scripts::bash),
    ("cache", cache::cache),
    ("cachebeta", cache::cache),
    ("cmake", build::cmake),
    ("cmdline", scripts::cmd_line),
    ("copyfiles", files::copy),
    ("delay", delay),
    ("deletefiles", files::delete),
    ("docker@0", docker::old_docker),
    ("docker@1", docker::old_docker),
    ("docker", docker::docker),
    ("dotnetcorecli", dotnet::dotnet),
    ("dotnetcoreinstaller", setup::dotnet),
    ("downloadbuildartifacts", artifacts::download_build),
    ("downloadpipelineartifact", artifacts::download_pipeline),
    ("extractfiles", files::extract),
    ("go", build::go),
    ("gotool", setup::go),
    ("gradle", build::gradle),
    ("javatoolinstaller", setup::java),
    ("manualvalidation", approve),
    ("maven", build::maven),
    ("nodetool", setup::node_tool),
    ("npm@0", build::old_npm),
    ("npm", build::npm),
    ("powershell", scripts::powershell),
    ("publishbuildartifacts", artifacts::publish_build),
    ("publishcodecoverageresults", reports::coverage),
    ("publishpipelineartifact", artifacts::publish_pipeline),
    ("publishtestresults", reports::tests),
    ("pythonscript", scripts::python),
    ("shellscript", scripts::shell_script),
    ("usedotnet", setup::dotnet),
    ("usenode", setup::use_node),
    ("usepythonversion", setup::python),
    ("userubyversion", setup::ruby),
];

/// What a use of a task comes to; nothing for a task that only the service can run.
pub(super) fn of(reference: TaskReference<'_>, inputs: &Inputs<'_>) -> Option<Result<Action, String>> {
    let name = reference.name.to_ascii_lowercase();
    let versioned = format!("{name}@{}", reference.version);
    let (_, meaning) = KNOWN.iter().find(|(known, _)| *known == versioned || *known == name)?;
    Some(meaning(inputs))
}

/// `Delay`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/delay-v1>.
fn delay(inputs: &Inputs<'_>) -> Result<Action, String> {
    let minutes = inputs.or("delayForMinutes", "0");
    Ok(own(Builtin::Sleep { time: inputs.template(&format!("{}m", minutes.text().as_str().trim())) }, inputs))
}

/// `ManualValidation`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/manual-validation-v1>.
fn approve(inputs: &Inputs<'_>) -> Result<Action, String> {
    Ok(own(Builtin::Approve { message: inputs.or("instructions", "go on?") }, inputs))
}

fn own(builtin: Builtin, inputs: &Inputs<'_>) -> Action {
    Action::Builtin { builtin, reference: None, with: inputs.with.clone() }
}
