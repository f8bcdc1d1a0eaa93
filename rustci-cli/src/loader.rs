//! Brings the files that a pipeline names: those of its repository, and those of mirrors.

mod mirror;

use crate::{files, repository};
use compile::{Loaded, Loader, Missing, Request};
use globset::GlobBuilder;
use ignore::WalkBuilder;
use mirror::candidates;
use std::path::{Path, PathBuf};

/// Files of a repository, and folders that stand in for other places.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
    /// Stands in for other projects, URLs, templates and catalogues.
    mirror: Option<PathBuf>,
    /// Stands in for actions of other repositories.
    actions: Option<PathBuf>,
    /// Groups of variables by the paths at which they would stand in the repository, and the files that hold them.
    groups: Vec<(String, PathBuf)>,
}

impl Files {
    /// Of the repository at `root`.
    pub fn new(root: PathBuf, mirror: Option<PathBuf>, actions: Option<PathBuf>) -> Self {
        Self { root, mirror, actions, groups: Vec::new() }
    }

    /// With these groups of variables in files of their own.
    pub fn with_groups(mut self, groups: &[(String, String)]) -> Self {
        let place = |(name, file): &(String, String)| {
            (format!("{}/{name}.yml", compile::GROUP_FOLDER), PathBuf::from(file))
        };
        self.groups = groups.iter().map(place).collect();
        self
    }

    /// A group of variables that a person has named, if the path is that of one.
    fn group(&self, path: &str) -> Option<Result<Vec<Loaded>, Missing>> {
        let (_, file) = self.groups.iter().find(|(known, _)| known == path)?;
        let name = file.display().to_string();
        let unreadable = |reason: String| Missing::Unreadable { name: name.clone(), reason };
        let text = files::read(file)
            .map_err(unreadable)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned())));
        Some(text.map(|text| vec![Loaded { name: name.clone(), path: path.to_owned(), text }]))
    }

    fn local(&self, path: &str) -> Result<Vec<Loaded>, Missing> {
        let inside = path.trim_start_matches('/');
        if inside.contains(['*', '?', '[', '{']) && !self.root.join(inside).exists() {
            return self.matching(inside);
        }
        read_in(&self.root, inside, path).map(|loaded| vec![loaded])
    }

    /// The files that a glob means, in order. Links are not followed: they could lead outside or round.
    fn matching(&self, glob: &str) -> Result<Vec<Loaded>, Missing> {
        let unreadable = |reason: String| Missing::Unreadable { name: glob.to_owned(), reason };
        let pattern = GlobBuilder::new(glob.trim_start_matches("./")).literal_separator(true).build();
        let pattern = pattern.map_err(|error| unreadable(error.to_string()))?.compile_matcher();
        let walk = WalkBuilder::new(&self.root)
            .standard_filters(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build();
        let mut found: Vec<String> = Vec::new();
        for entry in
            walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        {
            let path = repository::path_in(&self.root, entry.path());
            if pattern.is_match(&path) {
                found.push(path);
            }
        }
        found.sort();
        found.iter().map(|path| read_in(&self.root, path, path)).collect()
    }

    fn action(&self, reference: &str) -> Result<Vec<Loaded>, Missing> {
        if let Some(inside) = reference.strip_prefix("./") {
            let names = ["action.yml", "action.yaml", "Dockerfile"].map(|name| Path::new(inside).join(name));
            let names = names.iter().filter_map(|name| name.to_str());
            return first_in(&self.root, names, reference);
        }
        self.mirrored(
            self.actions.as_deref(),
            &Request::Action { reference },
            reference,
            "--actions-from DIR",
        )
    }

    fn mirrored(
        &self,
        folder: Option<&Path>,
        request: &Request<'_>,
        name: &str,
        option: &str,
    ) -> Result<Vec<Loaded>, Missing> {
        let help = || format!("name a folder that holds it: {option}");
        let missing = || Missing::NoMirror { name: name.to_owned(), help: help() };
        let folder = folder.ok_or_else(missing)?;
        let candidates = candidates(request);
        match first_in(folder, candidates.iter().map(String::as_str), name) {
            Err(Missing::NotFound { .. }) => Err(missing()),
            loaded => loaded,
        }
    }
}

impl Loader for Files {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        let mirrored = |name: &str| self.mirrored(self.mirror.as_deref(), request, name, "--mirror DIR");
        match request {
            Request::File { path } => self.group(path).unwrap_or_else(|| self.local(path)),
            Request::Action { reference } => self.action(reference),
            Request::Project { project, path, .. } => {
                mirrored(&format!("{project}/{}", path.trim_start_matches('/')))
            }
            Request::Remote { url } => mirrored(url),
            Request::Template { name } => mirrored(name),
            Request::Component { address } => mirrored(address),
        }
    }
}

fn first_in<'a>(
    root: &Path,
    paths: impl Iterator<Item = &'a str>,
    name: &str,
) -> Result<Vec<Loaded>, Missing> {
    for path in paths {
        match read_in(root, path, name) {
            Err(Missing::NotFound { .. }) => {}
            loaded => return loaded.map(|loaded| vec![loaded]),
        }
    }
    Err(Missing::NotFound { name: name.to_owned() })
}

/// A file below a folder, by its path in it. Neither `..` nor a link may lead out.
fn read_in(root: &Path, path: &str, name: &str) -> Result<Loaded, Missing> {
    let name = || name.to_owned();
    let unreadable = |reason: String| Missing::Unreadable { name: name(), reason };
    let file = repository::clean(&root.join(path));
    if !file.starts_with(root) {
        return Err(Missing::Outside { name: name() });
    }
    let real = match file.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Missing::NotFound { name: name() });
        }
        Err(error) => return Err(unreadable(files::reason(&error))),
    };
    let real_root = root.canonicalize().map_err(|error| unreadable(files::reason(&error)))?;
    if !real.starts_with(&real_root) {
        return Err(Missing::Outside { name: name() });
    }
    let bytes = files::read(&real).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
    let path = repository::path_in(root, &file);
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Loaded { name: path.clone(), path, text })
}

#[cfg(test)]
mod tests;
