//! Tasks that put a program of some version onto the path.

use super::inputs::Inputs;
use ir::{Action, Builtin, Tool};

fn setup(tool: Tool, inputs: &Inputs<'_>, version: &str, default: &str) -> Action {
    builtin(Builtin::Setup { tool, version: Some(inputs.or(version, default)), version_file: None }, inputs)
}

fn builtin(builtin: Builtin, inputs: &Inputs<'_>) -> Action {
    Action::Builtin { builtin, reference: None, with: inputs.with.clone() }
}

/// `NodeTool`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/node-tool-v0>.
pub(super) fn node_tool(inputs: &Inputs<'_>) -> Result<Action, String> {
    match inputs.option("versionSource", "spec")?.as_str() {
        "fromfile" => {
            let file = inputs.get("versionFilePath").ok_or("it gets no `versionFilePath`")?;
            let node = Builtin::Setup { tool: Tool::Node, version: None, version_file: Some(file) };
            Ok(builtin(node, inputs))
        }
        _ => Ok(setup(Tool::Node, inputs, "versionSpec", "6.x")),
    }
}

/// `UseNode`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/use-node-v1>.
pub(super) fn use_node(inputs: &Inputs<'_>) -> Result<Action, String> {
    Ok(setup(Tool::Node, inputs, "version", "10.x"))
}

/// `UsePythonVersion`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/use-python-version-v0>.
pub(super) fn python(inputs: &Inputs<'_>) -> Result<Action, String> {
    Ok(setup(Tool::Python, inputs, "versionSpec", "3.x"))
}

/// `UseRubyVersion`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/use-ruby-version-v0>.
pub(super) fn ruby(inputs: &Inputs<'_>) -> Result<Action, String> {
    Ok(setup(Tool::Ruby, inputs, "versionSpec", ">= 2.4"))
}

/// `GoTool`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/go-tool-v0>.
pub(super) fn go(inputs: &Inputs<'_>) -> Result<Action, String> {
    Ok(setup(Tool::Go, inputs, "version", "1.10"))
}

/// `JavaToolInstaller`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/java-tool-installer-v0>.
/// Wherever it is to come from, it is here or it is not.
pub(super) fn java(inputs: &Inputs<'_>) -> Result<Action, String> {
    Ok(setup(Tool::Java, inputs, "versionSpec", "8"))
}

/// `UseDotNet`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/use-dotnet-v2>.
pub(super) fn dotnet(inputs: &Inputs<'_>) -> Result<Action, String> {
    let mut version = inputs.get("version");
    let mut version_file = None;
    if inputs.flag("useGlobalJson", false) {
        let folder = inputs.get("workingDirectory").map_or_else(String::new, |folder| format!("{folder}/"));
        (version, version_file) = (None, Some(inputs.template(&format!("{folder}global.json"))));
    } else if inputs.option("packageType", "sdk")? == "runtime" {
        // What tells its version is the SDK.
        version = None;
    }
    Ok(builtin(Builtin::Setup { tool: Tool::Dotnet, version, version_file }, inputs))
}
