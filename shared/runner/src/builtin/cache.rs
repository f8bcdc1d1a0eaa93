use super::select::{How, Selection};
use super::{Failure, Outputs};
use crate::files::hex;
use crate::pump::Pump;
use crate::{BlobKey, Shelf};
use engine::job::{Cache, Files, Key};
use events::StepId;
use indexmap::IndexMap;
use sha2::{Digest, Sha256};

impl Pump<'_> {
    /// Restores files that an earlier run kept.
    pub(crate) async fn restore_cache(&self, step: StepId, cache: Cache) -> Outputs {
        let wanted = self.cache_key(&cache.key).await?;
        let shelf = version(&cache);
        let mut outputs = IndexMap::from([("cache-primary-key".to_owned(), wanted.clone())]);
        let found = match self.kept(&shelf, &wanted, false).await? {
            Some(found) => Some(found),
            None => self.fall_back(&shelf, &cache, &wanted).await?,
        };
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
        for part in parts(&cache) {
            let key = BlobKey { shelf: Shelf::Caches, name: format!("{}{found}", part.shelf(&shelf)) };
            let root = self.cache_root(&part);
            self.bring(&key, &root).await?;
        }
        self.say(step, &format!("Restored the cache `{found}`")).await?;
        Ok(outputs)
    }

    async fn fall_back(&self, shelf: &str, cache: &Cache, wanted: &str) -> Result<Option<String>, Failure> {
        // The key itself is the first beginning that others may share.
        let own = cache.fallback_prefix.then(|| wanted.to_owned());
        for key in own
            .into_iter()
            .chain(cache.fallback.iter().flat_map(|keys| keys.lines()).map(|key| key.trim().to_owned()))
        {
            if key.is_empty() {
                continue;
            }
            if let Some(found) = self.kept(shelf, &key, cache.fallback_prefix).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The key of a kept cache: this one, or the newest that begins so.
    async fn kept(&self, shelf: &str, key: &str, prefix: bool) -> Result<Option<String>, Failure> {
        let names = self.upstream.list(&Shelf::Caches, &format!("{shelf}{key}")).await?;
        let mut keys = names.into_iter().filter_map(|name| name.strip_prefix(shelf).map(str::to_owned));
        Ok(keys.find(|found| prefix || found == key))
    }

    /// Keeps files for later runs.
    pub(crate) async fn save_cache(&self, step: StepId, cache: Cache) -> Outputs {
        if cache.hit {
            return Ok(IndexMap::new());
        }
        let wanted = self.cache_key(&cache.key).await?;
        let shelf = version(&cache);
        if !cache.declared && self.kept(&shelf, &wanted, false).await?.is_some() {
            self.say(step, &format!("There is a cache `{wanted}` already")).await?;
            return Ok(IndexMap::new());
        }
        let mut count = 0;
        for part in parts(&cache) {
            let how = How { exclude: &[], hidden: true, rooted: part.inside, folders: true };
            let Selection { mut files, .. } = match part.inside {
                true => self.select(&part.globs, how).await?,
                false => self.outside(&part, how).await?,
            };
            if part.inside && cache.untracked {
                files.extend(self.untracked(&[]).await?);
            }
            if files.is_empty() {
                continue;
            }
            count += files.len();
            let key = BlobKey { shelf: Shelf::Caches, name: format!("{}{wanted}", part.shelf(&shelf)) };
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
        match part {
            Part { inside: true, .. } => self.sandbox.layout().workspace.clone(),
            Part { globs, .. } if globs.iter().all(|glob| glob.trim_start_matches('!').starts_with('~')) => {
                self.sandbox.layout().home.clone()
            }
            Part { .. } => "/".to_owned(),
        }
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
    inside: bool,
    globs: Vec<String>,
}

impl Part {
    fn shelf(&self, shelf: &str) -> String {
        if self.inside { shelf.to_owned() } else { format!("outside\u{1}{shelf}") }
    }
}

/// A cache's files in the workspace, and those elsewhere.
fn parts(cache: &Cache) -> Vec<Part> {
    let lines =
        cache.paths.iter().flat_map(|paths| paths.lines()).map(str::trim).filter(|path| !path.is_empty());
    let (outside, inside): (Vec<_>, Vec<_>) = lines.map(str::to_owned).partition(|path| {
        let path = path.trim_start_matches('!');
        path.starts_with(['/', '~']) || path.starts_with("../")
    });
    let part = |inside, globs: Vec<String>| Part { inside, globs };
    let parts = [part(true, inside), part(false, outside)];
    // A cache of nothing but untracked files is one of the workspace.
    parts.into_iter().filter(|part| !part.globs.is_empty() || (part.inside && cache.untracked)).collect()
}

/// Caches of other paths are other caches, whatever their keys, where an action keeps them.
fn version(cache: &Cache) -> String {
    if cache.declared {
        return "declared\u{1}".to_owned();
    }
    let mut hash = Sha256::new();
    for path in cache.paths.iter().flat_map(|paths| paths.lines()) {
        hash.update(path.trim().as_bytes());
        hash.update([0]);
    }
    hash.update([u8::from(cache.untracked)]);
    format!("{}\u{1}", hex(&hash.finalize()[..8]))
}
