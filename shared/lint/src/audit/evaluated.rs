//! Variables with text of strangers that a script hands to a shell as commands.

use super::scene::{Findings, Scene};
use super::values;
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};
use ir::{Job, Step};

/// A variable with a stranger's text is run.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a variable with text that anyone may write is run as commands",
        page: "A shell takes a variable as text, unless it is told to read it as commands: by `eval`, or by putting it into \
               the text after `sh -c`. Then a commit message or a branch name may hold commands that run with the job's \
               rights. Told at the level default.\n\n\
               Wrong:\n\n    script:\n      - eval \"notify $CI_COMMIT_TITLE\"\n\n\
               Right:\n\n    script:\n      - notify \"$CI_COMMIT_TITLE\"\n",
    },
    check,
};
const CODE: Code = Code("evaluated-variable");

/// What makes the shell read text as commands.
const READERS: [&str; 7] = ["eval", "sh -c", "bash -c", "zsh -c", "python -c", "python3 -c", "node -e"];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    for (job, step, line) in scene.scripts() {
        let text = line.text();
        let mut start = 0;
        for written in text.as_str().split_inclusive('\n') {
            for (from, name) in evaluated(written) {
                if let Some(what) = stranger(scene, job, step, name) {
                    let span = text.span_of(start + from, start + from + name.len());
                    let message =
                        format!("`{what}` is text that anyone may write, and is read as commands here");
                    let help =
                        "leave `eval` or `-c` out, and hand the variable over in quotes as one argument";
                    findings.add(Level::Default, Diagnostic::warning(CODE, span, message).help(help));
                }
            }
            start += written.len();
        }
    }
}

/// The variables in a line that are read as commands, with their places.
fn evaluated(line: &str) -> Vec<(usize, &str)> {
    let begins = READERS.iter().filter_map(|reader| {
        let at = line.find(reader)?;
        let free =
            line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
        let ends = line[at + reader.len()..].starts_with([' ', '\t', '"']);
        (free && ends).then_some(at + reader.len())
    });
    begins.min().map(|from| variables(line, from)).unwrap_or_default()
}

/// The variables that the shell puts in from some byte on: all but those in single quotes.
fn variables(line: &str, from: usize) -> Vec<(usize, &str)> {
    let (mut found, mut single, mut double) = (Vec::new(), false, false);
    let bytes = line.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if !single => at += 1,
            b'\'' if !double => single = !single,
            b'"' if !single => double = !double,
            b'#' if !single && !double && bytes[at - 1].is_ascii_whitespace() => break,
            b'$' if !single => {
                let start = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'{'));
                let rest = &line.as_bytes()[start..];
                let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                if length > 0 {
                    found.push((start, &line[start..start + length]));
                    at = start + length - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// What a stranger's text a variable holds, if it does.
fn stranger(scene: &Scene<'_>, job: &Job, step: &Step, name: &str) -> Option<String> {
    match values::variable(scene, job, step, name) {
        Some(value) => {
            let uses = value.uses();
            let known = |path: &expr::Path| {
                scene.exposure.untrusted.iter().find(|known| path.is(known)).map(|known| (*known).to_owned())
            };
            let variable =
                |named: &expr::Named| scene.exposure.untrusted_variable(&named.name).map(str::to_owned);
            uses.paths.iter().find_map(known).or_else(|| uses.variables.iter().find_map(variable))
        }
        None => scene.exposure.untrusted.contains(&name).then(|| name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::evaluated;

    #[test]
    fn only_what_the_shell_reads_again_counts() {
        for (line, expected) in [
            ("eval \"echo $A ${B}\" $C", vec!["A", "B", "C"]),
            ("echo $A; eval echo $B", vec!["B"]),
            ("bash -c \"echo $A\"", vec!["A"]),
            ("bash -c 'echo $A'", vec![]),
            ("medieval $A", vec![]),
            ("eval echo \\$A # $B", vec![]),
            ("echo $A", vec![]),
            ("evaluate $A", vec![]),
        ] {
            let names: Vec<_> = evaluated(line).into_iter().map(|(_, name)| name).collect();
            assert_eq!(names, expected, "{line}");
        }
    }
}
