use super::select::{How, Selection};
use super::{Failure, Outputs};
use crate::files::hex;
use crate::pump::Pump;
use crate::{BlobKey, Shelf};
use engine::job::{Cache, Files, Key};
use events::{Signal, StepId, Variable};
use indexmap::IndexMap;
use sha2::{Digest, Sha256};

impl Pump<'_> {
    /// Restores files that an earlier run kept.
    pub(crate) async fn restore_cache(&self, step: StepId, cache: Cache) -> Outputs {
        let wanted = self.cache_key(&cache.key).await?;
        let parts = self.parts(&cache);
        let mut outputs = IndexMap::from([("cache-primary-key".to_owned(), wanted.clone())]);
        let found = match self.kept(&parts, &wanted, false).await? {
            Some(found) => Some(found),
            None => self.fall_back(&parts, &cache, &wanted).await?,
        };
        if let Some(name) = cache.hit_variable.clone() {
            let value = match &found {
                Some(found) if *found == wanted => "true",
                Some(_) => "inexact",
                None => "false",
            };
            self.tell(
                step,
                Signal::Variable(Variable { name, value: value.to_owned(), ..Variable::default() }),
            );
        }
        let Some(found) = found else {
            if cache.fail_on_miss {
                return Err(Failure::Invalid(format!("there is no cache for `{wanted}`")));
            }
            self.say(step, &format!("No cache for `{wanted}`")).await?;
            return Ok(outputs);
        };
        outputs.insert("cache-hit".to_owned(), (found == wanted).to_string());
        outputs.insert("cache-matched-key".to_owned(), found.clone());
        if cache.lookup_only {
            self.say(step, &format!("There is a cache `{found}`")).await?;
            return Ok(outputs);
        }
        for part in parts {
            let key = BlobKey { shelf: Shelf::Caches, name: format!("{}{found}", part.shelf) };
            let root = self.cache_root(&part);
            self.bring(&key, &root).await?;
        }
        self.say(step, &format!("Restored the cache `{found}`")).await?;
        Ok(outputs)
    }

    async fn fall_back(
        &self,
        parts: &[Part],
        cache: &Cache,
        wanted: &str,
    ) -> Result<Option<String>, Failure> {
        // The key itself is the first beginning that others may share.
        let own = cache.fallback_prefix.then(|| wanted.to_owned());
        for key in own
            .into_iter()
            .chain(cache.fallback.iter().flat_map(|keys| keys.lines()).map(|key| key.trim().to_owned()))
        {
            if key.is_empty() {
                continue;
            }
            if let Some(found) = self.kept(parts, &key, cache.fallback_prefix).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The key of a kept cache: this one, or the newest that begins so. Some of its parts may have had no files.
    async fn kept(&self, parts: &[Part], key: &str, prefix: bool) -> Result<Option<String>, Failure> {
        for Part { shelf, .. } in parts {
            let names = self.upstream.list(&Shelf::Caches, &format!("{shelf}{key}")).await?;
            let mut keys = names.into_iter().filter_map(|name| name.strip_prefix(shelf).map(str::to_owned));
            if let Some(found) = keys.find(|found| prefix || found == key) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Keeps files for later runs.
    pub(crate) async fn save_cache(&self, step: StepId, cache: Cache) -> Outputs {
        if cache.hit {
            return Ok(IndexMap::new());
        }
        let wanted = self.cache_key(&cache.key).await?;
        let parts = self.parts(&cache);
        if !cache.declared && self.kept(&parts, &wanted, false).await?.is_some() {
            self.say(step, &format!("There is a cache `{wanted}` already")).await?;
            return Ok(IndexMap::new());
        }
        let mut count = 0;
        for part in parts {
            let inside = part.place == Place::Workspace;
            let how = How { exclude: &[], hidden: true, rooted: inside, folders: true };
            let Selection { mut files, .. } = match inside {
                true => self.select(&part.globs, how).await?,
                false => self.outside(&part, how).await?,
            };
            if inside && cache.untracked {
                files.extend(self.untracked(&[]).await?);
            }
            if files.is_empty() {
                continue;
            }
            count += files.len();
            let key = BlobKey { shelf: Shelf::Caches, name: format!("{}{wanted}", part.shelf) };
            self.keep(&key, &self.cache_root(&part), files, None).await?;
        }
        let line = match count {
            0 => format!("No files match {}: no cache is kept", cache.paths.join(", ")),
            _ => format!("Kept {count} files as the cache `{wanted}`"),
        };
        self.say(step, &line).await?;
        Ok(IndexMap::new())
    }

    /// Files outside of the workspace, named from the file system's root.
    async fn outside(&self, part: &Part, how: How<'_>) -> Result<Selection, Failure> {
        let found = self.select(&part.globs, how).await?;
        let root = found.root.trim_matches('/').to_owned();
        let name = |file: &String| if root.is_empty() { file.clone() } else { format!("{root}/{file}") };
        let home = self.cache_root(part);
        let home = home.trim_matches('/');
        let names = found.files.iter().map(name);
        let inner = names.filter_map(|name| match home {
            "" => Some(name),
            home => name.strip_prefix(home).map(|rest| rest.trim_start_matches('/').to_owned()),
        });
        Ok(Selection { root: self.cache_root(part), files: inner.collect() })
    }

    /// The folder that a cache's files are named from.
    fn cache_root(&self, part: &Part) -> String {
        let layout = self.sandbox.layout();
        match part.place {
            Place::Workspace => layout.workspace.clone(),
            Place::Temp => layout.temp.clone(),
            Place::Home => layout.home.clone(),
            Place::Anywhere => "/".to_owned(),
        }
    }

    /// A cache's files, by where they are. The workspace and the job's temporary folder are elsewhere in the next run.
    fn parts(&self, cache: &Cache) -> Vec<Part> {
        let layout = self.sandbox.layout();
        let lines = cache.paths.iter().flat_map(|paths| paths.lines()).map(str::trim);
        let mut found: Vec<(Place, Vec<String>)> = Vec::new();
        let mut named = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let (mark, path) = line.strip_prefix('!').map_or(("", line), |path| ("!", path));
            let (place, glob, name) = match (below(path, &layout.workspace), below(path, &layout.temp)) {
                (Some(rest), _) => (Place::Workspace, rest.to_owned(), rest.to_owned()),
                (None, Some(rest)) => (Place::Temp, path.to_owned(), format!("temp\u{1}{rest}")),
                _ if path.starts_with('~') => (Place::Home, path.to_owned(), path.to_owned()),
                _ if path.starts_with('/') || path.starts_with("../") => {
                    (Place::Anywhere, path.to_owned(), path.to_owned())
                }
                _ => (Place::Workspace, path.to_owned(), path.to_owned()),
            };
            named.push(format!("{mark}{name}"));
            let glob = format!("{mark}{glob}");
            match found.iter_mut().find(|(other, _)| *other == place) {
                Some((_, globs)) => globs.push(glob),
                None => found.push((place, vec![glob])),
            }
        }
        // A cache of nothing but untracked files is one of the workspace.
        if cache.untracked && !found.iter().any(|(place, _)| *place == Place::Workspace) {
            found.push((Place::Workspace, Vec::new()));
        }
        let version = version(cache, &named);
        let shelf = |place: Place| format!("{}{version}", place.mark());
        found.into_iter().map(|(place, globs)| Part { shelf: shelf(place), place, globs }).collect()
    }

    async fn cache_key(&self, key: &Key) -> Result<String, Failure> {
        Ok(match key {
            Key::Text(key) if key.is_empty() => "default".to_owned(),
            Key::Text(key) => key.clone(),
            Key::Files { files, prefix, by_commit } => {
                let hash = match by_commit {
                    true => self.last_commits(files).await?,
                    false => None,
                };
                let hash = match hash {
                    Some(hash) => hash,
                    None => {
                        let patterns: Vec<_> = files.iter().map(String::as_str).collect();
                        self.hashing().hash(&patterns).map_err(Failure::Broken)?
                    }
                };
                let hash = if hash.is_empty() { "default".to_owned() } else { hash };
                match prefix.as_deref().filter(|prefix| !prefix.is_empty()) {
                    Some(prefix) => format!("{prefix}-{hash}"),
                    None => hash,
                }
            }
        })
    }

    /// A hash over the last commits of files; none where git knows nothing of them.
    async fn last_commits(&self, files: &[String]) -> Result<Option<String>, Failure> {
        let mut argv = vec!["git", "log", "-1", "--format=%H", "--"];
        argv.extend(files.iter().map(String::as_str));
        let (code, output) = self.ask(&argv).await?;
        let commit = output.trim();
        Ok((code == 0 && !commit.is_empty()).then(|| hex(&Sha256::digest(commit.as_bytes()))))
    }
}

/// Files of a cache that are named from one folder.
struct Part {
    /// What the names of its blobs begin with.
    shelf: String,
    place: Place,
    globs: Vec<String>,
}

/// Where files of a cache are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Workspace,
    /// The job's folder for temporary files.
    Temp,
    Home,
    Anywhere,
}

impl Place {
    fn mark(self) -> &'static str {
        match self {
            Self::Workspace => "",
            Self::Temp => "temp\u{1}",
            Self::Home => "home\u{1}",
            Self::Anywhere => "outside\u{1}",
        }
    }
}

/// What is left of a path in a folder.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(".") } else { rest.strip_prefix('/') }
}

/// Caches of other paths are other caches, whatever their keys, where an action keeps them.
fn version(cache: &Cache, paths: &[String]) -> String {
    if cache.declared {
        return "declared\u{1}".to_owned();
    }
    let mut hash = Sha256::new();
    for path in paths {
        hash.update(path.as_bytes());
        hash.update([0]);
    }
    hash.update([u8::from(cache.untracked)]);
    format!("{}\u{1}", hex(&hash.finalize()[..8]))
}
