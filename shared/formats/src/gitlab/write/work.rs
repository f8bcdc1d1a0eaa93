//! `script`, `run` and `trigger`.
use super::variables;
use crate::convert::losses::{ACTION, ARTIFACT, PIPELINE, RETRY, SHELL, STEP, TIMEOUT};
use crate::write::{self, Writing};
use expr::Dialect;
use ir::{Action, Pipeline, Script, Shell, Spawn, SpawnSource, Step, With, Work};
use yaml::{Map, Tree};

pub(super) fn write(work: &Work, after: &[Step], map: &mut Map, writing: &mut Writing<'_>) {
    match work {
        Work::Steps(steps) => self::steps(steps, map, writing),
        Work::Spawn(spawn) => {
            let trigger = trigger(spawn, writing);
            map.put_filled("trigger", trigger);
        }
        Work::Call(call) => {
            let (ir::CallTarget::Read { reference, .. } | ir::CallTarget::Missing { reference }) =
                &call.target;
            let message = format!("the pipeline \"{reference}\" is not called");
            writing.lost(PIPELINE, reference.span(), message, "convert it too, and include it");
            map.put("script", Tree::list(vec![Tree::text("true")]));
        }
    }
    let mut lines = Vec::new();
    for step in after {
        if let Action::Run(script) = &step.action {
            lines.extend(script.lines.iter().map(write::text));
        }
    }
    map.put_filled("after_script", Tree::list(lines));
}

fn steps(steps: &[Step], map: &mut Map, writing: &mut Writing<'_>) {
    let plain = |step: &Step| step.id.is_none() && step.name.is_none();
    if writing.from.dialect != Dialect::GitLab {
        return map.put("script", together(steps, writing));
    }
    match steps {
        [] => map.put("script", Tree::list(vec![Tree::text("true")])),
        [step] if plain(step) && matches!(step.action, Action::Run(_)) => {
            if let Action::Run(script) = &step.action {
                settings(step, script, writing);
                map.put("script", lines(script));
            }
        }
        steps => map.put("run", Tree::list(steps.iter().map(|step| one(step, writing)).collect())),
    }
}

/// The scripts of all steps in one, each below its name.
fn together(steps: &[Step], writing: &mut Writing<'_>) -> Tree {
    let mut all = Vec::new();
    for step in steps {
        let Action::Run(script) = &step.action else {
            writing.lost(
                ACTION,
                step.span,
                "this step has no counterpart",
                "write a script that does the same",
            );
            continue;
        };
        settings(step, script, writing);
        let name = step.name.iter().map(|name| name.text().span());
        name.chain(script.lines.iter().map(|line| line.text().span())).for_each(|span| writing.implied(span));
        let mut first = true;
        for line in &script.lines {
            let text = line.text().as_str();
            let lines = if is_simple(text) { text.trim_end().lines().collect() } else { vec![text] };
            for line_text in lines {
                let tree = Tree::text(line_text).at(if first { step.span } else { line.text().span() });
                let name = step.name.as_ref().filter(|_| first);
                all.push(match name {
                    Some(name) => tree.note(name.text().as_str()),
                    None => tree,
                });
                first = false;
            }
        }
    }
    if all.is_empty() {
        all.push(Tree::text("true"));
    }
    Tree::list(all)
}

/// Whether each line of a script is a command of its own.
fn is_simple(text: &str) -> bool {
    let mut lines = text.trim_end().lines();
    let words =
        ["if ", "then", "else", "fi", "for ", "while ", "do", "done", "case ", "esac", "function ", "until "];
    lines.clone().count() <= 12
        && lines.all(|line| {
            let word = line.trim_end();
            let balanced = ['(', '{', '[']
                .iter()
                .zip([')', '}', ']'])
                .all(|(open, close)| word.matches(*open).count() == word.matches(close).count());
            let quotes = ['"', '\''].iter().all(|mark| word.matches(*mark).count() % 2 == 0);
            let alone = !word.starts_with([' ', '\t', '#']) && !word.is_empty();
            let whole =
                !word.ends_with(['\\', '|', '&']) && !word.contains("<<") && balanced && quotes && alone;
            whole && !words.iter().any(|start| word.starts_with(start) || word == start.trim_end())
        })
}

/// The commands, each an item.
pub(super) fn lines(script: &Script) -> Tree {
    write::texts(&script.lines)
}

/// A step of `run`: <https://docs.gitlab.com/ci/steps/>.
fn one(step: &Step, writing: &mut Writing<'_>) -> Tree {
    let mut map = Map::default();
    if let Some(name) = step.id.as_ref() {
        map.put("name", write::name(name));
    }
    match &step.action {
        Action::Run(script) => {
            settings(step, script, writing);
            let lines: Vec<_> = script.lines.iter().map(|line| line.text().as_str()).collect();
            map.put("script", Tree::text(lines.join("\n")).at(step.span));
        }
        Action::Uses { reference: ir::Reference::Task(text), with } => {
            map.put("step", write::plain(text));
            map.put_filled("inputs", inputs(with));
        }
        Action::Uses { reference, with } => {
            map.put("step", write::plain(reference.text()));
            map.put_filled("inputs", inputs(with));
        }
        _ => {
            writing.lost(
                ACTION,
                step.span,
                "this step has no counterpart",
                "write a script that does the same",
            );
            map.put("script", Tree::text("true"));
        }
    }
    map.put_filled("env", variables(&step.env, super::Whose::Job, writing));
    Tree::from(map).at(step.span)
}

fn inputs(with: &With) -> Map {
    let mut map = Map::default();
    with.iter().for_each(|(name, value)| map.put_at(name.value.as_str(), name.span, write::typed(value)));
    map
}

/// What a step says of itself that a script cannot.
fn settings(step: &Step, script: &Script, writing: &mut Writing<'_>) {
    let Step {
        span,
        id: _,
        name: _,
        condition,
        action: _,
        origin: _,
        env: _,
        continue_on_error,
        mark: _,
        timeout,
        retry,
        artifacts,
        background,
    } = step;
    write::not_captured(script, "assign it to a variable in the script", writing);
    if let Some(condition) = condition {
        writing.lost(
            STEP,
            condition.text().span(),
            "a part of a script has no condition",
            "ask with \"if\" in the script",
        );
    }
    if let Some(flag) = continue_on_error {
        writing.lost(STEP, flag.text().span(), "a failing command ends the job", "add \"|| true\" behind it");
    }
    if let Some(time) = timeout {
        writing.lost(
            TIMEOUT,
            time.text().span(),
            "a part of a script has no time limit",
            "put \"timeout\" before the command",
        );
    }
    if let Some(retry) = retry {
        writing.lost(
            RETRY,
            retry.max.span,
            "a part of a script is not tried again",
            "repeat the command in the script",
        );
    }
    for upload in artifacts {
        writing.lost(ARTIFACT, upload.span, "files are kept by the job", "add them to \"artifacts\"");
    }
    if *background {
        writing.lost(STEP, *span, "the step goes on beside the others no more", "end the command with \"&\"");
    }
    match &script.shell {
        Shell::Default(_) | Shell::Bash(_) | Shell::Sh(_) => {}
        _ => writing.lost(
            SHELL,
            *span,
            "a runner has one shell for all scripts",
            "call the other one in the script",
        ),
    }
    if let Some(folder) = &script.directory {
        writing.lost(
            STEP,
            folder.text().span(),
            "a script begins in the project's folder",
            "begin it with \"cd\"",
        );
    }
}

fn trigger(spawn: &Spawn, writing: &mut Writing<'_>) -> Map {
    let Spawn { source, wait, inputs, forward_pipeline_variables, forward_job_variables } = spawn;
    let mut map = Map::default();
    match source {
        SpawnSource::Read(pipeline) => match file(pipeline, writing) {
            Some(path) => map.put("include", Tree::text(path)),
            None => writing.lost(
                PIPELINE,
                pipeline.span,
                "the file of the child pipeline is not known",
                "name it by hand",
            ),
        },
        SpawnSource::Artifact { path, job } => {
            let mut include = Map::default();
            include.put("artifact", write::plain(path));
            include.put("job", write::name(job));
            map.put("include", Tree::list(vec![include.into()]));
        }
        SpawnSource::Project { project, branch } => {
            map.put("project", write::text(project));
            map.put_some("branch", branch.as_ref().map(write::text));
        }
        SpawnSource::Missing { reference } => map.put("include", write::plain(reference)),
    }
    let mut given = Map::default();
    inputs.iter().for_each(|(name, value)| given.put_at(name.value.as_str(), name.span, write::typed(value)));
    map.put_filled("inputs", given);
    if *wait {
        map.put("strategy", Tree::text("depend"));
    }
    let mut forward = Map::default();
    if !forward_job_variables {
        forward.put("yaml_variables", false);
    }
    if *forward_pipeline_variables {
        forward.put("pipeline_variables", true);
    }
    map.put_filled("forward", forward);
    map
}

/// The file that a pipeline was read from.
fn file(pipeline: &Pipeline, writing: &Writing<'_>) -> Option<String> {
    writing.sources.get(pipeline.span.source).map(|source| source.name.to_string())
}
