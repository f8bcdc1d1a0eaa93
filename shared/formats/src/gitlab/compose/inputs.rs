//! `spec:inputs`: <https://docs.gitlab.com/ci/inputs/>.

use crate::gitlab::codes::{INPUT, PATTERN, VALUE};
use crate::gitlab::tree;
use crate::gitlab::value::{self, Keys, SCHEMA};
use diag::{Diagnostic, Span, Spanned, Text, did_you_mean};
use expr::{Dialect, Value};
use indexmap::IndexMap;
use yaml::{Cursor, Findings, Kind, Node, Resolved, Shape};

/// Values of inputs by name, as the includer wrote them.
pub type Given = IndexMap<String, Node>;

/// Values of inputs once defaults are taken; nothing for one that nobody knows.
pub type Values = IndexMap<String, Option<Node>>;

/// What a file says of its inputs.
#[derive(Default)]
pub struct Spec {
    inputs: Vec<Input>,
}

struct Input {
    span: Span,
    name: Spanned<String>,
    description: Option<Text>,
    kind: Kinds,
    default: Option<Node>,
    options: Vec<Node>,
    pattern: Option<Text>,
    /// Its default depends on other inputs.
    ruled: bool,
}

/// The types an input can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinds {
    String,
    Number,
    Boolean,
    Array,
}

impl Kinds {
    const NAMES: &[&str] = &["array", "boolean", "number", "string"];

    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
        }
    }

    fn fits(self, node: &Node) -> bool {
        match self {
            Self::Array => matches!(node.kind, Kind::Seq(_)),
            Self::String => node.resolve(SCHEMA) == Some(Resolved::Str),
            Self::Boolean => matches!(node.resolve(SCHEMA), Some(Resolved::Bool(_))),
            Self::Number => matches!(node.resolve(SCHEMA), Some(Resolved::Int(_) | Resolved::Float(_))),
        }
    }
}

impl Spec {
    /// Reads the value of `spec`.
    pub fn read(cursor: Cursor<'_>) -> Self {
        let mut inputs = Vec::new();
        let Some(mut spec) = cursor.map("spec") else { return Self::default() };
        if let Some(entries) = spec.get("inputs").and_then(Cursor::present).and_then(Cursor::entries) {
            inputs.extend(entries.map(|(name, cursor)| Input::read(name, cursor)));
        }
        spec.allow(&["include", "component", "description"]);
        spec.finish();
        Self { inputs }
    }

    /// The values the file is filled with. `place` is where the file was asked for; `asked`: all values that will ever
    /// be given are given.
    pub fn settle(&self, given: &Given, place: Span, asked: bool, findings: &Findings) -> Values {
        for (name, value) in given.iter().filter(|(name, _)| self.find(name).is_none()) {
            let finding = Diagnostic::error(INPUT, value.span, format!("the file has no input \"{name}\""));
            let known = self.inputs.iter().map(|input| input.name.value.as_str());
            findings.push(match did_you_mean(name, known) {
                Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                None => finding,
            });
        }
        let settle = |input: &Input| input.settle(given.get(&input.name.value), place, asked, findings);
        self.inputs.iter().map(|input| (input.name.value.clone(), settle(input))).collect()
    }

    /// A value handed in from outside the files, as a node of the type its input has.
    pub fn node(&self, name: &str, value: &Value, place: Span) -> Node {
        let Some(input) = self.find(name) else { return tree::of_value(value, Dialect::GitLab, place) };
        match (input.kind, value) {
            // On a command line everything is text.
            (Kinds::Number | Kinds::Boolean | Kinds::Array, Value::String(text)) => {
                let parsed = serde_json::from_str::<serde_json::Value>(text).ok();
                parsed.map_or_else(
                    || tree::plain_at(text, input.name.span),
                    |json| tree::of_value(&json.into(), Dialect::GitLab, input.name.span),
                )
            }
            _ => tree::of_value(value, Dialect::GitLab, input.name.span),
        }
    }

    /// The inputs for the IR.
    pub fn inputs(&self) -> Vec<ir::Input> {
        self.inputs.iter().map(Input::lift).collect()
    }

    fn find(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.name.value == name)
    }
}

/// `inputs` of a job: <https://docs.gitlab.com/ci/yaml/#inputs>. Each has a default.
pub fn of_job(cursor: Cursor<'_>) {
    for (name, cursor) in cursor.entries().into_iter().flatten() {
        if Input::read(name, cursor).default.is_none() {
            let finding =
                Diagnostic::error(INPUT, name.span(), format!("input \"{name}\" of a job needs a default"));
            cursor.findings().push(finding);
        }
    }
}

impl Input {
    fn read(name: &Text, cursor: Cursor<'_>) -> Self {
        let mut input = Self {
            span: cursor.span(),
            name: value::spanned(name),
            description: None,
            kind: Kinds::String,
            default: None,
            options: Vec::new(),
            pattern: None,
            ruled: false,
        };
        if cursor.shape() == Shape::Null {
            return input;
        }
        let Some(mut keys) = cursor.map("input") else { return input };
        if let Some(kind) = keys.get("type") {
            let kind = value::choice(kind, Kinds::NAMES);
            input.kind = kind.and_then(|kind| Kinds::of(kind.as_str())).unwrap_or(Kinds::String);
        }
        input.description = keys.get("description").and_then(value::text).cloned();
        if let Some(pattern) = keys.get("regex").and_then(value::text) {
            input.pattern = compiled(pattern, cursor.findings()).then(|| pattern.clone());
        }
        if let Some(options) = keys.get("options").and_then(value::items) {
            if options.len() > 50 {
                value::at_most(cursor, &options, 50);
            }
            input.options = options.iter().map(|option| option.node().clone()).collect();
        }
        input.ruled = keys.optional("rules").is_some();
        let default = keys.optional("default").filter(value::known);
        keys.finish();
        if let Some(default) = default {
            if default.shape() != Shape::Null {
                input.check(default.node(), cursor.findings());
            }
            input.default = Some(default.node().clone());
        }
        input
    }

    fn settle(&self, given: Option<&Node>, place: Span, asked: bool, findings: &Findings) -> Option<Node> {
        if let Some(value) = given {
            let good = tree::is_unknown(value) || self.check(value, findings);
            return (good && !tree::is_unknown(value)).then(|| value.clone());
        }
        if self.default.is_none() && asked && !self.ruled {
            let message = format!("input \"{}\" is required and has no value", self.name.value);
            let finding = Diagnostic::error(INPUT, place, message);
            findings.push(finding.label(self.name.span, "defined here without a default"));
        }
        self.default.clone()
    }

    /// Whether a value fits; findings say why not.
    fn check(&self, value: &Node, findings: &Findings) -> bool {
        let name = &self.name.value;
        let report = |code, message: String| {
            findings.push(Diagnostic::error(code, value.span, message).label(self.name.span, "defined here"));
            false
        };
        if !self.kind.fits(value) {
            return report(INPUT, format!("input \"{name}\" must be a value of type {}", self.kind.name()));
        }
        let among = |item: &Node| self.options.iter().any(|option| option.as_str() == item.as_str());
        let chosen = value.as_seq().unwrap_or(std::slice::from_ref(value));
        if let Some(stranger) = chosen.iter().find(|item| !self.options.is_empty() && !among(item)) {
            let found = stranger.as_str().unwrap_or("this");
            return report(VALUE, format!("\"{found}\" is not among the options of input \"{name}\""));
        }
        let pattern = self.pattern.as_ref().and_then(|pattern| regex::Regex::new(pattern.as_str()).ok());
        if let Some(pattern) = pattern.filter(|pattern| !pattern.is_match(value.as_str().unwrap_or_default()))
        {
            let found = value.as_str().unwrap_or_default();
            return report(
                VALUE,
                format!("\"{found}\" does not match the regex of input \"{name}\": {pattern}"),
            );
        }
        true
    }

    fn lift(&self) -> ir::Input {
        let kind = match self.kind {
            _ if !self.options.is_empty() && self.kind != Kinds::Array => ir::InputKind::Choice(
                self.options.iter().map(|node| Spanned::new(to_value(node), node.span)).collect(),
            ),
            Kinds::String => ir::InputKind::Text { pattern: self.pattern.clone() },
            Kinds::Number => ir::InputKind::Number,
            Kinds::Boolean => ir::InputKind::Boolean,
            Kinds::Array => ir::InputKind::List,
        };
        let text = self.default.as_ref().and_then(|node| Some(node.as_scalar()?.text.clone()));
        ir::Input {
            span: self.span,
            name: self.name.clone(),
            description: self.description.clone(),
            required: self.default.is_none() && !self.ruled,
            default: text.map(expr::Template::literal),
            default_value: self.default.as_ref().map(to_value),
            kind,
        }
    }
}

fn compiled(pattern: &Text, findings: &Findings) -> bool {
    let bad = regex::Regex::new(pattern.as_str()).is_err();
    if bad {
        let message = format!("\"{pattern}\" is not a valid regular expression");
        findings.push(Diagnostic::error(PATTERN, pattern.span(), message));
    }
    !bad
}

/// A node as a value.
pub fn to_value(node: &Node) -> Value {
    match (&node.kind, node.resolve(SCHEMA)) {
        (Kind::Seq(items), _) => Value::array(items.iter().map(to_value)),
        (Kind::Map(map), _) => {
            Value::object(map.iter().map(|entry| (entry.name().unwrap_or_default(), to_value(&entry.value))))
        }
        (_, Some(Resolved::Null)) => Value::Null,
        (_, Some(Resolved::Bool(flag))) => Value::Bool(flag),
        (_, Some(Resolved::Int(number))) => Value::Number(number as f64),
        (_, Some(Resolved::Float(number))) => Value::Number(number),
        _ => Value::from(node.as_str().unwrap_or_default()),
    }
}
