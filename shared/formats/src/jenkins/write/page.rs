//! Lines of a Jenkinsfile, each with the place that it stands for.
use diag::{SourceMap, Span};
use groovy::Place;
use yaml::{Comment, Standing, Tree, words};

/// How far one level stands in.
const STEP: usize = 4;

/// Lines below one another.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    lines: Vec<Line>,
    depth: usize,
}

#[derive(Clone, Debug)]
struct Line {
    depth: Indent,
    text: String,
    /// What it stands for; nowhere inside of texts of several lines.
    span: Span,
}

#[derive(Clone, Copy, Debug)]
enum Indent {
    Levels(usize),
    /// A line inside of a text, which stands where it stands.
    AsItIs,
}

impl Page {
    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn push(&mut self, depth: Indent, text: impl Into<String>, span: Span) {
        self.lines.push(Line { depth, text: text.into(), span });
    }

    /// A line; those after the first of a text of several stand as they are.
    pub fn line(&mut self, text: &str, span: Span) {
        for (at, line) in text.split('\n').enumerate() {
            match at {
                0 => self.push(Indent::Levels(self.depth), line, span),
                _ => self.push(Indent::AsItIs, line, Span::NOWHERE),
            }
        }
    }

    /// Lines of a file as they stand there, with the comments in them.
    pub fn taken(&mut self, text: &str, span: Span) {
        self.push(Indent::Levels(self.depth), text, span);
    }

    /// A comment of our own.
    pub fn note(&mut self, text: &str) {
        for line in text.lines() {
            self.push(Indent::Levels(self.depth), format!("// {line}").trim_end(), Span::NOWHERE);
        }
    }

    /// The same for something that stands at a place.
    pub fn note_at(&mut self, text: &str, span: Span) {
        self.push(Indent::Levels(self.depth), format!("// {text}").trim_end(), span);
    }

    /// An empty line, unless there is one or nothing.
    pub fn blank(&mut self) {
        let last = self.lines.last().map(|line| line.text.as_str());
        if last.is_some_and(|last| !last.is_empty() && !last.ends_with('{')) {
            self.push(Indent::AsItIs, "", Span::NOWHERE);
        }
    }

    /// `head {`, what is inside, and the brace that closes it.
    pub fn block(&mut self, head: &str, span: Span, inside: impl FnOnce(&mut Page)) {
        self.line(&format!("{head} {{"), span);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.push(Indent::Levels(self.depth), "}", Span::NOWHERE);
    }

    /// The same for what has been written already.
    pub fn around(self, head: &str, span: Span) -> Page {
        let mut page = Page::default();
        page.block(head, span, |page| page.append(self));
        page
    }

    /// All lines of another page, at this depth.
    pub fn append(&mut self, other: Page) {
        let depth = self.depth;
        self.lines.extend(other.lines.into_iter().map(|line| Line {
            depth: match line.depth {
                Indent::Levels(own) => Indent::Levels(own + depth),
                Indent::AsItIs => Indent::AsItIs,
            },
            ..line
        }));
    }

    /// Lines of a text between marks, further in than the marks if that changes nothing.
    pub fn text_block(&mut self, head: &str, body: &str, tail: &str, further_in: bool, span: Span) {
        self.line(head, span);
        for line in body.lines() {
            let depth = match further_in && !line.is_empty() {
                true => Indent::Levels(self.depth + 1),
                false => Indent::AsItIs,
            };
            self.push(depth, line, Span::NOWHERE);
        }
        let depth = if further_in { Indent::Levels(self.depth) } else { Indent::AsItIs };
        self.push(depth, tail, Span::NOWHERE);
    }

    fn written(&self, line: &Line) -> String {
        match line.depth {
            Indent::Levels(levels) => format!("{}{}", " ".repeat(levels * STEP), line.text),
            Indent::AsItIs => line.text.clone(),
        }
    }

    /// The text without comments of the source.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| self.written(line) + "\n").collect()
    }

    /// The place that what stands there in [`Page::text`] is about.
    pub fn span_at(&self, place: Place) -> Span {
        let mut end = 0;
        for line in &self.lines {
            end += self.written(line).len() + 1;
            if (place.start as usize) < end {
                return line.span;
            }
        }
        Span::NOWHERE
    }

    /// The lines as a list of texts; one of several lines is taken over as it stands.
    pub fn tree(&self) -> Tree {
        let line = |line: &Line| Tree::text(self.written(line)).at(line.span);
        Tree::list(self.lines.iter().map(line).collect())
    }
}

/// The text of a file of these lines, comments where they belong.
pub(super) fn print(tree: &Tree, comments: &[Comment], sources: &SourceMap) -> String {
    let lines = tree.as_list().unwrap_or_default();
    let text = |line: &Tree| line.as_str().unwrap_or_default().to_owned();
    // What is taken over as it stands has its comments in it.
    let has = |line: &Tree, comment: &Comment| {
        let (span, own) = (line.origin().unwrap_or(Span::NOWHERE), comment.span);
        let inside = span.source == own.source && span.start <= own.start && own.end <= span.end;
        inside && sources.get(own.source).is_some_and(|source| text(line).contains(source.slice(own)))
    };
    let free = |comment: &&Comment| !lines.iter().any(|line| has(line, comment));
    let comments: Vec<Comment> = comments.iter().filter(free).cloned().collect();
    let standing = |(number, line): (usize, &Tree)| {
        let one_line = !text(line).ends_with("'''") && !text(line).contains('\n');
        Some(Standing { number, span: line.origin()?, one_line })
    };
    let anchors: Vec<Standing> = lines.iter().enumerate().filter_map(standing).collect();
    let mut placed = yaml::beside(&anchors, &comments, sources);
    let mut out = String::new();
    for (number, line) in lines.iter().enumerate() {
        let beside = placed.beside.remove(&number).unwrap_or_default();
        let text = text(line);
        let indent = &text[..text.len() - text.trim_start().len()];
        for comment in beside.above.iter().flat_map(|comment| slashed(comment)) {
            out += &format!("{indent}{comment}\n");
        }
        out += &text;
        if let Some(right) = beside.right {
            out += &format!(" {}", slashed(&right).join(" "));
        }
        out.push('\n');
    }
    for comment in placed.end.iter().flat_map(|comment| slashed(comment)) {
        out += &format!("{comment}\n");
    }
    out
}

/// A comment as Groovy writes it, whatever marks its own language has.
fn slashed(comment: &str) -> Vec<String> {
    if comment.starts_with("//") {
        return vec![comment.to_owned()];
    }
    words(comment).iter().map(|line| format!("// {line}").trim_end().to_owned()).collect()
}
