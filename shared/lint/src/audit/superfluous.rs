//! Actions that stand for a command that is there anyway.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};

/// An action does what a program on the machine does.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "an action does what a program on the machine does too",
        page: "Every action is a program of somebody else's with the job's rights. Where the machine has a command for it, \
               a script is one author less to trust. Told at the level pedantic.\n\n\
               Wrong:\n\n    - uses: softprops/action-gh-release@v2\n\n\
               Right:\n\n    - run: gh release create \"$TAG\" --generate-notes\n",
    },
    check,
};
const CODE: Code = Code("superfluous-actions");

/// Actions, and what does the same.
const INSTEAD: &[(&str, &str)] = &[
    ("addnab/docker-run-action", "`docker run`, or a container for the job"),
    ("actions-rs/cargo", "`cargo`"),
    ("actions-rs/toolchain", "`rustup`"),
    ("dtolnay/rust-toolchain", "`rustup`"),
    ("actions-rust-lang/setup-rust-toolchain", "`rustup`"),
    ("dcarbone/install-jq-action", "`jq`"),
    ("sergeysova/jq-action", "`jq`"),
    ("elgohr/publish-docker-github-action", "`docker push`"),
    ("ncipollo/release-action", "`gh release create`"),
    ("softprops/action-gh-release", "`gh release create`"),
    ("svenstaro/upload-release-action", "`gh release upload`"),
    ("peter-evans/create-pull-request", "`gh pr create`"),
    ("peter-evans/create-or-update-comment", "`gh issue comment` or `gh pr comment`"),
    ("peter-evans/create-issue-from-file", "`gh issue create`"),
    ("dacbd/create-issue-action", "`gh issue create`"),
    ("actions-ecosystem/action-add-labels", "`gh issue edit --add-label`"),
    ("stefanzweifel/git-auto-commit-action", "`git commit` and `git push`"),
    ("ad-m/github-push-action", "`git push`"),
];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    for used in scene.uses() {
        let name = used.name();
        if let Some((_, instead)) = INSTEAD.iter().find(|(known, _)| *known == name) {
            let message = format!("the machine has a command for what `{}` does", used.text().as_str());
            let finding = Diagnostic::warning(CODE, used.text().span(), message);
            findings.add(Level::Pedantic, finding.help(format!("use {instead} in a script")));
        }
    }
}
