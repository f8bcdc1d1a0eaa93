use crate::build::{Builder, Mark, Opening};
use crate::rules::{LIMIT, SYNTAX};
use crate::{Anchor, Comment, Kind, Limits, Placement, Read, Scalar, Style, Tag, places, syntax};
use diag::{Diagnostic, SourceId, SourceMap, Span};
use granit_parser::{Event, Options, Parser, ScalarStyle, StrInput};

/// Reads a file. What can be read is given even when something is wrong, and nothing wrong stays unsaid.
#[must_use]
pub fn read(sources: &SourceMap, id: SourceId, limits: &Limits) -> Read {
    let here = Span::point(id, 0);
    let refuse = |finding| Read { documents: Vec::new(), diagnostics: vec![finding] };
    let Some(source) = sources.get(id) else {
        return refuse(Diagnostic::error(SYNTAX, here, "this file was never taken in"));
    };
    let text: &str = &source.text;
    if text.len() > limits.bytes {
        let finding = format!("the file has {} bytes, more than the {} allowed", text.len(), limits.bytes);
        return refuse(Diagnostic::error(LIMIT, here, finding).help("split the file"));
    }
    let mut text = std::borrow::Cow::Borrowed(text);
    let mut glued = Vec::new();
    loop {
        let parser = Parser::new_from_str_with_options(&text, options(limits));
        let build = Builder::new(id, limits);
        let reader = Reader { parser, text: &text, id, limits, build, nodes: 0, token: 0 };
        let (documents, mut diagnostics) = reader.run();
        let comment = diagnostics.last().and_then(|last| glued_comment(&text, last));
        let Some(comment) = comment.filter(|_| glued.len() < GLUED_COMMENTS) else {
            diagnostics.extend(glued);
            return Read { documents, diagnostics };
        };
        let message = "this comment has no blank before it, so some readers take the line for broken";
        let finding =
            Diagnostic::warning(SYNTAX, Span::new(id, comment.start as u32, comment.end as u32), message);
        glued.push(finding.help("put a blank before the \"#\""));
        text.to_mut().replace_range(comment.clone(), &" ".repeat(comment.len()));
    }
}

/// How many such comments a file may have; each costs another reading.
const GLUED_COMMENTS: usize = 16;

/// A comment right behind a bracket or a quote, as in `[a]# b`: the services' own readers take it, the parser does not.
fn glued_comment(text: &str, finding: &Diagnostic) -> Option<std::ops::Range<usize>> {
    let start = finding.primary.span.start as usize;
    let behind = text.get(..start)?.ends_with([']', '}', '"', '\'']);
    let comment =
        text.get(start..).filter(|rest| behind && finding.code == SYNTAX && rest.starts_with('#'))?;
    Some(start..start + comment.find(['\n', '\r']).unwrap_or(comment.len()))
}

fn options(limits: &Limits) -> Options {
    granit_parser::options! {
        strict_indentation: STRICT_INDENTATION,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: limits.nodes,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    }
}

/// The services' own parsers take `]` and `}` at the margin, and much of what people write relies on it.
const STRICT_INDENTATION: bool = false;

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    text: &'a str,
    id: SourceId,
    limits: &'a Limits,
    build: Builder<'a>,
    nodes: usize,
    /// Where the last token that is not a comment ended.
    token: usize,
}

/// A limit that ends reading.
enum Halt {
    Depth(Span),
    Nodes(Span),
}

impl<'a> Reader<'a> {
    fn run(mut self) -> (Vec<crate::Document>, Vec<Diagnostic>) {
        while let Some(next) = self.parser.next_event() {
            let (finding, go_on) = match next.map(|(event, span)| self.event(event, span)) {
                Ok(Ok(())) => continue,
                Ok(Err(halt)) => (self.halted(&halt), false),
                Err(error) => (syntax::explain(&error, self.text, self.id, self.limits), true),
            };
            self.build.report(finding);
            self.build.finish(false);
            // After a syntax error the next document may still be readable.
            if !go_on || !self.parser.proceed_next_document().unwrap_or(false) {
                break;
            }
        }
        self.build.end()
    }

    fn halted(&self, halt: &Halt) -> Diagnostic {
        match halt {
            Halt::Depth(span) => syntax::too_deep(*span, self.limits),
            Halt::Nodes(span) => {
                let finding = format!("the file has more than {} nodes", self.limits.nodes);
                Diagnostic::error(LIMIT, *span, finding).help("split the file")
            }
        }
    }

    fn event(&mut self, event: Event<'a>, at: granit_parser::Span) -> Result<(), Halt> {
        let span = self.span(&at);
        match event {
            Event::Scalar(value, style, anchor, _) => {
                self.count(span)?;
                let mark = self.mark(anchor, &at);
                let (scalar, span) = self.scalar(&value, style, span);
                self.build.scalar(Kind::Scalar(scalar), span, mark);
            }
            Event::SequenceStart(_, anchor, _) => self.open(Opening::Seq, anchor, &at)?,
            Event::MappingStart(_, anchor, _) => self.open(Opening::Map, anchor, &at)?,
            Event::SequenceEnd | Event::MappingEnd => {
                self.build.close((!span.is_empty()).then_some(span.end));
            }
            Event::Alias(id) => {
                self.count(span)?;
                self.build.alias(id, span);
            }
            Event::UnresolvedAlias(name) => {
                self.count(span)?;
                self.build.unknown_alias(&name, span);
            }
            Event::Comment(_, placement) => {
                self.build.comment(Comment { span, placement: place(placement) });
                return Ok(());
            }
            Event::DocumentEnd => self.build.finish(true),
            // An implied start has the place of what comes next.
            Event::DocumentStart(false, _) => return Ok(()),
            _ => {}
        }
        self.token = self.token.max(span.end as usize);
        Ok(())
    }

    fn open(&mut self, opening: Opening, anchor: usize, at: &granit_parser::Span) -> Result<(), Halt> {
        let span = self.span(at);
        self.count(span)?;
        if self.build.depth() >= self.limits.depth {
            return Err(Halt::Depth(span));
        }
        let mark = self.mark(anchor, at);
        self.build.open(opening, span, mark);
        Ok(())
    }

    /// The scalar, and the whole of it in the file: quotes and block header included, trailing lines not.
    fn scalar(&self, value: &str, style: ScalarStyle, span: Span) -> (Scalar, Span) {
        let (start, end) = (span.start as usize, span.end as usize);
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let (body, span) = match style {
            // A value left out is given as `~` at the colon before it.
            Style::Plain if start == end => {
                let at = span.start + u32::from(self.text[start..].starts_with(':'));
                let span = Span::point(self.id, at);
                return (Scalar { text: diag::Text::plain("", span), style }, span);
            }
            Style::Plain => (start..end, span),
            Style::Single | Style::Double => (start + 1..(end - 1).max(start + 1), span),
            Style::Literal | Style::Folded => {
                let header = self.header(start);
                let first = self.next_line(header).min(end);
                let last = self.text[..end].trim_end().len().max(header + 1);
                (first..end, Span::new(self.id, header as u32, last as u32))
            }
        };
        let text = places::locate(value, style, &self.text[body.clone()], body.start, span);
        (Scalar { text, style }, span)
    }

    fn next_line(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        match rest.find(['\n', '\r']) {
            Some(end) if rest[end..].starts_with("\r\n") => at + end + 2,
            Some(end) => at + end + 1,
            None => self.text.len(),
        }
    }

    /// Where the `|` or `>` of a block scalar stands whose content begins at `content`: between the last token and it
    /// there are only indicators, properties and comments.
    fn header(&self, content: usize) -> usize {
        let mut at = self.token.min(content);
        while let Some(next) = self.text[at..content].chars().next() {
            let rest = &self.text[at..content];
            at += match next {
                '|' | '>' => return at,
                '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                '&' | '!' => rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len()),
                _ => next.len_utf8(),
            };
        }
        content
    }

    fn mark(&mut self, anchor: usize, at: &granit_parser::Span) -> Mark {
        let tag = at.tag_span().map(|at| self.span(&at)).map(|span| {
            let name = self.text[span.start as usize..span.end as usize].into();
            Tag { name, span }
        });
        let mut mark = Mark { tag, anchor: None };
        if anchor != 0
            && let Some(Ok((Event::Anchor(..), _))) = self.parser.peek()
            && let Some(Ok((Event::Anchor(id, name), at))) = self.parser.next_event()
        {
            mark.anchor = Some((id, Anchor { name: name.as_ref().into(), span: self.span(&at) }));
        }
        mark
    }

    fn count(&mut self, span: Span) -> Result<(), Halt> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes { Err(Halt::Nodes(span)) } else { Ok(()) }
    }

    fn span(&self, at: &granit_parser::Span) -> Span {
        let byte = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or(0).min(self.text.len());
        Span::new(self.id, byte(&at.start) as u32, byte(&at.end) as u32)
    }
}

fn place(placement: granit_parser::Placement) -> Placement {
    match placement {
        granit_parser::Placement::Above => Placement::Above,
        granit_parser::Placement::Right => Placement::Right,
        granit_parser::Placement::Last => Placement::Last,
        _ => Placement::Free,
    }
}
