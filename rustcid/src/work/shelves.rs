use super::caches::CacheScopes;
use crate::check::aside;
use events::{RunId, Timestamp};
use runner::{BlobKey, Kept, Left, Shelf, Summary, UpstreamError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use stores::{BlobError, Blobs, Catalog};

/// Where artifacts and caches are kept. Artifacts go when their run goes.
#[derive(Clone)]
pub struct Shelves {
    artifacts: Arc<dyn Blobs>,
    caches: Arc<dyn Blobs>,
}

impl Shelves {
    /// Shelves of these two kinds. Whoever asks them may block.
    #[must_use]
    pub fn new(artifacts: Arc<dyn Blobs>, caches: Arc<dyn Blobs>) -> Self {
        Self { artifacts, caches }
    }

    /// The files that a run left, by key, and each one's size.
    pub fn of_run(&self, run: &RunId) -> Result<Vec<(String, u64)>, BlobError> {
        let own = format!("{run}\n");
        let found = self.artifacts.list(&own)?;
        let name = |key: &str| key.strip_prefix(&own).map(str::to_owned);
        Ok(found.into_iter().filter_map(|blob| Some((name(&blob.key)?, blob.bytes))).collect())
    }

    /// One of them, by its name; those that jobs leave for each other are found by the job too.
    pub fn artifact(
        &self,
        run: &RunId,
        name: &str,
        job: Option<&str>,
    ) -> Result<Option<Box<dyn Read + Send>>, BlobError> {
        let fits = |key: &str| match Left::read(key) {
            Some(Left::Named(known)) => job.is_none() && known == name,
            Some(Left::OfJob { job: of, name: known }) => job == Some(of) && known == name,
            None => false,
        };
        let found = self.of_run(run)?.into_iter().find(|(key, _)| fits(key));
        found.map_or(Ok(None), |(key, _)| self.artifacts.open(&format!("{run}\n{key}")))
    }

    /// Removes what runs that are gone have left.
    pub fn remove(&self, keys: &[String]) -> Result<(), BlobError> {
        keys.iter().try_for_each(|key| self.artifacts.remove(key))
    }

    /// Artifacts whose time is over, with the run that each belongs to.
    pub fn over(&self, now: Timestamp) -> Result<Vec<(RunId, String)>, BlobError> {
        let run = |key: &str| key.split_once('\n').map(|(run, _)| RunId::from(run));
        let over = self.artifacts.over(now)?;
        Ok(over.into_iter().filter_map(|key| Some((run(&key)?, key))).collect())
    }

    /// Removes caches that nobody has asked for since; how many.
    pub fn remove_unused(&self, since: Timestamp) -> Result<usize, BlobError> {
        let unused: Vec<_> = self.caches.list("")?.into_iter().filter(|cache| cache.used < since).collect();
        unused.iter().try_for_each(|cache| self.caches.remove(&cache.key))?;
        Ok(unused.len())
    }

    /// Lets a run have what another left under a name, for so long.
    pub fn copy(&self, name: &str, from: &RunId, to: &RunId, keep: Duration) -> Result<(), UpstreamError> {
        match self.artifacts.open(&format!("{from}\n{name}")).map_err(said)? {
            Some(mut file) => self.write(&*self.artifacts, &format!("{to}\n{name}"), &mut file, Some(keep)),
            // It was removed meanwhile.
            None => Ok(()),
        }
    }

    fn write(
        &self,
        blobs: &dyn Blobs,
        key: &str,
        from: &mut dyn Read,
        keep: Option<Duration>,
    ) -> Result<(), UpstreamError> {
        let mut to = blobs.create(key, keep).map_err(said)?;
        io::copy(from, &mut to).map_err(|error| unkept(key, &error))?;
        to.flush().map_err(|error| unkept(key, &error))?;
        to.commit().map(|_| ()).map_err(said)
    }
}

/// The shelves as one job sees them: the files of its run, and the caches of its repository.
#[derive(Clone)]
pub struct JobShelves {
    /// All there are.
    pub shelves: Shelves,
    /// Who notes which files belong to a run.
    pub catalog: Arc<dyn Catalog>,
    /// Whose caches it sees.
    pub caches: CacheScopes,
    /// How long artifacts are kept whose pipeline does not say.
    pub keep: Duration,
}

impl JobShelves {
    fn place(&self, shelf: &Shelf) -> (&dyn Blobs, String) {
        match shelf {
            Shelf::Artifacts(run) => (&*self.shelves.artifacts, format!("{run}\n")),
            Shelf::Caches => (&*self.shelves.caches, self.caches.own().to_owned()),
        }
    }

    /// Keeps a file. That it belongs to a run is noted before it is written, so that none is ever left behind.
    pub async fn put(&self, key: &BlobKey, file: &Path, keep: Option<Duration>) -> Result<(), UpstreamError> {
        if key.shelf == Shelf::Caches && !self.caches.writes() {
            tracing::debug!("a job of a fork keeps no cache: {}", key.name);
            return Ok(());
        }
        let full = self.place(&key.shelf).1 + &key.name;
        let mut keep = keep;
        if let Shelf::Artifacts(run) = &key.shelf {
            self.own(run, &full).await?;
            keep = keep.or(Some(self.keep));
        }
        let (this, shelf, file) = (self.clone(), key.shelf.clone(), file.to_owned());
        aside(move || {
            let mut from = std::fs::File::open(&file)
                .map_err(|error| UpstreamError(format!("cannot read {}: {error}", file.display())))?;
            this.shelves.write(this.place(&shelf).0, &full, &mut from, keep)
        })
        .await
    }

    /// Keeps a step's summary among the run's files.
    pub async fn summary(&self, summary: &Summary) -> Result<(), UpstreamError> {
        let Summary { run, job, attempt, step, text } = summary;
        let key = format!("{run}\nsummary {job} {} {}", attempt.0, step.0);
        self.own(run, &key).await?;
        let (shelves, text) = (self.shelves.clone(), text.clone());
        aside(move || shelves.write(&*shelves.artifacts, &key, &mut text.as_bytes(), None)).await
    }

    /// Opens a file, to be read where it may block.
    pub async fn open(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError> {
        let (this, key) = (self.clone(), key.clone());
        aside(move || this.get(&key)).await
    }

    /// The names of files that begin so.
    pub async fn names(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError> {
        let (this, shelf, prefix) = (self.clone(), shelf.clone(), prefix.to_owned());
        aside(move || this.list(&shelf, &prefix)).await
    }

    async fn own(&self, run: &RunId, key: &str) -> Result<(), UpstreamError> {
        self.catalog.own_blob(run, key).await.map_err(|error| UpstreamError(error.to_string()))
    }
}

impl Kept for JobShelves {
    fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError> {
        let (blobs, own) = self.place(&key.shelf);
        let places = match key.shelf {
            Shelf::Artifacts(_) => vec![own.as_str()],
            Shelf::Caches => self.caches.seen().collect(),
        };
        let mut found = places.iter().map(|place| blobs.open(&format!("{place}{}", key.name)));
        found.find_map(Result::transpose).transpose().map_err(said)
    }

    fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError> {
        let (blobs, own) = self.place(shelf);
        let places = match shelf {
            Shelf::Artifacts(_) => vec![own.as_str()],
            Shelf::Caches => self.caches.seen().collect(),
        };
        let mut names: Vec<String> = Vec::new();
        for place in places {
            let found = blobs.list(&format!("{place}{prefix}")).map_err(said)?;
            let found = found.into_iter().filter_map(|blob| blob.key.strip_prefix(place).map(str::to_owned));
            let fresh: Vec<String> = found.filter(|name| !names.contains(name)).collect();
            names.extend(fresh);
        }
        Ok(names)
    }
}

/// Only the artifacts: what a scheduler looks for that reads pipelines out of them.
impl Kept for Shelves {
    fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError> {
        match &key.shelf {
            Shelf::Artifacts(run) => self.artifacts.open(&format!("{run}\n{}", key.name)).map_err(said),
            Shelf::Caches => Ok(None),
        }
    }

    fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError> {
        let Shelf::Artifacts(run) = shelf else { return Ok(Vec::new()) };
        let found = self.of_run(run).map_err(said)?;
        Ok(found.into_iter().map(|(key, _)| key).filter(|key| key.starts_with(prefix)).collect())
    }
}

/// Why something was not kept. What stands before its own name tells only us what it belongs to.
fn unkept(key: &str, error: &io::Error) -> UpstreamError {
    let name = key.rsplit(char::is_control).next().unwrap_or(key);
    UpstreamError(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("cannot keep `{name}`: the server's disk is full")
        }
        _ => format!("cannot keep `{name}`: {error}"),
    })
}

fn said(error: BlobError) -> UpstreamError {
    UpstreamError(error.to_string())
}
