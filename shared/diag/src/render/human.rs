use crate::{Diagnostic, Label, Severity, Source, SourceId, SourceMap};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// Columns to draw in when nobody says how many there are.
const WIDTH: usize = 140;

/// Findings for people: the place, the line itself, what is wrong with it and what to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Human {
    /// Whether to colour, with terminal escape codes.
    pub color: bool,
    /// Columns of the terminal; longer lines are shown around the place only.
    pub width: Option<usize>,
}

impl Human {
    /// All findings, an empty line after each.
    #[must_use]
    pub fn render<'a>(&self, sources: &SourceMap, found: impl IntoIterator<Item = &'a Diagnostic>) -> String {
        found.into_iter().map(|found| self.one(sources, found) + "\n\n").collect()
    }

    fn one(&self, sources: &SourceMap, found: &Diagnostic) -> String {
        let level = match found.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut group = Group::with_title(level.primary_title(found.message.as_str()).id(found.code.0));
        for part in parts(sources, found) {
            group = group.element(part.snippet());
        }
        if let Some(help) = &found.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        renderer.term_width(self.width.unwrap_or(WIDTH)).render(&[group])
    }
}

/// The labels of a finding that lie in one file, and no more of its lines than they need.
struct Part<'a> {
    source: &'a Source,
    labels: Vec<(AnnotationKind, &'a Label)>,
}

fn parts<'a>(sources: &'a SourceMap, found: &'a Diagnostic) -> Vec<Part<'a>> {
    let mut parts: Vec<(SourceId, Part<'a>)> = Vec::new();
    let context = found.labels.iter().map(|label| (AnnotationKind::Context, label));
    for label in std::iter::once((AnnotationKind::Primary, &found.primary)).chain(context) {
        let id = label.1.span.source;
        match parts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, part)) => part.labels.push(label),
            None => {
                let Some(source) = sources.get(id) else { continue };
                parts.push((id, Part { source, labels: vec![label] }));
            }
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

impl<'a> Part<'a> {
    fn snippet(&self) -> Snippet<'a, Annotation<'a>> {
        let marks: Vec<_> =
            self.labels.iter().map(|(kind, label)| (*kind, self.mark(label), label)).collect();
        let from = marks.iter().map(|(_, mark, _)| mark.start).min().unwrap_or(0);
        let to = marks.iter().map(|(_, mark, _)| mark.end).max().unwrap_or(0);
        let text = &self.source.text;
        let first = self.source.location(from as u32).line;
        let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let end = text[to..].find('\n').map_or(text.len(), |at| to + at);
        let annotations = marks.into_iter().map(|(kind, mark, label)| {
            let annotation = kind.span(mark.start - start..mark.end - start);
            annotation.label((!label.message.is_empty()).then_some(label.message.as_str()))
        });
        let snippet = Snippet::source(&text[start..end]).line_start(first as usize);
        snippet.path(&*self.source.name).annotations(annotations)
    }

    /// A label's bytes, ended where its first line ends: a whole section underlined would hide what is meant.
    fn mark(&self, label: &Label) -> Range<usize> {
        let text = &self.source.text;
        let start = text.floor_char_boundary((label.span.start as usize).min(text.len()));
        let end = text.ceil_char_boundary((label.span.end as usize).min(text.len())).max(start);
        let line = text[start..end].find(['\n', '\r']).map_or(end, |at| start + at);
        start..line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use crate::{Code, Span};

    const SHOWN: &str = r#"
error[unknown-key]: unexpected key "run-on"
 --> ci dir/ci.yml:2:7
  |
1 | jobs:
  | ---- in this section
2 |   ä: {run-on: x}
  |       ^^^^^^
  |
  = help: did you mean "runs-on"?

error[bad-needs]: 50% of: a, b
                  are bad
 --> b.yml:1:8
  |
1 | needs: [
  |        ^
  |
 ::: ci dir/ci.yml:3:10
  |
3 | include: b.yml
  |          ----- included here

warning[style]: hm
 --> ci dir/ci.yml:3:1
  |
3 | include: b.yml
  | ^

"#;

    #[test]
    fn a_finding_shows_its_line_its_labels_and_what_to_do() {
        let (sources, files) = sample::checked();
        let text = Human::default().render(&sources, &files[0].diagnostics);
        assert_eq!(text, SHOWN.trim_start());
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let mut sources = SourceMap::default();
        let id = sources.add("long.yml", format!("a: {}here{}\n", "x".repeat(5000), "y".repeat(5000)));
        let found = Diagnostic::error(Code("c"), Span::new(id, 5003, 5007), "too long");
        let text = Human { width: Some(80), ..Human::default() }.render(&sources, [&found]);
        assert!(text.contains("long.yml:1:5004") && text.contains("here"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn colour_is_asked_for() {
        let (sources, files) = sample::checked();
        let plain = Human::default().render(&sources, &files[0].diagnostics);
        let styled = Human { color: true, width: None }.render(&sources, &files[0].diagnostics);
        assert!(!plain.contains('\u{1b}') && styled.contains('\u{1b}'));
    }
}
