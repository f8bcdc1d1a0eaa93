//! Shell commands for what some languages do by a step of their own.
use super::Translation;
use super::losses::{ACTION, SHELL};
use diag::{Span, Text};
use expr::Template;
use ir::{Builtin, FileWork, Script, Shell, Strictness};

/// A script of these lines, read by the shell that is there.
pub(super) fn script(lines: Vec<String>, span: Span) -> Script {
    let text = |line: String| Template::literal(Text::plain(line, span));
    let lines = match lines.len() {
        1 => lines.into_iter().map(text).collect(),
        _ => vec![text(lines.join("\n") + "\n")],
    };
    Script { lines, echo: false, shell: Shell::Default(Strictness::ErrExit), directory: None, capture: None }
}

impl Translation<'_, '_> {
    /// The commands that do the same; nothing for what is no matter of commands.
    pub fn commands(&mut self, builtin: &Builtin, span: Span) -> Option<Vec<String>> {
        let mut word = |template: &Template| self.shell_text(template);
        Some(match builtin {
            Builtin::Sleep { time } => vec![format!("sleep {}", word(time).trim_end_matches('s'))],
            Builtin::Print { message } => vec![format!("echo {}", quoted(&word(message)))],
            Builtin::Fail { message } => {
                vec![format!("echo {} >&2", quoted(&word(message))), "exit 1".to_owned()]
            }
            Builtin::Unstable { message } => {
                let lines = vec![format!("echo {} >&2", quoted(&word(message)))];
                self.writing.lost(
                    SHELL,
                    span,
                    "a job is not marked as unstable",
                    "let it fail, and tolerate that",
                );
                lines
            }
            Builtin::Files(work) => self.file_work(work),
            Builtin::Approve { .. } => {
                let help = "make the job manual, or protect its environment";
                self.writing.lost(ACTION, span, "nobody is asked while a job runs", help);
                return None;
            }
            _ => return None,
        })
    }

    fn file_work(&mut self, work: &FileWork) -> Vec<String> {
        let mut word = |template: &Template| self.shell_text(template);
        let folder = |from: Option<String>| {
            from.map_or(String::new(), |from| format!("{}/", from.trim_end_matches('/')))
        };
        match work {
            FileWork::Copy { from, files, to, clean, overwrite: _, flatten: _ } => {
                let from = folder(from.as_ref().map(&mut word));
                let to = word(to);
                let mut lines = Vec::new();
                if clean.as_ref().is_some_and(|clean| clean.as_literal() == Some("true")) {
                    lines.push(format!("rm -rf \"{to}\""));
                }
                lines.push(format!("mkdir -p \"{to}\""));
                lines.push("shopt -s globstar nullglob".to_owned());
                lines.extend(files.iter().map(|file| format!("cp -r {from}{} \"{to}\"", word(file))));
                lines
            }
            FileWork::Delete { from, files, whole, hidden: _ } => {
                let from = folder(from.as_ref().map(&mut word));
                let mut lines: Vec<String> =
                    files.iter().map(|file| format!("rm -rf {from}{}", word(file))).collect();
                if whole.as_ref().is_some_and(|whole| whole.as_literal() == Some("true")) && !from.is_empty()
                {
                    lines.push(format!("rm -rf \"{from}\""));
                }
                lines
            }
            FileWork::Archive { from, root: _, kind, compression: _, to, replace: _ } => {
                let (from, to) = (word(from), word(to));
                match kind.as_literal() {
                    Some("tar") => vec![format!("tar -caf \"{to}\" \"{from}\"")],
                    Some("7z") => vec![format!("7z a \"{to}\" \"{from}\"")],
                    _ => vec![format!("zip -r \"{to}\" \"{from}\"")],
                }
            }
            FileWork::Extract { files, to, clean: _, overwrite: _ } => {
                let to = word(to);
                let mut lines = vec![format!("mkdir -p \"{to}\"")];
                for file in files {
                    let file = word(file);
                    lines.push(if file.ends_with(".zip") {
                        format!("unzip -o \"{file}\" -d \"{to}\"")
                    } else {
                        format!("tar -xf \"{file}\" -C \"{to}\"")
                    });
                }
                lines
            }
        }
    }

    /// A text as it is written inside a script.
    pub fn shell_text(&mut self, template: &Template) -> String {
        let script = script_of(template);
        self.script(&script).lines.first().map(|line| line.text().to_string()).unwrap_or_default()
    }
}

fn script_of(template: &Template) -> Script {
    Script {
        lines: vec![template.clone()],
        echo: false,
        shell: Shell::Default(Strictness::ErrExit),
        directory: None,
        capture: None,
    }
}

/// A text as one word of the shell, variables in it filled in.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('`', "\\`"))
}
