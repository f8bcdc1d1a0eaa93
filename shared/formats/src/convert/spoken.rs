//! What steps of one language say in their log, as others hear it through files
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands>).
use super::losses::OUTPUT;
use super::text::identifier;
use crate::Writing;
use diag::{SourceMap, Spanned, Text};
use expr::{Dialect, Template};
use ir::{Action, Job, Output, Pipeline, Script, Shell, Step, Work};

const COMMAND: &str = "##vso[";

/// A pipeline whose steps set variables and outputs through files, and whose jobs name the outputs that others use.
pub(super) fn through_files(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Pipeline {
    let mut out = pipeline.clone();
    for job in &mut out.jobs {
        let Work::Steps(mut steps) = std::mem::replace(&mut job.work, Work::Steps(Vec::new())) else {
            continue;
        };
        for step in &mut steps {
            through_file(step, job, writing);
        }
        job.work = Work::Steps(steps);
    }
    for (job, original) in out.jobs.iter_mut().zip(&pipeline.jobs) {
        if !matches!(original.work, Work::Steps(_)) {
            job.work = original.work.clone();
        }
    }
    out
}

fn through_file(step: &mut Step, job: &mut Job, writing: &mut Writing<'_>) {
    let id = step.id.clone();
    let Action::Run(script) = &mut step.action else { return };
    let Script { lines, shell, .. } = script;
    let powershell = matches!(shell, Shell::Pwsh | Shell::PowerShell);
    for line in lines {
        if !line.text().as_str().contains(COMMAND) {
            continue;
        }
        let span = line.text().span();
        let mut said: Vec<String> = Vec::new();
        for text in line.text().as_str().split('\n') {
            match Spoken::read(text).and_then(|spoken| spoken.by_file(powershell)) {
                Some((written, output)) => {
                    said.push(written);
                    if let (Some(id), Some(name)) = (&id, output) {
                        give(job, id, name, writing.sources);
                    }
                }
                None => {
                    if text.contains(COMMAND) {
                        let message = "nobody hears this command in the log";
                        writing.lost(OUTPUT, span, message, "do the same in the script, or by a step");
                    }
                    said.push(text.to_owned());
                }
            }
        }
        *line = Template::parse(&Text::plain(said.join("\n"), span), Dialect::Azure).0;
    }
}

/// Makes an output of a step one of its job, if another job asks for it.
fn give(job: &mut Job, step: &Spanned<String>, name: &str, sources: &SourceMap) {
    let asked = format!("{}.{name}", step.value);
    let own = Spanned::new(identifier(&asked, Dialect::Azure), step.span);
    let known = job.outputs.iter().any(|output| output.name == own);
    if known || !sources.iter().any(|(_, source)| source.text.contains(&format!("'{asked}'"))) {
        return;
    }
    let value = Template::parse(&Text::plain(format!("$({asked})"), step.span), Dialect::Azure).0;
    job.outputs.push(Output { name: own, value });
}

/// A command in a line that prints it.
struct Spoken<'t> {
    /// What stands before the line.
    indent: &'t str,
    /// `setvariable`, `prependpath`.
    name: &'t str,
    /// `variable=x;isOutput=true`
    properties: &'t str,
    /// What follows the bracket.
    value: &'t str,
}

impl<'t> Spoken<'t> {
    /// `echo "##vso[task.name properties]value"`, and nothing else on the line.
    fn read(line: &'t str) -> Option<Self> {
        let trimmed = line.trim_start();
        let indent = &line[..line.len() - trimmed.len()];
        let printers = ["echo ", "Write-Host ", "Write-Output "];
        let printed = printers.iter().find_map(|printer| trimmed.strip_prefix(printer))?.trim();
        let printed = ['"', '\'']
            .iter()
            .find_map(|mark| printed.strip_prefix(*mark)?.strip_suffix(*mark))
            .unwrap_or(printed);
        let (command, value) = printed.strip_prefix(COMMAND)?.strip_prefix("task.")?.split_once(']')?;
        let (name, properties) = command.split_once(' ').unwrap_or((command, ""));
        (!value.contains('"')).then_some(Self { indent, name, properties, value })
    }

    fn property(&self, name: &str) -> Option<&'t str> {
        let mut all = self.properties.split(';').filter_map(|one| one.trim().split_once('='));
        all.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The line that writes into a file instead, and the name of the output that it sets.
    fn by_file(&self, powershell: bool) -> Option<(String, Option<&'t str>)> {
        let into = |text: String, file: &str| match powershell {
            true => format!("{}\"{text}\" >> $env:{file}", self.indent),
            false => format!("{}echo \"{text}\" >> \"${file}\"", self.indent),
        };
        match self.name.to_lowercase().as_str() {
            "prependpath" => Some((into(self.value.to_owned(), "GITHUB_PATH"), None)),
            "setvariable" => {
                let name = self.property("variable")?;
                let is_output =
                    self.property("isOutput").is_some_and(|word| word.eq_ignore_ascii_case("true"));
                let file = if is_output { "GITHUB_OUTPUT" } else { "GITHUB_ENV" };
                Some((into(format!("{name}={}", self.value), file), is_output.then_some(name)))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_the_log_become_lines_of_files() {
        let line = |text: &str, powershell| {
            Spoken::read(text).and_then(|spoken| spoken.by_file(powershell)).map(|(line, _)| line)
        };
        let set = "  echo \"##vso[task.setvariable variable=a;isOutput=true]b $(c)\"";
        assert_eq!(line(set, false).as_deref(), Some("  echo \"a=b $(c)\" >> \"$GITHUB_OUTPUT\""));
        let own = "Write-Host '##vso[task.setvariable variable=a]b'";
        assert_eq!(line(own, true).as_deref(), Some("\"a=b\" >> $env:GITHUB_ENV"));
        assert_eq!(
            line("echo ##vso[task.prependpath]/opt", false).as_deref(),
            Some("echo \"/opt\" >> \"$GITHUB_PATH\"")
        );
        assert_eq!(line("echo \"##vso[task.complete result=Failed]\"", false), None);
    }
}
