//! Steps whose arguments are written out, or are texts that variables and parameters fill.
use super::super::program::{seconds, shell};
use super::job::builtin;
use super::{Lower, compose};
use diag::Spanned;
use groovy::ast::{Call, Closure, Expr, ExprKind, Statement, StatementKind};
use ir::{Action, Builtin, Env, EnvEntry, EnvKind, Report, ReportKind, Script, Step, Template, Upload, When};

/// The arguments of a call, by name; one without a name under the empty name.
struct Given<'c>(Vec<(&'c str, &'c Expr)>);

impl<'c> Given<'c> {
    fn of(call: &'c Call) -> Option<Self> {
        let mut given = Vec::new();
        for arg in &call.args {
            match (&arg.key, arg.name()) {
                (None, _) => given.push(("", &arg.value)),
                (Some(_), Some(name)) => given.push((name, &arg.value)),
                (Some(_), None) => return None,
            }
        }
        Some(Self(given))
    }

    fn named(&self, name: &str) -> Option<&'c Expr> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn get(&self, name: &str) -> Option<&'c Expr> {
        self.named(name).or_else(|| self.named(""))
    }

    /// Whether there are no others than these.
    fn only(&self, names: &[&str]) -> bool {
        self.0.len() <= names.len() && self.0.iter().all(|(name, _)| name.is_empty() || names.contains(name))
    }
}

impl Lower<'_, '_> {
    /// A statement as what it means; none where only running it can tell.
    pub(super) fn simple(&mut self, statement: &Statement) -> Option<Step> {
        let StatementKind::Expr(expr) = &statement.kind else { return None };
        let call = expr.as_call()?;
        let name = &*call.function()?.text;
        let given = Given::of(call)?;
        let span = self.source.span(statement.at);
        if let Some((block, _)) = &call.block {
            return self.simple_block(name, call, &given, block, span);
        }
        Some(match name {
            "sh" | "bat" | "powershell" | "pwsh" => return self.simple_shell(name, &given, span),
            "echo" | "error" | "unstable" if given.only(&["message"]) => {
                let message = self.text(given.get("message")?)?;
                builtin(
                    span,
                    match name {
                        "echo" => Builtin::Print { message },
                        "error" => Builtin::Fail { message },
                        _ => Builtin::Unstable { message },
                    },
                )
            }
            "sleep" if given.only(&["time", "unit"]) => {
                let ExprKind::Int(time) = given.get("time")?.kind else { return None };
                let unit = given.named("unit").map_or(Some("SECONDS"), Expr::as_text)?;
                let time = format!("{}s", seconds(time, unit));
                builtin(span, Builtin::Sleep { time: compose::literal(&time) })
            }
            "checkout"
                if given.0.len() == 1
                    && matches!(&given.named("")?.kind, ExprKind::Name(name) if &**name == "scm") =>
            {
                builtin(span, checkout(None, None))
            }
            "git" if given.only(&["url", "branch", "credentialsId", "changelog", "poll"]) => {
                let url = self.text(given.get("url")?)?;
                let branch = match given.named("branch") {
                    Some(branch) => Some(self.text(branch)?),
                    None => None,
                };
                builtin(span, checkout(Some(url), branch))
            }
            "junit" if given.only(&["testResults", "allowEmptyResults", "keepLongStdio"]) => {
                let files = given.get("testResults")?;
                let paths = self.globs(files)?;
                let report = Report {
                    kind: ReportKind::Junit,
                    paths,
                    when: Spanned::new(When::Always, span),
                    fails: true,
                };
                // Failed tests make a build unstable.
                let mut step = builtin(span, Builtin::Report(Box::new(report)));
                step.continue_on_error = Some(compose::literal("true"));
                step.mark = ir::Mark::Issues;
                step
            }
            "stash" => {
                let stash = format!("stash-{}", given.get("name")?.as_text()?);
                let includes = match given.named("includes") {
                    Some(files) => self.globs(files)?,
                    None => vec![compose::literal("**")],
                };
                self.upload(stash, includes, &given, span)?
            }
            "unstash" => {
                let stash = format!("stash-{}", given.get("name")?.as_text()?);
                let name = Some(self.source.literal(&stash, statement.at));
                builtin(span, Builtin::Download { name, pattern: None, path: None, merge: None })
            }
            "archiveArtifacts" => {
                let files = self.globs(given.get("artifacts")?)?;
                self.archives += 1;
                let name = format!("archive-{}", self.archives);
                self.upload(name, files, &given, span)?
            }
            _ => return None,
        })
    }

    fn upload(
        &mut self,
        name: String,
        paths: Vec<Template>,
        given: &Given<'_>,
        span: ir::Span,
    ) -> Option<Step> {
        let known = [
            "name",
            "artifacts",
            "includes",
            "excludes",
            "allowEmpty",
            "allowEmptyArchive",
            "fingerprint",
            "onlyIfSuccessful",
            "useDefaultExcludes",
            "followSymlinks",
        ];
        if !given.only(&known) {
            return None;
        }
        let exclude = match given.named("excludes") {
            Some(files) => self.globs(files)?,
            None => Vec::new(),
        };
        let may_lack = ["allowEmpty", "allowEmptyArchive"];
        let empty = may_lack
            .iter()
            .filter_map(|name| given.named(name))
            .any(|value| matches!(value.kind, ExprKind::Bool(true)));
        let upload = Upload {
            span,
            name: Some(compose::literal(&name)),
            paths,
            exclude,
            untracked: false,
            when: Spanned::new(When::OnSuccess, span),
            retention: None,
            if_none: Some(compose::literal(if empty { "ignore" } else { "error" })),
            overwrite: Some(compose::literal("true")),
            hidden: Some(compose::literal("true")),
        };
        Some(builtin(span, Builtin::Upload(Box::new(upload))))
    }

    /// A text that needs no script to be known.
    fn text(&mut self, value: &Expr) -> Option<Template> {
        let text = matches!(value.kind, ExprKind::Text(_) | ExprKind::Rich(_)) && self.source.is_plain(value);
        if text { self.source.value(value).ok() } else { None }
    }

    /// Patterns of a text that is written out.
    fn globs(&self, value: &Expr) -> Option<Vec<Template>> {
        Some(value.as_text()?.split(',').map(|glob| self.source.literal(glob.trim(), value.at)).collect())
    }

    fn simple_shell(&mut self, name: &str, given: &Given<'_>, span: ir::Span) -> Option<Step> {
        if !given.only(&["script", "label", "encoding"]) {
            return None;
        }
        let script = given.get("script")?;
        let line = self.text(script)?;
        let shell = shell(name, script.as_text().unwrap_or_default());
        let script = Script { lines: vec![line], echo: false, shell, directory: None, capture: None };
        let mut step = Step::new(span, Action::Run(script));
        step.name = match given.named("label") {
            Some(label) => Some(self.text(label)?),
            None => None,
        };
        Some(step)
    }

    fn simple_block(
        &mut self,
        name: &str,
        call: &Call,
        given: &Given<'_>,
        block: &Closure,
        span: ir::Span,
    ) -> Option<Step> {
        let steps = |lower: &mut Self| -> Option<Vec<Step>> {
            block.body.iter().map(|statement| lower.simple(statement)).collect()
        };
        match name {
            "dir" => {
                let folder = self.text(given.get("path")?)?;
                let folder = folder.as_literal()?.to_owned();
                let mut inner = steps(self)?;
                inner.iter_mut().all(|step| enter(step, &folder)).then_some(())?;
                inner.insert(0, make(&folder, span)?);
                Some(Step::new(span, Action::Group(inner)))
            }
            "timeout" => {
                let limit = self.duration(call)?;
                let mut group = Step::new(span, Action::Group(steps(self)?));
                group.timeout = Some(limit);
                Some(group)
            }
            "retry" if given.only(&["count"]) => {
                let tries = self.tries(call)?;
                let mut group = Step::new(span, Action::Group(steps(self)?));
                group.retry = Some(tries);
                Some(group)
            }
            "withEnv" => {
                let ExprKind::List(items) = &given.get("overrides")?.kind else { return None };
                let mut entries = Vec::new();
                for item in items {
                    let (name, value) = item.as_text()?.split_once('=')?;
                    if name.contains('+') {
                        return None;
                    }
                    let at = self.source.span(item.at);
                    let value = self.source.literal(value, item.at);
                    entries.push(EnvEntry {
                        name: Spanned::new(name.to_owned(), at),
                        value,
                        kind: EnvKind::Raw,
                        prompt: None,
                    });
                }
                // What is filled into texts in the block comes from these too, and they only know variables of processes.
                let mut group = Step::new(span, Action::Group(steps(self)?));
                group.env = Env::List(entries);
                Some(group)
            }
            _ => None,
        }
    }
}

fn checkout(repository: Option<Template>, revision: Option<Template>) -> Builtin {
    Builtin::Checkout { repository, revision, path: None, submodules: None, depth: None }
}

/// Makes a folder that need not be there yet.
fn make(folder: &str, span: ir::Span) -> Option<Step> {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if !folder.chars().all(plain) {
        return None;
    }
    let lines = vec![compose::literal(&format!("mkdir -p {folder}"))];
    let script = Script { lines, echo: false, shell: shell("sh", ""), directory: None, capture: None };
    Some(Step::new(span, Action::Run(script)))
}

/// Makes a step work in a folder; `false` where it can't.
fn enter(step: &mut Step, folder: &str) -> bool {
    match &mut step.action {
        Action::Run(script) if script.directory.is_none() => {
            script.directory = Some(compose::literal(folder));
            true
        }
        Action::Builtin {
            builtin: Builtin::Print { .. } | Builtin::Fail { .. } | Builtin::Sleep { .. },
            ..
        } => true,
        _ => false,
    }
}
