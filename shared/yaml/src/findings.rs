use diag::{Code, Diagnostic, Span};
use std::cell::RefCell;
use std::collections::HashSet;

/// Where readers put what they find. It can be shared by any number of cursors, and reading goes on after an error.
#[derive(Debug, Default)]
pub struct Findings {
    list: RefCell<Vec<Diagnostic>>,
}

impl Findings {
    /// Takes in a finding.
    pub fn push(&self, finding: Diagnostic) {
        self.list.borrow_mut().push(finding);
    }

    /// How many there are so far, to see whether a part was read without one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.borrow().len()
    }

    /// Whether there are none so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    /// All findings in the order they came; the same one from several aliases of one node only once.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let mut list = self.list.into_inner();
        let mut seen: HashSet<(Code, Span, String)> = HashSet::new();
        list.retain(|found| seen.insert((found.code, found.primary.span, found.message.clone())));
        list
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, found: T) {
        self.list.get_mut().extend(found);
    }
}
