use super::super::model::Agent;
use super::super::rules::{AGENT, PLUGIN};
use super::sections::Section;
use super::{Declare, block, call_of, tables};
use diag::Severity;
use groovy::ast::{Block, Call, ExprKind, StatementKind};

/// A value written without its name.
const SOLE: &[(&str, &str)] =
    &[("label", "label"), ("node", "label"), ("docker", "image"), ("dockerfile", "filename")];

impl Declare<'_> {
    /// `agent any`, `agent none`, `agent { kind ... }`.
    pub(super) fn agent<'a>(&mut self, section: Section<'a>) -> Option<Agent<'a>> {
        if let Some(block) = block(section.call) {
            return self.agent_block(&block.body, section);
        }
        if let [arg] = section.call.args.as_slice()
            && let (None, ExprKind::Name(name)) = (&arg.key, &arg.value.kind)
            && matches!(&**name, "any" | "none")
        {
            return Some(Agent { kind: name, at: arg.value.at, fields: Vec::new() });
        }
        let message = "an agent is `any`, `none`, or a block that says which";
        self.error(AGENT, section.at, message).help("as in `agent { label 'linux' }`");
        None
    }

    fn agent_block<'a>(&mut self, body: &'a Block, section: Section<'a>) -> Option<Agent<'a>> {
        let mut found: Option<Agent<'a>> = None;
        for statement in body {
            let read = match (call_of(statement), &statement.kind) {
                (Some(call), _) => {
                    call.function().map(|name| (&*name.text, name.at, self.fields(&name.text, call)))
                }
                (None, StatementKind::Expr(expr)) => match &expr.kind {
                    ExprKind::Name(name) => Some((&**name, expr.at, Vec::new())),
                    _ => None,
                },
                _ => None,
            };
            let Some((kind, at, fields)) = read else {
                self.error(AGENT, statement.at, "this is no agent").help("as in `label 'linux'`");
                continue;
            };
            if found.is_some() {
                self.error(AGENT, statement.at, "there is only one kind of agent at a time");
                continue;
            }
            let agent = Agent { kind, at, fields };
            self.check_agent(&agent);
            found = Some(agent);
        }
        if found.is_none() && body.is_empty() {
            let kinds: Vec<_> = tables::AGENTS.iter().map(|(kind, _)| *kind).collect();
            let help = format!("say one of {}", kinds.join(", "));
            self.error(AGENT, section.at, "the agent is empty").help(help);
        }
        found
    }

    fn fields<'a>(&mut self, kind: &str, call: &'a Call) -> Vec<(&'a str, &'a groovy::ast::Expr)> {
        let mut fields = Vec::new();
        for arg in &call.args {
            match (arg.name(), &arg.value.kind) {
                (_, ExprKind::Closure(_)) => {}
                (Some(name), _) => fields.push((name, &arg.value)),
                (None, _) => {
                    let sole =
                        SOLE.iter().find(|(known, _)| *known == kind).map_or("label", |(_, sole)| sole);
                    fields.push((sole, &arg.value));
                }
            }
        }
        for statement in block(call).into_iter().flat_map(|block| &block.body) {
            let Some((name, inner)) = call_of(statement).and_then(|call| Some((call.function()?, call)))
            else {
                self.error(AGENT, statement.at, "this says nothing of the agent")
                    .help("as in `image 'node:18'`");
                continue;
            };
            match (inner.args.as_slice(), &inner.block) {
                ([arg], None) => fields.push((&name.text, &arg.value)),
                // Kinds that plugins bring may have blocks in them.
                (_, Some(_)) => {}
                ([], None) => {
                    self.error(AGENT, statement.at, format!("`{}` has no value", name.text));
                }
                _ => {
                    self.error(AGENT, statement.at, format!("`{}` has more than one value", name.text));
                }
            }
        }
        fields
    }

    fn check_agent(&mut self, agent: &Agent<'_>) {
        let Some((_, known)) = tables::AGENTS.iter().find(|(kind, _)| *kind == agent.kind) else {
            if agent.kind != "kubernetes" {
                let message = format!("`{}` is no agent that comes with Jenkins", agent.kind);
                self.tell(Severity::Warning, PLUGIN, agent.at, message)
                    .help("is a plugin needed, or is it a slip?");
            }
            return;
        };
        for (name, value) in &agent.fields {
            if !known.contains(name) {
                let message = format!("an agent of kind `{}` has no `{name}`", agent.kind);
                let at = value.at;
                let help = match diag::did_you_mean(name, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("it has {}", known.join(", ")),
                };
                self.error(AGENT, at, message).help(help);
            }
        }
        let filename = agent.field("filename").filter(|_| agent.kind == "dockerfile");
        if let Some(value) = filename
            && value.as_text().is_some_and(|name| name.contains(['/', '\\']))
        {
            self.error(AGENT, value.at, "the name of a Dockerfile holds no folder")
                .help("say the folder with `dir`");
        }
        let required = match agent.kind {
            "docker" => "image",
            "label" | "node" => "label",
            _ => return,
        };
        if agent.field(required).is_none() {
            let message = format!("an agent of kind `{}` needs `{required}`", agent.kind);
            self.error(AGENT, agent.at, message);
        }
    }
}
