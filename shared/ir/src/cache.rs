use crate::{Span, Spanned, Template};
use serde::{Deserialize, Serialize};

/// Files kept from run to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cache {
    /// Where it stands.
    pub span: Span,
    /// Under which key.
    pub key: CacheKey,
    /// Keys, or beginnings of keys, to fall back on.
    pub fallback: Vec<Template>,
    /// Whether `fallback` holds beginnings of keys rather than whole ones.
    pub fallback_prefix: bool,
    /// Which files.
    pub paths: Vec<Template>,
    /// Also all files that git does not track.
    pub untracked: bool,
    /// Restore, save or both.
    pub policy: CachePolicy,
    /// The job's outcome at which it is saved.
    pub save_when: Spanned<crate::When>,
    /// A missing entry is an error.
    pub fail_on_miss: Option<Template>,
    /// Looks the key up without restoring.
    pub lookup_only: Option<Template>,
    /// The variable that tells later steps what was restored: `true` for the very key, `inexact` for another, `false`.
    pub hit_variable: Option<Template>,
    /// Entries are separate for protected and other refs.
    pub unprotect: bool,
}

/// How a cache's key comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CacheKey {
    /// As written.
    Text(Template),
    /// From what is in these files.
    Files {
        /// Their globs.
        files: Vec<Template>,
        /// Put before it.
        prefix: Option<Template>,
        /// From the commits that last changed them, rather than their content.
        by_commit: bool,
    },
}

/// Which way a cache goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CachePolicy {
    /// Restored at the start, saved at the end.
    PullPush,
    /// Only restored.
    Pull,
    /// Only saved.
    Push,
    /// Known when the job runs: `pull`, `push` or `pull-push`.
    Computed(Template),
}
