//! Which version of somebody else's program a run gets.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Text};
use ir::{CallTarget, Reference, Work};

/// An action may change without the file changing.
pub(super) const UNPINNED: Audit = Audit {
    rule: Rule {
        code: UNPINNED_CODE,
        summary: "an action is not pinned to a commit",
        page: "A tag or branch may be moved to other code at any time, and has been, by whoever took over the owner's \
               account. A commit cannot. Write the version beside it, so that update programs know it. Told at the level \
               strict.\n\n\
               Wrong:\n\n    - uses: actions/checkout@v4\n\n\
               Right:\n\n    - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2\n",
    },
    check: unpinned,
};
const UNPINNED_CODE: Code = Code("unpinned-uses");

/// An action's name is written so that it is hard to read.
pub(super) const OBFUSCATION: Audit = Audit {
    rule: Rule {
        code: OBFUSCATION_CODE,
        summary: "the name of an action is written in a roundabout way",
        page: "Empty, `.` and `..` parts of a path lead nowhere else, but hide from readers and from programs what is used. \
               Told at the level strict.\n\n\
               Wrong:\n\n    - uses: actions/cache/./save@v4\n\n\
               Right:\n\n    - uses: actions/cache/save@v4\n",
    },
    check: obfuscated,
};
const OBFUSCATION_CODE: Code = Code("obfuscation");

fn unpinned(scene: &Scene<'_>, findings: &mut Findings) {
    for used in scene.uses() {
        match used.reference {
            Reference::Remote { text, revision, .. } => moving(text, revision, findings),
            Reference::Image(text) if !text.as_str().contains("@sha256:") => {
                let message = format!("`{}` is not pinned to a digest", text.as_str());
                let finding = Diagnostic::warning(UNPINNED_CODE, text.span(), message);
                findings.add(Level::Strict, finding.help("write the image's digest, as `@sha256:...`"));
            }
            Reference::Image(_) | Reference::Local(_) | Reference::Task(_) => {}
        }
    }
    for job in &scene.pipeline.jobs {
        let Work::Call(call) = &job.work else { continue };
        let (CallTarget::Read { reference, .. } | CallTarget::Missing { reference }) = &call.target;
        if let Some((_, revision)) = reference.as_str().split_once('@') {
            moving(reference, revision, findings);
        }
    }
}

fn moving(text: &Text, revision: &str, findings: &mut Findings) {
    if is_commit(revision) {
        return;
    }
    let message =
        format!("`{}` is not pinned to a commit: what `{revision}` means may change", text.as_str());
    let help = "write the commit in its place, and the version in a comment";
    findings.add(Level::Strict, Diagnostic::warning(UNPINNED_CODE, text.span(), message).help(help));
}

/// Whether a revision is a commit's whole checksum.
pub(super) fn is_commit(revision: &str) -> bool {
    matches!(revision.len(), 40 | 64) && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn obfuscated(scene: &Scene<'_>, findings: &mut Findings) {
    for used in scene.uses() {
        let Reference::Remote { text, path, .. } = used.reference else { continue };
        let roundabout = |part: &str| part.is_empty() || part == "." || part == "..";
        let trailing = text.as_str().split('@').next().is_some_and(|name| name.ends_with('/'));
        if trailing || (!path.is_empty() && path.split('/').any(roundabout)) {
            let message = format!("`{}` is written in a roundabout way", text.as_str());
            let finding = Diagnostic::warning(OBFUSCATION_CODE, text.span(), message);
            findings.add(Level::Strict, finding.help("leave out the empty, `.` and `..` parts of the path"));
        }
    }
}
