//! Whose actions are used.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};
use ir::Reference;

/// The name of an action is nearly that of a popular one.
pub(super) const TYPOSQUAT: Audit = Audit {
    rule: Rule {
        code: TYPOSQUAT_CODE,
        summary: "the owner of an action is nearly, but not quite, a well-known one",
        page: "Names beside well-known ones are registered by people who hope for slips. Told at the level default.\n\n\
               Wrong:\n\n    - uses: action/checkout@v4\n\n\
               Right:\n\n    - uses: actions/checkout@v4\n",
    },
    check: typosquat,
};
const TYPOSQUAT_CODE: Code = Code("typosquat-uses");

/// An action is no longer looked after.
pub(super) const ARCHIVED: Audit = Audit {
    rule: Rule {
        code: ARCHIVED_CODE,
        summary: "an action's repository is archived",
        page: "Nobody mends it any more, whatever is found in it. Look for another, or write the few commands that it stands \
               for. Told at the level strict.\n\n\
               Wrong:\n\n    - uses: actions-rs/toolchain@v1\n\n\
               Right:\n\n    - run: rustup toolchain install stable\n",
    },
    check: archived,
};
const ARCHIVED_CODE: Code = Code("archived-uses");

/// Well-known actions, by name.
const WELL_KNOWN: &[&str] = &[
    "actions/cache",
    "actions/checkout",
    "actions/create-github-app-token",
    "actions/deploy-pages",
    "actions/download-artifact",
    "actions/github-script",
    "actions/labeler",
    "actions/setup-dotnet",
    "actions/setup-go",
    "actions/setup-java",
    "actions/setup-node",
    "actions/setup-python",
    "actions/stale",
    "actions/upload-artifact",
    "actions/upload-pages-artifact",
    "aws-actions/configure-aws-credentials",
    "azure/login",
    "codecov/codecov-action",
    "docker/build-push-action",
    "docker/login-action",
    "docker/metadata-action",
    "docker/setup-buildx-action",
    "docker/setup-qemu-action",
    "dtolnay/rust-toolchain",
    "github/codeql-action",
    "golangci/golangci-lint-action",
    "google-github-actions/auth",
    "hashicorp/setup-terraform",
    "peter-evans/create-pull-request",
    "pnpm/action-setup",
    "pypa/gh-action-pypi-publish",
    "ruby/setup-ruby",
    "softprops/action-gh-release",
    "swatinem/rust-cache",
];

/// Repositories of actions that are archived.
const GONE: &[&str] = &[
    "actions/create-release",
    "actions/setup-elixir",
    "actions/setup-haskell",
    "actions/setup-ruby",
    "actions/upload-release-asset",
    "actions-rs/audit-check",
    "actions-rs/cargo",
    "actions-rs/clippy-check",
    "actions-rs/grcov",
    "actions-rs/install",
    "actions-rs/tarpaulin",
    "actions-rs/toolchain",
    "andymckay/labeler",
    "dawidd6/action-delete-branch",
    "fabianhenneke/clang-format-action",
    "gradle/wrapper-validation-action",
    "gradle/gradle-build-action",
    "hecrj/setup-rust-action",
    "helm/chart-releaser-action",
    "repo-sync/pull-request",
    "repo-sync/github-sync",
    "trilom/file-changes-action",
];

fn typosquat(scene: &Scene<'_>, findings: &mut Findings) {
    for used in scene.uses() {
        let Reference::Remote { text, owner, repo, .. } = used.reference else { continue };
        let name = format!("{owner}/{repo}").to_lowercase();
        let Some(meant) = WELL_KNOWN.iter().find(|known| is_slip(&name, known)) else { continue };
        let message = format!("`{name}` is not `{meant}`, but nearly so");
        let finding = Diagnostic::warning(TYPOSQUAT_CODE, text.span(), message);
        findings.add(Level::Default, finding.help(format!("use `{meant}`, if that is what you mean")));
    }
}

/// Whether a name is another one with a slip of the finger in it. Owners alone may differ: anyone may call a repository
/// what others call theirs.
fn is_slip(name: &str, known: &str) -> bool {
    let (Some((owner, repo)), Some((known_owner, known_repo))) =
        (name.split_once('/'), known.split_once('/'))
    else {
        return false;
    };
    let owner_slips = owner != known_owner && known_owner.len() > 4 && slipped(owner, known_owner);
    repo == known_repo && owner_slips
}

/// One character left out, doubled, swapped with the next, or taken for one that looks like it.
fn slipped(name: &str, known: &str) -> bool {
    let (name, known): (Vec<char>, Vec<char>) = (name.chars().collect(), known.chars().collect());
    let without = |text: &[char], at: usize| -> Vec<char> { [&text[..at], &text[at + 1..]].concat() };
    if name.len() + 1 == known.len() {
        return (0..known.len()).any(|at| without(&known, at) == name);
    }
    if name.len() == known.len() + 1 {
        let doubled = |at: usize| at > 0 && name[at] == name[at - 1];
        return (0..name.len()).any(|at| doubled(at) && without(&name, at) == known);
    }
    if name.len() != known.len() {
        return false;
    }
    let differ: Vec<usize> = (0..name.len()).filter(|at| name[*at] != known[*at]).collect();
    match differ.as_slice() {
        [at] => LOOKALIKE.contains(&(known[*at], name[*at])),
        [first, .., last] => transposed(&name, &known, *first, *last),
        [] => false,
    }
}

/// Whether one character has moved, or two have changed places.
fn transposed(name: &[char], known: &[char], first: usize, last: usize) -> bool {
    let mut name: Vec<char> = name.to_vec();
    name.swap(first, last);
    name == known
}

/// Characters that look alike.
const LOOKALIKE: [(char, char); 8] =
    [('o', '0'), ('l', '1'), ('i', '1'), ('i', 'l'), ('l', 'i'), ('e', '3'), ('s', '5'), ('a', '4')];

fn archived(scene: &Scene<'_>, findings: &mut Findings) {
    for used in scene.uses() {
        let Reference::Remote { text, owner, repo, .. } = used.reference else { continue };
        if GONE.contains(&format!("{owner}/{repo}").to_lowercase().as_str()) {
            let message = format!("the repository of `{owner}/{repo}` is archived: nobody mends it any more");
            let finding = Diagnostic::warning(ARCHIVED_CODE, text.span(), message);
            findings.add(
                Level::Strict,
                finding.help("look for another, or write the commands that it stands for"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_told_from_other_names() {
        for name in ["action/checkout", "cations/checkout", "acti0ns/checkout", "actiions/checkout"] {
            assert!(is_slip(name, "actions/checkout"), "{name}");
        }
        for name in ["actions/checkout", "acme/checkout", "actions/checkouts", "myactions/checkout"] {
            assert!(!is_slip(name, "actions/checkout"), "{name}");
        }
    }
}
