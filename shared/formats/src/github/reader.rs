use super::rules::{CONDITION, EMPTY, EXPRESSION_HERE};
use diag::{Code, Diagnostic, Span, Spanned, Text};
use expr::{Dialect, Expr, Template};
use std::cell::{Cell, RefCell};
use yaml::{Cursor, Findings, MapReader, Shape};

/// What goes along while one file is read: where findings go, and the expressions seen so far.
pub(super) struct Reader<'a> {
    pub findings: &'a Findings,
    /// Expressions wait here until the whole file is known; only then can it be said what they may refer to.
    pub holes: RefCell<Vec<Hole>>,
    pub place: Cell<Place>,
}

/// An expression in the file, with all that is needed to check it.
pub(super) struct Hole {
    pub subject: Subject,
    /// Where it stands, as GitHub's table of context availability calls it.
    pub key: &'static str,
    pub want: Want,
    pub place: Place,
}

/// What is checked.
pub(super) enum Subject {
    Template(Template),
    Condition(Expr),
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// Text, into which scalars are put.
    Text,
    /// Anything at all.
    Any,
    Boolean,
    Number,
    Object,
    Array,
}

/// In which job and which of its steps something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub job: Option<usize>,
    pub step: Option<usize>,
}

impl<'a> Reader<'a> {
    pub fn new(findings: &'a Findings) -> Self {
        Self { findings, holes: RefCell::default(), place: Cell::default() }
    }

    pub fn error(&self, code: Code, span: Span, message: impl Into<String>) {
        self.findings.push(Diagnostic::error(code, span, message));
    }

    pub fn warning(&self, code: Code, span: Span, message: impl Into<String>) {
        self.findings.push(Diagnostic::warning(code, span, message));
    }

    /// The value under a key that must be there.
    pub fn required<'b>(&self, map: &mut MapReader<'b>, key: &'b str) -> Option<Cursor<'b>> {
        map.required(key)
    }

    /// A text in which expressions may stand.
    pub fn template_of(&self, text: &Text, key: &'static str, want: Want) -> Template {
        let (template, found) = Template::parse(text, Dialect::GitHub);
        for finding in found {
            self.findings.push(within(finding, text.span()));
        }
        if template.holes().next().is_some() {
            let subject = Subject::Template(template.clone());
            self.holes.borrow_mut().push(Hole { subject, key, want, place: self.place.get() });
        }
        template
    }

    /// Any scalar; a null is an empty text, as GitHub has it.
    pub fn text(&self, cursor: Cursor<'_>, key: &'static str) -> Option<Template> {
        if cursor.shape() == Shape::Null {
            return Some(Template::literal(Text::plain("", cursor.span())));
        }
        Some(self.template_of(cursor.string()?, key, Want::Text))
    }

    /// A scalar that may not be empty.
    pub fn filled(&self, cursor: Cursor<'_>, key: &'static str) -> Option<Template> {
        Some(self.template_of(self.filled_text(cursor)?, key, Want::Text))
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

    pub fn no_expression(&self, text: &Text) {
        if text.as_str().contains("${{") {
            let message = "an expression cannot stand here";
            let finding = Diagnostic::error(EXPRESSION_HERE, text.span(), message);
            self.findings.push(finding.help("GitHub reads this before anything runs: write the value itself"));
        }
    }

    /// `true`, `false` or one expression.
    pub fn flag(&self, cursor: Cursor<'_>, key: &'static str) -> Option<Template> {
        match cursor.shape() {
            Shape::Bool => cursor.string().map(|text| Template::literal(text.clone())),
            _ => self.sole(cursor, key, Want::Boolean, "true, false or one ${{ }} expression"),
        }
    }

    /// A number or one expression.
    pub fn number(&self, cursor: Cursor<'_>, key: &'static str) -> Option<Template> {
        match cursor.shape() {
            Shape::Number => cursor.string().map(|text| Template::literal(text.clone())),
            _ => self.sole(cursor, key, Want::Number, "a number or one ${{ }} expression"),
        }
    }

    /// One expression and nothing else.
    pub fn sole(&self, cursor: Cursor<'_>, key: &'static str, want: Want, wanted: &str) -> Option<Template> {
        if !is_hole(cursor) {
            return cursor.wrong(wanted);
        }
        let template = self.template_of(cursor.string()?, key, want);
        Some(template)
    }

    /// One text or a list of texts.
    pub fn texts(&self, cursor: Cursor<'_>, key: &'static str) -> Vec<Template> {
        self.list(cursor).into_iter().filter_map(|item| self.filled(item, key)).collect()
    }

    /// One item or a list of them, which may not be empty.
    pub fn list<'b>(&self, cursor: Cursor<'b>) -> Vec<Cursor<'b>> {
        match cursor.shape() {
            Shape::Seq => self.items(cursor),
            Shape::Map => cursor.wrong::<()>("a string or a sequence").map(|()| Vec::new()).unwrap_or_default(),
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
    pub fn condition(&self, cursor: Cursor<'_>, key: &'static str) -> Option<Expr> {
        let text = cursor.string()?;
        let inner = text.as_str();
        let expr = if inner.contains("${{") {
            let template = {
                let (template, found) = Template::parse(text, Dialect::GitHub);
                found.into_iter().for_each(|finding| self.findings.push(within(finding, text.span())));
                template
            };
            match template.sole_expr() {
                Some(expr) => expr.clone(),
                None => return self.always_true(text, &template, key),
            }
        } else {
            match Expr::parse(text, Dialect::GitHub) {
                Ok(expr) => expr,
                Err(found) => {
                    found.into_iter().for_each(|finding| self.findings.push(within(finding, text.span())));
                    return None;
                }
            }
        };
        let hole = Subject::Condition(expr.clone());
        self.holes.borrow_mut().push(Hole { subject: hole, key, want: Want::Any, place: self.place.get() });
        Some(expr)
    }

    /// Text around `${{ }}` makes a condition a text that is not empty, which counts as true.
    fn always_true(&self, text: &Text, template: &Template, key: &'static str) -> Option<Expr> {
        if template.holes().next().is_some() {
            let message = "this condition always holds: the text around ${{ }} makes it a text that is not empty";
            let finding = Diagnostic::warning(CONDITION, text.span(), message);
            self.findings.push(finding.help("put the whole condition inside one ${{ }}, or write none at all"));
            let (subject, place) = (Subject::Template(template.clone()), self.place.get());
            self.holes.borrow_mut().push(Hole { subject, key, want: Want::Any, place });
        }
        Expr::parse(&Text::plain("true", text.span()), Dialect::GitHub).ok()
    }
}

/// Whether a scalar is one expression as a whole.
pub(super) fn is_hole(cursor: Cursor<'_>) -> bool {
    let text = cursor.node().as_str().map(str::trim).unwrap_or_default();
    text.starts_with("${{") && text.ends_with("}}")
}

/// A name with its place.
pub(super) fn named(text: &Text) -> Spanned<String> {
    Spanned::new(text.as_str().to_owned(), text.span())
}

/// Says in which value an expression stands that is wrong.
pub(super) fn within(finding: Diagnostic, value: Span) -> Diagnostic {
    if finding.primary.span == value { finding } else { finding.label(value, "in this value") }
}
