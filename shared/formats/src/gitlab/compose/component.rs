use diag::Span;
use yaml::Node;

use crate::gitlab::tree;

/// What a component's file can ask of itself: <https://docs.gitlab.com/ci/yaml/#speccomponent>.
#[derive(Clone, Debug)]
pub struct Component {
    /// `my-component` of `host/group/project/my-component@1.0`.
    pub name: String,
    /// What stands behind the `@`.
    pub reference: String,
    /// The commit; empty when not known.
    pub sha: String,
}

impl Component {
    /// From the address it was included by.
    pub fn of(address: &str, sha: &str) -> Self {
        let (path, reference) = address.rsplit_once('@').unwrap_or((address, ""));
        let name = path.rsplit('/').next().unwrap_or_default();
        Self { name: name.to_owned(), reference: reference.to_owned(), sha: sha.to_owned() }
    }

    /// `component.KEY`.
    pub fn value(&self, key: &str, place: Span) -> Option<Node> {
        let value = match key {
            "name" => &self.name,
            "reference" | "version" => &self.reference,
            "sha" => &self.sha,
            _ => return None,
        };
        Some(tree::string_at(value, place))
    }
}
