use super::rules::{CONDITION, EMPTY, EXPRESSION_HERE, REFUSED, VALUE};
use diag::{Code, Diagnostic, Severity, Span, Spanned, Text};
use expr::{Dialect, Expr, Template};
use std::cell::RefCell;
use std::rc::Rc;
use yaml::rules::MISSING_KEY;
use yaml::{Cursor, Findings, Kind, MapReader, Shape};

/// GitHub makes one expression of a text with expressions in it, and those may be so long.
const LONGEST: usize = 21_000;

/// What goes along while one file is read: where findings go.
pub(super) struct Reader<'a> {
    pub findings: &'a Findings,
    /// Whether all of the file could be read: else what seems to be missing may have been written.
    complete: bool,
    /// Places of words that become part of the model without them.
    words: Rc<RefCell<Vec<Span>>>,
}

impl<'a> Reader<'a> {
    pub fn new(findings: &'a Findings, complete: bool) -> Self {
        Self { findings, complete, words: Rc::default() }
    }

    /// The same, with findings going elsewhere.
    pub fn into<'b>(&self, findings: &'b Findings) -> Reader<'b> {
        Reader { findings, complete: self.complete, words: Rc::clone(&self.words) }
    }

    /// Remembers where a word stands that the model holds without its place.
    pub fn word(&self, place: Span) {
        self.words.borrow_mut().push(place);
    }

    /// All such places.
    pub fn words(&self) -> Vec<Span> {
        self.words.take()
    }

    pub fn error(&self, code: Code, span: Span, message: impl Into<String>) {
        self.findings.push(Diagnostic::error(code, span, message));
    }

    pub fn warning(&self, code: Code, span: Span, message: impl Into<String>) {
        self.findings.push(Diagnostic::warning(code, span, message));
    }

    /// A value that is there; a key that is given for nothing is worth a warning.
    pub fn given<'b>(&self, value: Option<Cursor<'b>>) -> Option<Cursor<'b>> {
        let value = value?;
        let empty = match &value.node().kind {
            Kind::Scalar(scalar) => scalar.text.as_str().is_empty() || value.shape() == Shape::Null,
            Kind::Seq(items) => items.is_empty(),
            Kind::Map(mapping) => mapping.is_empty() && mapping.merges().is_empty(),
        };
        if empty {
            let finding = Diagnostic::warning(EMPTY, value.span(), "nothing is given here");
            self.findings.push(finding.help("give a value, or remove the key"));
        }
        (!empty || value.shape() == Shape::String).then_some(value)
    }

    /// A section that is there. GitHub passes over an empty text, but refuses nothing at all in place of a mapping.
    pub fn section<'b>(&self, value: Option<Cursor<'b>>) -> Option<Cursor<'b>> {
        let value = value?;
        if value.shape() == Shape::Null {
            let finding =
                Diagnostic::error(EMPTY, value.span(), "a section is needed here, and nothing is given");
            self.findings.push(finding.help("fill the section, or remove the key"));
            return None;
        }
        self.given(Some(value))
    }

    /// The value under a key that must be there.
    pub fn required<'b>(&self, map: &mut MapReader<'b>, key: &'b str) -> Option<Cursor<'b>> {
        let value = map.optional(key);
        if value.is_none() && self.complete {
            let help = format!("add \"{key}\", which it cannot do without");
            self.lacking(map.cursor(), format!("\"{key}\" is missing here"), help);
        }
        value
    }

    /// Says at its name what a section lacks. GitHub itself points at the beginning of the section: a note says so.
    pub fn lacking(&self, section: Cursor<'_>, message: String, help: impl Into<String>) {
        let mut finding = section.error(MISSING_KEY, message).help(help);
        let begin = std::mem::replace(&mut finding.primary.span, section.key_span());
        if begin.start != finding.primary.span.start {
            self.findings.push(refused(begin));
        }
        self.findings.push(finding);
    }

    /// A text in which expressions may stand.
    pub fn template_of(&self, text: &Text) -> Template {
        let (template, found) = Template::parse(text, Dialect::GitHub);
        if template.holes().next().is_some() && text.as_str().len() > LONGEST {
            let message = format!("a text with expressions in it has at most {LONGEST} characters");
            let finding = Diagnostic::error(VALUE, text.span(), message);
            self.findings
                .push(finding.help("keep long scripts in a file, or hand values in through \"env\""));
        }
        self.broken(text, found);
        self.check_insert(text, &template);
        template
    }

    /// Reports what is wrong in a value's expressions. GitHub itself points at the value: a note says so.
    fn broken(&self, text: &Text, found: Vec<Diagnostic>) {
        let value = text.span();
        if found.iter().any(|finding| finding.primary.span.start != value.start) {
            self.findings.push(refused(value));
        }
        found.into_iter().for_each(|finding| self.findings.push(finding));
    }

    /// `insert` stands for members of a mapping, so it is a key of its own and never a part of a text.
    fn check_insert(&self, text: &Text, template: &Template) {
        let is_insert = |expr: &Expr| expr.text().as_str().trim().eq_ignore_ascii_case("insert");
        if template.holes().any(|(expr, _)| is_insert(expr)) {
            let finding = Diagnostic::error(VALUE, text.span(), "\"insert\" cannot be a part of a text");
            self.findings.push(finding.help("write it as a key: ${{ insert }}: ${{ fromJSON(...) }}"));
        }
    }

    /// Any scalar; a null is an empty text, as GitHub has it.
    pub fn text(&self, cursor: Cursor<'_>) -> Option<Template> {
        if cursor.shape() == Shape::Null {
            return Some(Template::literal(Text::plain("", cursor.span())));
        }
        Some(self.template_of(cursor.string()?))
    }

    /// A scalar that may not be empty.
    pub fn filled(&self, cursor: Cursor<'_>) -> Option<Template> {
        Some(self.template_of(self.filled_text(cursor)?))
    }

    /// The text of a scalar that may not be empty.
    pub fn filled_text<'b>(&self, cursor: Cursor<'b>) -> Option<&'b Text> {
        let text = cursor.string()?;
        if text.as_str().is_empty() {
            self.error(EMPTY, text.span(), "a text is needed here, and it is empty");
        }
        Some(text)
    }

    /// A text in which no expression may stand.
    pub fn plain<'b>(&self, cursor: Cursor<'b>) -> Option<&'b Text> {
        let text = cursor.string()?;
        self.no_expression(text);
        Some(text)
    }

    /// A text, not empty, in which no expression may stand.
    pub fn filled_plain<'b>(&self, cursor: Cursor<'b>) -> Option<&'b Text> {
        let text = self.filled_text(cursor)?;
        self.no_expression(text);
        Some(text)
    }

    /// Reports expressions in a text that GitHub reads before anything runs, at the expressions themselves.
    pub fn constant(&self, template: &Template) {
        for (expr, _) in template.holes() {
            let text = expr.text();
            let begin = text.as_str().len() - text.as_str().trim_start().len();
            let place = text.span_of(begin, text.as_str().trim_end().len().max(begin));
            let finding = Diagnostic::error(EXPRESSION_HERE, place, "an expression cannot stand here");
            self.findings.push(refused(template.text().span()));
            self.findings
                .push(finding.help("GitHub reads this before anything runs: write the value itself"));
        }
    }

    pub fn no_expression(&self, text: &Text) {
        if text.as_str().contains("${{") {
            let message = "an expression cannot stand here";
            let finding = Diagnostic::error(EXPRESSION_HERE, text.span(), message);
            self.findings
                .push(finding.help("GitHub reads this before anything runs: write the value itself"));
        }
    }

    /// `true`, `false` or one expression.
    pub fn flag(&self, cursor: Cursor<'_>) -> Option<Template> {
        match cursor.shape() {
            Shape::Bool => cursor.string().map(|text| Template::literal(text.clone())),
            _ => self.sole(cursor, "true, false or one ${{ }} expression"),
        }
    }

    /// A number or one expression.
    pub fn number(&self, cursor: Cursor<'_>) -> Option<Template> {
        match cursor.shape() {
            Shape::Number => cursor.string().map(|text| Template::literal(text.clone())),
            _ => self.sole(cursor, "a number or one ${{ }} expression"),
        }
    }

    /// A number of minutes: more than none.
    pub fn minutes(&self, cursor: Cursor<'_>) -> Option<Template> {
        let minutes = self.number(cursor)?;
        if minutes
            .as_literal()
            .and_then(|text| text.parse::<f64>().ok())
            .is_some_and(|minutes| minutes <= 0.0)
        {
            self.warning(
                VALUE,
                cursor.span(),
                "a time limit that is not more than zero ends the job at once",
            );
        }
        Some(minutes)
    }

    /// A whole number from one up, or one expression.
    pub fn whole(&self, cursor: Cursor<'_>) -> Option<Template> {
        let number = self.number(cursor)?;
        let whole = |text: &str| text.parse::<u32>().is_ok_and(|number| number > 0);
        if number.as_literal().is_some_and(|text| !whole(text)) {
            self.error(VALUE, cursor.span(), "this must be a whole number from 1 up");
        }
        Some(number)
    }

    /// One expression and nothing else.
    pub fn sole(&self, cursor: Cursor<'_>, wanted: &str) -> Option<Template> {
        if !is_hole(cursor) {
            return cursor.wrong(wanted);
        }
        Some(self.template_of(cursor.string()?))
    }

    /// One text or a list of texts.
    pub fn texts(&self, cursor: Cursor<'_>) -> Vec<Template> {
        self.list(cursor).into_iter().filter_map(|item| self.filled(item)).collect()
    }

    /// One item or a list of them, which may not be empty.
    pub fn list<'b>(&self, cursor: Cursor<'b>) -> Vec<Cursor<'b>> {
        match cursor.shape() {
            Shape::Seq => self.items(cursor),
            Shape::Map => {
                cursor.wrong::<()>("a string or a sequence").map(|()| Vec::new()).unwrap_or_default()
            }
            _ => vec![cursor],
        }
    }

    /// The items of a sequence, which may not be empty.
    pub fn items<'b>(&self, cursor: Cursor<'b>) -> Vec<Cursor<'b>> {
        let Some(items) = cursor.seq() else { return Vec::new() };
        if items.len() == 0 {
            self.error(EMPTY, cursor.span(), "at least one item is needed here");
        }
        items.collect()
    }

    /// Reports keys of a mapping that differ in nothing but case.
    pub fn unique(&self, section: Cursor<'_>) {
        for (first, second) in section.node().as_map().into_iter().flat_map(yaml::Mapping::same_but_case) {
            let name = second.name().unwrap_or_default();
            let message = format!("\"{name}\" is there already: case makes no difference");
            let finding = Diagnostic::error(yaml::rules::DUPLICATE_KEY, second.key.span, message);
            self.findings.push(finding.label(first.key.span, "first here"));
        }
    }

    /// The condition under `if`.
    pub fn condition(&self, cursor: Cursor<'_>) -> Option<Expr> {
        let text = cursor.string().filter(|text| !text.as_str().trim().is_empty())?;
        let inner = text.as_str();
        if inner.contains("${{") {
            let template = self.template_of(text);
            return match template.sole_expr() {
                Some(expr) => Some(expr.clone()),
                None => self.always_true(text, &template),
            };
        }
        match Expr::parse(text, Dialect::GitHub) {
            Ok(expr) => Some(expr),
            Err(found) => {
                self.broken(text, found);
                None
            }
        }
    }

    /// Text around `${{ }}` makes a condition a text that is not empty, which counts as true.
    fn always_true(&self, text: &Text, template: &Template) -> Option<Expr> {
        if template.holes().next().is_some() {
            let message =
                "this condition always holds: the text around ${{ }} makes it a text that is not empty";
            let finding = Diagnostic::warning(CONDITION, text.span(), message);
            self.findings
                .push(finding.help("put the whole condition inside one ${{ }}, or write none at all"));
        }
        Expr::parse(&Text::plain("true", text.span()), Dialect::GitHub).ok()
    }
}

/// Whether a scalar is one expression as a whole.
pub(super) fn is_hole(cursor: Cursor<'_>) -> bool {
    let text = cursor.node().as_str().map(str::trim).unwrap_or_default();
    text.starts_with("${{") && text.ends_with("}}")
}

/// Says that GitHub reports what is wrong at this value.
pub(super) fn refused(value: Span) -> Diagnostic {
    let message = "GitHub refuses the workflow because of this value, and names this place";
    Diagnostic::new(Severity::Note, REFUSED, head(value), message)
}

/// The first character of a value, to point at one that may go on for many lines.
pub(super) fn head(value: Span) -> Span {
    Span { end: value.end.min(value.start + 1), ..value }
}

/// A name with its place.
pub(super) fn named(text: &Text) -> Spanned<String> {
    Spanned::new(text.as_str().to_owned(), text.span())
}
