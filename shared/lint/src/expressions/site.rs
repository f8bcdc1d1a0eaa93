use super::advice::Around;
use super::{REFUSED, VALUE};
use crate::conditions::whole;
use diag::{Code, Diagnostic, Severity, Span, Text};
use expr::{Expr, Path, Template, Type, Types};
use ir::{Env, EnvEntry};

/// A part of a pipeline in which the same contexts are known.
pub(super) struct Site<'a> {
    pub around: Around<'a>,
    pub types: Types,
    pub findings: &'a mut Vec<Diagnostic>,
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
    List,
    /// A text or a list of them.
    Texts,
    /// A text or a mapping.
    TextOrObject,
}

impl Site<'_> {
    /// A value that becomes text. `key` is the place as the table of availability calls it; one that it does not know
    /// allows everything.
    pub fn text(&mut self, key: &str, template: &Template) {
        self.value(key, template, Want::Text);
    }

    pub fn texts<'t>(&mut self, key: &str, templates: impl IntoIterator<Item = &'t Template>) {
        templates.into_iter().for_each(|template| self.text(key, template));
    }

    pub fn optional(&mut self, key: &str, template: Option<&Template>, want: Want) {
        if let Some(template) = template {
            self.value(key, template, want);
        }
    }

    pub fn value(&mut self, key: &str, template: &Template, want: Want) {
        if template.holes().next().is_none() {
            return;
        }
        let types = self.types_at(key);
        let Some(expr) = template.sole_expr().filter(|_| want != Want::Text) else {
            let found = expr::check_text(template, &types);
            return self.report(template.text().span(), found, || template.uses().paths);
        };
        let (ty, found) = expr::check(expr, &types);
        self.report(template.text().span(), found, || expr.uses().paths);
        let place = template.holes().next().map_or(expr.text().span(), |(_, hole)| hole);
        self.findings.extend(want.misfit(&ty, place));
    }

    /// A condition: any value will do.
    pub fn condition(&mut self, key: &str, expr: &Expr) {
        let (_, found) = expr::check(expr, &self.types_at(key));
        self.report(whole(expr.text()), found, || expr.uses().paths);
    }

    /// Variables, their names included.
    pub fn env(&mut self, key: &str, env: &Env) {
        if let Env::Computed(template) = env {
            self.value(key, template, Want::Object);
        }
        for EnvEntry { name, value, .. } in env.entries() {
            let computed = name.contains("${{").then(|| {
                // The reader has told what is wrong with its syntax.
                Template::parse(&Text::plain(name.as_str(), name.span), self.around.pipeline.dialect).0
            });
            match computed {
                // Not an expression: the mapping that the value yields is put in.
                Some(name)
                    if name.sole_expr().is_some_and(|expr| expr.text().as_str().trim() == "insert") =>
                {
                    self.value(key, value, Want::Object);
                }
                name => {
                    self.texts(key, name.iter().chain([value]));
                }
            }
        }
    }

    fn types_at(&self, key: &str) -> Types {
        let types = self.types.clone();
        match self.around.pipeline.dialect.available(key) {
            Some(place) => types.at(place),
            None => types,
        }
    }

    /// What leads nowhere is nothing to the service, which goes on with it; only we say so.
    fn report(&mut self, value: Span, found: Vec<Diagnostic>, paths: impl Fn() -> Vec<Path>) {
        self.findings.extend(refused(value, &found));
        for finding in found {
            self.findings.push(match finding.code {
                Code("expression-property") => self.around.advise(finding, &paths(), &self.types),
                _ => finding,
            });
        }
    }
}

/// A service that knows which contexts there are at a place refuses the file, and points at the value as a whole.
fn refused(value: Span, found: &[Diagnostic]) -> Option<Diagnostic> {
    let strict = [Code("expression-availability"), Code("expression-context")];
    let inside =
        |finding: &Diagnostic| strict.contains(&finding.code) && finding.primary.span.start != value.start;
    let message = "the service refuses the pipeline because of this value, and names this place";
    let head = Span { end: value.end.min(value.start + 1), ..value };
    found.iter().any(inside).then(|| Diagnostic::new(Severity::Note, REFUSED, head, message))
}

impl Want {
    /// What is wrong with a value of some type.
    fn misfit(self, ty: &Type, place: Span) -> Option<Diagnostic> {
        let scalar = matches!(ty, Type::Bool | Type::Number | Type::String);
        let fits = match self {
            Want::Any => true,
            Want::Text => scalar,
            Want::Boolean => *ty == Type::Bool,
            Want::Number => *ty == Type::Number,
            Want::Object => matches!(ty, Type::Object(_)),
            Want::List => matches!(ty, Type::Array(_)),
            Want::Texts => scalar || matches!(ty, Type::Array(_)),
            Want::TextOrObject => scalar || matches!(ty, Type::Object(_)),
        };
        if fits || *ty == Type::Any {
            return None;
        }
        // Text is turned into a truth or a number where it reads like one.
        let convertible = matches!(self, Want::Boolean | Want::Number) && scalar;
        let severity = if convertible { Severity::Warning } else { Severity::Error };
        let message = format!("{} is needed here, and this is of type `{ty}`", self.words());
        let finding = Diagnostic::new(severity, VALUE, place, message);
        Some(match self {
            Want::Boolean | Want::Number | Want::Object | Want::List if scalar => {
                finding.help("for text that holds such a value, write `fromJSON()` around it")
            }
            _ => finding,
        })
    }

    fn words(self) -> &'static str {
        match self {
            Want::Any => "anything",
            Want::Text => "a text",
            Want::Boolean => "true or false",
            Want::Number => "a number",
            Want::Object => "a mapping",
            Want::List => "a list",
            Want::Texts => "a text or a list of texts",
            Want::TextOrObject => "a text or a mapping",
        }
    }
}
