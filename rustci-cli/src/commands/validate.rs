//! Checks files side by side; each has its own map of sources, so that nothing is kept longer than needed.

mod checkers;
mod file;

use crate::format::Named;
use crate::output::{colour, print};
use crate::refusal::{Exit, Refusal};
use crate::repository;
use checkers::{Checkers, Use};
use clap::{Args, ValueEnum};
use compile::{Auditing, Level};
use diag::render::{Checked, FileReport, Human, Report, Summary, github, sarif};
use diag::{Severity, SourceMap};
use file::{Help, check};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::path::PathBuf;

/// `rustci validate`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files or folders, or - for standard input; without any every CI file of the repository
    files: Vec<PathBuf>,
    /// The language of the files, instead of what they look like
    #[arg(long = "as", value_name = "FORMAT")]
    language: Option<Named>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    /// Show notes too: worth knowing, but nothing is wrong
    #[arg(long)]
    notes: bool,
    /// A folder that stands in for other projects, URLs and templates
    #[arg(long, value_name = "DIR")]
    mirror: Option<PathBuf>,
    /// A folder that holds actions of other repositories
    #[arg(long, value_name = "DIR")]
    actions_from: Option<PathBuf>,
    /// Let shellcheck read shell scripts: auto (if it is on PATH, for up to 50 files), off, or the program's PATH
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    shellcheck: String,
    /// Let pyflakes read Python scripts: auto, off, or the program's PATH
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pyflakes: String,
    /// What to look for that works, and could be misused
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Audit::Default)]
    audit: Audit,
    /// How bad such findings are
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = AuditAs::Warning)]
    audit_as: AuditAs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Audit {
    /// Nothing
    Off,
    /// What is a hole, as it stands
    Default,
    /// Also what becomes one when something else goes wrong
    Strict,
    /// Also what only makes a review harder
    Pedantic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AuditAs {
    /// The check fails
    Error,
    /// They are shown
    Warning,
    /// They are shown with --notes
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of a pull request
    Github,
}

/// What is printed of a file, and how much was found.
enum Part {
    Text(String),
    Report(Vec<FileReport>),
}

/// Checks all files and prints what was found.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let files = files(&arguments.files)?;
    let checker = |word: &str| Use::from(word).settled(files.len());
    let help = Help {
        mirror: arguments.mirror.clone(),
        actions: arguments.actions_from.clone(),
        checkers: Checkers {
            shellcheck: checker(&arguments.shellcheck),
            pyflakes: checker(&arguments.pyflakes),
        },
        auditing: auditing(arguments),
    };
    let format = arguments.language.map(|named| named.0);
    if arguments.format == Output::Sarif {
        return whole(&files, format, &help);
    }
    let one = |path: &PathBuf| {
        let mut sources = SourceMap::default();
        let checked = check(&mut sources, path, format, &help);
        let part = part(arguments, &sources, checked.report);
        (part.0, part.1, checked.readable)
    };
    let parts: Vec<(Part, Summary, bool)> = files.par_iter().map(one).collect();
    let summary = parts.iter().fold(Summary::default(), |sum, (_, part, _)| add(sum, *part));
    let readable = parts.iter().all(|(_, _, readable)| *readable);
    print(&joined(arguments.format, parts.into_iter().map(|(part, ..)| part), summary))?;
    Ok(exit(summary, readable))
}

fn auditing(arguments: &Arguments) -> Auditing {
    let level = match arguments.audit {
        Audit::Off => Level::Off,
        Audit::Default => Level::Default,
        Audit::Strict => Level::Strict,
        Audit::Pedantic => Level::Pedantic,
    };
    let severity = match arguments.audit_as {
        AuditAs::Error => Severity::Error,
        AuditAs::Warning => Severity::Warning,
        AuditAs::Note => Severity::Note,
    };
    Auditing { level, severity }
}

fn part(arguments: &Arguments, sources: &SourceMap, checked: Checked) -> (Part, Summary) {
    let mut files = [checked];
    let summary = Summary::new(&files);
    let part = match arguments.format {
        Output::Human => {
            files[0].diagnostics.retain(|found| arguments.notes || found.severity != Severity::Note);
            Part::Text(Human { color: colour(), width: None }.render(sources, &files[0].diagnostics))
        }
        Output::Github => Part::Text(github(sources, &files)),
        Output::Json | Output::Sarif => Part::Report(Report::new(sources, &files).files),
    };
    (part, summary)
}

fn joined(output: Output, parts: impl Iterator<Item = Part>, summary: Summary) -> String {
    let (mut text, mut files) = (String::new(), Vec::new());
    for part in parts {
        match part {
            Part::Text(part) => text += &part,
            Part::Report(part) => files.extend(part),
        }
    }
    match output {
        Output::Human => text + &sentence(summary),
        Output::Github => text,
        Output::Json | Output::Sarif => format!("{}\n", Report { files, summary }),
    }
}

/// One document over all files needs one map of sources.
fn whole(files: &[PathBuf], format: Option<&'static compile::Format>, help: &Help) -> Result<Exit, Refusal> {
    let mut sources = SourceMap::default();
    let (mut all, mut readable) = (Vec::new(), true);
    for path in files {
        let checked = check(&mut sources, path, format, help);
        readable &= checked.readable;
        all.push(checked.report);
    }
    let log = sarif(env!("CARGO_PKG_VERSION"), compile::rules(), &sources, &all);
    let json = serde_json::to_string_pretty(&log).map_err(|error| Refusal::new(error.to_string()))?;
    print(&format!("{json}\n"))?;
    Ok(exit(Summary::new(&all), readable))
}

/// The files to check: those named, those in folders named, or all of the repository.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Refusal> {
    let below = |folder: &PathBuf| {
        let found = repository::ci_files(folder).map_err(|error| Refusal::new(error.to_string()))?;
        match found.is_empty() {
            true => Err(Refusal::new(format!("there is no CI file in {}", folder.display()))
                .help("name one: rustci validate FILE, with --as FORMAT if it has an unusual name")),
            false => Ok(found),
        }
    };
    if named.is_empty() {
        return below(&PathBuf::from("."));
    }
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            files.extend(below(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn exit(summary: Summary, readable: bool) -> Exit {
    match (readable, summary.errors) {
        (false, _) => Exit::Usage,
        (true, 0) => Exit::Passed,
        (true, _) => Exit::Failed,
    }
}

fn add(sum: Summary, part: Summary) -> Summary {
    Summary {
        files: sum.files + part.files,
        errors: sum.errors + part.errors,
        warnings: sum.warnings + part.warnings,
        notes: sum.notes + part.notes,
    }
}

fn sentence(summary: Summary) -> String {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut parts = vec![count(summary.files, "file"), count(summary.errors, "error")];
    if summary.warnings > 0 {
        parts.push(count(summary.warnings, "warning"));
    }
    if summary.notes > 0 {
        parts.push(count(summary.notes, "note"));
    }
    parts.join(", ") + "\n"
}
