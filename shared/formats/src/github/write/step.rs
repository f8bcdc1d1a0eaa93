//! Steps, and what `defaults` says of all of them.
use super::job::condition;
use super::{env, scalar};
use crate::convert::losses::{ACTION, ARTIFACT, RETRY, STEP};
use crate::github::builtin;
use crate::write::{self, Writing};
use diag::Text;
use expr::{Dialect, Template};
use ir::{Action, Job, Mark, Script, Shell, Step, Strictness, With, Work};
use yaml::{Map, Tree};

/// What all scripts of a workflow have in common.
#[derive(Default)]
pub(super) struct Defaults {
    shell: Option<Text>,
    directory: Option<Template>,
}

impl Defaults {
    /// Looks for it.
    pub fn of(jobs: &[Job]) -> Self {
        let mut scripts = Vec::new();
        for job in jobs {
            if let Work::Steps(steps) = &job.work {
                collect(steps, job.container.is_some(), &mut scripts);
            }
        }
        let Some((first, inside)) = scripts.first().filter(|_| scripts.len() > 2) else {
            return Self::default();
        };
        let word = shell(first, *inside);
        let same = scripts.iter().all(|(script, inside)| shell(script, *inside) == word);
        let folder = scripts.iter().all(|(script, _)| script.directory == first.directory);
        let computed = matches!(first.shell, Shell::Computed(_));
        Self {
            shell: word.filter(|_| same && !computed),
            directory: first.directory.clone().filter(|_| folder),
        }
    }

    /// What the scripts of a job have in common: only there a shell may be computed
    /// (<https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability>).
    pub fn of_job(&self, job: &Job) -> Option<Self> {
        let mut scripts = Vec::new();
        if let Work::Steps(steps) = &job.work {
            collect(steps, job.container.is_some(), &mut scripts);
        }
        let shell = scripts.iter().find_map(|(script, _)| match &script.shell {
            Shell::Computed(template) => Some(template.text().clone()),
            _ => None,
        })?;
        Some(Self { shell: Some(shell), directory: self.directory.clone() })
    }

    /// As it is written.
    pub fn tree(&self) -> Tree {
        let (mut map, mut run) = (Map::default(), Map::default());
        run.put_some("shell", self.shell.as_ref().map(write::plain));
        run.put_some("working-directory", self.directory.as_ref().map(write::text));
        map.put_filled("run", run);
        map.into()
    }
}

fn collect<'a>(steps: &'a [Step], inside: bool, scripts: &mut Vec<(&'a Script, bool)>) {
    for step in steps {
        match &step.action {
            Action::Run(script) => scripts.push((script, inside)),
            Action::Parallel(steps) => collect(steps, inside, scripts),
            _ => {}
        }
    }
}

/// The word for a script's shell; none when it is what GitHub uses anyway.
fn shell(script: &Script, inside: bool) -> Option<Text> {
    let word = match &script.shell {
        // Without a pipe it makes no difference how far errors in one reach.
        Shell::Default(Strictness::PipeFail) if !inside && has_pipe(script) => "bash",
        Shell::Default(_) => return None,
        Shell::Sh(Strictness::ErrExit) if inside => return None,
        Shell::Bash(Strictness::PipeFail) => "bash",
        Shell::Bash(Strictness::ErrExit) => "bash -e {0}",
        Shell::Bash(Strictness::Lenient) => "bash {0}",
        Shell::Sh(Strictness::Lenient) => "sh {0}",
        Shell::Sh(_) => "sh",
        Shell::Pwsh => "pwsh",
        Shell::PowerShell => "powershell",
        Shell::Cmd => "cmd",
        Shell::Python => "python",
        Shell::Custom(text) => return Some(text.clone()),
        Shell::Computed(template) => return Some(template.text().clone()),
    };
    Some(Text::from(word))
}

fn has_pipe(script: &Script) -> bool {
    script.lines.iter().any(|line| line.text().as_str().replace("||", "").contains('|'))
}

/// `steps`.
pub(super) fn list(steps: &[Step], inside: bool, defaults: &Defaults, writing: &mut Writing<'_>) -> Tree {
    Tree::list(steps.iter().map(|step| write(step, inside, defaults, writing)).collect())
}

/// A step for a job that must have one.
pub(super) fn nothing_to_do() -> Tree {
    let mut map = Map::default();
    map.put("run", Tree::text("true"));
    map.into()
}

fn write(step: &Step, inside: bool, defaults: &Defaults, writing: &mut Writing<'_>) -> Tree {
    let Step {
        span,
        id,
        name,
        condition,
        action,
        origin: _,
        env,
        continue_on_error,
        mark: _,
        timeout,
        retry,
        artifacts,
        background,
    } = step;
    write::mark(step, Mark::Nothing, writing);
    let mut map = Map::default();
    map.put_some("name", name.as_ref().map(write::text));
    map.put_some("id", id.as_ref().map(write::name));
    map.put_some("if", condition.as_ref().map(self::condition));
    let mut script = None;
    match action {
        Action::Run(run) => script = Some(run),
        Action::Uses { reference, with } => {
            map.put("uses", write::plain(reference.text()));
            map.put_filled("with", inputs(with));
        }
        Action::Builtin { builtin, reference, with } => match reference {
            Some(reference) => {
                map.put("uses", write::plain(reference.text()));
                map.put_filled("with", inputs(with));
            }
            None => match builtin::action(builtin) {
                Some((uses, with)) => {
                    map.put("uses", Tree::text(uses).at(*span));
                    map.put_filled("with", with);
                }
                None => {
                    writing.lost(ACTION, *span, "no action does what this step does", "write a script");
                    map.put("run", Tree::text("true"));
                }
            },
        },
        Action::Wait { steps } if steps.is_empty() => map.put("wait-all", Tree::nothing()),
        Action::Wait { steps } => map.put("wait", Tree::one_or_row(steps.iter().map(write::name).collect())),
        Action::Cancel { step } => map.put("cancel", write::name(step)),
        Action::Parallel(steps) => map.put("parallel", list(steps, inside, defaults, writing)),
        Action::Group(steps) => {
            writing.lost(STEP, *span, "steps have no groups", "write them one after the other");
            map.put("parallel", list(steps, inside, defaults, writing));
        }
        Action::Program(text) => {
            writing.lost(
                ACTION,
                text.span(),
                "a program of another language does not run here",
                "write a script",
            );
            map.put("run", Tree::text("true"));
        }
    }
    if let Some(script) = script {
        let Script { lines, echo: _, shell: _, directory, capture: _ } = script;
        write::not_captured(script, "write it into the file that $GITHUB_OUTPUT names", writing);
        let body = run(lines);
        let empty = body.as_str().is_some_and(|text| text.trim().is_empty());
        // A step must have a command, even where another language lets it have none.
        let foreign = writing.from.dialect != Dialect::GitHub;
        map.put("run", if empty && foreign { Tree::text("true") } else { body });
        let word = shell(script, inside);
        map.put_some(
            "shell",
            word.filter(|word| defaults.shell.as_ref() != Some(word)).as_ref().map(write::plain),
        );
        let folder = directory.as_ref().filter(|_| directory != &defaults.directory);
        map.put_some("working-directory", folder.map(write::text));
    }
    map.put_filled("env", self::env(env, writing));
    map.put_some("continue-on-error", continue_on_error.as_ref().map(write::typed));
    map.put_some("timeout-minutes", timeout.as_ref().map(write::typed));
    if *background {
        map.put("background", true);
    }
    if let Some(retry) = retry {
        writing.lost(
            RETRY,
            retry.max.span,
            "a failed step is not tried again",
            "repeat the command in the script",
        );
    }
    for upload in artifacts {
        writing.lost(
            ARTIFACT,
            upload.span,
            "a step keeps no files",
            "add a step with actions/upload-artifact",
        );
    }
    Tree::from(map).at(*span)
}

/// The commands as one script.
fn run(lines: &[Template]) -> Tree {
    match lines {
        [line] => write::text(line),
        lines => {
            let joined: Vec<_> =
                lines.iter().map(|line| line.text().as_str().trim_end_matches('\n')).collect();
            let tree = Tree::text(joined.join("\n") + "\n");
            match lines.first() {
                Some(first) => tree.at(first.text().span()),
                None => tree,
            }
        }
    }
}

/// `with`.
fn inputs(with: &With) -> Map {
    let mut map = Map::default();
    for (name, value) in with {
        map.put_at(name.value.as_str(), name.span, scalar(value));
    }
    map
}
