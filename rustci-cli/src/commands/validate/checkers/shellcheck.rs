use super::{Unused, output};
use compile::scripts::{Language, Listing, SHELLCHECK};
use diag::{Diagnostic, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// Rules that mistake what stands for an expression for a constant, or for a variable of the script; and the one about
/// files that are not read along.
const PASSED_OVER: &str = "SC1091,SC2043,SC2050,SC2154,SC2157,SC2194";

/// What it prints.
#[derive(Deserialize)]
struct Report {
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    file: String,
    line: usize,
    end_line: usize,
    column: usize,
    end_column: usize,
    level: String,
    code: u32,
    message: String,
}

/// Reads all scripts of one shell in one go.
pub(super) fn check(program: &PathBuf, listings: &[Listing]) -> Result<Vec<Diagnostic>, Unused> {
    let folder = tempfile::tempdir()?;
    let mut shells: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (number, listing) in listings.iter().enumerate() {
        // The line before tells what the shell was started with, and is taken off again.
        let head = if listing.strict { "set -e" } else { ":" };
        std::fs::write(folder.path().join(number.to_string()), format!("{head}\n{}", listing.text))?;
        let shell = if listing.language == Language::Sh { "sh" } else { "bash" };
        shells.entry(shell).or_default().push(number.to_string());
    }
    let mut found = Vec::new();
    for (shell, files) in shells {
        let mut command = Command::new(program);
        command.args(["--norc", "--format", "json1", "--exclude", PASSED_OVER, "--shell", shell, "--"]);
        command.args(files).current_dir(folder.path());
        let report: Report = serde_json::from_str(&output(&mut command)?)?;
        found.extend(report.comments.iter().filter_map(|comment| finding(comment, listings)));
    }
    Ok(found)
}

fn finding(comment: &Comment, listings: &[Listing]) -> Option<Diagnostic> {
    let listing = listings.get(comment.file.parse::<usize>().ok()?)?;
    let line = comment.line.checked_sub(1).filter(|line| *line > 0)?;
    if listing.is_blank(line, comment.column) {
        return None;
    }
    let end = (comment.end_line.saturating_sub(1), comment.end_column);
    let severity = match comment.level.as_str() {
        "error" | "warning" => Severity::Warning,
        _ => Severity::Note,
    };
    let message = format!("SC{:04}: {}", comment.code, comment.message.trim_end_matches('.').trim_end());
    Some(Diagnostic::new(severity, SHELLCHECK, listing.range((line, comment.column), end), message))
}
