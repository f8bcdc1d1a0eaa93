//! Tasks that run scripts, and the steps that stand for them.

use super::command::{Command, quoted, script};
use super::inputs::Inputs;
use diag::Text;
use expr::Template;
use ir::{Action, Shell, Strictness};

/// Fails when anything was printed as an error. What was comes after the rest.
pub(in crate::azure) const STRICT: &str = "sh -c 'said=`mktemp`; \"$@\" 2>\"$said\"; code=$?; cat \"$said\" >&2; \
                      if [ -s \"$said\" ] && [ $code = 0 ]; then code=1; fi; rm -f \"$said\"; exit $code' sh ";

/// A shell, which may count any words on its standard error as a failure.
fn shell(shell: Shell, strict: bool) -> Shell {
    let program = match (&shell, strict) {
        (_, false) => return shell,
        (Shell::Pwsh, _) => "pwsh -NoLogo -NoProfile -NonInteractive -Command \". {0}\"",
        (Shell::PowerShell, _) => "powershell -NoLogo -NoProfile -NonInteractive -Command \". {0}\"",
        (Shell::Python, _) => "python {0}",
        // There is no sh to ask.
        (Shell::Cmd, _) => return shell,
        _ => "bash --noprofile --norc {0}",
    };
    Shell::Custom(Text::from(format!("{STRICT}{program}").as_str()))
}

/// The shell of `script` steps: they go on after a failing command, and the last one decides.
fn usual(windows: bool) -> Shell {
    if windows { Shell::Cmd } else { Shell::Bash(Strictness::Lenient) }
}

/// `CmdLine`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/cmd-line-v2>.
pub(super) fn cmd_line(inputs: &Inputs<'_>) -> Result<Action, String> {
    let body = match inputs.get("filename") {
        Some(program) => {
            let command = Command::default().value(&program).line(inputs.get("arguments").as_ref());
            inputs.template(command.text())
        }
        None => inputs.or("script", ""),
    };
    let strict = inputs.flag("failOnStderr", false) || inputs.flag("failOnStandardError", false);
    let directory = inputs.get("workingDirectory").or_else(|| inputs.get("workingFolder"));
    Ok(script(vec![body], shell(usual(inputs.windows), strict), directory))
}

/// `Bash`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/bash-v3>.
pub(super) fn bash(inputs: &Inputs<'_>) -> Result<Action, String> {
    let mut lines = Vec::new();
    if let Some(start) = inputs.get("bashEnvValue") {
        lines.push(inputs.template(&format!(". {}", quoted(&start))));
    }
    lines.push(match inputs.option("targetType", "filePath")?.as_str() {
        "filepath" => {
            let file = inputs.get("filePath").ok_or("it gets no `filePath`")?;
            let command = Command::new("exec bash").value(&file).line(inputs.get("arguments").as_ref());
            inputs.template(command.text())
        }
        _ => inputs.or("script", ""),
    });
    let strict = inputs.flag("failOnStderr", false);
    let bash = shell(Shell::Bash(Strictness::Lenient), strict);
    Ok(script(lines, bash, inputs.get("workingDirectory")))
}

/// `ShellScript`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/shell-script-v2>.
pub(super) fn shell_script(inputs: &Inputs<'_>) -> Result<Action, String> {
    let file = inputs.get("scriptPath").ok_or("it gets no `scriptPath`")?;
    let command = Command::new("exec bash").value(&file).line(inputs.get("args").as_ref());
    let strict = inputs.flag("failOnStandardError", false);
    let bash = shell(Shell::Bash(Strictness::Lenient), strict);
    Ok(script(vec![inputs.template(command.text())], bash, inputs.get("cwd")))
}

/// What a script's author may say of PowerShell's streams.
const PREFERENCES: [(&str, &str); 6] = [
    ("errorActionPreference", "ErrorActionPreference"),
    ("warningPreference", "WarningPreference"),
    ("informationPreference", "InformationPreference"),
    ("verbosePreference", "VerbosePreference"),
    ("debugPreference", "DebugPreference"),
    ("progressPreference", "ProgressPreference"),
];

/// `PowerShell`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/powershell-v2>.
pub(super) fn powershell(inputs: &Inputs<'_>) -> Result<Action, String> {
    let mut lines = Vec::new();
    for (name, variable) in PREFERENCES {
        let value = inputs.get(name).filter(|value| value.as_literal() != Some("default"));
        lines.extend(value.map(|value| inputs.template(&format!("${variable} = '{value}'"))));
    }
    let kind = match inputs.get("scriptType") {
        Some(_) => inputs.option("scriptType", "inlineScript")?,
        None => inputs
            .option("targetType", if inputs.get("inlineScript").is_some() { "inline" } else { "filePath" })?,
    };
    lines.push(match kind.as_str() {
        "filepath" => {
            let file = inputs.get("filePath").or_else(|| inputs.get("scriptName"));
            let file = file.ok_or("it gets no `filePath`")?;
            let file = file.text().as_str().replace('\'', "''");
            let command = Command::new(&format!(". '{file}'")).line(inputs.get("arguments").as_ref());
            inputs.template(command.text())
        }
        _ => {
            inputs.get("script").or_else(|| inputs.get("inlineScript")).unwrap_or_else(|| inputs.literal(""))
        }
    });
    if inputs.flag("ignoreLASTEXITCODE", false) {
        lines.push(inputs.literal("exit 0"));
    }
    // Elsewhere than on Windows there is only PowerShell 7.
    let program = if inputs.flag("pwsh", false) || !inputs.windows { Shell::Pwsh } else { Shell::PowerShell };
    let strict = inputs.flag("failOnStderr", false) || inputs.flag("failOnStandardError", false);
    let directory = inputs.get("workingDirectory").or_else(|| inputs.get("workingFolder"));
    Ok(script(lines, shell(program, strict), directory))
}

/// `PythonScript`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/python-script-v0>.
pub(super) fn python(inputs: &Inputs<'_>) -> Result<Action, String> {
    let directory = inputs.get("workingDirectory");
    let strict = inputs.flag("failOnStderr", false);
    let file = match inputs.option("scriptSource", "filePath")?.as_str() {
        "filepath" => Some(inputs.get("scriptPath").ok_or("it gets no `scriptPath`")?),
        _ => None,
    };
    let (interpreter, arguments) = (inputs.get("pythonInterpreter"), inputs.get("arguments"));
    if let (None, None, None) = (&file, &interpreter, &arguments) {
        return Ok(script(vec![inputs.or("script", "")], shell(Shell::Python, strict), directory));
    }
    let program = interpreter.map_or_else(|| "python".to_owned(), |program| quoted(&program));
    let body = match file {
        Some(file) => Command::new(&program).value(&file).line(arguments.as_ref()).text().to_owned(),
        None => {
            let head = Command::new(&format!("{program} -")).line(arguments.as_ref());
            let script: Template = inputs.or("script", "");
            format!("{} <<'END_OF_SCRIPT'\n{}\nEND_OF_SCRIPT", head.text(), script.text().as_str().trim_end())
        }
    };
    Ok(script(vec![inputs.template(&body)], shell(Shell::Default(Strictness::ErrExit), strict), directory))
}
