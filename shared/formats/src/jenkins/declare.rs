//! From the tree of a script to a [`Model`], with all that Jenkins' validator would say.
mod across;
mod agent;
mod arguments;
mod environment;
mod matrix;
mod post;
mod sections;
mod stage;
mod steps;
mod symbols;
mod tables;

mod when;

use super::model::{Library, Model};
use super::rules::{LIBRARY, SANDBOX, SCRIPTED, SECTION, SYNTAX};
use diag::{Code, Diagnostic, Severity, Text};
use groovy::ast::{Block, Call, Closure, Expr, ExprKind, Script, Statement, StatementKind};
use groovy::{Place, walk};
use sections::section_list;
pub(super) use tables::ENDS;

/// Reads the pipeline of a script, and tells what is wrong with it.
pub(super) struct Declare<'t> {
    text: &'t Text,
    pub findings: Vec<Diagnostic>,
}

/// A pipeline found in a script.
pub(super) struct Found<'a> {
    pub model: Model<'a>,
    /// It stands in a method of a library rather than at the top.
    pub nested: bool,
}

impl<'t> Declare<'t> {
    pub fn new(text: &'t Text) -> Self {
        Self { text, findings: Vec::new() }
    }

    /// The tree of the script.
    pub fn script(&mut self) -> Option<Script> {
        match groovy::parse(self.text.as_str()) {
            Ok(script) => Some(script),
            Err(problem) => {
                self.error(SYNTAX, problem.at, problem.message);
                None
            }
        }
    }

    /// The pipeline in it. What has none is a scripted pipeline: an error only when it is to run.
    pub fn pipeline<'a>(&mut self, script: &'a Script, to_run: bool) -> Option<Found<'a>> {
        self.sandbox(script);
        let found = pipelines(&script.statements, 0);
        let Some((first, call, nested)) = found.into_iter().next() else {
            let message =
                "this is a scripted pipeline: only its syntax is checked, and it cannot be run here";
            let at = script.statements.first().map_or(Place::default(), |statement| statement.at);
            let at = Place { end: at.end.min(at.start + 40), ..at };
            let severity = if to_run { Severity::Error } else { Severity::Warning };
            self.tell(severity, SCRIPTED, at, message)
                .help("put the work into `pipeline { agent any; stages { ... } }`");
            return None;
        };
        let mut model = Model { at: first.at, ..Model::default() };
        if !nested {
            model.prelude =
                script.statements.iter().filter(|statement| !std::ptr::eq(*statement, first)).collect();
        }
        self.libraries(script, &mut model);
        let Some(block) = block(call) else {
            self.error(SECTION, first.at, "`pipeline` is followed by a block");
            return None;
        };
        self.pipeline_block(block, &mut model, first);
        if model.libraries.is_empty() {
            self.stashes(script);
        }
        self.interpolated_secrets(script);
        Some(Found { model, nested })
    }

    fn pipeline_block<'a>(&mut self, block: &'a Closure, model: &mut Model<'a>, whole: &Statement) {
        let name_at = Place { end: whole.at.start + 8, ..whole.at };
        let known = tables::PIPELINE_SECTIONS;
        for section in section_list(self, &block.body, known, "pipeline") {
            match &*section.name.text {
                "agent" => model.agent = self.agent(section),
                "environment" => model.environment = self.environment(section),
                "stages" => model.stages = self.stages(section, stage::Inside::default()),
                "post" => model.post = self.post(section),
                "options" => model.options = self.options(section, symbols::Options::Pipeline),
                "parameters" => model.parameters = self.parameters(section),
                "triggers" => model.triggers = self.triggers(section),
                "tools" => model.tools = self.tools(section),
                "libraries" => self.library_section(section, model),
                _ => {}
            }
        }
        let has = |name: &str| sections::names(&block.body).any(|found| found == name);
        for name in ["agent", "stages"] {
            if !has(name) {
                let message = format!("the pipeline has no section `{name}`");
                self.error(SECTION, name_at, message).help(format!("add `{name}`"));
            }
        }
    }

    /// Libraries that annotations bring.
    fn libraries(&mut self, script: &Script, model: &mut Model<'_>) {
        for annotation in script.statements.iter().flat_map(|statement| &statement.annotations) {
            if &*annotation.name.text != "Library" {
                continue;
            }
            let names = annotation.args.iter().filter(|arg| arg.name().is_none_or(|name| name == "value"));
            for name in names.flat_map(|arg| texts(&arg.value)) {
                model.libraries.push(Library { name });
            }
        }
    }

    fn library_section(&mut self, section: sections::Section<'_>, model: &mut Model<'_>) {
        let Some(block) = self.filled_block(section) else { return };
        for statement in &block.body {
            match call_of(statement) {
                Some(call) if call.function().is_some_and(|name| &*name.text == "lib") => {
                    let name = call.args.first().map(|arg| self.source(arg.value.at).to_owned());
                    let name = name.unwrap_or_default().trim_matches(['\'', '"']).to_owned();
                    model.libraries.push(Library { name });
                }
                _ => {
                    self.error(LIBRARY, statement.at, "a library is named by `lib('name')`");
                }
            }
        }
    }

    /// Classes of the machine that the sandbox keeps from scripts.
    fn sandbox(&mut self, script: &Script) {
        let mut places = Vec::new();
        walk::block(&script.statements, &mut |expr: &Expr| {
            if let ExprKind::Property(receiver, _, _) = &expr.kind
                && let ExprKind::Name(name) = &receiver.kind
                && matches!(&**name, "System" | "Runtime" | "Jenkins" | "Hudson")
            {
                places.push((receiver.at, name.clone()));
            }
        });
        for (at, name) in places {
            let message = format!("Jenkins' sandbox lets no script use `{name}`");
            self.tell(Severity::Warning, SANDBOX, at, message);
        }
    }

    pub(super) fn source(&self, at: Place) -> &'t str {
        at.slice(self.text.as_str())
    }

    pub(super) fn error(&mut self, code: Code, at: Place, message: impl Into<String>) -> Told<'_> {
        self.tell(Severity::Error, code, at, message)
    }

    pub(super) fn tell(
        &mut self,
        severity: Severity,
        code: Code,
        at: Place,
        message: impl Into<String>,
    ) -> Told<'_> {
        self.findings.push(Diagnostic::new(severity, code, at.span(self.text), message));
        Told(self.findings.last_mut())
    }
}

/// A finding just told.
pub(super) struct Told<'f>(Option<&'f mut Diagnostic>);

impl Told<'_> {
    /// Adds what to do.
    pub fn help(self, help: impl Into<String>) {
        if let Some(finding) = self.0 {
            finding.help = Some(help.into());
        }
    }
}

/// The calls of `pipeline` at the top of a script, or else in its methods; with the statement each is.
fn pipelines(block: &Block, depth: u32) -> Vec<(&Statement, &Call, bool)> {
    let mut found = Vec::new();
    for statement in block {
        if let Some(call) = call_of(statement)
            && call.function().is_some_and(|name| &*name.text == "pipeline")
        {
            found.push((statement, call, depth > 0));
        }
    }
    if depth > 3 {
        return found;
    }
    for statement in block {
        let inner: Vec<&Block> = match &statement.kind {
            StatementKind::Method(method) => vec![&method.body],
            StatementKind::If(branches, last) => {
                branches.iter().map(|(_, block)| block).chain(last.as_ref()).collect()
            }
            _ => Vec::new(),
        };
        found.extend(inner.into_iter().flat_map(|block| pipelines(block, depth + 1)));
    }
    found
}

/// The call that a statement is.
pub(super) fn call_of(statement: &Statement) -> Option<&Call> {
    match &statement.kind {
        StatementKind::Expr(expr) => expr.as_call(),
        _ => None,
    }
}

/// The block of a call: behind it, or its last argument.
pub(super) fn block(call: &Call) -> Option<&Closure> {
    if let Some((closure, _)) = &call.block {
        return Some(closure);
    }
    match call.args.last() {
        Some(arg) if arg.key.is_none() => match &arg.value.kind {
            ExprKind::Closure(closure) => Some(closure),
            _ => None,
        },
        _ => None,
    }
}

/// The texts of a text or of a list of texts.
pub(super) fn texts(expr: &Expr) -> Vec<String> {
    match &expr.kind {
        ExprKind::Text(text) => vec![text.to_string()],
        ExprKind::List(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}
