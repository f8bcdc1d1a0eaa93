//! Texts made of parts of the script, every part with its place.
use super::super::model::{Model, Variable};
use super::Around;
use diag::{Diagnostic, Span, Text};
use expr::{Dialect, Template};
use groovy::ast::{Expr, ExprKind, Statement, StatementKind};
use groovy::{Place, walk};
use std::collections::HashSet;

/// A text that stands for itself and in no file.
pub(super) fn literal(text: &str) -> Template {
    Template::literal(Text::from(text))
}

/// The script, and what stands around its pipeline.
pub(super) struct Source<'m, 'a> {
    text: &'m Text,
    model: &'m Model<'a>,
    prelude: Vec<Place>,
    /// Names that the prelude defines.
    names: HashSet<&'a str>,
}

/// A text in the making.
struct Parts<'t> {
    text: &'t Text,
    out: String,
    map: Vec<(u32, u32)>,
}

impl Parts<'_> {
    fn glue(&mut self, glue: &str) {
        self.out.push_str(glue);
    }

    fn place(&mut self, place: Place) {
        let start = self.out.len() as u32;
        let (from, to) = (place.start as usize, place.end as usize);
        self.map.push((start, self.text.span_of(from, to).start));
        self.out.push_str(place.slice(self.text.as_str()));
    }

    fn finish(self, span: Span) -> Text {
        Text::mapped(self.out, span, self.map)
    }
}

impl<'m, 'a> Source<'m, 'a> {
    pub fn new(text: &'m Text, model: &'m Model<'a>) -> Self {
        let mut prelude = Vec::new();
        let mut names = HashSet::new();
        for statement in model.prelude.iter().copied() {
            let Some(defined) = defined(statement) else { continue };
            names.extend(defined);
            prelude.push(statement.at);
        }
        Self { text, model, prelude, names }
    }

    pub fn slice(&self, place: Place) -> &'m str {
        place.slice(self.text.as_str())
    }

    pub fn span(&self, place: Place) -> Span {
        place.span(self.text)
    }

    /// The text of a literal, with its place.
    pub fn literal(&self, value: &str, place: Place) -> Template {
        Template::literal(Text::plain(value, self.span(place)))
    }

    fn parts(&self) -> Parts<'m> {
        Parts { text: self.text, out: String::new(), map: Vec::new() }
    }

    fn prelude(&self, parts: &mut Parts<'_>) {
        for place in &self.prelude {
            parts.place(*place);
            parts.glue("\n");
        }
    }

    /// Whether code between these places uses what the prelude defines.
    fn uses_prelude(&self, places: &[Place]) -> bool {
        !self.names.is_empty()
            && places.iter().any(|place| words(self.slice(*place)).any(|word| self.names.contains(word)))
    }

    /// A condition: the variables it may ask for, and the sections of `when`.
    pub fn condition(&self, whens: &[Place], around: &Around<'_, '_>, unstable: bool) -> Text {
        let mut parts = self.parts();
        let places: Vec<Place> = whens.iter().chain(&around.environments).copied().collect();
        if self.uses_prelude(&places) {
            self.prelude(&mut parts);
        }
        if self.asks_variables(whens, around) {
            self.variables_of(&mut parts, around);
        }
        for (index, when) in whens.iter().enumerate() {
            parts.glue(if index > 0 { "\n" } else { "" });
            parts.place(*when);
        }
        if unstable {
            parts.glue("\nskipStagesAfterUnstable { }");
        }
        let span = whens.first().map_or(self.model.at, |when| *when);
        parts.finish(self.span(span))
    }

    /// Whether conditions look at variables of the pipeline's own.
    fn asks_variables(&self, whens: &[Place], around: &Around<'_, '_>) -> bool {
        let own: HashSet<&str> = around
            .variables
            .iter()
            .map(|variable| variable.name)
            .chain(around.axes.iter().map(|(name, _)| name.as_str()))
            // Conditions that ask for variables without naming them.
            .chain(["environment", "expression", "equals"])
            .collect();
        let mut found = whens.iter().flat_map(|when| words(self.slice(*when)));
        found
            .any(|word| own.contains(word) || matches!(word, "branch" | "tag") && own.contains("BRANCH_NAME"))
    }

    fn variables_of(&self, parts: &mut Parts<'_>, around: &Around<'_, '_>) {
        if !around.axes.is_empty() {
            parts.glue("environment {\n");
            for (name, value) in &around.axes {
                let value = value.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n");
                parts.glue(&format!("{name} = '{value}'\n"));
            }
            parts.glue("}\n");
        }
        for place in &around.environments {
            parts.place(*place);
            parts.glue("\n");
        }
    }

    /// All variables of a job, as one expression.
    pub fn environment(&self, around: &Around<'_, '_>) -> Text {
        let mut parts = self.parts();
        if self.uses_prelude(&around.environments) {
            self.prelude(&mut parts);
        }
        parts.glue("parameters { }\n");
        self.variables_of(&mut parts, around);
        parts.finish(self.span(around.environments.first().copied().unwrap_or(self.model.at)))
    }

    /// A statement as a program.
    pub fn program(&self, statement: Place) -> Text {
        let mut parts = self.parts();
        self.libraries(&mut parts);
        if self.uses_prelude(&[statement]) {
            self.prelude(&mut parts);
        }
        parts.glue("steps {\n");
        parts.place(statement);
        parts.glue("\n}\n");
        parts.finish(self.span(statement))
    }

    /// A section as a program.
    pub fn section(&self, section: Place) -> Text {
        let mut parts = self.parts();
        self.libraries(&mut parts);
        if self.uses_prelude(&[section]) {
            self.prelude(&mut parts);
        }
        parts.place(section);
        parts.glue("\n");
        parts.finish(self.span(section))
    }

    /// The names of shared libraries, so that what comes from them can be told.
    fn libraries(&self, parts: &mut Parts<'_>) {
        for library in &self.model.libraries {
            let name = library.name.replace(['\'', '\\', '\n'], "");
            parts.glue(&format!("@Library('{name}') _\n"));
        }
    }

    /// A value: a text, or an expression of the script.
    pub fn value(&self, value: &Expr) -> Result<Template, Vec<Diagnostic>> {
        if let ExprKind::Text(text) = &value.kind {
            return Ok(self.literal(text, value.at));
        }
        let mut parts = self.parts();
        if self.uses_prelude(&[value.at]) {
            self.prelude(&mut parts);
        }
        parts.place(value.at);
        match Template::parse(&parts.finish(self.span(value.at)), Dialect::Jenkins) {
            (template, problems) if problems.is_empty() => Ok(template),
            (_, problems) => Err(problems),
        }
    }

    /// Whether a value can be evaluated without running steps, and looks at nothing that scripts change.
    pub fn is_plain(&self, value: &Expr) -> bool {
        let mut plain = true;
        walk::expr(value, &mut |expr| {
            plain &= match &expr.kind {
                ExprKind::Name(name) => !self.names.contains(&**name) && &**name != "currentBuild",
                ExprKind::Call(_) | ExprKind::Closure(_) | ExprKind::Assign(..) | ExprKind::New(..) => false,
                _ => true,
            };
        });
        plain
    }

    /// Whether some code calls steps that need a machine.
    pub fn runs_steps(&self, place: Place) -> bool {
        const STEPS: &[&str] = &[
            "sh",
            "bat",
            "powershell",
            "pwsh",
            "readFile",
            "fileExists",
            "readJSON",
            "readProperties",
            "echo",
        ];
        self.calls(place, STEPS)
    }

    /// Whether some code names a variable that holds a secret, or one made of such.
    pub fn looks_at_secrets(&self, place: Place, variables: &[&Variable<'a>]) -> bool {
        let mut secret: HashSet<&str> = HashSet::new();
        loop {
            let known = secret.len();
            for variable in variables {
                let value = self.slice(variable.value.at);
                if words(value).any(|word| word == "credentials" || secret.contains(word)) {
                    secret.insert(variable.name);
                }
            }
            if secret.len() == known {
                break;
            }
        }
        words(self.slice(place)).any(|word| secret.contains(word))
    }

    /// Whether some code has a step that brings sources.
    pub fn brings_sources(&self, place: Place) -> bool {
        const STEPS: &[&str] = &["checkout", "git"];
        self.calls(place, STEPS) || self.prelude.iter().any(|place| self.calls(*place, STEPS))
    }

    /// Whether some code calls one of these; code that does not read as such may.
    fn calls(&self, place: Place, names: &[&str]) -> bool {
        let Ok(script) = groovy::parse(self.slice(place)) else { return true };
        let mut found = false;
        walk::block(&script.statements, &mut |expr| {
            let name = expr.as_call().and_then(|call| call.function());
            found |= name.is_some_and(|name| names.contains(&&*name.text));
        });
        found
    }

    /// Whether scripts set variables of the environment.
    pub fn is_stateful(&self) -> bool {
        let whole = self.slice(self.model.at);
        let Ok(script) = groovy::parse(whole) else { return true };
        let mut found = false;
        walk::block(&script.statements, &mut |expr| {
            if let ExprKind::Assign(target, ..) = &expr.kind {
                let receiver = match &target.kind {
                    ExprKind::Property(receiver, ..)
                    | ExprKind::Index(receiver, _)
                    | ExprKind::Computed(receiver, ..) => Some(receiver),
                    _ => None,
                };
                found |= receiver.is_some_and(
                    |receiver| matches!(&receiver.kind, ExprKind::Name(name) if &**name == "env"),
                );
            }
        });
        found
    }
}

/// The words of some code.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// The names that a statement before a pipeline defines; none for what only Jenkins can do.
fn defined(statement: &Statement) -> Option<Vec<&str>> {
    match &statement.kind {
        StatementKind::Define(define) => Some(define.names.iter().map(|name| &*name.text).collect()),
        StatementKind::Method(method) => Some(vec![&method.name.text]),
        StatementKind::Expr(Expr { kind: ExprKind::Assign(target, ..), .. }) => match &target.kind {
            ExprKind::Name(name) => Some(vec![name]),
            _ => None,
        },
        _ => None,
    }
}
