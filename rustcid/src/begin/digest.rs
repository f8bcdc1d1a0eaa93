use crate::check::Text;
use compile::{Loaded, Loader, Missing, Request};
use sha2::{Digest, Sha256};
use std::cell::RefCell;

/// A loader that takes the digest of all that a pipeline is read from: what somebody approves, and nothing else.
pub struct Digesting<'a> {
    inner: &'a dyn Loader,
    hash: RefCell<Sha256>,
}

impl<'a> Digesting<'a> {
    /// Of this file, and what it includes.
    pub fn new(inner: &'a dyn Loader, text: &Text) -> Self {
        let hash = RefCell::new(Sha256::new());
        let this = Self { inner, hash };
        this.add(text.path.as_deref().unwrap_or_default(), &text.text);
        this
    }

    /// Parts cannot flow into each other.
    fn add(&self, path: &str, text: &str) {
        let mut hash = self.hash.borrow_mut();
        for part in [path, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }

    /// The digest of all that was read.
    pub fn digest(self) -> String {
        self.hash.into_inner().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Loader for Digesting<'_> {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        let loaded = self.inner.load(request)?;
        loaded.iter().for_each(|loaded| self.add(&loaded.path, &loaded.text));
        Ok(loaded)
    }
}
