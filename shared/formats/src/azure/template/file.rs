//! The files that take part in an expansion.
use super::path::{self, Written};
use super::{Expander, budget, is_unknown};
use crate::azure::rules::{LIMIT, TEMPLATE};
use crate::{Loaded, Missing, Request};
use diag::{Diagnostic, Severity, SourceId, Text, did_you_mean};
use std::collections::HashMap;
use yaml::{Limits, Node};

/// A repository that `resources` names.
#[derive(Clone, Debug)]
pub(super) struct Repository {
    /// What it is called where it is kept: `project/name`.
    pub(super) name: String,
    /// Branch, tag or commit.
    pub(super) revision: Option<String>,
}

/// Where a file stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Origin {
    /// The repository's name in `resources`; nothing for the one of the pipeline itself.
    repository: Option<String>,
    path: String,
}

/// Files by where they stand, and where they stand by their ids.
#[derive(Default)]
pub(super) struct Files {
    loaded: HashMap<Origin, Option<(SourceId, Node)>>,
    origins: HashMap<SourceId, Origin>,
    /// How many templates are open, one inside the other.
    pub(super) depth: usize,
}

impl Files {
    /// Takes in the file that everything begins with.
    pub(super) fn begin(&mut self, source: SourceId, path: &str) {
        self.origins.insert(source, Origin { repository: None, path: path.replace('\\', "/") });
    }
}

impl Expander<'_, '_> {
    /// The tree of the template that a text names, if it can be had.
    pub(super) fn load(&mut self, text: &Text) -> Option<Node> {
        let origin = self.origin(text)?;
        if let Some(known) = self.files.loaded.get(&origin) {
            self.uncertain |= known.is_none();
            return known.as_ref().map(|(_, root)| root.clone());
        }
        if self.files.loaded.len() >= budget::FILES {
            let message = format!("more than {} templates take part", budget::FILES);
            self.error(LIMIT, text.span(), message);
            self.uncertain = true;
            return None;
        }
        let found = self.read(&origin, text);
        self.uncertain |= found.is_none();
        if let Some((source, _)) = &found {
            self.files.origins.insert(*source, origin.clone());
        }
        let root = found.as_ref().map(|(_, root)| root.clone());
        self.files.loaded.insert(origin, found);
        root
    }

    /// Where the template stands that a text names.
    fn origin(&mut self, text: &Text) -> Option<Origin> {
        let Written { path, repository } = path::split(text.as_str());
        if path.is_empty() {
            self.error(TEMPLATE, text.span(), "the path of a template is missing");
            return None;
        }
        let from = self.files.origins.get(&text.span().source).cloned();
        let repository = match repository {
            Some("self") => None,
            Some(name) => Some(self.repository(name, text)?),
            None => from.as_ref().and_then(|from| from.repository.clone()),
        };
        let same = from.as_ref().filter(|from| from.repository == repository);
        let path = path::resolve(path, same.map_or("", |from| from.path.as_str()));
        Some(Origin { repository, path })
    }

    fn repository(&mut self, name: &str, text: &Text) -> Option<String> {
        if self.repositories.contains_key(name) {
            return Some(name.to_owned());
        }
        self.uncertain = true;
        let severity = if self.whole { Severity::Error } else { Severity::Warning };
        let message = format!("there is no repository \"{name}\" in \"resources\"");
        let finding = Diagnostic::new(severity, TEMPLATE, text.span(), message);
        self.push(match did_you_mean(name, self.repositories.keys().map(String::as_str)) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => finding.help("list it under \"resources: repositories\""),
        });
        None
    }

    fn read(&mut self, origin: &Origin, text: &Text) -> Option<(SourceId, Node)> {
        let repository = origin.repository.as_ref().and_then(|name| self.repositories.get(name));
        let request = match repository {
            None => Request::File { path: &origin.path },
            Some(repository) => Request::Project {
                project: &repository.name,
                path: &origin.path,
                revision: repository.revision.as_deref(),
            },
        };
        let missing = || Missing::NotFound { name: origin.path.clone() };
        let loaded =
            self.reading.loader.load(&request).and_then(|files| files.into_iter().next().ok_or_else(missing));
        match loaded {
            Ok(file) => self.parse(file),
            Err(missing) => {
                self.missing(missing, text);
                None
            }
        }
    }

    fn missing(&mut self, missing: Missing, text: &Text) {
        // A run needs every file; a check can go on without those that stand elsewhere.
        let here = matches!(missing, Missing::NotFound { .. } | Missing::Outside { .. });
        let grave = self.is_run() || self.whole && here;
        let severity = if grave { Severity::Error } else { Severity::Warning };
        let finding = Diagnostic::new(severity, TEMPLATE, text.span(), missing.to_string());
        self.push(match missing {
            Missing::NoMirror { help, .. } => finding.help(help),
            _ if text.as_str().contains("$(") => {
                finding.help("write ${{ }}: variables have no values yet when templates are read")
            }
            _ => finding,
        });
    }

    pub(super) fn parse(&mut self, file: Loaded) -> Option<(SourceId, Node)> {
        let known = self
            .reading
            .sources
            .iter()
            .find(|(_, source)| *source.name == *file.name && *source.text == *file.text);
        let source = match known.map(|(id, _)| id) {
            Some(id) => id,
            None => self.reading.sources.add(file.name, file.text),
        };
        let read = yaml::read(self.reading.sources, source, &Limits::default());
        read.diagnostics.into_iter().for_each(|finding| self.push(finding));
        Some((source, read.documents.into_iter().next()?.root))
    }

    /// Learns which repositories there are.
    pub(super) fn learn_repositories(&mut self, resources: &Node) {
        let listed = resources.as_map().and_then(|map| map.get("repositories")).and_then(Node::as_seq);
        for item in listed.unwrap_or_default() {
            let Some(map) = item.as_map() else { continue };
            let text = |key: &str| map.get(key).filter(|node| !is_unknown(node)).and_then(Node::as_str);
            let Some(alias) = text("repository") else { continue };
            let revision = text("ref").map(|full| {
                let short = full.strip_prefix("refs/heads/").or(full.strip_prefix("refs/tags/"));
                short.unwrap_or(full).to_owned()
            });
            let name = text("name").unwrap_or(alias).to_owned();
            self.repositories.insert(alias.to_owned(), Repository { name, revision });
        }
    }
}
