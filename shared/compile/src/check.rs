use crate::rules::{UNKNOWN_FORMAT, UNREADABLE};
use diag::{Code, Diagnostic, SourceId, SourceMap, Span};
use events::Facts;
use expr::Value;
use formats::{FORMATS, Format, Loader, Reading};
use indexmap::IndexMap;
use ir::Pipeline;
use lint::Auditing;
use std::collections::HashSet;
use yaml::{Document, Limits};

/// How sure a format must be by the path alone for the content not to be asked.
const SURE: u8 = 90;

/// A file to check.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// As the user knows it.
    pub name: &'a str,
    /// Its place in the repository.
    pub path: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// How a file is checked.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Its language, when a person says so.
    pub format: Option<&'static Format>,
    /// What is known of the run, when one is being made.
    pub facts: Option<&'a Facts>,
    /// What audits look for.
    pub auditing: Auditing,
}

/// A file that was read and checked.
pub struct Checked {
    /// The file.
    pub source: SourceId,
    /// Its language, if it was recognised.
    pub format: Option<&'static Format>,
    /// What it says, if it holds a pipeline that could be read.
    pub pipeline: Option<Pipeline>,
    /// What is wrong with it, and with what it includes.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Takes in what others found in it, but for what a comment leaves out.
    pub fn add(&mut self, found: Vec<Diagnostic>, sources: &SourceMap) {
        self.diagnostics.extend(found.into_iter().filter(|finding| !lint::is_ignored(finding, sources)));
        tidy(self.source, &mut self.diagnostics);
    }

    /// Whether the file is text at all.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        !self.diagnostics.iter().any(|found| found.code == UNREADABLE && found.is_error())
    }

    /// Whether nothing found forbids to run it.
    #[must_use]
    pub fn passes(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads a file and says what is wrong with it.
pub fn check(sources: &mut SourceMap, file: File<'_>, options: Options<'_>, loader: &dyn Loader) -> Checked {
    let text = match yaml::decode(file.bytes, &Limits::default()) {
        Ok(text) => text,
        Err(error) => {
            let source = sources.add(file.name, "");
            let finding = Diagnostic::error(UNREADABLE, Span::point(source, 0), error.to_string());
            return Checked { source, format: options.format, pipeline: None, diagnostics: vec![finding] };
        }
    };
    let source = sources.add(file.name, text.into_owned());
    let format = match options.format.map_or_else(|| recognise(sources, file.path, source), Ok) {
        Ok(format) => format,
        Err(diagnostics) => return Checked { source, format: None, pipeline: None, diagnostics },
    };
    let inputs: IndexMap<String, Value> = options.facts.map(inputs).unwrap_or_default();
    let mut reading = Reading {
        sources,
        file: source,
        path: file.path,
        loader,
        facts: options.facts,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let pipeline = (format.read)(&mut reading);
    let mut diagnostics = reading.diagnostics;
    if let Some(pipeline) = &pipeline {
        diagnostics.extend(lint::check(pipeline));
        diagnostics.extend(lint::audit(pipeline, sources, options.auditing));
        diagnostics.extend(plan::check_copies(pipeline, &format.conventions));
        diagnostics.retain(|finding| !lint::is_ignored(finding, sources));
    }
    tidy(source, &mut diagnostics);
    Checked { source, format: Some(format), pipeline, diagnostics }
}

/// The language of a file, by its path if that says enough, else by what is in it.
fn recognise(sources: &SourceMap, path: &str, source: SourceId) -> Result<&'static Format, Vec<Diagnostic>> {
    let sure = FORMATS.iter().find(|format| (format.detect)(path, None).0 >= SURE);
    if let Some(format) = sure {
        return Ok(format);
    }
    let read = yaml::read(sources, source, &Limits::default());
    let document: Option<&Document> = read.documents.first();
    if let Some(format) = formats::detect(path, document) {
        return Ok(format);
    }
    let mut found = read.diagnostics;
    if !found.iter().any(Diagnostic::is_error) {
        let known: Vec<_> = FORMATS.iter().map(|format| format.id).collect();
        let finding =
            Diagnostic::error(UNKNOWN_FORMAT, Span::point(source, 0), "no CI language recognises this file");
        found.push(finding.help(format!("say which it is: --as FORMAT, one of {}", known.join(", "))));
    }
    Err(found)
}

fn inputs(facts: &Facts) -> IndexMap<String, Value> {
    facts.inputs.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect()
}

/// By place, those of the file itself first; what a reader and a lint both found only once.
fn tidy(source: SourceId, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: HashSet<(Code, Span, String)> = HashSet::new();
    diagnostics.retain(|found| seen.insert((found.code, found.primary.span, found.message.clone())));
    diagnostics.sort_by_key(|found| (found.primary.span.source != source, found.primary.span));
}
