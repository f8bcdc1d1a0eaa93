//! Steps as parts of one script.
use super::without;
use crate::convert::Translation;
use crate::convert::losses::STEP;
use crate::convert::speech::understand;
use crate::convert::term::{Status, Term};
use crate::write;
use diag::Text;
use expr::Template;
use ir::{Action, Env, EnvKind, Job, Mark, Script, Shell, Step, Strictness};

impl Translation<'_, '_> {
    /// What steps say of themselves, said in their scripts.
    pub(super) fn as_one_script(&mut self, job: &mut Job, steps: &mut [Step]) {
        let count = steps.len();
        for (at, step) in steps.iter_mut().enumerate() {
            step.id.take().into_iter().for_each(|id| self.writing.implied(id.span));
            let Action::Run(script) = &step.action else { continue };
            let mut script = script.clone();
            self.step_variables(job, step, count);
            self.wrapped(step, &mut script, at + 1 < count);
            script.shell = match script.shell {
                Shell::Bash(_) | Shell::Sh(_) | Shell::Default(_) => Shell::Default(Strictness::PipeFail),
                other => other,
            };
            step.action = Action::Run(script);
        }
    }

    /// A step's variables are the job's, unless they would change what other steps see.
    pub(super) fn step_variables(&mut self, job: &mut Job, step: &mut Step, count: usize) {
        let Env::List(entries) = std::mem::take(&mut step.env) else { return };
        let mut own = Vec::new();
        for entry in entries {
            let all = job.env.entries();
            let taken = all.iter().find(|other| other.name.value == entry.name.value);
            match taken {
                Some(other) if other.value == entry.value => self.writing.implied(entry.name.span),
                Some(_) if count > 1 => own.push(entry),
                _ => {
                    let mut all = job.env.entries().to_vec();
                    all.retain(|other| other.name.value != entry.name.value);
                    all.push(entry);
                    job.env = Env::List(all);
                }
            }
        }
        step.env = Env::List(own);
    }

    pub(super) fn wrapped(&mut self, step: &mut Step, script: &mut Script, followed: bool) {
        let mut body = joined(&script.lines);
        let span = script.lines.first().map_or(step.span, |line| line.text().span());
        if script.shell == Shell::Python {
            body = format!("python3 <<'EOF'\n{body}EOF\n");
            script.shell = Shell::Default(Strictness::PipeFail);
        }
        let exports: String = step
            .env
            .entries()
            .iter()
            .filter(|entry| entry.kind != EnvKind::Secret)
            .map(|entry| format!("export {}=\"{}\"\n", entry.name.value, entry.value.text()))
            .collect();
        step.env = Env::default();
        let directory = script
            .directory
            .take()
            .map(|folder| {
                self.writing.implied(folder.text().span());
                format!("cd {}\n", folder.text())
            })
            .unwrap_or_default();
        let leaks = |word: &str| body.lines().any(|line| line.trim_start().starts_with(word));
        let hands_on = leaks("export ");
        let alone = !directory.is_empty() || !exports.is_empty();
        let inner = format!("{directory}{exports}{body}");
        write::mark(step, Mark::Nothing, self.writing);
        if let Some(flag) = &step.continue_on_error {
            let place = flag.text().span();
            match flag.as_literal() {
                Some(_) => self.writing.implied(place),
                None => {
                    let message = "whether a failing part of a script counts cannot be computed";
                    self.writing.lost(STEP, place, message, "ask in the script, and add \"|| true\"");
                }
            }
        }
        let tolerated = step.continue_on_error.take().is_some_and(|flag| flag.as_literal() == Some("true"));
        let mut text = if tolerated {
            match inner.trim_end().lines().count() {
                1 => format!("{} || true\n", inner.trim_end()),
                _ => format!("set +e\n(\n  set -e\n{})\nset -e\n", indented(&inner)),
            }
        } else if (alone && (followed || !directory.is_empty())
            || (followed && (leaks("cd ") || leaks("exit") || leaks("set "))))
            && !hands_on
        {
            format!("(\n{})\n", indented(&inner))
        } else {
            inner
        };
        if let Some(condition) = step.condition.take() {
            let goes_on = |term: &Term| {
                let cancelled = Term::Status(Status::Cancelled).negated();
                *term == Term::Status(Status::Always) || *term == cancelled
            };
            let term = understand(&condition).map(|term| {
                if term.mentions(|part| goes_on(part)) {
                    let message = "this part of the script does not run once a command has failed";
                    self.writing.lost(STEP, condition.text().span(), message, "move it to \"after_script\"");
                }
                without(term, &goes_on)
            });
            match term.and_then(|term| {
                if term == Term::Bool(true) { Ok(None) } else { self.question(&term).map(Some) }
            }) {
                Ok(Some(question)) => {
                    self.writing.implied(condition.text().span());
                    text = format!("if {question}; then\n{}fi\n", indented(&text));
                }
                Ok(None) => self.writing.implied(condition.text().span()),
                Err(why) => {
                    let message = format!("this condition is not asked: {why}");
                    self.writing.lost(STEP, condition.text().span(), message, "ask for it in the script");
                }
            }
        }
        if text == body {
            return;
        }
        let text = if text.trim_end().contains('\n') { text } else { text.trim_end().to_owned() };
        script.lines = vec![Template::literal(Text::plain(text, span))];
    }
}

/// The commands as one text that ends its last line.
pub(super) fn joined(lines: &[Template]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text().as_str().trim_end_matches('\n')).collect();
    lines.join("\n") + "\n"
}

/// A text further in, unless that would change it.
pub(super) fn indented(text: &str) -> String {
    if text.contains("<<") {
        return text.to_owned();
    }
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    text.trim_end_matches('\n').split('\n').map(line).collect()
}

/// The image most like the machine that a job asked for.
pub(super) fn image_of(job: &Job) -> &'static str {
    let label = job.runs_on.labels.first().and_then(Template::as_literal).unwrap_or_default();
    match label {
        "ubuntu-22.04" => "ubuntu:22.04",
        "ubuntu-20.04" => "ubuntu:20.04",
        _ => "ubuntu:24.04",
    }
}
