//! A pipeline that is one of Jenkins already: a Jenkinsfile stays as it is, and what is spelled in YAML gets its sections
//! below one another as people write them.
use super::page::Page;
use crate::jenkins::{declare, read};
use diag::{SourceId, SourceMap, Text};
use groovy::Place;
use groovy::ast::{Block, Closure, Statement};

/// How deep blocks may stand in each other.
const DEPTH: u32 = 60;

/// Blocks whose lines are statements of their own; the insides of all others stay as they stand.
const SECTIONS: &[&str] = &[
    "pipeline",
    "agent",
    "docker",
    "dockerfile",
    "node",
    "kubernetes",
    "environment",
    "options",
    "parameters",
    "triggers",
    "tools",
    "libraries",
    "when",
    "not",
    "allOf",
    "anyOf",
    "input",
    "stages",
    "stage",
    "parallel",
    "matrix",
    "axes",
    "axis",
    "excludes",
    "exclude",
    "post",
    "steps",
    "script",
    "dir",
    "ws",
    "timeout",
    "retry",
    "withEnv",
    "withCredentials",
    "catchError",
    "warnError",
    "waitUntil",
    "timestamps",
    "lock",
];

/// The lines of a file; none when it cannot be read.
pub(super) fn page(sources: &SourceMap, file: SourceId) -> Option<Page> {
    let text = read::script(sources, file, &mut Vec::new())?;
    let mut page = Page::default();
    let source = sources.get(file)?;
    if *source.text == *text.as_str() {
        page.taken(text.as_str().trim_end(), text.span());
        return Some(page);
    }
    let script = groovy::parse(text.as_str()).ok()?;
    let mut printer = Printer { text: &text, at: 0 };
    printer.statements(&script.statements, &mut page, 0);
    Some(page)
}

struct Printer<'t> {
    text: &'t Text,
    /// How far it has come.
    at: usize,
}

impl Printer<'_> {
    fn statements(&mut self, block: &Block, page: &mut Page, depth: u32) {
        for statement in block {
            self.between(statement.at.start as usize, page);
            let name =
                declare::call_of(statement).and_then(groovy::ast::Call::function).map(|name| &*name.text);
            if matches!(name, Some("stage" | "stages" | "post")) {
                page.blank();
            }
            self.statement(statement, page, depth);
        }
    }

    /// What stands before a statement and belongs to none: annotations, and empty lines.
    fn between(&mut self, start: usize, page: &mut Page) {
        let between = self.text.as_str().get(self.at..start).unwrap_or_default();
        let lines: Vec<&str> = between.split('\n').collect();
        let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        if self.at > 0 && inner.iter().any(|line| line.trim().is_empty()) {
            page.blank();
        }
        let mut from = self.at;
        for line in lines {
            let trimmed = line.trim();
            if trimmed.starts_with('@') || trimmed.starts_with("#!") {
                let start = from + (line.len() - line.trim_start().len());
                page.taken(trimmed, self.text.span_of(start, start + trimmed.len()));
            }
            from += line.len() + 1;
        }
    }

    fn statement(&mut self, statement: &Statement, page: &mut Page, depth: u32) {
        let whole = statement.at.slice(self.text.as_str());
        let inside = declare::call_of(statement).and_then(|call| {
            let name = &*call.function()?.text;
            let known = SECTIONS.contains(&name) || declare::ENDS.contains(&name);
            let (closure, place) = call.block.as_ref()?;
            let plain = closure.params.is_none() && place.end == statement.at.end;
            (known && plain && depth < DEPTH).then_some((closure, *place))
        });
        match inside {
            Some((closure, place)) if whole.contains('\n') => {
                self.block(statement, closure, place, page, depth)
            }
            _ => self.verbatim(statement.at, page),
        }
    }

    fn block(&mut self, statement: &Statement, closure: &Closure, place: Place, page: &mut Page, depth: u32) {
        let head = Place { start: statement.at.start, end: place.start };
        let text = head.slice(self.text.as_str()).trim_end();
        let span = self.text.span_of(head.start as usize, head.start as usize + text.len());
        self.at = place.start as usize + 1;
        page.block(text, span, |page| {
            self.statements(&closure.body, page, depth + 1);
        });
        self.at = statement.at.end as usize;
    }

    fn verbatim(&mut self, place: Place, page: &mut Page) {
        let text = place.slice(self.text.as_str());
        page.taken(text, self.text.span_of(place.start as usize, place.end as usize));
        self.at = place.end as usize;
    }
}
