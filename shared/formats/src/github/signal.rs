//! How a running step speaks: commands in its output, and files.

mod command;
mod file;

use crate::{Commands, SignalFile};
use events::{Annotation, AnnotationLevel, Signal};

pub use command::Command;

/// What steps can say.
pub(super) const COMMANDS: Commands = Commands {
    line,
    files: &[
        SignalFile { variable: "GITHUB_OUTPUT", parse: file::outputs },
        SignalFile { variable: "GITHUB_ENV", parse: file::variables },
        SignalFile { variable: "GITHUB_STATE", parse: file::state },
        SignalFile { variable: "GITHUB_PATH", parse: file::folders },
        SignalFile { variable: "GITHUB_STEP_SUMMARY", parse: file::summary },
    ],
};

/// What a line of output says, if it is a command, after
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.
fn line(line: &str) -> Option<Signal> {
    let command = Command::parse(line.strip_suffix('\r').unwrap_or(line))?;
    let Command { name, data, .. } = &command;
    let value = || data.clone();
    let named = |signal: fn(String, String) -> Signal| match command.property("name") {
        Some(name) => signal(name.to_owned(), data.clone()),
        None => Signal::Broken { reason: format!("the command `{}` needs a `name`", command.name) },
    };
    Some(match name.to_ascii_lowercase().as_str() {
        "set-output" => named(|name, value| Signal::Output { name, value }),
        "save-state" => named(|name, value| Signal::State { name, value }),
        "set-env" => guarded(named(file::variable), "set-env", "GITHUB_ENV"),
        "add-path" => guarded(Signal::Path { folder: value() }, "add-path", "GITHUB_PATH"),
        "add-mask" if data.trim().is_empty() => remark("`add-mask` has nothing to mask"),
        "add-mask" => Signal::Mask { value: value() },
        "debug" => Signal::Debug { message: value() },
        "notice" => Signal::Annotate(annotation(AnnotationLevel::Notice, &command)),
        "warning" => Signal::Annotate(annotation(AnnotationLevel::Warning, &command)),
        "error" => Signal::Annotate(annotation(AnnotationLevel::Error, &command)),
        "group" => Signal::GroupStart { title: value() },
        "endgroup" => Signal::GroupEnd,
        "stop-commands" => Signal::StopCommands { token: value() },
        "echo" => match data.trim().to_ascii_lowercase().as_str() {
            "on" => Signal::Echo { on: true },
            "off" => Signal::Echo { on: false },
            other => {
                Signal::Broken { reason: format!("the command `echo` takes `on` or `off`, not `{other}`") }
            }
        },
        "add-matcher" if data.is_empty() => remark("`add-matcher` names no file"),
        "add-matcher" => Signal::AddMatcher { file: value() },
        "remove-matcher" => match (command.property("owner"), data.as_str()) {
            (Some(owner), "") => Signal::RemoveMatcher { owner: owner.to_owned() },
            (None, file) if !file.is_empty() => Signal::RemoveMatchersOf { file: file.to_owned() },
            _ => remark("`remove-matcher` takes either an `owner` or a file"),
        },
        _ => return None,
    })
}

/// A command that once was open to any output, and now only counts where the step asks for it, after
/// <https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/>.
fn guarded(command: Signal, name: &str, file: &str) -> Signal {
    const VARIABLE: &str = "ACTIONS_ALLOW_UNSECURE_COMMANDS";
    let refusal = format!(
        "the command `{name}` is disabled: write to the file in ${file}, or set {VARIABLE} to `true`"
    );
    Signal::Guarded { variable: VARIABLE.to_owned(), command: Box::new(command), refusal }
}

fn remark(message: &str) -> Signal {
    let (level, message) = (AnnotationLevel::Warning, message.to_owned());
    Signal::Annotate(Annotation { level, message, ..Annotation::default() })
}

fn annotation(level: AnnotationLevel, command: &Command) -> Annotation {
    let number = |name| command.property(name).and_then(|text| text.trim().parse().ok());
    let text = |name| command.property(name).map(str::to_owned);
    Annotation {
        level,
        message: command.data.clone(),
        title: text("title"),
        file: text("file"),
        line: number("line"),
        end_line: number("endLine"),
        column: number("col"),
        end_column: number("endColumn"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_signals() {
        let warning =
            line("::warning file=a.rs,line=3,endLine=4,col=5,endColumn=6,title=Odd%3A x::50%25%0Asure");
        let Some(Signal::Annotate(found)) = warning else { panic!("{warning:?}") };
        assert_eq!(
            (found.line, found.end_line, found.column, found.end_column),
            (Some(3), Some(4), Some(5), Some(6))
        );
        assert_eq!((found.title.as_deref(), found.message.as_str()), (Some("Odd: x"), "50%\nsure"));
        assert_eq!(
            line("::set-output name=a::b"),
            Some(Signal::Output { name: "a".into(), value: "b".into() })
        );
        assert_eq!(line("##[group]Build"), Some(Signal::GroupStart { title: "Build".into() }));
        assert_eq!(line("::endgroup::"), Some(Signal::GroupEnd));
        assert_eq!(line("::echo::ON"), Some(Signal::Echo { on: true }));
        assert_eq!(line("::remove-matcher owner=a::"), Some(Signal::RemoveMatcher { owner: "a".into() }));
        assert_eq!(
            line("::remove-matcher::a.json\r"),
            Some(Signal::RemoveMatchersOf { file: "a.json".into() })
        );
        for plain in ["::nothing::x", "a ::debug::x", "::debug", "std::vec::Vec", ""] {
            assert_eq!(line(plain), None, "{plain}");
        }
    }

    #[test]
    fn commands_that_anyone_could_forge_are_guarded() {
        let guarded = |text| match line(text) {
            Some(Signal::Guarded { variable, command, .. })
                if variable == "ACTIONS_ALLOW_UNSECURE_COMMANDS" =>
            {
                *command
            }
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(guarded("::set-env name=A::b"), Signal::Env { name: "A".into(), value: "b".into() });
        assert_eq!(guarded("::add-path::/x"), Signal::Path { folder: "/x".into() });
        assert!(matches!(guarded("::set-env name=node_options::-x"), Signal::Annotate(_)));
        assert!(matches!(guarded("::set-env::b"), Signal::Broken { .. }));
    }

    #[test]
    fn commands_that_cannot_be_obeyed_say_why() {
        for text in ["::set-output::x", "::save-state name=::x", "::echo::maybe"] {
            assert!(matches!(line(text), Some(Signal::Broken { .. })), "{text}");
        }
        for text in ["::add-mask:: ", "::add-matcher::", "::remove-matcher::", "::remove-matcher owner=a::b"]
        {
            let Some(Signal::Annotate(found)) = line(text) else { panic!("{text}") };
            assert_eq!(found.level, AnnotationLevel::Warning, "{text}");
        }
    }
}
