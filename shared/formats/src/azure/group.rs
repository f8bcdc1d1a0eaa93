//! Variable groups, whose values the service keeps
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/library/variable-groups>). Here a file holds them: names
//! and values, or what `az pipelines variable-group show` prints.

use super::rules::GROUP;
use crate::tree;
use diag::{Diagnostic, SourceMap, Span};
use yaml::{Entry, Limits, Node};

/// Where the files of groups stand in a repository.
pub const FOLDER: &str = ".rustci/variables";

/// A variable of a group.
struct Member {
    key: Node,
    value: Option<Node>,
    secret: bool,
}

/// The variables of a file, and what is wrong with it.
fn members(root: &Node) -> (Vec<Member>, Vec<Diagnostic>) {
    let wrong = |span: Span, message: &str| Diagnostic::error(GROUP, span, message);
    let listed = root.as_map().and_then(|map| map.get("variables")).filter(|node| node.as_map().is_some());
    let Some(map) = listed.unwrap_or(root).as_map() else {
        return (Vec::new(), vec![wrong(root.span, "a group of variables is a mapping of names to values")]);
    };
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    for entry in map.iter() {
        let member = match (entry.value.as_scalar(), entry.value.as_map()) {
            (Some(_), _) => {
                Member { key: entry.key.clone(), value: Some(entry.value.clone()), secret: false }
            }
            (None, Some(inner)) => Member {
                key: entry.key.clone(),
                value: inner.get("value").filter(|value| value.as_scalar().is_some()).cloned(),
                secret: inner.get("isSecret").and_then(Node::as_str) == Some("true"),
            },
            (None, None) => {
                let finding = wrong(entry.value.span, "the value of a variable is a text");
                findings
                    .push(finding.help("write it as NAME: VALUE, or NAME: {value: VALUE, isSecret: true}"));
                continue;
            }
        };
        members.push(member);
    }
    (members, findings)
}

/// The variables of a group that are no secrets, as items of a list of variables.
pub(super) fn variables(root: &Node) -> (Vec<Node>, Vec<Diagnostic>) {
    let (members, findings) = members(root);
    let item = |member: Member| {
        let span = member.key.span;
        let value = member.value.unwrap_or_else(|| tree::string_at("", span));
        let part = |key: &str, value: Node| Entry { key: tree::string_at(key, span), value, merged: None };
        tree::map([part("name", member.key.clone()), part("value", value)], &member.key)
    };
    (members.into_iter().filter(|member| !member.secret).map(item).collect(), findings)
}

/// The secrets in the file of a group, names and values. What cannot be read has none: reading the pipeline says why.
#[must_use]
pub fn secrets(text: &str) -> Vec<(String, String)> {
    let mut sources = SourceMap::default();
    let source = sources.add("group", text);
    let read = yaml::read(&sources, source, &Limits::default());
    let members = read.documents.iter().flat_map(|document| members(&document.root).0);
    let secrets = members.filter(|member| member.secret);
    secrets.filter_map(|member| Some((text_of(&member.key)?, text_of(member.value.as_ref()?)?))).collect()
}

fn text_of(node: &Node) -> Option<String> {
    node.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::secrets;

    #[test]
    fn secrets_of_a_group_are_told_apart() {
        let plain = "a: b\nkey: {value: s3cret, isSecret: true}\nother: {isSecret: true}\n";
        assert_eq!(secrets(plain), [("key".to_owned(), "s3cret".to_owned())]);
        let printed =
            r#"{"name": "g", "variables": {"key": {"isSecret": true, "value": "x"}, "a": {"value": "b"}}}"#;
        assert_eq!(secrets(printed), [("key".to_owned(), "x".to_owned())]);
        assert_eq!(secrets("- a\n"), []);
    }
}
