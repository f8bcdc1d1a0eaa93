//! From a file in one language to a file in another.

mod blank;
mod evidence;
mod memory;
mod untold;

use crate::rules::{NO_JOB, NO_WRITER};
use crate::{Checked, File, Options, check};
use diag::{Code, Diagnostic, Severity, SourceId, SourceMap, Span};
use evidence::Evidence;
use formats::convert::{expanded, translate};
use formats::{Format, Loader, Reading, Writer, Writing};
use indexmap::IndexMap;
use ir::Pipeline;
use memory::{Altered, Memory};
use std::collections::HashMap;
use yaml::{Comment, Limits, Read, Tree};

/// What came of a conversion.
pub struct Converted {
    /// The language of the source, if it was recognised.
    pub from: Option<&'static Format>,
    /// The pipeline in the other language; nothing when the source is wrong.
    pub text: Option<String>,
    /// What is wrong with the source, if anything is.
    pub diagnostics: Vec<Diagnostic>,
    /// What is lost or changes what it means, in the order of the source; notes say what became of something else.
    pub losses: Vec<Diagnostic>,
}

impl Converted {
    /// How much is lost or changes what it means.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.losses.iter().filter(|found| found.severity != Severity::Note).count()
    }
}

/// What a pipeline is in another language.
struct Attempt {
    tree: Tree,
    losses: Vec<Diagnostic>,
    /// Places of what the other language says without a word.
    implied: Vec<Span>,
}

impl Attempt {
    fn new(
        pipeline: &Pipeline,
        from: &'static Format,
        (to, writer): (&'static Format, &Writer),
        sources: &SourceMap,
    ) -> Self {
        let mut writing = Writing::new(from, sources);
        expanded(pipeline.span.source, &mut writing);
        let translated = translate(pipeline, to, &mut writing);
        let tree = (writer.write)(&translated, &mut writing);
        Self { tree, losses: writing.diagnostics, implied: writing.implied }
    }

    /// What is written and told, wherever it stands in the source.
    fn said(&self, writer: &Writer, sources: &SourceMap) -> Said {
        let mut told: Vec<_> = self.losses.iter().map(|found| (found.code, found.message.clone())).collect();
        told.sort_unstable_by(|left, right| (left.0.0, &left.1).cmp(&(right.0.0, &right.1)));
        Said { text: writer.text(&self.tree, &[], sources), told }
    }
}

/// What a conversion says. Two sources that mean the same say the same.
#[derive(PartialEq)]
struct Said {
    /// The text without the comments of the source.
    text: String,
    told: Vec<(Code, String)>,
}

/// From a file in one language to a file in another.
pub fn convert(
    sources: &mut SourceMap,
    file: File<'_>,
    from: Option<&'static Format>,
    to: &'static Format,
    loader: &dyn Loader,
) -> Converted {
    let loader = Memory::new(loader);
    let checked = check(sources, file, Options { format: from, ..Options::default() }, &loader);
    let passes = checked.passes();
    let Checked { format, pipeline, mut diagnostics, source } = checked;
    let (Some(from), Some(pipeline), true) = (format, pipeline, passes) else {
        return Converted { from: format, text: None, diagnostics, losses: Vec::new() };
    };
    let Some(writer) = &to.writer else {
        let message = format!("nothing can be converted to {}", to.title);
        diagnostics.push(Diagnostic::error(NO_WRITER, Span::point(source, 0), message));
        return Converted { from: format, text: None, diagnostics, losses: Vec::new() };
    };
    if pipeline.jobs.is_empty() {
        let message = "there is no job here to convert";
        let help = "convert the file that includes this one, or bring what it includes with --mirror";
        diagnostics.push(Diagnostic::error(NO_JOB, Span::point(source, 0), message).help(help));
        return Converted { from: format, text: None, diagnostics, losses: Vec::new() };
    }
    let whole = Attempt::new(&pipeline, from, (to, writer), sources);
    let again = |texts: &HashMap<SourceId, String>| {
        let loader = Altered { inner: &loader, sources, texts };
        let (pipeline, sources) = read_again(sources, source, file.path, texts, from, &loader)?;
        Some(Attempt::new(&pipeline, from, (to, writer), &sources).said(writer, &sources))
    };
    let read: Vec<(SourceId, Read)> =
        sources.iter().map(|(id, _)| (id, yaml::read(sources, id, &Limits::default()))).collect();
    let evidence = Evidence::new(&whole, &pipeline);
    let suspects = untold::suspects(&read, &evidence);
    let untold = match suspects.as_slice() {
        [] => Vec::new(),
        suspects => untold::losses(sources, suspects, &whole.said(writer, sources), to.title, again),
    };
    let mut losses = whole.losses;
    losses.extend(untold);
    losses.sort_by_key(|found| (found.primary.span.source != source, found.primary.span));
    let comments: Vec<Comment> =
        read.iter().flat_map(|(id, read)| (from.comments)(sources, *id, read)).collect();
    let text = writer.text(&whole.tree, &comments, sources);
    Converted { from: format, text: Some(text), diagnostics, losses }
}

/// A pipeline whose sources have other texts; nothing when they are wrong.
fn read_again(
    sources: &SourceMap,
    source: SourceId,
    path: &str,
    texts: &HashMap<SourceId, String>,
    format: &'static Format,
    loader: &dyn Loader,
) -> Option<(Pipeline, SourceMap)> {
    let mut others = SourceMap::default();
    for (id, file) in sources.iter().take_while(|(id, _)| *id <= source) {
        let text = texts.get(&id).map_or_else(|| file.text.clone(), |text| text.as_str().into());
        others.add(file.name.clone(), text);
    }
    let mut reading = Reading {
        sources: &mut others,
        file: source,
        path,
        loader,
        facts: None,
        inputs: &IndexMap::new(),
        diagnostics: Vec::new(),
    };
    let pipeline = (format.read)(&mut reading)?;
    let wrong = reading.diagnostics.iter().any(Diagnostic::is_error);
    (!wrong && !pipeline.jobs.is_empty()).then_some((pipeline, others))
}
