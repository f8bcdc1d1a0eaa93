//! Files through which a step sets the variables and programs of the steps after it.

use super::scene::{Findings, Scene};
use super::{Audit, Level, triggers};
use diag::{Code, Diagnostic, Rule};

/// A run that strangers set off writes such a file.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a run that strangers set off sets variables or programs of later steps",
        page: "A variable such as LD_PRELOAD, or a folder put before all others on the path, makes later steps run whatever \
               the writer likes. Where a stranger sets the run off, hand values on as outputs of the step. Told at the \
               level default.\n\n\
               Wrong:\n\n    on: pull_request_target\n    ...\n        - run: echo \"TITLE=$TITLE\" >> \"$GITHUB_ENV\"\n\n\
               Right:\n\n    on: pull_request_target\n    ...\n        - run: echo \"title=$TITLE\" >> \"$GITHUB_OUTPUT\"\n",
    },
    check,
};
const CODE: Code = Code("environment-file");

/// What writes to a file, before its name.
const WRITERS: [&str; 9] =
    [">>", ">", "tee", "tee -a", "tee --append", "Out-File", "Add-Content", "Set-Content", "-Path"];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    if !triggers::serves_strangers(scene) {
        return;
    }
    for (_, _, script) in scene.scripts() {
        let text = script.text();
        let mut start = 0;
        for line in text.as_str().split_inclusive('\n') {
            for file in scene.exposure.step_files {
                if let Some(at) = written(line, file).filter(|_| !is_fixed(line)) {
                    let message =
                        format!("what is written to `{file}` here may make later steps run other programs");
                    let help = "hand the value on as an output of the step";
                    let span = text.span_of(start + at, start + at + file.len());
                    findings.add(Level::Default, Diagnostic::warning(CODE, span, message).help(help));
                }
            }
            start += line.len();
        }
    }
}

/// Where a line names the file that it writes to.
fn written(line: &str, file: &str) -> Option<usize> {
    let at = line.find(file)?;
    let before = line[..at].trim_end_matches(['"', '\'', '$', '{', '%', ' ']);
    let before =
        before.strip_suffix("env:").unwrap_or(before).trim_end_matches(['"', '\'', '$', '{', '%', ' ']);
    WRITERS.iter().any(|writer| before.ends_with(writer)).then_some(at)
}

/// Whether a line writes what stands in it, and nothing that a variable or a command gives.
fn is_fixed(line: &str) -> bool {
    let content = line.split_once(">>").map_or(line, |(content, _)| content).trim();
    let literal = !content.contains(['$', '`']);
    literal && (content.starts_with("echo ") || content.starts_with("printf "))
}

#[cfg(test)]
mod tests {
    use super::{is_fixed, written};

    #[test]
    fn only_writing_counts() {
        for (line, expected) in [
            ("echo a >> $GITHUB_ENV", true),
            ("echo a >> \"${GITHUB_ENV}\"", true),
            ("echo a | tee -a \"$GITHUB_ENV\"", true),
            ("\"a\" | Out-File -Path $env:GITHUB_ENV", true),
            ("echo %A% >> %GITHUB_ENV%", true),
            ("cat $GITHUB_ENV", false),
        ] {
            assert_eq!(written(line, "GITHUB_ENV").is_some(), expected, "{line}");
        }
    }

    #[test]
    fn what_stands_there_is_no_danger() {
        assert!(is_fixed("echo A=1 >> $GITHUB_ENV"));
        assert!(!is_fixed("echo A=$B >> $GITHUB_ENV"));
        assert!(!is_fixed("cat a >> $GITHUB_ENV"));
    }
}
