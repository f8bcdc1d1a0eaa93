//! Templates: `template: path` in a list.
use super::bindings::Bindings;
use super::compose::Level;
use super::parameters::{Given, Giver};
use super::{Expander, SCHEMA, budget, is_unknown, variables};
use crate::azure::rules::{LIMIT, TEMPLATE};
use diag::{Diagnostic, Text};
use expr::Object;
use std::sync::Arc;
use yaml::rules::UNKNOWN_KEY;
use yaml::{Cursor, Node};

/// What a template is included for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Variables,
    Level(Level),
}

impl Section {
    /// The keys of a file under which this is found.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Variables => &["variables"],
            Self::Level(level) => level.keys(),
        }
    }
}

/// Keys of a template under which something to include is found.
const SECTIONS: &[&str] = &["stages", "jobs", "phases", "steps", "variables"];

impl Expander<'_, '_> {
    /// What the template that an item names puts in its place.
    pub(super) fn include(&mut self, item: &Node, section: Section, known: &Arc<Object>) -> Vec<Node> {
        let Some((text, root)) = self.template(item, known) else { return Vec::new() };
        let found = root.as_map().and_then(|map| section.keys().iter().find_map(|key| map.get(key)));
        match (found, section) {
            (Some(node), _) if is_unknown(node) || node.is_null(SCHEMA) => Vec::new(),
            (Some(node), Section::Variables) => variables::listed(node),
            (Some(node), Section::Level(level)) => match node.as_seq() {
                Some(items) => self.nested(|own| own.compose_all(items, level, known)),
                None => {
                    let key = section.keys().first().copied().unwrap_or_default();
                    Cursor::at(node, key, node.span, SCHEMA, self.findings).wrong::<()>("a sequence");
                    Vec::new()
                }
            },
            (None, _) => {
                self.lacks(&text, &root, section);
                Vec::new()
            }
        }
    }

    /// Says that a template is not made for where it is included.
    fn lacks(&mut self, text: &Text, root: &Node, section: Section) {
        let wanted = section.keys().first().copied().unwrap_or_default();
        if root.as_map().is_none_or(|map| map.iter().any(|entry| is_unknown(&entry.key))) && self.uncertain {
            return;
        }
        let found = SECTIONS.iter().find(|key| root.as_map().is_some_and(|map| map.get(key).is_some()));
        let message = match found {
            Some(found) => format!("\"{text}\" holds {found}, and {wanted} are expected here"),
            None => format!("\"{text}\" holds no {wanted}"),
        };
        self.error(TEMPLATE, text.span(), message);
    }

    /// The template that an item names, filled in, and the text that names it.
    pub(super) fn template(&mut self, item: &Node, known: &Arc<Object>) -> Option<(Text, Node)> {
        let mapping = item.as_map()?;
        self.only_parameters(item);
        let text = Cursor::at(mapping.get("template")?, "template", item.span, SCHEMA, self.findings)
            .string()?
            .clone();
        if text.as_str().contains("${{") {
            self.uncertain = true;
            return None;
        }
        if self.files.depth >= budget::DEPTH {
            let message = format!("templates include one another more than {} levels deep", budget::DEPTH);
            let finding = Diagnostic::error(LIMIT, text.span(), message);
            self.push(finding.help("a template that includes itself must stop at some condition"));
            self.uncertain = true;
            return None;
        }
        let root = self.load(&text)?;
        let given = match mapping.get("parameters") {
            None => Given::Nothing,
            Some(node) if is_unknown(node) => Given::Unknown,
            Some(node) if node.is_null(SCHEMA) => Given::Nothing,
            Some(node) => match node.as_map() {
                Some(_) => Given::These(node.clone()),
                None => {
                    let cursor = Cursor::at(node, "parameters", node.span, SCHEMA, self.findings);
                    return cursor.wrong("a mapping");
                }
            },
        };
        let filled = self.nested(|own| own.instance(&root, &given, Giver::File(text.span()), known));
        Some((text, filled?))
    }

    fn only_parameters(&self, item: &Node) {
        let others = item.as_map().into_iter().flatten().filter(|entry| {
            let name = entry.name().unwrap_or_default();
            !matches!(name, "template" | "parameters") && !name.contains("${{")
        });
        for entry in others {
            let name = entry.name().unwrap_or_default();
            let message = format!("unexpected key \"{name}\" beside \"template\"");
            let finding = Diagnostic::error(UNKNOWN_KEY, entry.key.span, message);
            self.push(
                finding.help("a template takes \"parameters\"; all else stands in the template itself"),
            );
        }
    }

    /// A file with its parameters given and its holes filled.
    pub(super) fn instance(
        &mut self,
        root: &Node,
        given: &Given,
        giver: Giver,
        known: &Arc<Object>,
    ) -> Option<Node> {
        let Some(mapping) = root.as_map() else {
            let cursor = Cursor::at(root, "template", root.span, SCHEMA, self.findings);
            return cursor.wrong("a mapping");
        };
        let declaration = self.declaration(root);
        let (parameters, strictness) = self.bind(&declaration, given, giver, known);
        let mut bindings =
            Bindings { parameters, strictness, variables: Arc::clone(known), loops: Vec::new() };
        let entries = mapping.iter().filter(|entry| entry.name() != Some("parameters")).cloned();
        let entries: yaml::Mapping = entries.collect();
        if let Some(resources) = entries.get("resources") {
            let filled = self.fill(resources, &mut bindings);
            self.learn_repositories(&filled);
        }
        Some(self.scope(root, &entries, &mut bindings))
    }

    /// Does something one template deeper.
    pub(super) fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.files.depth += 1;
        let done = work(self);
        self.files.depth -= 1;
        done
    }
}
