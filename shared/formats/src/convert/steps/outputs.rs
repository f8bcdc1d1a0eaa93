//! What steps tell later ones.
use crate::convert::Translation;
use crate::convert::losses::OUTPUT;
use crate::convert::text::output_variable;
use diag::{Span, Text};
use expr::{Dialect, Template};
use ir::{Action, Step};

impl Translation<'_, '_> {
    /// Outputs and variables that a step sets through files, where there are no such files.
    pub(super) fn outputs_of_steps(&mut self, steps: &mut [Step]) {
        if self.can.expressions {
            return;
        }
        let used: Vec<(String, String)> = self.step_outputs.iter().cloned().collect();
        for step in steps {
            let Action::Run(script) = &mut step.action else { continue };
            let id = step.id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
            let wanted: Vec<&str> =
                used.iter().filter(|(owner, _)| *owner == id).map(|(_, name)| name.as_str()).collect();
            let mut lines = std::mem::take(&mut script.lines);
            for line in &mut lines {
                let span = line.text().span();
                if !line.text().as_str().contains("_OUTPUT")
                    && !line.text().as_str().contains("_ENV")
                    && !line.text().as_str().contains("_PATH")
                {
                    continue;
                }
                let text = self.spoken(line.text().as_str(), &id, &wanted, span);
                *line = Template::literal(Text::plain(text, span));
            }
            script.lines = lines;
        }
    }

    /// What steps tell later ones through files, as variables of the build that are set after them.
    pub(super) fn read_back(&mut self, steps: &mut Vec<Step>) {
        for mut step in std::mem::take(steps) {
            let mut variables = Vec::new();
            if let Action::Run(script) = &mut step.action {
                let id = step.id.as_ref().map(|id| id.value.clone());
                for line in &mut script.lines {
                    let span = line.text().span();
                    let text = self.kept(line.text().as_str(), id.as_deref(), &mut variables, span);
                    *line = Template::literal(Text::plain(text, span));
                }
            }
            let (span, condition) = (step.span, step.condition.clone());
            steps.push(step);
            if !variables.is_empty() {
                let line = |name: &String| format!("env.{name} = readFile('.{name}').trim()\n");
                let code = variables.iter().map(line).collect::<String>();
                let mut after = Step::new(span, Action::Program(Text::plain(code, span)));
                after.condition = condition;
                steps.push(after);
            }
        }
    }

    /// A script that keeps what it tells later steps in a file for each variable.
    fn kept(&mut self, text: &str, id: Option<&str>, variables: &mut Vec<String>, span: Span) -> String {
        let mut out = Vec::new();
        for line in text.split('\n') {
            let output = ["GITHUB_OUTPUT", "RUSTCI_OUTPUT"].iter().find_map(|file| echoed(line, file));
            let output = output.map(|(name, value)| (id.map(|id| output_variable(id, name)), value));
            let own = |(name, value): (&str, _)| (Some(output_variable_of(name)), value);
            let variable = ["GITHUB_ENV", "RUSTCI_ENV"].iter().find_map(|file| echoed(line, file)).map(own);
            let said = output.or(variable);
            match said {
                Some((Some(name), value)) => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    out.push(format!("{indent}echo \"{value}\" > \"$WORKSPACE/.{name}\""));
                    if !variables.contains(&name) {
                        variables.push(name);
                    }
                }
                // Nobody can ask for what a step without a name tells.
                Some((None, _)) => {}
                None => {
                    if ["_OUTPUT", "_ENV", "_PATH"].iter().any(|file| {
                        line.contains(&format!("GITHUB{file}")) || line.contains(&format!("RUSTCI{file}"))
                    }) {
                        let message = "this command hands a value on in a way that nobody hears";
                        let help = "write it into a file, and set `env.NAME = readFile('FILE').trim()`";
                        self.writing.lost(OUTPUT, span, message, help);
                    }
                    out.push(line.to_owned());
                }
            }
        }
        out.join("\n")
    }

    pub(super) fn spoken(&mut self, text: &str, id: &str, wanted: &[&str], span: Span) -> String {
        let mut out = Vec::new();
        for line in text.split('\n') {
            let indent = &line[..line.len() - line.trim_start().len()];
            if let (Dialect::Azure, Some(said)) = (self.to, by_command(line, !id.is_empty())) {
                out.push(format!("{indent}{said}"));
                continue;
            }
            let gitlab = self.to == Dialect::GitLab;
            let output = ["GITHUB_OUTPUT", "RUSTCI_OUTPUT"].iter().find_map(|file| echoed(line, file));
            match output {
                Some((name, value)) if gitlab => {
                    out.push(format!("{indent}export {}=\"{value}\"", output_variable(id, name)));
                    continue;
                }
                Some((name, value)) if wanted.contains(&name) => {
                    out.push(line.to_owned());
                    out.push(format!(
                        "{indent}echo \"{}={value}\" >> \"$RUSTCI_ENV\"",
                        output_variable(id, name)
                    ));
                    continue;
                }
                _ => {}
            }
            if gitlab {
                let variable = ["GITHUB_ENV", "RUSTCI_ENV"].iter().find_map(|file| echoed(line, file));
                if let Some((name, value)) = variable {
                    out.push(format!("{indent}export {name}=\"{value}\""));
                    continue;
                }
                let folder = ["GITHUB_PATH", "RUSTCI_PATH"].iter().find_map(|file| echoed_line(line, file));
                if let Some(folder) = folder {
                    out.push(format!("{indent}export PATH=\"{folder}:$PATH\""));
                    continue;
                }
            }
            let file =
                line.contains("GITHUB_OUTPUT") || line.contains("GITHUB_ENV") || line.contains("GITHUB_PATH");
            if (file && (gitlab || self.to == Dialect::Azure))
                || (line.contains("RUSTCI_OUTPUT") && !wanted.is_empty())
            {
                let help = "export a variable instead";
                self.writing.lost(
                    OUTPUT,
                    span,
                    "this command hands a value on through a file that nobody reads",
                    help,
                );
            }
            out.push(line.to_owned());
        }
        out.join("\n")
    }
}

/// `echo "NAME=value" >> $FILE`
fn echoed<'t>(line: &'t str, file: &str) -> Option<(&'t str, &'t str)> {
    let (name, value) = echoed_line(line, file)?.split_once('=')?;
    let plain = !name.is_empty() && name.chars().all(|c| c == '_' || c == '-' || c.is_ascii_alphanumeric());
    plain.then_some((name, value))
}

fn echoed_line<'t>(line: &'t str, file: &str) -> Option<&'t str> {
    let (said, place) = line.trim().strip_prefix("echo ")?.rsplit_once(">>")?;
    let place = place.trim().trim_matches(['"', '\'']).trim_start_matches('$').trim_matches(['{', '}']);
    let said = said.trim();
    let inner =
        ['"', '\''].iter().find_map(|mark| said.strip_prefix(*mark)?.strip_suffix(*mark)).unwrap_or(said);
    (place == file && !inner.contains('"')).then_some(inner)
}

/// What a step says through a file as the command that says it in its log
/// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands>).
fn by_command(line: &str, named: bool) -> Option<String> {
    for file in ["GITHUB_OUTPUT", "RUSTCI_OUTPUT"] {
        if let Some((name, value)) = echoed(line, file) {
            let output = if named { ";isOutput=true" } else { "" };
            return Some(format!("echo \"##vso[task.setvariable variable={name}{output}]{value}\""));
        }
    }
    for file in ["GITHUB_ENV", "RUSTCI_ENV"] {
        if let Some((name, value)) = echoed(line, file) {
            return Some(format!("echo \"##vso[task.setvariable variable={name}]{value}\""));
        }
    }
    let folder = ["GITHUB_PATH", "RUSTCI_PATH"].iter().find_map(|file| echoed_line(line, file))?;
    Some(format!("echo \"##vso[task.prependpath]{folder}\""))
}

/// A variable of a process as a name.
fn output_variable_of(name: &str) -> String {
    crate::convert::text::identifier(name, Dialect::Jenkins)
}
