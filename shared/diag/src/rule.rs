use serde::Serialize;

/// The stable name of a rule, in lower case with dashes: `unknown-key`, `needs-unknown-job`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// A rule's page, printed by `rustci explain CODE`. Every crate that gives diagnostics lists the rules it uses.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code its diagnostics carry.
    pub code: Code,
    /// One line: what it finds.
    pub summary: &'static str,
    /// The page: why it matters, a wrong and a right example.
    pub page: &'static str,
}
