//! Options, parameters, triggers and tools: lists of calls.
use super::super::model::Symbol;
use super::super::rules::{ARGUMENT, OPTION, PLUGIN};
use super::sections::Section;
use super::{Declare, call_of, tables};
use diag::Severity;
use groovy::Place;
use groovy::ast::{Callee, Expr, ExprKind, Name, StatementKind};

/// Whose options.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Options {
    Pipeline,
    Stage,
}

impl Declare<'_> {
    /// The calls of a section, each once where `once`.
    fn symbols<'a>(&mut self, section: Section<'a>, what: &str, once: bool) -> Vec<Symbol<'a>> {
        let Some(block) = self.filled_block(section) else { return Vec::new() };
        let mut found: Vec<Symbol<'a>> = Vec::new();
        for statement in &block.body {
            let Some((name, call)) = call_of(statement).and_then(|call| Some((call.function()?, call)))
            else {
                let message = match &statement.kind {
                    StatementKind::Expr(Expr { kind: ExprKind::Map(_) | ExprKind::List(_), .. }) => {
                        format!("a {what} cannot be a map")
                    }
                    _ => format!("this is no {what}"),
                };
                self.error(OPTION, statement.at, message).help("it is a call, as `name(argument)`");
                continue;
            };
            if let Some((_, at)) = &call.block {
                self.error(OPTION, *at, format!("a {what} has no block"));
                continue;
            }
            if once && let Some(first) = found.iter().find(|other| other.name.text == name.text) {
                let first = first.at.span(self.text);
                self.error(OPTION, statement.at, format!("there is a {what} `{}` already", name.text));
                if let Some(finding) = self.findings.last_mut() {
                    *finding = finding.clone().label(first, "first one here");
                }
            }
            for arg in &call.args {
                self.inner_calls(&arg.value);
            }
            found.push(Symbol { name, call, at: statement.at });
        }
        found
    }

    /// Arguments may be calls, but without code in them.
    fn inner_calls(&mut self, value: &Expr) {
        let ExprKind::Call(call) = &value.kind else { return };
        let code = |expr: &Expr| matches!(expr.kind, ExprKind::Closure(_));
        if call.block.is_some() || call.args.iter().any(|arg| code(&arg.value)) {
            self.error(ARGUMENT, value.at, "a call inside of arguments takes no block");
        }
        if let Callee::Name(name) = &call.callee
            && matches!(&*name.text, "properties" | "stage" | "node" | "parallel")
        {
            self.error(ARGUMENT, value.at, format!("`{}` cannot stand in arguments", name.text));
        }
        let known = |name: &Name| tables::INNER.iter().find(|shape| shape.name == &*name.text);
        if let Some(shape) = call.function().and_then(known) {
            self.arguments(call, shape, value.at);
        }
    }

    /// `options`.
    pub(super) fn options<'a>(&mut self, section: Section<'a>, whose: Options) -> Vec<Symbol<'a>> {
        let found = self.symbols(section, "option", true);
        for option in &found {
            self.option(option, whose);
        }
        found
    }

    fn option(&mut self, option: &Symbol<'_>, whose: Options) {
        let name = &*option.name.text;
        let at = option.name.at;
        if matches!(name, "parameters" | "triggers" | "pipelineTriggers") {
            let section = if name == "parameters" { name } else { "triggers" };
            let message = format!("`{name}` is no option");
            self.error(OPTION, at, message).help(format!("there is a section `{section}` beside `options`"));
            return;
        }
        let wrapper = tables::WRAPPERS.contains(&name) || tables::STAGE_OPTIONS.contains(&name);
        let own = tables::PIPELINE_OPTIONS.iter().find(|shape| shape.name == name);
        let whole = own.is_some() || tables::PLUGIN_OPTIONS.contains(&name);
        if wrapper {
            if let Some(shape) = tables::STEPS.iter().find(|shape| shape.name == name) {
                self.arguments(option.call, shape, option.at);
            }
        } else if whole {
            self.kept_stashes(option);
            if let Some(shape) = own {
                self.arguments(option.call, shape, option.at);
            }
            if whose == Options::Stage {
                let message = format!("`{name}` is an option of whole pipelines");
                self.error(OPTION, at, message).help("move it to the options of the pipeline");
            }
        } else if tables::STEPS.iter().any(|shape| shape.name == name) {
            let message = format!("`{name}` is a step, and no option");
            self.error(OPTION, at, message).help("put it under `steps`");
        } else {
            let own = tables::PIPELINE_OPTIONS.iter().map(|shape| shape.name);
            let listed = [tables::WRAPPERS, tables::STAGE_OPTIONS, tables::PLUGIN_OPTIONS].concat();
            self.unknown("option", option.name, own.chain(listed));
        }
    }

    /// Of how many builds stashes are kept (<https://www.jenkins.io/doc/book/pipeline/syntax/#options>).
    fn kept_stashes(&mut self, option: &Symbol<'_>) {
        let kept = option.call.args.iter().find(|arg| arg.key.is_none() || arg.name() == Some("buildCount"));
        let Some(kept) = kept.filter(|_| &*option.name.text == "preserveStashes") else { return };
        let number = match &kept.value.kind {
            ExprKind::Int(number) => *number,
            ExprKind::Unary("-", operand) if matches!(operand.kind, ExprKind::Int(_)) => -1,
            _ => return,
        };
        if !(1..=50).contains(&number) {
            let message = "stashes are kept of 1 to 50 builds";
            self.error(ARGUMENT, kept.value.at, message).help("give a `buildCount` between these");
        }
    }

    /// A name that comes from a plugin, if it is no slip.
    fn unknown<'k>(&mut self, what: &str, name: &Name, known: impl Iterator<Item = &'k str>) {
        let message = format!("there is no {what} `{}` without a plugin", name.text);
        let help = match diag::did_you_mean(&name.text, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "is a plugin needed, or is it a slip?".to_owned(),
        };
        self.tell(Severity::Warning, PLUGIN, name.at, message).help(help);
    }

    /// `parameters`.
    pub(super) fn parameters<'a>(&mut self, section: Section<'a>) -> Vec<Symbol<'a>> {
        let found = self.symbols(section, "parameter", false);
        self.shaped(&found, "parameter", tables::PARAMETERS);
        found
    }

    /// `triggers`.
    pub(super) fn triggers<'a>(&mut self, section: Section<'a>) -> Vec<Symbol<'a>> {
        let found = self.symbols(section, "trigger", true);
        self.shaped(&found, "trigger", tables::TRIGGERS);
        for trigger in found.iter().filter(|it| matches!(&*it.name.text, "cron" | "pollSCM")) {
            let spec =
                trigger.call.args.iter().find(|arg| {
                    arg.name().is_none_or(|name| matches!(name, "spec" | "scmpoll_spec" | "value"))
                });
            let spec = spec.and_then(|arg| Some((arg.value.as_text()?, arg.value.at)));
            if let Some((text, at)) = spec
                && let Some(line) = no_schedule(text)
            {
                let message = format!("`{line}` is no schedule");
                let help = "write five fields, as `H 4 * * 1-5`, or a name like `@daily`";
                self.error(OPTION, at, message).help(help);
            }
        }
        found
    }

    fn shaped(&mut self, symbols: &[Symbol<'_>], what: &str, shapes: &[tables::Shape]) {
        for symbol in symbols {
            match shapes.iter().find(|shape| shape.name == &*symbol.name.text) {
                Some(shape) => self.arguments(symbol.call, shape, symbol.at),
                None if tables::STEPS.iter().any(|shape| shape.name == &*symbol.name.text) => {
                    let message = format!("`{}` is a step, and no {what}", symbol.name.text);
                    self.error(OPTION, symbol.name.at, message);
                }
                None => self.unknown(what, symbol.name, shapes.iter().map(|shape| shape.name)),
            }
        }
    }

    /// `tools { kind 'name' }`.
    pub(super) fn tools<'a>(&mut self, section: Section<'a>) -> Vec<(&'a Name, &'a Expr)> {
        let Some(block) = self.filled_block(section) else { return Vec::new() };
        let mut tools = Vec::new();
        for statement in &block.body {
            let Some((name, call)) = call_of(statement).and_then(|call| Some((call.function()?, call)))
            else {
                self.error(OPTION, statement.at, "a tool is a kind and a name")
                    .help("as in `maven 'maven-3'`");
                continue;
            };
            match call.args.as_slice() {
                [arg] if call.block.is_none() => {
                    if !tables::TOOLS.contains(&&*name.text) {
                        self.unknown("kind of tool", name, tables::TOOLS.iter().copied());
                    }
                    tools.push((name, &arg.value));
                }
                _ => {
                    let message = format!("the tool `{}` has one name", name.text);
                    self.error(OPTION, statement.at, message).help("as in `maven 'maven-3'`");
                }
            }
        }
        tools
    }

    /// The name and the place of a text argument.
    pub(super) fn literal<'a>(
        &mut self,
        call: &'a groovy::ast::Call,
        at: Place,
        what: &str,
    ) -> Option<(&'a str, Place)> {
        let arg = call.args.iter().find(|arg| arg.key.is_none() || arg.name() == Some("name"));
        match arg.map(|arg| (arg.value.as_text(), arg.value.at)) {
            Some((Some(text), at)) => Some((text, at)),
            Some((None, at)) => {
                self.error(super::super::rules::STAGE, at, format!("the name of {what} is a plain text"));
                None
            }
            None => {
                self.error(super::super::rules::STAGE, at, format!("{what} has no name"));
                None
            }
        }
    }
}

/// The first line of a schedule that has not five fields and is no name of one
/// (<https://www.jenkins.io/doc/book/pipeline/syntax/#cron-syntax>).
fn no_schedule(text: &str) -> Option<&str> {
    const NAMES: [&str; 7] =
        ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("TZ="))
        .find(|line| !NAMES.contains(line) && line.split_whitespace().count() != 5)
}
