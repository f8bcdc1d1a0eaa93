use super::GitError;
use events::GitRef;

/// The whole name of a ref, checked as git does: <https://git-scm.com/docs/git-check-ref-format>. It can be no option
/// and no pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RefName(String);

const LONGEST: usize = 255;

impl RefName {
    /// Checks a whole name: `refs/heads/main`.
    pub fn new(full: &str) -> Result<Self, GitError> {
        let wrong =
            || GitError::Ref { name: full.chars().filter(|c| !c.is_control()).take(LONGEST).collect() };
        let forbidden = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
        let part = |part: &str| {
            !part.is_empty()
                && !part.starts_with(['.', '-'])
                && !part.ends_with('.')
                && !part.ends_with(".lock")
        };
        let fits = full.starts_with("refs/")
            && full.len() <= LONGEST
            && full.split('/').count() >= 3
            && !full.contains(forbidden)
            && !full.contains("..")
            && !full.contains("@{")
            && full.split('/').all(part);
        fits.then(|| Self(full.to_owned())).ok_or_else(wrong)
    }

    /// The ref of a branch or tag.
    pub fn of(git_ref: &GitRef) -> Result<Self, GitError> {
        Self::new(&git_ref.full())
    }

    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes it over under the same name.
    pub(super) fn refspec(&self) -> String {
        format!("+{0}:{0}", self.0)
    }
}

/// Whether a text is the whole hash of a commit, and of one that exists: all zeros stand for none.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64)
        && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && text.bytes().any(|byte| byte != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_case_11_no_ref_is_an_option_or_a_pattern() {
        for name in
            ["refs/heads/main", "refs/heads/a/b-c", "refs/tags/v1.0", "refs/pull/7/head", "refs/heads/ö"]
        {
            assert!(RefName::new(name).is_ok(), "{name}");
        }
        for name in [
            "main",
            "--upload-pack=touch x",
            "refs/heads/--upload-pack=x",
            "refs/heads/-x",
            "refs/heads/a\nb",
            "refs/heads/a b",
            "refs/heads/a:refs/heads/b",
            "refs/heads/*",
            "refs/heads/../x",
            "refs/heads/x.lock",
            "refs/heads/",
            "refs/heads/a@{1}",
            "refs/heads",
        ] {
            assert!(RefName::new(name).is_err(), "{name}");
        }
        assert!(RefName::new(&format!("refs/heads/{}", "a".repeat(300))).is_err());
        assert!(
            is_hash(&"0a".repeat(20))
                && !is_hash(&"0".repeat(40))
                && !is_hash("--all")
                && !is_hash(&"G".repeat(40))
        );
    }
}
