//! Mappings, and the keys in them that decide what becomes of their values.
use super::bindings::{Bindings, Bound};
use super::directive::{self, Directive};
use super::evaluate::{Truth, find, unknown};
use super::fill::Purpose;
use super::value::Scalars;
use super::{Expander, SCHEMA, is_unknown, syntax};
use crate::azure::rules::DIRECTIVE;
use crate::tree;
use diag::{Diagnostic, Span, Text};
use expr::{Dialect, Expr, Value};
use std::collections::HashMap;
use yaml::rules::DUPLICATE_KEY;
use yaml::{Entry, Kind, Mapping, Node};

/// Whether an `else` may follow, and would be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Chain {
    /// No `if` stands before.
    #[default]
    None,
    /// None of the branches so far was taken.
    Waiting,
    /// Of one of them nobody knows.
    Doubtful,
    /// One was.
    Settled,
}

/// A collection in the making.
pub(super) struct Built {
    entries: Vec<Entry>,
    names: HashMap<String, Span>,
    /// What directives put here, if those hold sequences.
    pub(super) items: Vec<Node>,
    pub(super) chain: Chain,
    purpose: Purpose,
    /// Variables of this mapping are known to the rest of it.
    pub(super) scope: bool,
    /// Its variables, when they have been filled in already.
    pub(super) variables: Option<Node>,
    /// There were directives in it, and nothing else.
    bare: bool,
}

impl Built {
    pub(super) fn new(purpose: Purpose) -> Self {
        Self {
            entries: Vec::new(),
            names: HashMap::new(),
            items: Vec::new(),
            chain: Chain::None,
            purpose,
            scope: false,
            variables: None,
            bare: true,
        }
    }

    /// The entries so far, as a mapping; nothing if there are none.
    pub(super) fn mapping(&mut self, like: &Node) -> Option<Node> {
        let entries = std::mem::take(&mut self.entries);
        (!entries.is_empty()).then(|| tree::map(entries, like))
    }
}

/// What becomes of a directive's value.
enum Choice {
    Skip,
    Take,
    /// Taken because nobody knows.
    Perhaps,
    /// Taken once for each of these.
    Repeat(String, Vec<Bound>),
}

impl Expander<'_, '_> {
    pub(super) fn entries(&mut self, mapping: &Mapping, bindings: &mut Bindings, built: &mut Built) {
        for entry in mapping.iter() {
            let Kind::Scalar(key) = &entry.key.kind else {
                built.entries.push(entry.clone());
                continue;
            };
            match directive::parse(&key.text) {
                None => {
                    built.chain = Chain::None;
                    built.bare = false;
                    self.entry(entry, &key.text, bindings, built);
                }
                Some(Err(problems)) => {
                    built.chain = Chain::None;
                    self.uncertain = true;
                    problems.into_iter().for_each(|problem| self.push(problem));
                }
                Some(Ok(directive)) => self.decide(&directive, entry, bindings, built),
            }
        }
    }

    /// Carries out a directive.
    pub(super) fn decide(
        &mut self,
        directive: &Directive,
        entry: &Entry,
        bindings: &mut Bindings,
        built: &mut Built,
    ) {
        match self.choose(directive, entry.key.span, bindings, &mut built.chain) {
            Choice::Skip => syntax::check(&entry.value, self.findings),
            Choice::Take => self.body(&entry.value, bindings, built),
            Choice::Perhaps => {
                self.perhaps += 1;
                self.body(&entry.value, bindings, built);
                self.perhaps -= 1;
            }
            Choice::Repeat(name, items) => {
                for item in items {
                    if !self.budget.spend(1) {
                        break;
                    }
                    let mut inner = bindings.with(&name, item);
                    self.body(&entry.value, &mut inner, built);
                    bindings.variables = inner.variables;
                }
                built.chain = Chain::None;
            }
        }
    }

    fn choose(
        &mut self,
        directive: &Directive,
        place: Span,
        bindings: &Bindings,
        chain: &mut Chain,
    ) -> Choice {
        match (directive, *chain) {
            (Directive::ElseIf(_) | Directive::Else, Chain::None) => {
                let word = if matches!(directive, Directive::Else) { "else" } else { "elseif" };
                let finding =
                    Diagnostic::error(DIRECTIVE, place, format!("this `{word}` has no `if` before it"));
                self.push(finding.help("an `if` stands directly before it, in the same sequence or mapping"));
                Choice::Skip
            }
            (Directive::ElseIf(_), Chain::Settled) => Choice::Skip,
            (Directive::If(condition) | Directive::ElseIf(condition), before) => {
                let doubtful = matches!((directive, before), (Directive::ElseIf(_), Chain::Doubtful));
                match self.truth_of(condition, bindings) {
                    Truth::No => {
                        *chain = if doubtful { Chain::Doubtful } else { Chain::Waiting };
                        Choice::Skip
                    }
                    Truth::Yes => {
                        *chain = Chain::Settled;
                        if doubtful { Choice::Perhaps } else { Choice::Take }
                    }
                    Truth::Unknown => {
                        *chain = Chain::Doubtful;
                        Choice::Perhaps
                    }
                }
            }
            (Directive::Else, state) => {
                *chain = Chain::None;
                match state {
                    Chain::Waiting => Choice::Take,
                    Chain::Doubtful => Choice::Perhaps,
                    Chain::None | Chain::Settled => Choice::Skip,
                }
            }
            (Directive::Each { name, items }, _) => {
                *chain = Chain::None;
                Choice::Repeat(name.clone(), self.each(name, items, bindings))
            }
            (Directive::Insert, _) => {
                *chain = Chain::None;
                Choice::Take
            }
        }
    }

    /// What a loop goes through: the items of a list, the pairs of a mapping.
    fn each(&mut self, name: &str, items: &Expr, bindings: &Bindings) -> Vec<Bound> {
        let Some(value) = self.value_of(items, bindings) else {
            let name = Text::plain(name, items.text().span());
            return vec![Bound::of(unknown(&name), Scalars::Text)];
        };
        let place = items.text().span();
        let node =
            find(items.ast(), bindings).unwrap_or_else(|| tree::of_value(&value, Dialect::Azure, place));
        match (&value, &node.kind) {
            (Value::Array(values), Kind::Seq(nodes)) => nodes
                .iter()
                .zip(values.iter())
                .map(|(node, value)| Bound::new(node.clone(), value.clone()))
                .collect(),
            (Value::Object(object), Kind::Map(mapping)) => {
                let pair = |entry: &Entry| {
                    let value = object.get(entry.name()?)?.clone();
                    let name = Value::from(entry.name()?);
                    let part = |key: &str, value: &Node| Entry {
                        key: tree::string_at(key, place),
                        value: value.clone(),
                        merged: None,
                    };
                    let node =
                        tree::map([part("key", &entry.key), part("value", &entry.value)], &entry.value);
                    Some(Bound::new(node, Value::object([("key", name), ("value", value)])))
                };
                mapping.iter().filter_map(pair).collect()
            }
            (value, _) if !value.truthy(Dialect::Azure) => Vec::new(),
            (value, _) => {
                let message =
                    format!("a loop goes through a list or a mapping, not a value of kind {}", value.kind());
                self.error(DIRECTIVE, place, message);
                Vec::new()
            }
        }
    }

    /// Puts the value of a directive in its place.
    fn body(&mut self, body: &Node, bindings: &mut Bindings, built: &mut Built) {
        match &body.kind {
            Kind::Map(mapping) => {
                let chain = std::mem::take(&mut built.chain);
                self.entries(mapping, bindings, built);
                built.chain = chain;
            }
            Kind::Seq(items) => {
                let items = self.items(items, bindings, built.purpose);
                built.items.extend(items);
            }
            Kind::Scalar(_) if body.is_null(SCHEMA) => {}
            Kind::Scalar(_) => {
                let filled = self.fill(body, bindings);
                match &filled.kind {
                    Kind::Map(mapping) => {
                        mapping.iter().for_each(|entry| self.put(entry.clone(), bindings, built));
                    }
                    Kind::Seq(items) => self.emit_all(items, bindings, built),
                    Kind::Scalar(_) if filled.is_null(SCHEMA) || is_unknown(&filled) => {}
                    Kind::Scalar(_) => {
                        let message = "a sequence or a mapping is expected here";
                        self.error(DIRECTIVE, body.span, message);
                    }
                }
            }
        }
    }

    fn emit_all(&mut self, items: &[Node], bindings: &mut Bindings, built: &mut Built) {
        let mut out = Vec::new();
        items.iter().for_each(|item| self.emit(item.clone(), bindings, built.purpose, &mut out));
        built.items.extend(out);
    }

    /// An entry whose key is no directive.
    fn entry(&mut self, entry: &Entry, key: &Text, bindings: &mut Bindings, built: &mut Built) {
        let name = match key.as_str().contains("${{") {
            true => self.fill(&entry.key, bindings),
            false => entry.key.clone(),
        };
        let value = match built.scope && name.as_str() == Some("variables") {
            true => match built.variables.take() {
                Some(variables) => variables,
                None => self.variables(&entry.value, bindings),
            },
            false => self.fill(&entry.value, bindings),
        };
        if is_unknown(&name) {
            self.uncertain = true;
            return;
        }
        self.put(Entry { key: name, value, merged: entry.merged }, bindings, built);
    }

    fn put(&mut self, entry: Entry, bindings: &mut Bindings, built: &mut Built) {
        let Some(name) = entry.name().map(str::to_owned) else {
            return self.error(DIRECTIVE, entry.key.span, "a key must be text");
        };
        if built.purpose == Purpose::Variables {
            bindings.define(&name, entry.value.as_str().unwrap_or_default());
        }
        if let Some(first) = built.names.insert(name.clone(), entry.key.span)
            && !self.uncertain
        {
            let finding = format!("key \"{name}\" is written twice in this mapping");
            let finding = Diagnostic::error(DUPLICATE_KEY, entry.key.span, finding);
            self.push(finding.label(first, "first written here").help("remove one of them"));
        }
        built.entries.push(entry);
    }

    /// What a mapping has become. Where conditions left nothing of it, it is as if it had been left out.
    pub(super) fn finish(&mut self, mut built: Built, like: &Node) -> Node {
        let was_empty = like.as_map().is_some_and(Mapping::is_empty);
        match (built.mapping(like), built.items.is_empty()) {
            (Some(mapping), true) => mapping,
            (None, false) => tree::seq(built.items, like),
            (None, true) if built.bare && !was_empty => tree::plain_at("", like.span),
            (None, true) => tree::map([], like),
            (Some(mapping), false) => {
                self.error(DIRECTIVE, like.span, "this is a sequence and a mapping at once");
                mapping
            }
        }
    }
}
