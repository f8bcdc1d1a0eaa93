//! The file that everything begins with.
use super::bindings::{Bindings, Bound, Strictness};
use super::parameters::{Declaration, Declared, Given, Giver};
use super::value::Scalars;
use super::{Budget, Expander, Files, SCHEMA, variables};
use crate::azure::{environ, rules::TEMPLATE};
use crate::{Reading, tree};
use diag::{Diagnostic, Span};
use expr::{Dialect, Object, Value};
use indexmap::IndexMap;
use std::sync::Arc;
use yaml::{Cursor, Document, Entry, Findings, Limits, Mapping, Node};

/// A file and all that it includes, as one tree.
pub(in crate::azure) struct Whole {
    pub(in crate::azure) root: Node,
    /// The parameters that a person may give.
    pub(in crate::azure) parameters: Vec<Declared>,
    /// Something is missing or could not be decided.
    pub(in crate::azure) partial: bool,
}

/// Values of the variables that templates can see while nobody has started a run: as if a person did so on `main`.
const ASSUMED: &[(&str, &str)] = &[
    ("Build.Reason", "Manual"),
    ("Build.SourceBranch", "refs/heads/main"),
    ("Build.SourceBranchName", "main"),
    ("System.HostType", "build"),
];

/// Expands the file of a reading.
pub(in crate::azure) fn expand(reading: &mut Reading<'_>, findings: &Findings, whole: bool) -> Option<Whole> {
    let document = document(reading)?;
    let known = known(reading);
    let (file, path) = (reading.file, reading.path.to_owned());
    let given = given(reading, &document.root);
    let path = if path.is_empty() { reading.sources.get(file)?.name.to_string() } else { path };
    let mut files = Files::default();
    files.begin(file, &path);
    let (repositories, budget) = (IndexMap::new(), Budget::default());
    let mut expander = Expander {
        reading,
        findings,
        files,
        repositories,
        budget,
        uncertain: !document.complete,
        perhaps: 0,
        whole,
    };
    let declaration = expander.declaration(&document.root);
    let filled = expander.instance(&document.root, &given, Giver::Person, &known)?;
    let root = expander.extended(filled, &known)?;
    let known = variables::with(&known, root.as_map()?.get("variables"));
    let entries: Vec<Entry> = root
        .as_map()?
        .iter()
        .map(|entry| {
            let value = expander.below(entry.name().unwrap_or_default(), &entry.value, &known);
            Entry { value, ..entry.clone() }
        })
        .collect();
    let parameters = match declaration {
        Declaration::Listed(listed) => listed,
        Declaration::Plain(_) | Declaration::None => Vec::new(),
    };
    Some(Whole { root: tree::map(entries, &root), parameters, partial: expander.uncertain })
}

fn document(reading: &mut Reading<'_>) -> Option<Document> {
    let read = yaml::read(reading.sources, reading.file, &Limits::default());
    let clean = read.diagnostics.is_empty();
    reading.diagnostics.extend(read.diagnostics);
    let document = read.documents.into_iter().next();
    if document.is_none() && clean {
        let place = Span::point(reading.file, 0);
        reading.diagnostics.push(Diagnostic::error(TEMPLATE, place, "the file is empty"));
    }
    document
}

/// The variables that hold before the file says anything.
fn known(reading: &Reading<'_>) -> Arc<Object> {
    let mut known = Object::default();
    match reading.facts {
        Some(facts) => {
            let environ = environ::run(facts);
            let all = environ.env.into_iter().chain(environ.overrides);
            all.for_each(|(name, value)| _ = known.insert(name, Value::from(value)));
        }
        None => ASSUMED.iter().for_each(|(name, value)| _ = known.insert(*name, Value::from(*value))),
    }
    Arc::new(known)
}

/// What a person gives for the parameters.
fn given(reading: &Reading<'_>, root: &Node) -> Given {
    let place = Span::point(root.span.source, root.span.start);
    let entry = |(name, value): (&String, &Value)| Entry {
        key: tree::string_at(name, place),
        value: tree::of_value(value, Dialect::Azure, place),
        merged: None,
    };
    let entries: Vec<Entry> = reading.inputs.iter().map(entry).collect();
    if entries.is_empty() {
        Given::Nothing
    } else {
        Given::These(tree::map(entries, &tree::plain_at("", place)))
    }
}

/// Bindings in which only variables are known.
pub(super) fn only_variables(known: &Arc<Object>) -> Bindings {
    let nothing = tree::map([], &tree::plain_at("", Span::NOWHERE));
    Bindings {
        parameters: Arc::new(Bound::of(nothing, Scalars::Text)),
        strictness: Strictness::Open,
        variables: Arc::clone(known),
        loops: Vec::new(),
    }
}

impl Expander<'_, '_> {
    /// A file with the template it extends put under it
    /// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/extends>).
    fn extended(&mut self, root: Node, known: &Arc<Object>) -> Option<Node> {
        let Some(entry) = root.as_map()?.entry("extends").cloned() else { return Some(root) };
        if entry.value.as_map().is_none_or(|map| map.entry("template").is_none()) {
            if !super::is_unknown(&entry.value) && !entry.value.is_null(SCHEMA) {
                let cursor = Cursor::at(&entry.value, "extends", entry.key.span, SCHEMA, self.findings);
                if let Some(mut map) = cursor.map("extends") {
                    map.required("template");
                    map.optional("parameters");
                    map.finish();
                }
            }
            self.uncertain = true;
            return Some(root);
        }
        let known = variables::with(known, root.as_map()?.get("variables"));
        let base = match self.template(&entry.value, &known) {
            Some((_, base)) => self.nested(|own| own.extended(base, &known))?,
            None => tree::map([], &root),
        };
        Some(self.under(&root, &base))
    }

    /// The keys of a file, and those that only the template has which it extends.
    fn under(&mut self, root: &Node, base: &Node) -> Node {
        let nothing = Mapping::default();
        let (own, base) = (root.as_map().unwrap_or(&nothing), base.as_map().unwrap_or(&nothing));
        let mut entries: Vec<Entry> =
            own.iter().filter(|entry| entry.name() != Some("extends")).cloned().collect();
        for entry in base.iter() {
            let name = entry.name().unwrap_or_default();
            match own.entry(name) {
                None => entries.push(entry.clone()),
                Some(first) if matches!(name, "variables" | "stages" | "jobs" | "steps") => {
                    let message = format!("\"{name}\" is defined here and in the template that is extended");
                    let finding = Diagnostic::error(TEMPLATE, first.key.span, message);
                    self.push(finding.label(entry.key.span, "also defined here"));
                }
                Some(_) if name == "resources" => join(&mut entries, entry),
                Some(_) => {}
            }
        }
        tree::map(entries, root)
    }
}

/// Adds the lists of another section `resources` to those of the first.
fn join(entries: &mut [Entry], other: &Entry) {
    let Some(first) = entries.iter_mut().find(|entry| entry.name() == Some("resources")) else { return };
    let (Some(own), Some(more)) = (first.value.as_map(), other.value.as_map()) else { return };
    let joined = own.iter().map(|entry| {
        let added = entry.name().and_then(|name| more.get(name)).and_then(Node::as_seq).unwrap_or_default();
        let value = match entry.value.as_seq() {
            Some(items) => tree::seq(items.iter().chain(added).cloned().collect(), &entry.value),
            None => entry.value.clone(),
        };
        Entry { value, ..entry.clone() }
    });
    let rest = more.iter().filter(|entry| entry.name().is_some_and(|name| own.get(name).is_none())).cloned();
    first.value = tree::map(joined.chain(rest).collect::<Vec<_>>(), &first.value);
}
