//! Puts templates in their places, from the stages down to the steps.
use super::include::Section;
use super::{Expander, variables};
use crate::tree;
use expr::Object;
use std::sync::Arc;
use yaml::{Entry, Kind, Node};

/// What a list is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Stages,
    Jobs,
    Steps,
}

impl Level {
    /// The keys that hold a list of these.
    pub(super) fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Stages => &["stages"],
            Self::Jobs => &["jobs", "phases"],
            Self::Steps => &["steps"],
        }
    }

    /// What an item of this level holds, by key.
    fn below(key: &str) -> Option<Self> {
        [Self::Stages, Self::Jobs, Self::Steps].into_iter().find(|level| level.keys().contains(&key))
    }
}

/// Keys on the way from a deployment to the steps of its hooks.
const HOOKS: &[&str] = &[
    "strategy",
    "runOnce",
    "rolling",
    "canary",
    "preDeploy",
    "deploy",
    "routeTraffic",
    "postRouteTraffic",
    "on",
    "success",
    "failure",
];

impl Expander<'_, '_> {
    /// The items of a list, templates replaced by what they hold.
    pub(super) fn compose_all(&mut self, items: &[Node], level: Level, known: &Arc<Object>) -> Vec<Node> {
        let mut out = Vec::new();
        for item in items {
            if !self.budget.spend(1) {
                let refusal = self.budget.refusal(item.span);
                refusal.into_iter().for_each(|finding| self.push(finding));
                break;
            }
            match item.as_map() {
                Some(mapping) if mapping.entry("template").is_some() => {
                    out.extend(self.include(item, Section::Level(level), known));
                }
                Some(_) => out.push(self.compose_item(item, level, known)),
                None => match &item.kind {
                    // A list in a list comes from an expression that gave one.
                    Kind::Seq(inner) if item.alias().is_some() => {
                        out.extend(self.compose_all(inner, level, known))
                    }
                    _ => out.push(item.clone()),
                },
            }
        }
        out
    }

    /// A stage, job or step, templates inside it replaced.
    pub(super) fn compose_item(&mut self, item: &Node, level: Level, known: &Arc<Object>) -> Node {
        let Some(mapping) = item.as_map().filter(|_| level != Level::Steps) else { return item.clone() };
        let own = mapping.get("variables").map(|section| {
            let mut bindings = super::root::only_variables(known);
            self.filled_variables(section.clone(), &mut bindings)
        });
        let known = variables::with(known, own.as_ref());
        let entries: Vec<Entry> = mapping
            .iter()
            .map(|entry| {
                let value = match entry.name() {
                    Some("variables") => own.clone().unwrap_or_else(|| entry.value.clone()),
                    Some(key) => self.below(key, &entry.value, &known),
                    None => entry.value.clone(),
                };
                Entry { value, ..entry.clone() }
            })
            .collect();
        tree::map(entries, item)
    }

    /// What stands under a key of a stage, a job, or the whole.
    pub(super) fn below(&mut self, key: &str, node: &Node, known: &Arc<Object>) -> Node {
        match (&node.kind, Level::below(key)) {
            (Kind::Seq(items), Some(level)) => {
                let items = self.compose_all(items, level, known);
                tree::seq(items, node)
            }
            (Kind::Map(mapping), None) if HOOKS.contains(&key) => {
                let entries: Vec<Entry> = mapping
                    .iter()
                    .map(|entry| {
                        let value = self.below(entry.name().unwrap_or_default(), &entry.value, known);
                        Entry { value, ..entry.clone() }
                    })
                    .collect();
                tree::map(entries, node)
            }
            _ => node.clone(),
        }
    }
}
