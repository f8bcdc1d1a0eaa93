use super::{Arguments, Output, Place};
use crate::output;
use crate::refusal::Refusal;
use crate::selection::Selected;
use crate::ui::{Json, Plain, Progress, View};
use diag::Severity;
use diag::render::{Checked, Human, Report};
use plan::Plan;
use std::io::IsTerminal;

/// What suits where the output goes: bars on a terminal, lines in a pipe, JSON when asked for.
pub fn view(format: Output) -> Box<dyn View> {
    match format {
        Output::Json => Box::new(Json::new()),
        Output::Human if std::io::stdout().is_terminal() => Box::new(Progress::new(output::colour())),
        Output::Human => Box::new(Plain::new(output::colour())),
    }
}

/// Findings go to standard error, or, when the pipeline cannot run and JSON was asked for, to standard output.
pub fn findings(selected: &Selected, format: Output) -> Result<(), Refusal> {
    if selected.diagnostics.is_empty() {
        return Ok(());
    }
    if format == Output::Json && selected.plan.is_none() {
        let path =
            selected.sources.iter().next().map(|(_, source)| source.name.to_string()).unwrap_or_default();
        let format = selected.format.map(|format| format.id.to_owned());
        let checked = Checked { path, format, diagnostics: selected.diagnostics.clone() };
        return output::print(&format!("{}\n", Report::new(&selected.sources, &[checked])));
    }
    if selected.plan.is_some() {
        let warnings =
            selected.diagnostics.iter().filter(|found| found.severity == Severity::Warning).count();
        if warnings > 0 && format == Output::Human {
            let what = if warnings == 1 { "1 warning".to_owned() } else { format!("{warnings} warnings") };
            output::tell(format_args!("note: {what} about this pipeline; see rustci validate"));
        }
        return Ok(());
    }
    let color = output::colour() && std::io::stderr().is_terminal();
    let text = Human { color, width: None }.render(&selected.sources, &selected.diagnostics);
    output::tell(text.trim_end_matches('\n'));
    Ok(())
}

/// Executors that a pipeline may ask for by name.
const EXECUTORS: [&str; 3] = ["native", "docker", "kubernetes"];

/// What a person should know before the run begins.
pub fn notes(plan: &Plan, arguments: &Arguments) -> Result<(), Refusal> {
    if !plan.notifications.is_empty() && arguments.format == Output::Human {
        output::tell("note: a run on this machine tells nobody: its notifications are not sent");
    }
    let asked = elsewhere(plan, arguments.executor);
    if !asked.is_empty() && arguments.format == Output::Human {
        let (asked, here) = (asked.join(" and "), arguments.executor.phrase());
        output::tell(format_args!(
            "note: the pipeline asks for {asked}; on this machine all jobs run {here}"
        ));
    }
    if arguments.executor == Place::Native && arguments.format == Output::Human {
        let mut images: Vec<&str> =
            plan.jobs.iter().filter_map(|job| Some(job.container.as_ref()?.image.text().as_str())).collect();
        images.dedup();
        if let [first, rest @ ..] = images.as_slice() {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            output::tell(format_args!(
                "note: jobs run natively, not in their image ({first}{more}); --executor docker uses it"
            ));
        }
    }
    Ok(())
}

/// Executors that jobs ask for by name, but for the one they get.
fn elsewhere(plan: &Plan, executor: Place) -> Vec<&'static str> {
    let label = |job: &plan::Job| match job.runs_on.labels.as_slice() {
        [label] => label.as_literal().map(str::to_owned),
        _ => None,
    };
    let asked: Vec<String> = plan.jobs.iter().filter_map(label).collect();
    let is_asked = |name: &&str| *name != executor.name() && asked.iter().any(|label| label == name);
    EXECUTORS.into_iter().filter(is_asked).collect()
}
