//! Parameters of a file: what it says of them, and what they are
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/parameters>).
use super::bindings::{Bound, Strictness};
use super::compose::Level;
use super::evaluate::unknown;
use super::kind::{KINDS, ParameterKind, Part};
use super::value::{self, Scalars};
use super::{Expander, SCHEMA, is_unknown};
use crate::azure::rules::PARAMETER;
use crate::tree;
use diag::{Diagnostic, Severity, Span, Spanned, Text, did_you_mean};
use expr::Object;
use std::sync::Arc;
use yaml::rules::WRONG_TYPE;
use yaml::{Cursor, Entry, Kind, Node};

/// A parameter that a file lists.
#[derive(Clone, Debug)]
pub(in crate::azure) struct Declared {
    pub(in crate::azure) span: Span,
    pub(in crate::azure) name: Spanned<String>,
    pub(in crate::azure) title: Option<Text>,
    pub(in crate::azure) kind: ParameterKind,
    /// The author named the type.
    typed: bool,
    pub(in crate::azure) default: Option<Node>,
    pub(in crate::azure) values: Vec<Node>,
}

/// What a file says of its parameters.
#[derive(Clone, Debug, Default)]
pub(super) enum Declaration {
    /// Nothing.
    #[default]
    None,
    /// Names and defaults, without types.
    Plain(Vec<(String, Node)>),
    /// A list with types.
    Listed(Vec<Declared>),
}

/// What an includer gives.
pub(super) enum Given {
    Nothing,
    /// Nobody knows what.
    Unknown,
    These(Node),
}

/// Who gives the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Giver {
    /// A person who starts a run, or nobody while checking.
    Person,
    /// A file, at this place.
    File(Span),
}

impl Expander<'_, '_> {
    /// Reads the section `parameters` of a file.
    pub(super) fn declaration(&mut self, root: &Node) -> Declaration {
        let Some(entry) = root.as_map().and_then(|map| map.entry("parameters")) else {
            return Declaration::None;
        };
        match &entry.value.kind {
            Kind::Seq(items) => {
                Declaration::Listed(items.iter().filter_map(|item| self.declared(item)).collect())
            }
            Kind::Map(mapping) => {
                let own = |entry: &Entry| Some((entry.name()?.to_owned(), entry.value.clone()));
                Declaration::Plain(mapping.iter().filter_map(own).collect())
            }
            Kind::Scalar(_) if entry.value.is_null(SCHEMA) => Declaration::None,
            Kind::Scalar(_) => {
                let cursor = Cursor::at(&entry.value, "parameters", entry.key.span, SCHEMA, self.findings);
                cursor.wrong::<()>("a sequence of parameters, or a mapping of names to defaults");
                Declaration::None
            }
        }
    }

    fn declared(&mut self, item: &Node) -> Option<Declared> {
        let cursor = Cursor::at(item, "parameter", item.span, SCHEMA, self.findings);
        let mut map = cursor.map("parameter")?;
        let name = map.required("name").and_then(Cursor::string);
        let title = map.optional("displayName").and_then(|title| title.present()).and_then(Cursor::string);
        let kind = map.optional("type").and_then(Cursor::string);
        let default = map.optional("default").map(Cursor::node);
        let values = map.optional("values").and_then(Cursor::seq);
        map.finish();
        let (kind, typed) = match kind {
            Some(text) => (kind_of(text, self.findings)?, true),
            None => (ParameterKind::Text, false),
        };
        let name = name?;
        Some(Declared {
            span: item.span,
            name: Spanned::new(name.to_string(), name.span()),
            title: title.cloned(),
            kind,
            typed,
            default: default.cloned(),
            values: values.into_iter().flatten().map(|value| value.node().clone()).collect(),
        })
    }

    /// The parameters of a file with what they are.
    pub(super) fn bind(
        &mut self,
        declaration: &Declaration,
        given: &Given,
        giver: Giver,
        variables: &Arc<Object>,
    ) -> (Arc<Bound>, Strictness) {
        let nothing = tree::map([], &tree::plain_at("", Span::NOWHERE));
        let (node, value, strictness) = match declaration {
            Declaration::Listed(listed) => {
                let (node, value) = self.bind_listed(listed, given, giver, variables);
                (node, value, Strictness::Declared)
            }
            Declaration::Plain(defaults) => {
                // Only templates have such parameters, so while one is checked alone its includer is not known.
                let alone = giver == Giver::Person && !self.is_run() && !self.whole;
                let node = plain(defaults, if alone { &Given::Unknown } else { given }, &nothing);
                self.uncertain |= alone;
                let value = value::of(&node, Scalars::Text);
                (node, value, Strictness::Open)
            }
            Declaration::None => {
                let node = match given {
                    Given::These(node) => node.clone(),
                    Given::Nothing | Given::Unknown => nothing,
                };
                let value = value::of(&node, Scalars::Text);
                (node, value, Strictness::Open)
            }
        };
        self.budget.spend(value::size(&node));
        (Arc::new(Bound::new(node, value)), strictness)
    }

    fn bind_listed(
        &mut self,
        listed: &[Declared],
        given: &Given,
        giver: Giver,
        variables: &Arc<Object>,
    ) -> (Node, expr::Value) {
        let empty = tree::map([], &tree::plain_at("", Span::NOWHERE));
        let entries = match given {
            Given::These(node) => node.as_map().map(yaml::Mapping::entries).unwrap_or_default(),
            Given::Nothing | Given::Unknown => &[],
        };
        let same =
            |entry: &&Entry, name: &str| entry.name().is_some_and(|own| own.eq_ignore_ascii_case(name));
        for entry in entries {
            let known = listed.iter().any(|declared| same(&entry, &declared.name.value));
            if !known && !is_unknown(&entry.key) {
                self.unexpected(entry, listed);
            }
        }
        let mut nodes = Vec::new();
        let mut values = Object::default();
        for declared in listed {
            let name = &declared.name;
            let own = entries.iter().find(|entry| same(entry, &name.value)).map(|entry| &entry.value);
            let (node, value) = match (own, given) {
                (Some(node), _) => self.accept(declared, node, variables),
                (None, Given::Unknown) => nobody_knows(declared),
                (None, _) => match &declared.default {
                    Some(default) => self.accept(declared, default, variables),
                    None => self.absent(declared, giver),
                },
            };
            let key = tree::string_at(&name.value, name.span);
            nodes.push(Entry { key, value: node, merged: None });
            values.insert(name.value.as_str(), value);
        }
        (tree::map(nodes, &empty), expr::Value::Object(Arc::new(values)))
    }

    fn unexpected(&mut self, entry: &Entry, listed: &[Declared]) {
        let name = entry.name().unwrap_or_default();
        let message = format!("the template has no parameter \"{name}\"");
        let finding = Diagnostic::error(PARAMETER, entry.key.span, message);
        let known = || listed.iter().map(|declared| declared.name.value.as_str());
        self.push(match did_you_mean(name, known()) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None if listed.is_empty() => finding.help("it has none"),
            None => finding.help(format!("its parameters are {}", known().collect::<Vec<_>>().join(", "))),
        });
    }

    /// A parameter that nobody gives.
    fn absent(&mut self, declared: &Declared, giver: Giver) -> (Node, expr::Value) {
        let name = &declared.name;
        match giver {
            Giver::Person if !self.is_run() => {}
            Giver::Person => {
                let message = format!("the parameter \"{}\" has no value", name.value);
                let finding = Diagnostic::error(PARAMETER, name.span, message);
                self.push(finding.help(format!("give one: --input {}=VALUE", name.value)));
            }
            Giver::File(span) => {
                let message = format!("a value for the parameter \"{}\" must be given", name.value);
                let finding = Diagnostic::error(PARAMETER, span, message);
                self.push(finding.label(name.span, "it has no default"));
            }
        }
        self.uncertain = true;
        nobody_knows(declared)
    }

    /// A value for a parameter, made what it shall be.
    fn accept(&mut self, declared: &Declared, node: &Node, variables: &Arc<Object>) -> (Node, expr::Value) {
        if is_unknown(node) {
            self.uncertain = true;
            return (node.clone(), expr::Value::from(node.as_str().unwrap_or_default()));
        }
        let name = &declared.name.value;
        match declared.kind.accept(node) {
            Ok((node, value)) => {
                self.check_choice(declared, &node);
                match declared.kind {
                    ParameterKind::Part(part) | ParameterKind::Parts(part) => {
                        let node = self.part(node, part, variables);
                        let value = value::of(&node, Scalars::Typed);
                        (node, value)
                    }
                    _ => (node, value),
                }
            }
            Err(wanted) => {
                let found = node.describe(SCHEMA);
                let message = format!("the parameter \"{name}\" must be {wanted}, found {found}");
                // Without a type it is text, but many an author did not mean that.
                let severity = if declared.typed { Severity::Error } else { Severity::Warning };
                let finding = Diagnostic::new(severity, WRONG_TYPE, head(node), message);
                let finding = finding.label(declared.name.span, "declared here");
                self.push(if declared.typed {
                    finding
                } else {
                    finding.help("say what it is: type: object")
                });
                (node.clone(), value::of(node, Scalars::Typed))
            }
        }
    }

    fn part(&mut self, node: Node, part: Part, variables: &Arc<Object>) -> Node {
        let level = match part {
            Part::Step => Level::Steps,
            Part::Job | Part::Deployment => Level::Jobs,
            Part::Stage => Level::Stages,
            Part::Container => return node,
        };
        match &node.kind {
            Kind::Seq(items) => {
                let items = self.compose_all(items, level, variables);
                tree::seq(items, &node)
            }
            Kind::Map(_) => self.compose_item(&node, level, variables),
            Kind::Scalar(_) => node,
        }
    }

    fn check_choice(&mut self, declared: &Declared, node: &Node) {
        if declared.values.is_empty() {
            return;
        }
        let scalars = node.as_seq().unwrap_or(std::slice::from_ref(node));
        for scalar in scalars {
            let Some(text) = scalar.as_str() else { continue };
            let same = |value: &Node| match (declared.kind, value.as_str()) {
                (ParameterKind::Number, Some(value)) => value.parse::<f64>().ok() == text.parse::<f64>().ok(),
                (_, value) => value == Some(text),
            };
            if declared.values.iter().any(same) {
                continue;
            }
            let known: Vec<&str> = declared.values.iter().filter_map(Node::as_str).collect();
            let message = format!("\"{text}\" is no value of the parameter \"{}\"", declared.name.value);
            let finding = Diagnostic::error(PARAMETER, scalar.span, message);
            self.push(match did_you_mean(text, known.iter().copied()) {
                Some(meant) => {
                    finding.help(format!("did you mean \"{meant}\"? It is one of {}", known.join(", ")))
                }
                None => finding.help(format!("it is one of {}", known.join(", "))),
            });
        }
    }
}

fn kind_of(text: &Text, findings: &yaml::Findings) -> Option<ParameterKind> {
    let found = KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text.as_str()));
    if found.is_none() {
        let finding =
            Diagnostic::error(PARAMETER, text.span(), format!("\"{text}\" is no type of a parameter"));
        let names = || KINDS.iter().map(|(name, _)| *name);
        findings.push(match did_you_mean(text.as_str(), names()) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => finding.help(format!("it is one of {}", names().collect::<Vec<_>>().join(", "))),
        });
    }
    found.map(|(_, kind)| *kind)
}

/// A parameter that stays a hole.
fn nobody_knows(declared: &Declared) -> (Node, expr::Value) {
    let name = Text::plain(format!("parameters.{}", declared.name.value), declared.name.span);
    let node = unknown(&name);
    let value = expr::Value::from(node.as_str().unwrap_or_default());
    (node, value)
}

/// Parameters without types: the defaults, and whatever is given.
fn plain(defaults: &[(String, Node)], given: &Given, like: &Node) -> Node {
    let entries = match given {
        Given::These(node) => node.as_map().map(yaml::Mapping::entries).unwrap_or_default(),
        Given::Nothing | Given::Unknown => &[],
    };
    let is_given = |name: &str| {
        entries.iter().any(|entry| entry.name().is_some_and(|own| own.eq_ignore_ascii_case(name)))
    };
    let rest = defaults.iter().filter(|(name, _)| !is_given(name)).map(|(name, value)| {
        let value = match given {
            Given::Unknown => unknown(&Text::plain(format!("parameters.{name}"), value.span)),
            _ => value.clone(),
        };
        Entry { key: tree::string_at(name, value.span), value, merged: None }
    });
    tree::map(entries.iter().cloned().chain(rest), like)
}

/// What to point at: a scalar as a whole, a collection by its beginning.
fn head(node: &Node) -> Span {
    match &node.kind {
        Kind::Scalar(_) => node.span,
        _ => Span::new(node.span.source, node.span.start, node.span.start + 1),
    }
}
