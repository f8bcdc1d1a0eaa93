use super::super::rules::SECTION;
use super::{Declare, block, call_of};
use groovy::Place;
use groovy::ast::{Block, Call, Closure, ExprKind, Name, Statement, StatementKind};

/// A section: `name ...`.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    pub name: &'a Name,
    pub call: &'a Call,
    pub at: Place,
}

/// The names with which the statements of a block begin.
pub(super) fn names(body: &Block) -> impl Iterator<Item = &str> {
    body.iter().filter_map(|statement| name_of(statement).map(|name| &*name.text))
}

fn name_of(statement: &Statement) -> Option<&Name> {
    call_of(statement)?.function()
}

/// The sections of a block; what is unknown, there twice or no section is told.
pub(super) fn section_list<'a>(
    declare: &mut Declare<'_>,
    body: &'a Block,
    known: &[&str],
    whose: &str,
) -> Vec<Section<'a>> {
    let mut found: Vec<Section<'a>> = Vec::new();
    for statement in body {
        let Some((name, call)) = call_of(statement).and_then(|call| Some((call.function()?, call))) else {
            not_a_section(declare, statement, known);
            continue;
        };
        if !known.contains(&&*name.text) {
            unknown(declare, name, known, whose);
            continue;
        }
        if let Some(first) = found.iter().find(|other| other.name.text == name.text) {
            let first = first.name.at.span(declare.text);
            let message = format!("there is a section `{}` already", name.text);
            declare.error(SECTION, name.at, message);
            if let Some(finding) = declare.findings.last_mut() {
                *finding = finding.clone().label(first, "first one here");
            }
            continue;
        }
        found.push(Section { name, call, at: statement.at });
    }
    found
}

fn not_a_section(declare: &mut Declare<'_>, statement: &Statement, known: &[&str]) {
    if let StatementKind::Expr(expr) = &statement.kind
        && let ExprKind::Name(name) = &expr.kind
        && known.contains(&&**name)
    {
        let message = format!("`{name}` needs something behind it");
        declare.error(SECTION, statement.at, message).help("give it a value or a block");
        return;
    }
    let source = declare.source(statement.at).lines().next().unwrap_or_default().to_owned();
    let message = format!("`{source}` is no section");
    declare.error(SECTION, statement.at, message).help(format!("sections are {}", known.join(", ")));
}

fn unknown(declare: &mut Declare<'_>, name: &Name, known: &[&str], whose: &str) {
    let renamed = match &*name.text {
        "notifications" | "postBuild" => Some("post"),
        "properties" | "jobProperties" | "wrappers" => Some("options"),
        _ => None,
    };
    let message = format!("a {whose} has no section `{}`", name.text);
    let help = match (renamed, diag::did_you_mean(&name.text, known.iter().copied())) {
        (Some(new), _) | (None, Some(new)) => format!("did you mean `{new}`?"),
        (None, None) => format!("it has {}", known.join(", ")),
    };
    declare.error(SECTION, name.at, message).help(help);
}

impl Declare<'_> {
    /// The block of a section, which must have one and nothing else.
    pub(super) fn block_of<'a>(&mut self, section: Section<'a>) -> Option<&'a Closure> {
        let found = block(section.call);
        if found.is_none() {
            let message = format!("`{}` is followed by a block", section.name.text);
            self.error(SECTION, section.at, message);
        }
        found
    }

    /// The block of a section that must hold something.
    pub(super) fn filled_block<'a>(&mut self, section: Section<'a>) -> Option<&'a Closure> {
        let found = self.block_of(section)?;
        if found.body.is_empty() {
            let message = format!("the section `{}` is empty", section.name.text);
            self.error(SECTION, section.at, message).help("remove it, or say something in it");
            return None;
        }
        Some(found)
    }
}
