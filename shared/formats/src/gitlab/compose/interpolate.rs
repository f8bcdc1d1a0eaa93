//! `$[[ inputs.name | function ]]`: <https://docs.gitlab.com/ci/inputs/>.

use super::component::Component;
use super::inputs::Values;
use super::scope::Variables;
use crate::gitlab::codes::INTERPOLATION;
use crate::gitlab::tree;
use crate::gitlab::value::SCHEMA;
use diag::{Diagnostic, Span, Text, did_you_mean};
use yaml::{Entry, Findings, Kind, Node, Scalar};

/// How many functions one block may hold.
const FUNCTIONS: usize = 3;

/// How long a text may become: files that include one another could double it again and again.
const LENGTH: usize = 1 << 20;

/// What blocks are filled from.
pub struct Interpolation<'a> {
    /// The file's inputs.
    pub inputs: &'a Values,
    /// The component the file belongs to.
    pub component: Option<&'a Component>,
    /// For `expand_vars`; nothing while only checking.
    pub variables: Option<&'a Variables>,
    /// Where findings go.
    pub findings: &'a Findings,
}

/// What a block stands for.
enum Filling {
    Known(Node),
    /// Nobody knows: the block stays, and nothing that depends on it is checked.
    Unknown,
}

impl Interpolation<'_> {
    /// The tree with all blocks filled in, in keys as well.
    pub fn node(&self, node: &Node) -> Node {
        match &node.kind {
            Kind::Scalar(scalar) if scalar.text.as_str().contains("$[[") => self.scalar(node, scalar),
            Kind::Scalar(_) => node.clone(),
            Kind::Seq(items) => tree::seq(items.iter().map(|item| self.node(item)).collect(), node),
            Kind::Map(mapping) => {
                let entries = mapping.iter().map(|entry| Entry {
                    key: self.node(&entry.key),
                    value: self.node(&entry.value),
                    merged: entry.merged,
                });
                tree::map(entries, node)
            }
        }
    }

    fn scalar(&self, node: &Node, scalar: &Scalar) -> Node {
        let text = &scalar.text;
        let source = text.as_str();
        let mut out = String::new();
        let mut at = 0;
        while let Some(open) = source[at..].find("$[[").map(|found| at + found) {
            let Some(close) = source[open..].find("]]").map(|found| open + found) else { break };
            let span = text.span_of(open, close + 2);
            let Filling::Known(value) = self.block(&source[open + 3..close], span) else {
                return node.clone();
            };
            let alone = source[..open].trim().is_empty() && source[close + 2..].trim().is_empty();
            if alone {
                return placed(&value, node.span);
            }
            out.push_str(&source[at..open]);
            out.push_str(&flat(&value));
            at = close + 2;
        }
        out.push_str(&source[at..]);
        if out.len() > LENGTH {
            self.report(node.span, format!("this text becomes longer than {LENGTH} bytes"));
            return tree::unknown(node.span);
        }
        tree::string(Text::mapped(out, node.span, Vec::new()))
    }

    fn block(&self, block: &str, span: Span) -> Filling {
        let mut parts = block.split('|').map(str::trim);
        let access = parts.next().unwrap_or_default();
        let functions: Vec<&str> = parts.collect();
        if functions.len() > FUNCTIONS {
            return self.report(span, "too many functions in one block, at most 3 are allowed".to_owned());
        }
        let value = match access.split_once('.') {
            Some(("inputs", name)) => match self.inputs.get(name) {
                Some(Some(value)) => value.clone(),
                Some(None) => return Filling::Unknown,
                None => return self.unknown_input(name, span),
            },
            Some(("component", key)) => match self.component {
                Some(component) => match component.value(key, span) {
                    Some(value) => value,
                    None => return self.report(span, format!("a component has no \"{key}\"")),
                },
                None => return Filling::Unknown,
            },
            Some(("matrix", _)) => return Filling::Unknown,
            _ => return self.report(span, format!("unknown interpolation key \"{access}\"")),
        };
        functions
            .iter()
            .try_fold(value, |value, function| self.call(function, &value, span))
            .map_or(Filling::Unknown, Filling::Known)
    }

    fn call(&self, function: &str, value: &Node, span: Span) -> Option<Node> {
        let Some(text) = value.as_str() else {
            self.report(span, format!("\"{function}\" takes a string, and this input is none"));
            return None;
        };
        let (name, arguments) = match function.split_once('(') {
            Some((name, rest)) => (name.trim(), Some(rest.strip_suffix(')')?)),
            None => (function, None),
        };
        match (name, arguments) {
            ("expand_vars", None) if !text.contains('$') => Some(value.clone()),
            ("expand_vars", None) => Some(tree::string_at(&self.variables?.fill(text), span)),
            ("posix_escape", None) => Some(tree::string_at(&escape(text), span)),
            ("truncate", Some(arguments)) => {
                let numbers: Option<Vec<usize>> =
                    arguments.split(',').map(|part| part.trim().parse().ok()).collect();
                let Some([offset, length]) = numbers.as_deref() else {
                    self.report(
                        span,
                        "\"truncate\" takes an offset and a length, as \"truncate(0,8)\"".to_owned(),
                    );
                    return None;
                };
                let cut: String = text.chars().skip(*offset).take(*length).collect();
                Some(tree::string_at(&cut, span))
            }
            _ => {
                let known = ["expand_vars", "posix_escape", "truncate"];
                let message = format!("no function matches \"{function}\"");
                let finding = Diagnostic::error(INTERPOLATION, span, message);
                self.findings.push(match did_you_mean(name, known) {
                    Some(meant) if meant != name => finding.help(format!("did you mean \"{meant}\"?")),
                    _ => finding
                        .help("the functions are expand_vars, posix_escape and truncate(offset,length)"),
                });
                None
            }
        }
    }

    fn unknown_input(&self, name: &str, span: Span) -> Filling {
        let finding = Diagnostic::error(INTERPOLATION, span, format!("unknown interpolation key \"{name}\""));
        let known = self.inputs.keys().map(String::as_str);
        self.findings.push(match did_you_mean(name, known) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => finding.help(format!("list \"{name}\" under \"spec:inputs\" in the header of this file")),
        });
        Filling::Unknown
    }

    fn report(&self, span: Span, message: String) -> Filling {
        self.findings.push(Diagnostic::error(INTERPOLATION, span, message));
        Filling::Unknown
    }
}

/// An input's value at the place of its block.
fn placed(value: &Node, place: Span) -> Node {
    match &value.kind {
        Kind::Scalar(scalar) => {
            let text = Text::mapped(scalar.text.as_str(), place, Vec::new());
            Node { span: place, kind: Kind::Scalar(Scalar { text, style: scalar.style }), properties: None }
        }
        Kind::Seq(_) | Kind::Map(_) => tree::through(value, place),
    }
}

/// A value inside a text: collections as JSON.
fn flat(value: &Node) -> String {
    match &value.kind {
        Kind::Scalar(scalar) => scalar.text.as_str().to_owned(),
        Kind::Seq(items) => format!("[{}]", items.iter().map(quoted).collect::<Vec<_>>().join(", ")),
        Kind::Map(mapping) => {
            let entries =
                mapping.iter().map(|entry| format!("{}: {}", quoted(&entry.key), quoted(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn quoted(value: &Node) -> String {
    match value.resolve(SCHEMA) {
        Some(yaml::Resolved::Str) => serde_json::Value::from(value.as_str().unwrap_or_default()).to_string(),
        _ => flat(value),
    }
}

/// Every character with a meaning to a shell behind a backslash.
fn escape(text: &str) -> String {
    if text.is_empty() {
        return "''".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("'\n'"),
            c if c.is_alphanumeric() || "_-.,:+/@".contains(c) => out.push(c),
            c => out.extend(['\\', c]),
        }
    }
    out
}
