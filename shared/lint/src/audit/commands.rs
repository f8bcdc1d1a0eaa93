//! Old ways that still work.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};
use ir::{Action, Env, Script, Shell};

/// Commands are brought back through which output sets variables.
pub(super) const INSECURE: Audit = Audit {
    rule: Rule {
        code: INSECURE_CODE,
        summary: "commands are brought back through which any output sets variables",
        page: "A line of output could once set a variable or the path of programs, so that whoever chose what a step printed \
               could take over the job. The commands are off unless a variable brings them back. Write to the files for \
               variables and paths instead. Told at the level default.\n\n\
               Wrong:\n\n    env:\n      ACTIONS_ALLOW_UNSECURE_COMMANDS: true\n\n\
               Right:\n\n    run: echo \"NAME=value\" >> \"$GITHUB_ENV\"\n",
    },
    check: insecure,
};
const INSECURE_CODE: Code = Code("insecure-commands");

/// A feature that is hard to get right.
pub(super) const MISFEATURE: Audit = Audit {
    rule: Rule {
        code: MISFEATURE_CODE,
        summary: "a feature is used that is hard to get right",
        page: "`cmd` reads its scripts in ways that no checker follows; packages that a setup step installs on the side are in \
               no lock file. Told at the level strict; other unusual shells at pedantic.\n\n\
               Wrong:\n\n    shell: cmd\n\n\
               Right:\n\n    shell: pwsh\n",
    },
    check: misfeature,
};
const MISFEATURE_CODE: Code = Code("misfeature");

fn insecure(scene: &Scene<'_>, findings: &mut Findings) {
    let Some(switch) = scene.exposure.unsafe_commands else { return };
    let of_jobs = scene.pipeline.jobs.iter().map(|job| &job.env);
    let of_steps = scene.steps.iter().map(|(_, step)| &step.env);
    for env in std::iter::once(&scene.pipeline.env).chain(of_jobs).chain(of_steps) {
        if let Env::Computed(value) = env {
            let message = format!("these variables are known only in the run, and may hold `{switch}`");
            let finding = Diagnostic::warning(INSECURE_CODE, value.text().span(), message);
            findings.add(Level::Pedantic, finding.help("name the variables that are needed"));
        }
        for entry in env.entries().iter().filter(|entry| entry.name.eq_ignore_ascii_case(switch)) {
            let off = ["", "0", "false"];
            if entry.value.as_literal().is_some_and(|value| off.contains(&value)) {
                continue;
            }
            let message = "this brings back commands through which any output sets variables";
            let finding = Diagnostic::warning(INSECURE_CODE, entry.name.span, message);
            findings.add(
                Level::Default,
                finding.help("remove it, and write to the files for variables and paths"),
            );
        }
    }
}

fn misfeature(scene: &Scene<'_>, findings: &mut Findings) {
    for (_, step) in &scene.steps {
        if let Action::Run(script) = &step.action {
            shell(script, step.span, findings);
        }
    }
    for used in scene.uses().iter().filter(|used| used.name() == "actions/setup-python") {
        if let Some(packages) = used.input("pip-install") {
            let message = "packages that are installed on the side are in no lock file";
            let finding = Diagnostic::warning(MISFEATURE_CODE, packages.text().span(), message);
            findings
                .add(Level::Strict, finding.help("install them in a step of their own, from a lock file"));
        }
    }
}

fn shell(script: &Script, step: ir::Span, findings: &mut Findings) {
    let place = ir::Span::new(step.source, step.start, step.start);
    match &script.shell {
        Shell::Cmd => {
            let finding = Diagnostic::warning(MISFEATURE_CODE, place, "no checker follows scripts of `cmd`");
            findings.add(Level::Strict, finding.help("use `pwsh` or `bash`"));
        }
        Shell::Custom(command) if !is_usual(command.as_str()) => {
            let message =
                format!("`{}` is no usual shell, and no checker follows its scripts", command.as_str());
            let finding = Diagnostic::warning(MISFEATURE_CODE, command.span(), message);
            findings.add(Level::Pedantic, finding.help("use `bash`, `sh`, `pwsh` or `python`"));
        }
        _ => {}
    }
}

fn is_usual(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    let program = program.rsplit(['/', '\\']).next().unwrap_or_default();
    ["bash", "sh", "pwsh", "powershell", "python", "python3"].contains(&program.trim_end_matches(".exe"))
}
