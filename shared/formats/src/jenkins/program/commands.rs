//! Steps without a block.
use super::given::{Given, seconds};
use super::steps::{Steps, literal};
use groovy::run::{Entries, from_json, to_json};
use groovy::{Place, Stop, Value};
use ir::{
    Action, Builtin, Mark, Report, ReportKind, Script, Shell, Span, Spanned, Step, Strictness, Text, Upload,
    When,
};

/// Names of steps that only a server can do.
const OF_SERVERS: &[&str] = &[
    "build",
    "mail",
    "emailext",
    "slackSend",
    "library",
    "properties",
    "publishHTML",
    "recordIssues",
    "step",
    "unarchive",
    "httpRequest",
    "githubNotify",
    "waitForQualityGate",
    "setGitHubPullRequestStatus",
    "copyArtifacts",
    "libraryResource",
    "load",
    "evaluate",
    "readTrusted",
    "validateDeclarativePipeline",
    "tool",
    "jacoco",
    "cobertura",
];

/// Where a command's output is found.
const OUT: &str = "out";

/// A builtin as a step.
pub(super) fn builtin(builtin: Builtin) -> Step {
    Step::new(Span::NOWHERE, Action::Builtin { builtin, reference: None, with: Vec::new() })
}

/// Line that begins a script and says what reads it.
pub(in crate::jenkins) fn shell(name: &str, text: &str) -> Shell {
    match name {
        "bat" => Shell::Cmd,
        "powershell" => Shell::PowerShell,
        "pwsh" => Shell::Pwsh,
        _ => match text.strip_prefix("#!").and_then(|rest| rest.lines().next()) {
            Some(program) if !program.trim().is_empty() => {
                Shell::Custom(Text::from(format!("{} {{0}}", program.trim()).as_str()))
            }
            _ => Shell::Sh(Strictness::ErrExit),
        },
    }
}

impl Steps<'_> {
    pub(super) fn plain_step(&self, name: &str, given: &Given, at: Place) -> Result<Option<Value>, Stop> {
        Ok(Some(match name {
            "sh" | "bat" | "powershell" | "pwsh" => self.shell_step(name, given, at)?,
            "echo" | "println" | "print" => {
                let message = given.get("message").map(|message| message.to_string()).unwrap_or_default();
                self.print(&message, at)?;
                Value::Null
            }
            "error" => {
                let message = given.get("message").map(|message| message.to_string()).unwrap_or_default();
                return Err(Stop::throw("AbortException", message, at));
            }
            "unstable" => {
                let message = given.text(name, "message", at)?;
                self.build.worsen("UNSTABLE");
                self.must(builtin(Builtin::Unstable { message: literal(&message) }), at)?;
                Value::Null
            }
            "sleep" => {
                let unit = given.optional("unit").unwrap_or_else(|| "SECONDS".to_owned());
                let time = seconds(given.number(name, "time", at)?, &unit);
                self.must(builtin(Builtin::Sleep { time: literal(&format!("{time}s")) }), at)?;
                Value::Null
            }
            "input" => self.input(given, at)?,
            "isUnix" => Value::Bool(true),
            "pwd" => {
                let workspace = self.build.env("WORKSPACE").unwrap_or_default();
                let folder = self.blocks.borrow().folder.clone();
                let path = folder.map_or(workspace.clone(), |folder| match folder.starts_with('/') {
                    true => folder,
                    false => format!("{workspace}/{folder}"),
                });
                Value::text(if given.flag("tmp") { format!("{path}@tmp") } else { path })
            }
            "checkout" | "git" => self.checkout(name, given, at)?,
            "stash" | "archiveArtifacts" | "archive" => {
                self.keep(name, given, at)?;
                Value::Null
            }
            "unstash" => {
                let stash = format!("stash-{}", given.text(name, "name", at)?);
                let path = self.blocks.borrow().folder.as_deref().map(literal);
                let download =
                    Builtin::Download { name: Some(literal(&stash)), pattern: None, path, merge: None };
                self.must(builtin(download), at)?;
                Value::Null
            }
            "junit" => {
                let files = given.text(name, "testResults", at)?;
                let paths =
                    files.split(',').map(|path| literal(&self.blocks.borrow().path(path.trim()))).collect();
                let when = Spanned::new(When::Always, Span::NOWHERE);
                let report = Report { kind: ReportKind::Junit, paths, when, fails: true };
                let mut step = builtin(Builtin::Report(Box::new(report)));
                step.continue_on_error = Some(literal("true"));
                step.mark = Mark::Issues;
                if self.command(step)?.failure.is_some() {
                    self.build.worsen("UNSTABLE");
                }
                Value::map(Entries::new())
            }
            "milestone" | "buildDiscarder" | "disableConcurrentBuilds" => Value::Null,
            "string"
            | "usernamePassword"
            | "usernameColonPassword"
            | "file"
            | "zip"
            | "sshUserPrivateKey"
            | "certificate"
            | "booleanParam"
            | "choice"
            | "text"
            | "password" => {
                let mut entries = given.named.clone();
                entries.insert("$kind".into(), Value::text(name));
                Value::map(entries)
            }
            "fail" => return Ok(None),
            _ if OF_SERVERS.contains(&name) => {
                let message = format!("the step `{name}` is done by a Jenkins server, and not here");
                return Err(Stop::fail(at, message));
            }
            _ => return self.file_step(name, given, at),
        }))
    }

    /// A line in the log.
    pub(super) fn print(&self, message: &str, at: Place) -> Result<(), Stop> {
        self.must(builtin(Builtin::Print { message: literal(message) }), at)?;
        Ok(())
    }

    /// Tells the steps after this one that the stage is left out.
    pub(super) fn skip(&self) -> Result<(), Stop> {
        let stage = self.build.env("STAGE_NAME").unwrap_or_default();
        self.print(&format!("Stage \"{stage}\" skipped due to when conditional"), Place::default())?;
        self.own.borrow_mut().push((super::SKIPPED.to_owned(), "true".to_owned()));
        Ok(())
    }

    /// Marks the job as a script has said.
    pub(super) fn mark(&self, result: &str) -> Result<(), Stop> {
        let message = literal(&format!("the script set the result to {result}"));
        match result {
            "UNSTABLE" => self.command(builtin(Builtin::Unstable { message }))?,
            "FAILURE" | "ABORTED" => {
                let mut step = builtin(Builtin::Fail { message });
                step.continue_on_error = Some(literal("true"));
                step.mark = Mark::Failure;
                self.command(step)?
            }
            _ => return Ok(()),
        };
        Ok(())
    }

    /// A script of the shell; what it prints is captured if `capture`.
    pub(super) fn run(&self, shell: Shell, text: &str, title: Option<String>, capture: bool) -> Step {
        let script = Script {
            lines: vec![literal(text)],
            echo: false,
            shell,
            directory: self.blocks.borrow().folder.as_deref().map(literal),
            capture: capture.then(|| Spanned::new(OUT.to_owned(), Span::NOWHERE)),
        };
        let mut step = Step::new(Span::NOWHERE, Action::Run(script));
        step.name = title.as_deref().map(literal);
        step
    }

    fn shell_step(&self, name: &str, given: &Given, at: Place) -> Result<Value, Stop> {
        let text = given.text(name, "script", at)?;
        let (output, status) = (given.flag("returnStdout"), given.flag("returnStatus"));
        let mut step = self.run(shell(name, &text), &text, given.optional("label"), output);
        if status {
            step.continue_on_error = Some(literal("true"));
        }
        let result = self.command(step)?;
        if status {
            return Ok(Value::Int(i64::from(result.code)));
        }
        if let Some(reason) = &result.failure {
            let message = if result.code > 0 {
                format!("script returned exit code {}", result.code)
            } else {
                reason.clone()
            };
            return Err(Stop::throw("AbortException", message, at));
        }
        Ok(if output {
            Value::text(result.outputs.get(OUT).cloned().unwrap_or_default())
        } else {
            Value::Null
        })
    }

    fn checkout(&self, name: &str, given: &Given, at: Place) -> Result<Value, Stop> {
        let remote = match given.named("userRemoteConfigs") {
            Some(Value::List(list)) => list.borrow().first().and_then(|first| match first {
                Value::Map(map) => map.borrow().get("url").map(Value::to_string),
                _ => None,
            }),
            _ => None,
        };
        let branch = match given.named("branches") {
            Some(Value::List(list)) => list.borrow().first().and_then(|first| match first {
                Value::Map(map) => map.borrow().get("name").map(Value::to_string),
                _ => None,
            }),
            _ => given.optional("branch"),
        };
        let url = if name == "git" { Some(given.text(name, "url", at)?) } else { remote };
        let branch =
            branch.map(|branch| branch.trim_start_matches("*/").to_owned()).filter(|_| url.is_some());
        let path = self.blocks.borrow().folder.as_deref().map(literal);
        let repository = url.as_deref().map(literal);
        let revision = branch.as_deref().map(literal);
        self.must(
            builtin(Builtin::Checkout { repository, revision, path, submodules: None, depth: None }),
            at,
        )?;
        let known = ["GIT_COMMIT", "GIT_BRANCH", "GIT_URL"];
        let entries =
            known.iter().filter_map(|name| Some(((*name).into(), Value::text(self.build.env(name)?))));
        Ok(Value::map(entries.collect()))
    }

    fn keep(&self, name: &str, given: &Given, at: Place) -> Result<(), Stop> {
        let stash = name == "stash";
        let key = match name {
            "stash" => "includes",
            "archive" => "includes",
            _ => "artifacts",
        };
        let files = if stash {
            given.optional(key).unwrap_or_else(|| "**".to_owned())
        } else {
            given.text(name, key, at)?
        };
        let globs = |files: &str| -> Vec<ir::Template> {
            files.split(',').map(|glob| literal(&self.blocks.borrow().path(glob.trim()))).collect()
        };
        let title = match stash {
            true => format!("stash-{}", given.text(name, "name", at)?),
            false => {
                let stage = self.build.env("STAGE_NAME").unwrap_or_else(|| "stage".to_owned());
                format!("archive-{stage}-{}", self.count() + 1)
            }
        };
        let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        let title: String = title.chars().map(plain).collect();
        let empty =
            if given.flag("allowEmpty") || given.flag("allowEmptyArchive") { "ignore" } else { "error" };
        let upload = Upload {
            span: Span::NOWHERE,
            name: Some(literal(&title)),
            paths: globs(&files),
            exclude: given.optional("excludes").map(|files| globs(&files)).unwrap_or_default(),
            untracked: false,
            when: Spanned::new(When::OnSuccess, Span::NOWHERE),
            retention: None,
            if_none: Some(literal(empty)),
            overwrite: Some(literal("true")),
            hidden: Some(literal("true")),
        };
        self.must(builtin(Builtin::Upload(Box::new(upload))), at)?;
        Ok(())
    }

    /// What a command printed, as JSON.
    pub(super) fn json(text: &str, at: Place) -> Result<Value, Stop> {
        let read: Result<serde_json::Value, _> = serde_json::from_str(text);
        read.map(|json| from_json(&json)).map_err(|error| Stop::throw("JsonException", error.to_string(), at))
    }

    /// A value as the text of JSON.
    pub(super) fn to_json(value: &Value) -> String {
        to_json(value).to_string()
    }

    /// The output of a command.
    pub(super) fn output(result: &ir::CommandResult) -> String {
        result.outputs.get(OUT).cloned().unwrap_or_default()
    }
}
