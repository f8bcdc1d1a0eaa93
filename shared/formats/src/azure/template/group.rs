//! Groups of variables that a file stands in for.
use super::Expander;
use crate::azure::group;
use crate::azure::rules::GROUP;
use crate::{Missing, Request};
use diag::Diagnostic;
use yaml::Node;

impl Expander<'_, '_> {
    /// The variables of the group that an item names; none where no file holds it.
    pub(super) fn group(&mut self, item: &Node) -> Option<Vec<Node>> {
        let text = item.as_map()?.get("group")?.as_scalar()?.text.clone();
        if text.as_str().contains("${{") || text.as_str().is_empty() {
            return None;
        }
        for ending in ["yml", "yaml"] {
            let path = format!("{}/{text}.{ending}", group::FOLDER);
            match self.reading.loader.load(&Request::File { path: &path }) {
                Ok(files) => {
                    let Some(file) = files.into_iter().next() else { continue };
                    let (_, root) = self.parse(file)?;
                    let (items, findings) = group::variables(&root);
                    findings.into_iter().for_each(|finding| self.push(finding));
                    return Some(items);
                }
                Err(Missing::NotFound { .. }) => {}
                Err(missing) => {
                    self.push(Diagnostic::error(GROUP, text.span(), missing.to_string()));
                    return None;
                }
            }
        }
        None
    }
}
