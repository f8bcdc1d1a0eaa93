//! Values that later jobs use.
use super::super::Translation;
use super::super::commands::script;
use super::super::losses::OUTPUT;
use super::super::text::output_variable;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{Action, Artifact, ArtifactContent, Pipeline, Report, ReportKind, Step, When, Work};

/// The file of variables that a job hands to later ones.
const OUTPUTS: &str = "outputs.env";

impl Translation<'_, '_> {
    /// Values for later jobs go through a file of variables where nothing else carries them.
    pub fn share_outputs(&mut self, out: &mut Pipeline) {
        if self.can.expressions || self.to == Dialect::Azure {
            return;
        }
        if self.to == Dialect::Jenkins {
            return by_environment(out);
        }
        let needed = std::mem::take(&mut self.need_outputs);
        for job in &mut out.jobs {
            let wanted: Vec<String> = needed
                .iter()
                .filter(|(owner, _)| *owner == job.id.value)
                .map(|(_, name)| name.clone())
                .collect();
            let mut lines = Vec::new();
            for output in job.outputs.iter().filter(|output| wanted.contains(&output.name.value)) {
                let variable = output_variable(&job.id.value, &output.name.value);
                lines.push(format!("echo \"{variable}={}\" >> {OUTPUTS}", output.value.text()));
            }
            if !self.can.triggers {
                job.outputs.clear();
            }
            let Work::Steps(steps) = &mut job.work else {
                for name in &wanted {
                    let message = format!("the output \"{name}\" does not reach later jobs");
                    self.writing.lost(OUTPUT, job.id.span, message, "hand it on by a file");
                }
                continue;
            };
            if lines.is_empty() {
                continue;
            }
            steps.push(Step::new(Span::NOWHERE, Action::Run(script(lines, Span::NOWHERE))));
            let path = Template::literal(Text::from(OUTPUTS));
            let when = Spanned::new(When::OnSuccess, Span::NOWHERE);
            let report = Report { kind: ReportKind::Dotenv, paths: vec![path], when, fails: false };
            job.artifacts.push(Artifact { span: Span::NOWHERE, content: ArtifactContent::Report(report) });
        }
    }
}

/// Values for later jobs as variables of the whole build.
fn by_environment(out: &mut Pipeline) {
    for job in &mut out.jobs {
        let outputs = std::mem::take(&mut job.outputs);
        let Work::Steps(steps) = &mut job.work else { continue };
        // What runs after a failure comes last.
        let usual =
            |step: &Step| step.condition.as_ref().is_none_or(|condition| !condition.calls_status_function());
        let at = steps.iter().rposition(usual).map_or(0, |last| last + 1);
        let Some(span) = outputs.first().map(|output| output.name.span) else { continue };
        let lines = outputs.iter().map(|output| {
            let variable = output_variable(&job.id.value, &output.name.value);
            let value = match output.value.as_literal() {
                Some(text) => crate::groovy_text::quoted(text),
                None => output.value.text().to_string(),
            };
            let value = match value.strip_prefix("\"${").and_then(|rest| rest.strip_suffix("}\"")) {
                Some(sole) if !sole.contains("${") => sole.to_owned(),
                _ => value,
            };
            format!("env.{variable} = {value}\n")
        });
        let code = Text::plain(lines.collect::<String>(), span);
        steps.insert(at, Step::new(span, Action::Program(code)));
    }
}
