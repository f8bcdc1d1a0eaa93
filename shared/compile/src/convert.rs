use crate::rules::{NO_JOB, NO_WRITER};
use crate::{Checked, File, Options, check};
use diag::{Diagnostic, SourceMap, Span};
use formats::convert::translate;
use formats::{Format, Loader, Writing};
use yaml::{Comment, Limits};

/// What came of a conversion.
pub struct Converted {
    /// The language of the source, if it was recognised.
    pub from: Option<&'static Format>,
    /// The pipeline in the other language; nothing when the source is wrong.
    pub text: Option<String>,
    /// What is wrong with the source, if anything is.
    pub diagnostics: Vec<Diagnostic>,
    /// What is lost or changes what it means, in the order of the source.
    pub losses: Vec<Diagnostic>,
}

/// From a file in one language to a file in another.
pub fn convert(
    sources: &mut SourceMap,
    file: File<'_>,
    from: Option<&'static Format>,
    to: &'static Format,
    loader: &dyn Loader,
) -> Converted {
    let checked = check(sources, file, Options { format: from, ..Options::default() }, loader);
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
    let mut writing = Writing { from, sources, diagnostics: Vec::new() };
    formats::convert::unread(source, &mut writing);
    let translated = translate(&pipeline, to, &mut writing);
    let tree = (writer.write)(&translated, &mut writing);
    let mut losses = writing.diagnostics;
    losses.sort_by_key(|found| (found.primary.span.source != source, found.primary.span));
    let text = yaml::write(&tree, &writer.manner, &comments(sources), sources);
    Converted { from: format, text: Some(text), diagnostics, losses }
}

/// The comments of all files that took part.
fn comments(sources: &SourceMap) -> Vec<Comment> {
    let files = sources.iter().map(|(id, _)| yaml::read(sources, id, &Limits::default()));
    files.flat_map(|read| read.documents).flat_map(|document| document.comments).collect()
}
