//! How a running step speaks, after <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>.

mod command;

use crate::Commands;
use command::Command;
use events::{Annotation, AnnotationLevel, Outcome, Signal, Variable};

/// What steps can say.
pub(super) const COMMANDS: Commands = Commands { line, files: &[] };

/// What a line of output says, if it is a command. Lines that are only to be shown in another colour say nothing.
fn line(line: &str) -> Option<Signal> {
    let line = line.strip_suffix('\r').unwrap_or(line);
    match Command::read(line) {
        Some(command) => Some(told(&command)),
        None => formatting(line.trim_start().strip_prefix("##[")?),
    }
}

fn formatting(rest: &str) -> Option<Signal> {
    let (name, text) = rest.split_once(']')?;
    let text = text.to_owned();
    Some(match name {
        "group" => Signal::GroupStart { title: text },
        "endgroup" => Signal::GroupEnd,
        "debug" => Signal::Debug { message: text },
        _ => return None,
    })
}

fn told(command: &Command) -> Signal {
    let data = || command.data.clone();
    let file = |signal: fn(String) -> Signal| match command.data.trim() {
        "" => broken(command, "a file"),
        path => signal(path.to_owned()),
    };
    match command.name.as_str() {
        "task.setvariable" => variable(command),
        "task.setsecret" => Signal::Mask { value: data() },
        "task.prependpath" if command.data.is_empty() => broken(command, "a folder"),
        "task.prependpath" => Signal::Path { folder: data() },
        "task.logissue" | "task.issue" => issue(command),
        "task.complete" => complete(command),
        "task.uploadsummary" => file(|path| Signal::SummaryFile { path }),
        "task.addattachment" => attachment(command),
        "task.uploadfile" | "build.uploadlog" => {
            file(|path| Signal::Keep { artifact: LOGS.to_owned(), path })
        }
        "artifact.upload" => artifact(command),
        "results.publish" => tests(command),
        "build.updatebuildnumber" => Signal::Variable(Variable {
            name: "Build.BuildNumber".to_owned(),
            value: data(),
            ..Variable::default()
        }),
        "build.addbuildtag" => remark(AnnotationLevel::Notice, format!("tag: {}", command.data.trim())),
        "task.debug" => Signal::Debug { message: data() },
        // How far it has come, and links to what is elsewhere: nothing here depends on them.
        "task.setprogress"
        | "task.logdetail"
        | "artifact.associate"
        | "codecoverage.enable"
        | "codecoverage.publish"
        | "telemetry.publish" => Signal::Debug { message: format!("{}: {}", command.name, command.data) },
        name => remark(AnnotationLevel::Warning, format!("the command `##vso[{name}]` means nothing here")),
    }
}

/// The artifact for files that are only for people to read.
const LOGS: &str = "logs";

fn variable(command: &Command) -> Signal {
    let Some(name) = command.property("variable") else { return broken(command, "`variable=NAME`") };
    let value = command.data.clone();
    let secret = command.flag("issecret");
    if secret && value.contains('\n') {
        let reason = format!("the secret `{name}` has more than one line, of which logs could hide none");
        return Signal::Broken { reason };
    }
    Signal::Variable(Variable {
        name: name.to_owned(),
        value,
        output: command.flag("isoutput"),
        secret,
        read_only: command.flag("isreadonly"),
    })
}

fn issue(command: &Command) -> Signal {
    let level = match command.property("type").map(str::to_ascii_lowercase).as_deref() {
        Some("error") => AnnotationLevel::Error,
        Some("warning") => AnnotationLevel::Warning,
        _ => return broken(command, "`type=error` or `type=warning`"),
    };
    let number = |name| command.property(name).and_then(|text| text.trim().parse().ok());
    Signal::Annotate(Annotation {
        level,
        message: command.data.clone(),
        title: command.property("code").map(str::to_owned),
        file: command.property("sourcepath").map(str::to_owned),
        line: number("linenumber"),
        column: number("columnnumber"),
        ..Annotation::default()
    })
}

fn complete(command: &Command) -> Signal {
    let outcome = match command.property("result").map(str::to_ascii_lowercase).as_deref() {
        None | Some("succeeded") => Outcome::Success,
        Some("succeededwithissues") => {
            let said = command.data.trim();
            let message = if said.is_empty() { "the step went well, with issues" } else { said };
            return Signal::Issues { message: message.to_owned() };
        }
        Some("failed" | "abandoned") => Outcome::Failure,
        Some("canceled" | "cancelled") => Outcome::Cancelled,
        Some("skipped") => Outcome::Skipped,
        Some(_) => return broken(command, "`result=Succeeded`, `SucceededWithIssues` or `Failed`"),
    };
    Signal::Complete { outcome }
}

/// An attachment is for extensions of the service, unless it is a summary.
fn attachment(command: &Command) -> Signal {
    let (Some(kind), Some(_)) = (command.property("type"), command.property("name")) else {
        return broken(command, "`type=KIND` and `name=NAME`");
    };
    match kind.eq_ignore_ascii_case("Distributedtask.Core.Summary") {
        true => Signal::SummaryFile { path: command.data.trim().to_owned() },
        false => Signal::Debug { message: format!("attached {}", command.data) },
    }
}

fn artifact(command: &Command) -> Signal {
    let path = command.data.trim();
    let name = command.property("artifactname").or_else(|| command.property("containerfolder"));
    match name {
        Some(name) if !path.is_empty() => Signal::Keep { artifact: name.to_owned(), path: path.to_owned() },
        Some(_) => broken(command, "a file or folder"),
        None => broken(command, "`artifactname=NAME`"),
    }
}

fn tests(command: &Command) -> Signal {
    let files = command.property("resultfiles").unwrap_or(&command.data);
    let paths: Vec<_> = files.split(',').map(str::trim).filter(|path| !path.is_empty()).collect();
    match paths.is_empty() {
        true => broken(command, "`resultFiles=FILE,FILE`"),
        false => Signal::Tests { paths: paths.into_iter().map(str::to_owned).collect() },
    }
}

/// A command that lacks something: its step fails, as the service's agent has it.
fn broken(command: &Command, lacks: &str) -> Signal {
    Signal::Broken { reason: format!("the command `##vso[{}]` needs {lacks}", command.name) }
}

fn remark(level: AnnotationLevel, message: String) -> Signal {
    Signal::Annotate(Annotation { level, message, ..Annotation::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_say_who_may_see_and_set_them() {
        let set = |text: &str| match line(text) {
            Some(Signal::Variable(variable)) => variable,
            other => panic!("{text}: {other:?}"),
        };
        let plain = set("##vso[task.setvariable variable=a.b]x=1;y\r");
        assert_eq!((plain.name.as_str(), plain.value.as_str(), plain.output), ("a.b", "x=1;y", false));
        let all = set("##vso[task.setvariable variable=a;isOutput=true;issecret=TRUE;isreadonly=true]");
        assert!(all.output && all.secret && all.read_only);
        assert_eq!(set("##vso[build.updatebuildnumber]1.2").name, "Build.BuildNumber");
    }

    #[test]
    fn lines_become_signals() {
        let path = || "/a b.md".to_owned();
        let cases = [
            ("##vso[task.setsecret]x", Signal::Mask { value: "x".into() }),
            ("##vso[task.prependpath]/bin", Signal::Path { folder: "/bin".into() }),
            ("##vso[task.complete]done", Signal::Complete { outcome: Outcome::Success }),
            ("##vso[task.complete result=Failed;]", Signal::Complete { outcome: Outcome::Failure }),
            ("##vso[task.complete result=SucceededWithIssues]odd", Signal::Issues { message: "odd".into() }),
            ("##vso[task.uploadsummary]/a b.md", Signal::SummaryFile { path: path() }),
            (
                "##vso[task.addattachment type=Distributedtask.Core.Summary;name=n]/a b.md",
                Signal::SummaryFile { path: path() },
            ),
            ("##vso[build.uploadlog]/a b.md", Signal::Keep { artifact: "logs".into(), path: path() }),
            (
                "##vso[artifact.upload containerfolder=f;artifactname=n]/a b.md",
                Signal::Keep { artifact: "n".into(), path: path() },
            ),
            (
                "##vso[results.publish type=JUnit;resultFiles=a.xml, b.xml]",
                Signal::Tests { paths: vec!["a.xml".into(), "b.xml".into()] },
            ),
            ("##[group]Build", Signal::GroupStart { title: "Build".into() }),
            ("  ##[endgroup]", Signal::GroupEnd),
            ("##[debug]d", Signal::Debug { message: "d".into() }),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), Some(expected), "{text}");
        }
        for plain in ["##[warning]only shown", "##[command]ls", "##vso[", "a [b] c", ""] {
            assert_eq!(line(plain), None, "{plain}");
        }
    }

    #[test]
    fn issues_have_places() {
        let text = "##vso[task.logissue type=warning;sourcepath=a/b.cs;linenumber=3;columnnumber=4;code=X1;]odd%0Athing";
        let Some(Signal::Annotate(found)) = line(text) else { panic!() };
        assert_eq!((found.file.as_deref(), found.line, found.column), (Some("a/b.cs"), Some(3), Some(4)));
        assert_eq!((found.title.as_deref(), found.message.as_str()), (Some("X1"), "odd\nthing"));
        assert_eq!(found.level, AnnotationLevel::Warning);
    }

    #[test]
    fn commands_that_cannot_be_obeyed_say_why() {
        for text in [
            "##vso[task.setvariable]x",
            "##vso[task.setvariable variable=a;issecret=true]1%0A2",
            "##vso[task.logissue]x",
            "##vso[task.logissue type=fatal]x",
            "##vso[task.complete result=Fine]",
            "##vso[task.prependpath]",
            "##vso[artifact.upload]x",
            "##vso[task.uploadsummary]",
        ] {
            assert!(matches!(line(text), Some(Signal::Broken { .. })), "{text}");
        }
        let Some(Signal::Annotate(unknown)) = line("##vso[task.dance]x") else { panic!() };
        assert!(unknown.message.contains("task.dance") && unknown.level == AnnotationLevel::Warning);
    }
}
