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
    let command = Command::parse(line)?;
    let Command { name, data, .. } = &command;
    let value = || data.clone();
    let owner = || command.property("owner").unwrap_or_default().to_owned();
    let named = || command.property("name").unwrap_or_default().to_owned();
    Some(match name.to_ascii_lowercase().as_str() {
        "set-output" => Signal::Output { name: named(), value: value() },
        "save-state" => Signal::State { name: named(), value: value() },
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
            other => refusal(format!("the command \"echo\" takes \"on\" or \"off\", not \"{other}\"")),
        },
        "add-matcher" => Signal::AddMatcher { file: value() },
        "remove-matcher" if data.is_empty() => Signal::RemoveMatcher { owner: owner() },
        // With a file the owner is known only to whoever can read it.
        "remove-matcher" => Signal::RemoveMatcher { owner: value() },
        disabled @ ("set-env" | "add-path") => {
            let file = if disabled == "set-env" { "GITHUB_ENV" } else { "GITHUB_PATH" };
            refusal(format!("the command \"{disabled}\" is disabled: write to the file in ${file} instead"))
        }
        _ => return None,
    })
}

fn refusal(message: String) -> Signal {
    Signal::Annotate(Annotation { level: AnnotationLevel::Error, message, ..Annotation::default() })
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
        assert!(matches!(line("::set-env name=A::b"), Some(Signal::Annotate(_))));
        for plain in ["::nothing::x", "a ::debug::x", "::debug", "std::vec::Vec", ""] {
            assert_eq!(line(plain), None, "{plain}");
        }
    }
}
