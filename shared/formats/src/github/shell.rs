use super::reader::{Reader, refused};
use super::rules::SHELL;
use super::runs_on::Platform;
use diag::{Code, Diagnostic, Severity};
use expr::{Dialect, Template, Types, check_text};
use ir::{Action, Shell, Step, Strictness};
use yaml::Cursor;

/// What `defaults.run` says.
#[derive(Clone, Default)]
pub(super) struct Defaults {
    pub shell: Option<Template>,
    pub directory: Option<Template>,
}

impl Defaults {
    /// These, and where they say nothing, those of the workflow.
    pub fn or(self, outer: &Defaults) -> Defaults {
        Defaults {
            shell: self.shell.or_else(|| outer.shell.clone()),
            directory: self.directory.or_else(|| outer.directory.clone()),
        }
    }
}

/// Reads `defaults` of the workflow, which hold for all jobs: no context is known yet.
pub(super) fn of_workflow(reader: &Reader<'_>, value: Cursor<'_>) -> Defaults {
    let defaults = defaults(reader, value);
    defaults.shell.iter().chain(&defaults.directory).for_each(|template| reader.constant(template));
    defaults
}

/// Reads `defaults` of a job, which are evaluated before its first step.
pub(super) fn of_job(reader: &Reader<'_>, value: Cursor<'_>) -> Defaults {
    let defaults = defaults(reader, value);
    let types = Types::of(Dialect::GitHub);
    let types = match Dialect::GitHub.available("jobs.<job_id>.defaults.run") {
        Some(place) => types.at(place),
        None => types,
    };
    for template in defaults.shell.iter().chain(&defaults.directory) {
        let found = check_text(template, &types).into_iter();
        // All else is found where the steps use it.
        for finding in found.filter(|finding| finding.code == Code("expression-availability")) {
            reader.findings.push(refused(template.text().span()));
            reader.findings.push(finding);
        }
    }
    defaults
}

/// Reads `defaults`.
fn defaults(reader: &Reader<'_>, value: Cursor<'_>) -> Defaults {
    let Some(mut map) = value.map("defaults") else { return Defaults::default() };
    let run = map.optional("run");
    map.finish();
    let Some(mut run) = reader.section(run).and_then(|run| run.map("run")) else {
        return Defaults::default();
    };
    let shell = run.optional("shell").and_then(|shell| reader.filled(shell));
    let directory = run.optional("working-directory").and_then(|folder| reader.filled(folder));
    run.finish();
    Defaults { shell, directory }
}

/// The shell that a name or a command line stands for.
pub(super) fn shell(written: Option<&Template>, platform: Option<Platform>) -> Shell {
    let Some(written) = written else {
        return match platform {
            Some(Platform::Windows) => Shell::Pwsh,
            _ => Shell::Default(Strictness::ErrExit),
        };
    };
    match written.as_literal() {
        None => Shell::Computed(written.clone()),
        Some("bash") => Shell::Bash(Strictness::PipeFail),
        Some("sh") => Shell::Sh(Strictness::ErrExit),
        Some("pwsh") => Shell::Pwsh,
        Some("powershell") => Shell::PowerShell,
        Some("cmd") => Shell::Cmd,
        Some("python") => Shell::Python,
        Some(_) => Shell::Custom(written.text().clone()),
    }
}

/// In a container only `sh` is sure to be there, so it is what reads scripts that name no shell
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainer>).
pub(super) fn in_container(steps: &mut [Step]) {
    for step in steps {
        match &mut step.action {
            Action::Run(script) => {
                if let Shell::Default(strictness) = script.shell {
                    script.shell = Shell::Sh(strictness);
                }
            }
            Action::Parallel(steps) | Action::Group(steps) => in_container(steps),
            _ => {}
        }
    }
}

const UNIX: [&str; 4] = ["bash", "pwsh", "python", "sh"];
const WINDOWS: [&str; 5] = ["bash", "cmd", "powershell", "pwsh", "python"];
const ANY: [&str; 6] = ["bash", "cmd", "powershell", "pwsh", "python", "sh"];

/// Checks that there is such a shell on that machine.
pub(super) fn check(reader: &Reader<'_>, written: &Template, platform: Option<Platform>) {
    let Some(name) = written.as_literal().filter(|name| !name.is_empty() && !name.contains("{0}")) else {
        return;
    };
    let (there, place): (&[&str], _) = match platform {
        Some(Platform::Windows) => (&WINDOWS, " on Windows"),
        Some(Platform::Linux | Platform::MacOs) => (&UNIX, " on Linux and macOS"),
        None => (&ANY, ""),
    };
    let lower = name.to_lowercase();
    if there.contains(&lower.as_str()) {
        return;
    }
    let elsewhere = ANY.contains(&lower.as_str());
    let severity = if elsewhere { Severity::Warning } else { Severity::Error };
    let message = format!("there is no shell \"{name}\"{}", if elsewhere { place } else { "" });
    let finding = Diagnostic::new(severity, SHELL, written.text().span(), message);
    let help = format!("known are {}; a command line of your own contains {{0}}", there.join(", "));
    reader.findings.push(finding.help(help));
}
