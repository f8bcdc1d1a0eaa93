//! The token that stays behind in a checked-out repository.

use super::scene::{Findings, Scene, input};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Span};
use ir::{Action, ArtifactContent, Builtin, Job, Step, Upload};

/// A checkout leaves its token where later steps, and artifacts, find it.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a checkout leaves its token in the workspace",
        page: "The token stays in `.git/config`, where every later step can read it. If the whole workspace is then kept as \
               an artifact, whoever downloads that has the token too. Told at the level default in that case, at strict \
               wherever the token stays.\n\n\
               Wrong:\n\n    - uses: actions/checkout@v4\n    - uses: actions/upload-artifact@v4\n      with:\n        path: .\n\n\
               Right:\n\n    - uses: actions/checkout@v4\n      with:\n        persist-credentials: false\n",
    },
    check,
};
const CODE: Code = Code("artipacked");

/// Paths that are the whole workspace.
const EVERYTHING: [&str; 6] = [".", "./", "*", "**", "**/*", "./**"];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    for (index, (job, step)) in scene.steps.iter().enumerate() {
        let Some(place) = stays(scene, step) else { continue };
        let mut later = scene.steps[index..].iter().filter(|(other, _)| std::ptr::eq(*other, *job));
        let kept = later.find_map(|(_, step)| packed(scene, step)).or_else(|| packed_by(scene, job));
        let help = "tell the checkout not to keep its credentials";
        match kept {
            Some(upload) => {
                let message =
                    "the token of this checkout stays in the workspace, which is then kept as an artifact";
                let finding = Diagnostic::warning(CODE, place, message).label(upload, "with the token in it");
                findings.add(Level::Default, finding.help(help));
            }
            None => {
                let message = "the token of this checkout stays in the workspace";
                findings.add(Level::Strict, Diagnostic::warning(CODE, place, message).help(help));
            }
        }
    }
}

/// Where it says, or fails to say, that a checkout's token stays.
fn stays(scene: &Scene<'_>, step: &Step) -> Option<Span> {
    let Action::Builtin { builtin: Builtin::Checkout { .. }, with, .. } = &step.action else { return None };
    let (name, unasked) = scene.exposure.keeps_token?;
    match input(with, name) {
        Some(value) if value.as_literal().is_some_and(|value| value.eq_ignore_ascii_case("false")) => None,
        Some(value) => Some(value.text().span()),
        None => unasked.then(|| Span::new(step.span.source, step.span.start, step.span.start)),
    }
}

/// Where a step keeps the whole workspace.
fn packed(scene: &Scene<'_>, step: &Step) -> Option<Span> {
    let own = step.artifacts.iter();
    let uploaded = match &step.action {
        Action::Builtin { builtin: Builtin::Upload(upload), .. } => Some(&**upload),
        _ => None,
    };
    own.chain(uploaded).find_map(|upload| whole(scene, upload))
}

/// Where a job keeps the whole workspace.
fn packed_by(scene: &Scene<'_>, job: &Job) -> Option<Span> {
    job.artifacts.iter().find_map(|artifact| match &artifact.content {
        ArtifactContent::Files(upload) => whole(scene, upload),
        ArtifactContent::Report(_) => None,
    })
}

fn whole(scene: &Scene<'_>, upload: &Upload) -> Option<Span> {
    let everything = |path: &&ir::Template| {
        let text = path.text().as_str().trim();
        let named = text.trim_end_matches(['/', '}', ')', ' ']);
        EVERYTHING.contains(&text) || scene.exposure.workspaces.iter().any(|name| named.ends_with(name))
    };
    upload.paths.iter().find(everything).map(|path| path.text().span())
}
