use crate::git::RefName;
use events::{GitRef, PullRequest, Source};
use serde_json::Value;

/// Who or what wants a run, and of what.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What is asked for.
    pub trigger: api::Trigger,
    /// Who asks.
    pub actor: String,
    /// What happened.
    pub happening: Happening,
    /// The forge's own account of it; an object without members where there is none.
    pub payload: Value,
    /// The repository's main branch, where that was told.
    pub default_branch: Option<String>,
    /// The trace that the run goes on with.
    pub traceparent: Option<String>,
}

/// What can make a run begin.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Somebody asks for it.
    Asked,
    /// Commits or a tag were pushed.
    Pushed {
        /// The branch or tag.
        git_ref: GitRef,
        /// Where it is now.
        sha: String,
        /// Where it was; zeros if it was nowhere.
        before: String,
    },
    /// A pull or merge request changed.
    Requested {
        /// The request.
        request: PullRequest,
        /// The commit that is asked to be taken, where its whole hash was told.
        sha: Option<String>,
        /// The ref of the target's repository on which that commit is.
        on: RefName,
    },
    /// Its time has come.
    Due,
    /// Another pipeline's run has ended.
    Ended,
}

impl Wanted {
    /// Somebody asks for a run.
    #[must_use]
    pub fn asked(trigger: api::Trigger, actor: String) -> Self {
        let payload = Value::Object(serde_json::Map::new());
        Self { trigger, actor, happening: Happening::Asked, payload, default_branch: None, traceparent: None }
    }
}

impl Wanted {
    /// Something about a pull request that says nothing of its commits: a label, a comment, its end. Only pipelines that
    /// ask for just that hear of it.
    pub(super) fn is_chatter(&self) -> bool {
        let action = self.payload.get("action").and_then(Value::as_str);
        matches!(self.happening, Happening::Requested { .. })
            && action.is_some_and(|action| !["opened", "synchronize", "reopened"].contains(&action))
    }
}

impl Happening {
    /// What starts the run; nothing where that depends on what is asked for.
    pub(super) fn source(&self) -> Option<Source> {
        match self {
            Self::Asked => None,
            Self::Pushed { git_ref: GitRef::Tag(_), .. } => Some(Source::Tag),
            Self::Pushed { .. } => Some(Source::Push),
            Self::Requested { .. } => Some(Source::PullRequest),
            Self::Due => Some(Source::Schedule),
            Self::Ended => Some(Source::Pipeline),
        }
    }
}

/// Under which ref runs of a pull or merge request are listed, whatever its branch is called.
pub(super) fn request_ref(number: u64) -> String {
    format!("refs/pull/{number}/head")
}

/// Whether the author of a commit wants no run of it, in the words of any forge:
/// <https://docs.github.com/en/actions/managing-workflow-runs/skipping-workflow-runs>,
/// <https://docs.gitlab.com/ci/pipelines/#skip-a-pipeline>,
/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/repos/azure-repos-git#skipping-ci-for-individual-pushes>.
#[must_use]
pub fn asks_to_skip(message: &str) -> bool {
    const WORDS: [&str; 6] =
        ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]", "***no_ci***"];
    let message = message.to_ascii_lowercase();
    let trailer = |line: &str| line.strip_prefix("skip-checks:").is_some_and(|value| value.trim() == "true");
    WORDS.iter().any(|word| message.contains(word)) || message.lines().any(|line| trailer(line.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_can_ask_for_no_run() {
        for message in ["x [skip ci]", "[CI Skip] x", "a\n\nskip-checks: true\n", "***NO_CI***", "[no ci]"] {
            assert!(asks_to_skip(message), "{message}");
        }
        for message in ["skip ci", "[skip cis]", "about skip-checks: true", "skip-checks: false"] {
            assert!(!asks_to_skip(message), "{message}");
        }
    }
}
