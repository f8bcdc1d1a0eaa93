//! `sh`, `bat`, `powershell` and `pwsh` (<https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/>).
use super::page::Page;
use crate::convert::losses::SHELL;
use crate::groovy_text::{quoted, tripled};
use crate::write::Writing;
use diag::Span;
use ir::{Script, Shell, Strictness};

/// What only bash understands.
const BASHISMS: &[&str] = &[
    "[[ ",
    "<<<",
    "source ",
    "pushd ",
    "popd",
    "shopt ",
    "declare ",
    "<(",
    "&>",
    "pipefail",
    "globstar",
    "${BASH",
    "mapfile ",
    "readarray ",
    "=(",
    "((",
    "^^}",
    ",,}",
    "|& ",
    "$'",
];

/// What of a command later ones of the same shell see.
const LASTING: &[&str] = &[
    "cd ",
    "export ",
    "set ",
    "source ",
    ". ",
    "alias ",
    "trap ",
    "pushd ",
    "popd",
    "exec ",
    "umask ",
    "shopt ",
    "eval ",
    "nvm ",
    "unset ",
    "ulimit ",
    "function ",
];

/// The step, or several, each a command that needs no other.
pub(super) fn lines(script: &Script, label: Option<&str>, writing: &mut Writing<'_>) -> Page {
    let Script { lines, echo: _, shell, directory, capture } = script;
    if let Some(capture) = capture {
        let message = format!("what is printed is no output \"{}\"", capture.value);
        writing.lost(SHELL, capture.span, message, "set `env.NAME = sh(script: '...', returnStdout: true)`");
    }
    let span = lines.first().map_or(Span::NOWHERE, |line| line.text().span());
    let texts: Vec<&str> = lines.iter().map(|line| line.text().as_str()).collect();
    let whole = texts.iter().map(|text| text.trim_end_matches('\n')).collect::<Vec<_>>().join("\n");
    let (step, start) = interpreter(shell, &whole, writing);
    let mut page = Page::default();
    let alone = |text: &&str| !text.trim_end().contains('\n') && !lasts(text);
    if start.is_none() && texts.len() > 1 && label.is_none() && texts.iter().all(alone) {
        for line in lines {
            one(&mut page, step, line.text().as_str(), None, None, line.text().span());
        }
    } else {
        one(&mut page, step, &whole, start.as_deref(), label, span);
    }
    match directory {
        Some(folder) => page.around(&format!("dir({})", super::pipeline::code(folder)), folder.text().span()),
        None => page,
    }
}

fn lasts(line: &str) -> bool {
    let line = line.trim_start();
    let assigns = line.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
    });
    assigns || line.trim_end().ends_with('&') || LASTING.iter().any(|word| line.starts_with(word))
}

/// The step that runs a script, and the first line that says who reads it.
fn interpreter(shell: &Shell, text: &str, writing: &mut Writing<'_>) -> (&'static str, Option<String>) {
    let says_itself = text.starts_with("#!");
    let bash = |options: &str| Some(format!("#!/bin/bash{options}"));
    let needs_bash = BASHISMS.iter().any(|word| text.contains(word));
    match shell {
        _ if says_itself => ("sh", None),
        Shell::Default(how) | Shell::Bash(how) => {
            let pipes = text.replace("||", "").contains('|');
            match how {
                Strictness::PipeFail if pipes => ("sh", bash(" -e\nset -o pipefail")),
                Strictness::PipeFail | Strictness::ErrExit if needs_bash => ("sh", bash(" -e")),
                Strictness::Lenient if text.trim_end().contains('\n') => ("sh", bash("")),
                _ => ("sh", None),
            }
        }
        Shell::Sh(Strictness::Lenient) if text.trim_end().contains('\n') => {
            ("sh", Some("#!/bin/sh".to_owned()))
        }
        Shell::Sh(_) => ("sh", None),
        Shell::Pwsh => ("pwsh", None),
        Shell::PowerShell => ("powershell", None),
        Shell::Cmd => ("bat", None),
        Shell::Python => ("sh", Some("#!/usr/bin/env python3".to_owned())),
        Shell::Custom(line) => {
            match line.as_str().strip_suffix(" {0}").filter(|program| !program.contains('{')) {
                Some(program) => ("sh", Some(format!("#!/usr/bin/env -S {program}"))),
                None => {
                    let message = format!("no step reads a script by \"{line}\"");
                    writing.lost(SHELL, line.span(), message, "call the program in the script");
                    ("sh", None)
                }
            }
        }
        Shell::Computed(template) => {
            let message = "which shell reads a script cannot be computed";
            writing.lost(SHELL, template.text().span(), message, "name the shell");
            ("sh", None)
        }
    }
}

fn one(page: &mut Page, step: &str, text: &str, start: Option<&str>, label: Option<&str>, span: Span) {
    let text = text.trim_end_matches('\n');
    let (head, tail) = match label {
        Some(label) => (format!("{step} label: {}, script: ", quoted(label)), ""),
        None => (format!("{step} "), ""),
    };
    if start.is_none() && !text.contains('\n') && !text.starts_with("#!") {
        return page.line(&format!("{head}{}{tail}", literal(text)), span);
    }
    // A first line that says who reads the rest must be the first.
    let (first, body) = match (start, text.split_once('\n')) {
        (Some(start), _) => (start, text),
        (None, Some((first, body))) if first.starts_with("#!") => (first, body),
        (None, _) => ("", text),
    };
    let mut above = first.split('\n');
    let head = format!("{head}'''{}", tripled(above.next().unwrap_or_default()));
    let further_in = !keeps_its_place(body) && step == "sh" && !first.contains("env ");
    let body: String = above.chain(body.lines()).map(|line| format!("{line}\n")).collect();
    page.text_block(&head, &escaped(&body), &format!("'''{tail}"), further_in, span);
}

/// The same between three quotes, but for what would end there: the marks follow on a line of their own.
fn escaped(body: &str) -> String {
    body.replace('\\', "\\\\").replace("'''", "\\'\\'\\'").replace('\r', "\\r")
}

/// Whether blanks before its lines would change what a script does.
fn keeps_its_place(body: &str) -> bool {
    let open = |mark: char| body.lines().any(|line| line.matches(mark).count() % 2 == 1);
    body.contains("<<") || open('"') || open('\'')
}

/// A text of one line in the quotes that need the fewest escapes.
fn literal(text: &str) -> String {
    if text.contains('\'') && !text.contains(['"', '$', '\\']) { format!("\"{text}\"") } else { quoted(text) }
}
