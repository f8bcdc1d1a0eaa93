//! Whether a step gives a task what it takes.

use super::inputs::known;
use super::reference::TaskReference;
use super::rules::{DEPRECATED, INPUT, MISSING, UNKNOWN, VALUE, VERSION};
use super::table::{self, Input, Required, Task, Values};
use diag::{Diagnostic, Severity, Spanned, Text, did_you_mean};
use expr::Template;
use ir::With;

/// Findings about one use of a task.
pub(super) fn check(reference: TaskReference<'_>, text: &Text, with: &With, findings: &mut Vec<Diagnostic>) {
    let Some(task) = table::find(reference.name, reference.version) else {
        return findings.extend(not_found(reference, text));
    };
    if task.deprecated {
        findings.push(outdated(&task, text));
    }
    let Some(inputs) = &task.inputs else { return };
    for (name, value) in with {
        match inputs.iter().find(|input| input.is(&name.value)) {
            Some(input) => findings.extend(wrong_value(input, name, value)),
            None => findings.push(unknown(&task, inputs, name)),
        }
    }
    let given = |name: &str| given(inputs, with, name);
    let absent: Vec<_> = inputs
        .iter()
        .filter(|input| given(input.name()).is_none() && is_required(input, inputs, with))
        .collect();
    findings.extend(absent.into_iter().map(|input| missing(&task, input, text)));
}

/// A task that the table lacks: probably a slip, or an extension's.
fn not_found(reference: TaskReference<'_>, text: &Text) -> Option<Diagnostic> {
    let TaskReference { name, version } = reference;
    if reference.is_foreign() {
        return None;
    }
    if let Some(newest) = table::versions(name).pop() {
        let message = format!("version {version} of `{name}` is not known");
        let help = format!("the newest that is known is `{name}@{newest}`");
        return Some(Diagnostic::warning(VERSION, text.span(), message).help(help));
    }
    let found = |severity| {
        Diagnostic::new(severity, UNKNOWN, text.span(), format!("`{name}` does not come with the service"))
    };
    Some(match did_you_mean(name, table::names()) {
        Some(meant) => {
            let version = Some(version).filter(|version| table::versions(meant).contains(version));
            let version = version.or_else(|| table::versions(meant).pop()).unwrap_or_default();
            let meant = format!("{meant}@{version}");
            let finding = found(Severity::Warning).help(format!("did you mean `{meant}`?"));
            finding.fix(text.span(), meant)
        }
        None => found(Severity::Note).help("an extension must bring it"),
    })
}

fn outdated(task: &Task, text: &Text) -> Diagnostic {
    let Task { name, version, .. } = task;
    let message = format!("the authors of `{name}@{version}` ask to use another");
    let finding = Diagnostic::new(Severity::Note, DEPRECATED, text.span(), message);
    let newer = table::versions(name)
        .into_iter()
        .rev()
        .find(|other| other > version && table::find(name, *other).is_some_and(|other| !other.deprecated));
    match newer {
        Some(newer) => finding.help(format!("there is `{name}@{newer}`")),
        None => finding,
    }
}

fn unknown(task: &Task, inputs: &[Input], name: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}@{}` has no input `{}`", task.name, task.version, name.value);
    let finding = Diagnostic::warning(INPUT, name.span, message);
    match did_you_mean(&name.value, inputs.iter().flat_map(|input| &input.names).copied()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(name.span, meant),
        None if inputs.is_empty() => finding.help("it takes none"),
        None => finding.help(format!("it takes {}", listed(inputs.iter().map(Input::name)))),
    }
}

/// A value that is known and does not fit.
fn wrong_value(input: &Input, name: &Spanned<String>, value: &Template) -> Option<Diagnostic> {
    let text = known(value).filter(|text| !text.is_empty())?;
    let is = |option: &&str| option.eq_ignore_ascii_case(text);
    let (takes, options): (String, &[&'static str]) = match &input.values {
        Values::Text => return None,
        Values::Boolean if ["true", "false"].iter().any(is) => return None,
        Values::Boolean => {
            ("`true` or `false`, and all else counts as `false`".to_owned(), &["true", "false"])
        }
        Values::Options(options) if options.iter().any(is) => return None,
        Values::Options(options) => (listed(options.iter().copied()), options),
    };
    let message = format!("`{}` cannot be `{}`", name.value, first_line(text));
    let finding = Diagnostic::warning(VALUE, value.text().span(), message);
    Some(match did_you_mean(text, options.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`? It takes {takes}")),
        None => finding.help(format!("it takes {takes}")),
    })
}

fn missing(task: &Task, input: &Input, text: &Text) -> Diagnostic {
    let because = match &input.required {
        Required::Beside(conditions) => {
            let conditions = conditions.iter().map(|(name, value)| format!("`{name}` is `{value}`"));
            format!(" where {}", conditions.collect::<Vec<_>>().join(" and "))
        }
        Required::Always | Required::Never => String::new(),
    };
    let Task { name, version, .. } = task;
    let message = format!("`{name}@{version}` cannot do without the input `{}`{because}", input.name());
    let help = format!("give it under `inputs`, as `{}: ...`", input.name());
    // The service takes the file; the task fails when its step is reached.
    Diagnostic::warning(MISSING, text.span(), message).help(help)
}

fn is_required(input: &Input, inputs: &[Input], with: &With) -> bool {
    match &input.required {
        Required::Never => false,
        Required::Always => true,
        Required::Beside(conditions) => {
            conditions.iter().all(|(name, wanted)| match given(inputs, with, name) {
                // What is known only when the job runs may be anything.
                Some(value) => known(value).is_some_and(|value| value.eq_ignore_ascii_case(wanted)),
                None => default(inputs, name) == Some(*wanted),
            })
        }
    }
}

/// What an input is given, under any of its names.
fn given<'a>(inputs: &[Input], with: &'a With, name: &str) -> Option<&'a Template> {
    let input = inputs.iter().find(|input| input.is(name))?;
    let found = with.iter().find(|(name, value)| input.is(&name.value) && value.as_literal() != Some(""));
    found.map(|(_, value)| value)
}

fn default(inputs: &[Input], name: &str) -> Option<&'static str> {
    match &inputs.iter().find(|input| input.is(name))?.values {
        Values::Options(options) => options.first().copied(),
        Values::Text | Values::Boolean => None,
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    let left = names.len().saturating_sub(12);
    names.truncate(12);
    let more = if left > 0 { format!(" and {left} more") } else { String::new() };
    names.join(", ") + &more
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::Span;

    type Given = &'static [(&'static str, &'static str)];

    fn findings(task: &str, with: Given) -> Vec<(&'static str, String)> {
        let text = Text::from(task);
        let input = |(name, value): &(&str, &str)| {
            let value = Template::literal(Text::from(*value));
            (Spanned::new((*name).to_owned(), Span::NOWHERE), value)
        };
        let with: With = with.iter().map(input).collect();
        let mut found = Vec::new();
        check(TaskReference::read(&text).unwrap(), &text, &with, &mut found);
        let said = |it: Diagnostic| (it.code.0, format!("{}: {}", it.message, it.help.unwrap_or_default()));
        found.into_iter().map(said).collect()
    }

    #[test]
    fn good_uses_have_no_findings() {
        let good: &[(&str, Given)] = &[
            ("copyfiles@2", &[("contents", "**"), ("TARGETFOLDER", "out"), ("overWrite", "True")]),
            ("DownloadPipelineArtifact@2", &[("source", "current"), ("path", "x")]),
            ("Npm@1", &[("command", "ci")]),
            ("Npm@1", &[]),
            ("Npm@1", &[("command", "${{ parameters.command }}"), ("verbose", "${{ parameters.loud }}")]),
            ("Bash@3", &[("targetType", "inline"), ("script", "echo")]),
            ("publisher.extension.Anything@1", &[("x", "y")]),
            ("AdvancedSecurity-Publish@1", &[("x", "y")]),
        ];
        for (task, with) in good {
            assert_eq!(findings(task, with), [], "{task}");
        }
    }

    #[test]
    fn slips_are_found() {
        let wrong: &[(&str, Given, &str, &str)] = &[
            ("CopyFile@2", &[], "task-unknown", "did you mean `CopyFiles@2`?"),
            ("NodeTol@7", &[], "task-unknown", "did you mean `NodeTool@0`?"),
            ("Something@1", &[], "task-unknown", "an extension must bring it"),
            ("CopyFiles@7", &[], "task-unknown-version", "`CopyFiles@2`"),
            ("UseNode@1", &[("versoin", "1")], "task-unknown-input", "did you mean `version`?"),
            ("Cache@2", &[("key", "a")], "task-missing-input", "`path: ...`"),
            ("Npm@1", &[("command", "run")], "task-input-value", "`install`"),
            ("Npm@1", &[("command", "custom")], "task-missing-input", "where `command` is `custom`"),
            ("Bash@3", &[], "task-missing-input", "`filePath`"),
            (
                "CmdLine@2",
                &[("script", "x"), ("failOnStderr", "yes")],
                "task-input-value",
                "counts as `false`",
            ),
            ("Gradle@2", &[], "task-deprecated", "`Gradle@4`"),
        ];
        for (task, with, code, said) in wrong {
            let found = findings(task, with);
            let fits = |(found, text): &(&str, String)| found == code && text.contains(said);
            assert!(found.iter().any(fits) && found.len() == 1, "{task}: {found:?}");
        }
    }
}
