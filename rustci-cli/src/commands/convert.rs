//! Writes pipelines in another language. The text goes to standard output or to files, what is lost to standard error.

use crate::format::Named;
use crate::loader::Files;
use crate::output::{colour_of_errors, print, tell};
use crate::refusal::{Exit, Refusal};
use crate::{files, repository};
use clap::{Args, ValueEnum};
use compile::{Converted, FORMATS, File, Format};
use diag::SourceMap;
use diag::render::{Checked, FileReport, Human, Report};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// `rustci convert`
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Arguments {
    /// Files or folders, or - for standard input; without any every CI file of the repository
    files: Vec<PathBuf>,
    /// The language to write
    #[arg(long, value_name = "FORMAT")]
    to: Named,
    /// The language of the files, instead of what they look like
    #[arg(long, value_name = "FORMAT")]
    from: Option<Named>,
    /// A file to write, or a folder; without it one file goes to standard output
    #[arg(long, short = 'o', value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// How to tell what is lost
    #[arg(long, value_enum, default_value_t = Telling::Human)]
    report: Telling,
    /// Fail when anything is lost or changes what it means
    #[arg(long)]
    strict: bool,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
    /// A folder that stands in for other projects, URLs and templates
    #[arg(long, value_name = "DIR")]
    mirror: Option<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    everything was converted
  1    a file is wrong and was not converted; with --strict, something was lost
  2    wrong usage, or a file that cannot be read or written";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Telling {
    /// For people
    Human,
    /// One JSON document
    Json,
}

/// A file that was converted, or not; what it was read from is kept no longer.
struct Done {
    text: Option<String>,
    /// How much is lost or changes what it means.
    losses: usize,
    told: Told,
}

/// What is told of a file.
enum Told {
    Text(String),
    Report(Vec<FileReport>),
}

/// Converts all files.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let to = target(arguments);
    if to.writer.is_none() {
        return Err(Refusal::new(format!("nothing can be converted to {}", to.title)));
    }
    let files = chosen(&arguments.files, arguments.from.map(|named| named.0))?;
    let done: Vec<_> = files.par_iter().map(|path| convert(path, arguments)).collect();
    // Of several refusals the first, whichever file was done first.
    let done = done.into_iter().collect::<Result<Vec<_>, _>>()?;
    write(&done, &files, arguments)?;
    let failed = done.iter().any(|done| done.text.is_none());
    let lost = done.iter().any(|done| done.losses > 0);
    report(done, arguments.report)?;
    Ok(if failed || (arguments.strict && lost) { Exit::Failed } else { Exit::Passed })
}

/// The language to write: in YAML where the file to write is one, if the language has that form too.
fn target(arguments: &Arguments) -> &'static Format {
    let to = arguments.to.0;
    let is_yaml = |path: &Path| path.extension().is_some_and(|end| end == "yml" || end == "yaml");
    let in_yaml =
        |format: &&Format| format.writer.as_ref().is_some_and(|writer| is_yaml(Path::new(writer.file)));
    match &arguments.output {
        Some(output) if is_yaml(output) && !in_yaml(&to) => {
            let mut others = FORMATS.iter().copied().filter(|format| format.dialect == to.dialect);
            others.find(in_yaml).unwrap_or(to)
        }
        _ => to,
    }
}

/// The files named, and the pipelines in the folders named.
fn chosen(named: &[PathBuf], from: Option<&'static Format>) -> Result<Vec<PathBuf>, Refusal> {
    let here = [PathBuf::from(".")];
    let mut all = Vec::new();
    for path in if named.is_empty() { &here } else { named } {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let found = repository::ci_files(path).map_err(|error| Refusal::new(error.to_string()))?;
        let is_action = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == "action");
        all.extend(found.into_iter().filter(|path| from.is_some() || !is_action(path)));
    }
    if all.is_empty() {
        return Err(
            Refusal::new("there is no CI file here").help("name one: rustci convert FILE --to FORMAT")
        );
    }
    Ok(all)
}

fn convert(path: &Path, arguments: &Arguments) -> Result<Done, Refusal> {
    let is_stdin = path.as_os_str() == "-";
    let shown = path.strip_prefix("./").unwrap_or(path).display().to_string();
    let bytes = if is_stdin { files::stdin() } else { files::read(path) };
    let bytes = bytes.map_err(|reason| Refusal::new(format!("{shown} cannot be read: {reason}")))?;
    let root = repository::root_of(path);
    let inside = if is_stdin { shown.clone() } else { repository::path_in(&root, path) };
    let loader = Files::new(root, arguments.mirror.clone(), None);
    let mut sources = SourceMap::default();
    let file = File { name: &shown, path: &inside, bytes: &bytes };
    let from = arguments.from.map(|named| named.0);
    let converted = compile::convert(&mut sources, file, from, target(arguments), &loader);
    let losses = converted.lost();
    let told = told(arguments.report, shown, &sources, &converted);
    Ok(Done { text: converted.text, losses, told })
}

fn told(telling: Telling, path: String, sources: &SourceMap, converted: &Converted) -> Told {
    let wrong = converted.text.is_none();
    match telling {
        Telling::Human => {
            let errors = converted.diagnostics.iter().filter(|found| wrong && found.is_error());
            let human = Human { color: colour_of_errors(), width: None };
            Told::Text(human.render(sources, errors.chain(&converted.losses)))
        }
        Telling::Json => {
            let format = converted.from.map(|format| format.id.to_owned());
            let all = converted.diagnostics.iter().filter(|_| wrong);
            let diagnostics = all.chain(&converted.losses).cloned().collect();
            Told::Report(Report::new(sources, &[Checked { path, format, diagnostics }]).files)
        }
    }
}

/// Puts the texts where they belong. Nothing is written over unless that is wanted.
fn write(done: &[Done], inputs: &[PathBuf], arguments: &Arguments) -> Result<(), Refusal> {
    let Some(output) = &arguments.output else {
        return match done {
            [one] => print(one.text.as_deref().unwrap_or_default()),
            _ => {
                Err(Refusal::new("there are several files to convert").help("name a folder for them: -o DIR"))
            }
        };
    };
    let is_folder = output.is_dir() || done.len() > 1 || output.to_string_lossy().ends_with(['/', '\\']);
    let texts: Vec<(&Path, &str)> = inputs
        .iter()
        .zip(done)
        .filter_map(|(path, done)| Some((path.as_path(), done.text.as_deref()?)))
        .collect();
    let mut places: Vec<(PathBuf, &str)> = Vec::new();
    let mut taken: HashSet<PathBuf> = HashSet::new();
    for (path, text) in &texts {
        let place = if is_folder {
            free(&output.join(name(path, target(arguments), texts.len() == 1)), &taken)
        } else {
            output.clone()
        };
        taken.insert(place.clone());
        places.push((place, text));
    }
    for (place, _) in &places {
        if place.exists() && !arguments.force {
            let message = format!("{} is there already", place.display());
            return Err(Refusal::new(message).help("choose another place with -o, or --force"));
        }
    }
    for (place, text) in places {
        let refused = |error: &std::io::Error| {
            Refusal::new(format!("{} cannot be written: {}", place.display(), files::reason(error)))
        };
        if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| refused(&error))?;
        }
        std::fs::write(&place, text).map_err(|error| refused(&error))?;
    }
    Ok(())
}

/// Where a repository keeps such a file.
fn name(path: &Path, to: &Format, alone: bool) -> String {
    let Some(writer) = &to.writer else { return String::new() };
    if alone {
        return writer.file.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.trim_start_matches('.').trim_end_matches("-ci");
    writer.files.replace("{}", if stem.is_empty() { "pipeline" } else { stem })
}

/// The same place, or the next of that name that no other file takes.
fn free(place: &Path, taken: &HashSet<PathBuf>) -> PathBuf {
    let numbered = |number: usize| {
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (stem, end) = name.split_at(name[1..].find('.').map_or(name.len(), |at| at + 1));
        place.with_file_name(format!("{stem}-{number}{end}"))
    };
    match taken.contains(place) {
        false => place.to_owned(),
        true => (2..).map(numbered).find(|place| !taken.contains(place)).unwrap_or_else(|| place.to_owned()),
    }
}

fn report(done: Vec<Done>, telling: Telling) -> Result<(), Refusal> {
    let sentence = sentence(&done);
    let mut files = Vec::new();
    for done in done {
        match done.told {
            Told::Text(text) if text.is_empty() => {}
            Told::Text(text) => tell(text.trim_end_matches('\n')),
            Told::Report(report) => files.extend(report),
        }
    }
    match telling {
        Telling::Human => tell(sentence),
        Telling::Json => {
            let json = serde_json::to_string(&serde_json::json!({ "files": files }));
            tell(json.map_err(|error| Refusal::new(error.to_string()))?);
        }
    }
    Ok(())
}

fn sentence(done: &[Done]) -> String {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let converted = done.iter().filter(|done| done.text.is_some()).count();
    let losses: usize = done.iter().map(|done| done.losses).sum();
    let lost = if losses == 0 { "nothing lost".to_owned() } else { count(losses, "remark") };
    match done.len() - converted {
        0 => format!("{} converted, {lost}", count(converted, "file")),
        wrong => format!(
            "{} converted, {lost}; {} not, because of errors",
            count(converted, "file"),
            count(wrong, "file")
        ),
    }
}
