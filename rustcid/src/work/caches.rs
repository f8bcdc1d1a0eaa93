use events::Facts;

/// Whose caches a job sees. What somebody may change with a pull request or a branch of their own is never what others
/// are given: a job writes for its own ref only, and reads that of its ref, of the branch that it wants to be part of,
/// and of the usual branch. A job of a fork's pull request writes none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheScopes {
    seen: Vec<String>,
    fork: bool,
}

impl CacheScopes {
    /// Those of a job of this repository.
    #[must_use]
    pub fn of(repository: &str, facts: &Facts) -> Self {
        let branch = |name: &str| format!("{repository}\nrefs/heads/{name}\n");
        let usual = match facts.repository.default_branch.as_str() {
            "" => "main",
            name => name,
        };
        let mut scopes = match &facts.pull_request {
            Some(request) => vec![format!("{repository}\npull {}\n", request.number), branch(&request.base)],
            None => vec![format!("{repository}\n{}\n", facts.git_ref.full())],
        };
        let usual = branch(usual);
        if !scopes.contains(&usual) {
            scopes.push(usual);
        }
        Self { seen: scopes, fork: facts.pull_request.as_ref().is_some_and(|request| request.fork) }
    }

    /// Where its own are.
    #[must_use]
    pub fn own(&self) -> &str {
        &self.seen[0]
    }

    /// Whether it keeps caches at all.
    #[must_use]
    pub fn writes(&self) -> bool {
        !self.fork
    }

    /// Where to look, its own place first.
    pub fn seen(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shelves::{JobShelves, Shelves};
    use super::*;
    use events::{GitRef, PullRequest};
    use runner::{BlobKey, Kept, Shelf};
    use std::io::Read;
    use std::sync::Arc;
    use std::time::Duration;
    use stores::{FolderBlobs, MemoryStore};

    fn push(branch: &str) -> Facts {
        Facts::new("1", GitRef::Branch(branch.into()))
    }

    fn request(number: u64, base: &str, fork: bool) -> Facts {
        let (title, head, base) = (String::new(), "main".to_owned(), base.to_owned());
        let request = PullRequest { number, title, head, base, fork };
        Facts { pull_request: Some(request), ..push("main") }
    }

    /// Class 7 of attacks on servers: a pull request may read its base's caches and never write them.
    #[tokio::test]
    async fn case_07_cache_poisoning() {
        let root = tempfile::tempdir().unwrap();
        let blobs = |name: &str| Arc::new(FolderBlobs::open(root.path().join(name), None).unwrap());
        let shelves = Shelves::new(blobs("artifacts"), blobs("caches"));
        let job = |repository: &str, facts: &Facts| {
            let (shelves, catalog) = (shelves.clone(), Arc::new(MemoryStore::default()));
            let caches = CacheScopes::of(repository, facts);
            JobShelves { shelves, catalog, caches, keep: Duration::from_secs(60) }
        };
        let key = BlobKey { shelf: Shelf::Caches, name: "deps".into() };
        let put = async |job: &JobShelves, text: &str| {
            let file = root.path().join("file");
            std::fs::write(&file, text).unwrap();
            job.put(&key, &file, None).await.unwrap();
        };
        let get = |job: &JobShelves| {
            let mut text = String::new();
            job.get(&key).unwrap()?.read_to_string(&mut text).unwrap();
            Some(text)
        };
        let (main, ours) = (job("a", &push("main")), job("a", &request(7, "main", false)));
        let fork = job("a", &request(8, "main", true));
        put(&main, "good").await;
        assert_eq!(get(&ours).as_deref(), Some("good"), "it may read its base");
        put(&ours, "poison").await;
        assert_eq!(get(&ours).as_deref(), Some("poison"), "its own come first");
        put(&fork, "poison").await;
        assert_eq!(get(&fork).as_deref(), Some("good"), "a fork keeps nothing");
        assert_eq!(get(&main).as_deref(), Some("good"), "it never writes its base");
        for other in [job("a", &request(9, "main", false)), job("a", &push("dev")), job("a", &push("pull 7"))]
        {
            assert_eq!(get(&other).as_deref(), Some("good"));
        }
        put(&job("a", &push("dev")), "of dev").await;
        assert_eq!(get(&main).as_deref(), Some("good"));
        assert_eq!(get(&job("a", &request(9, "dev", true))).as_deref(), Some("of dev"));
        assert_eq!(main.list(&Shelf::Caches, "de").unwrap(), ["deps"]);
        // Another repository sees nothing of it.
        assert_eq!(get(&job("b", &push("main"))), None);
        assert!(job("b", &push("main")).list(&Shelf::Caches, "").unwrap().is_empty());
    }
}
