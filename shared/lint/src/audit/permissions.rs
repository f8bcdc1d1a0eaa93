//! What a job's token may.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Span, Spanned};
use ir::{Access, Event, Job, Permissions, Work};

/// A token may more than a job needs.
pub(super) const EXCESSIVE: Audit = Audit {
    rule: Rule {
        code: EXCESSIVE_CODE,
        summary: "a job's token may do more than it needs to",
        page: "Every step of a job, and every action it uses, may do what the job's token may. Say what is needed, and say \
               it at the job that needs it; what is not listed is not allowed.\n\n\
               Told at the level default for a token that may write everything, at strict where nobody says or several \
               jobs share a right to write.\n\n\
               Wrong:\n\n    permissions: write-all\n\n\
               Right:\n\n    permissions:\n      contents: read\n    jobs:\n      release:\n        permissions:\n          \
               contents: write\n",
    },
    check,
};
const EXCESSIVE_CODE: Code = Code("excessive-permissions");

/// A right to write that no comment explains.
pub(super) const UNDOCUMENTED: Audit = Audit {
    rule: Rule {
        code: UNDOCUMENTED_CODE,
        summary: "no comment says what a right is needed for",
        page: "Rights stay when the step that needed them is long gone. A comment on the line tells a reader whether it \
               still does. Told at the level pedantic.\n\n\
               Wrong:\n\n    permissions:\n      packages: write\n\n\
               Right:\n\n    permissions:\n      packages: write # to push the image\n",
    },
    check: undocumented,
};
const UNDOCUMENTED_CODE: Code = Code("undocumented-permissions");

/// Scopes in which a right to write changes nothing that others run or read.
const MINOR: [&str; 3] = ["checks", "statuses", "models"];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    if !scene.exposure.broad_token {
        return;
    }
    let pipeline = scene.pipeline;
    let several = pipeline.jobs.len() > 1;
    // Whoever calls a pipeline says what it may.
    let called =
        !pipeline.triggers.is_empty() && pipeline.triggers.iter().all(|one| one.event == Event::Call);
    match &pipeline.permissions {
        None => missing(scene, called, findings),
        Some(Permissions::All(all)) => everything(all, "every job", Level::Pedantic, findings),
        Some(Permissions::Scopes { scopes, .. }) => {
            let level = if several && !called { Level::Strict } else { Level::Pedantic };
            for (name, access) in scopes.iter().filter(|(_, access)| access.value == Access::Write) {
                let level = if MINOR.contains(&name.as_str()) { Level::Pedantic } else { level };
                let message = format!("every job may write `{}`, whether it needs to or not", name.value);
                let help = "give the right to the jobs that need it";
                let span = name.span.to(access.span);
                findings.add(level, Diagnostic::warning(EXCESSIVE_CODE, span, message).help(help));
            }
        }
    }
    for job in &pipeline.jobs {
        if let Some(Permissions::All(all)) = &job.permissions {
            everything(all, &format!("job `{}`", job.id.value), Level::Strict, findings);
        }
    }
}

fn everything(all: &Spanned<Access>, whose: &str, reading: Level, findings: &mut Findings) {
    let (level, what) = match all.value {
        Access::None => return,
        Access::Read => (reading, "read"),
        Access::Write => (Level::Default, "write"),
    };
    let message = format!("the token of {whose} may {what} everything");
    let help = "list the scopes that are needed";
    findings.add(level, Diagnostic::warning(EXCESSIVE_CODE, all.span, message).help(help));
}

/// Nobody says what tokens may.
fn missing(scene: &Scene<'_>, called: bool, findings: &mut Findings) {
    let silent: Vec<&Job> = scene.pipeline.jobs.iter().filter(|job| job.permissions.is_none()).collect();
    let level = if silent.len() > 1 && !called { Level::Strict } else { Level::Pedantic };
    let help = "write what is needed, as `permissions: {contents: read}`";
    let message = "nobody says what the token may, so it may what the repository's settings allow";
    findings.add(level, Diagnostic::warning(EXCESSIVE_CODE, scene.head(), message).help(help));
    for job in silent {
        let calls = matches!(job.work, Work::Call(_));
        let level = if silent_is_fine(called, calls) { Level::Pedantic } else { Level::Strict };
        let message = format!("nobody says what the token of job `{}` may", job.id.value);
        findings.add(level, Diagnostic::warning(EXCESSIVE_CODE, job.id.span, message).help(help));
    }
}

/// A called pipeline has what its caller gives; only where it calls another in turn must it hand rights on.
fn silent_is_fine(called: bool, calls: bool) -> bool {
    called && !calls
}

fn undocumented(scene: &Scene<'_>, findings: &mut Findings) {
    let of_jobs = scene.pipeline.jobs.iter().filter_map(|job| job.permissions.as_ref());
    for permissions in scene.pipeline.permissions.iter().chain(of_jobs) {
        let Permissions::Scopes { scopes, .. } = permissions else { continue };
        for (name, access) in scopes {
            let usual = name.value == "contents" && access.value == Access::Read;
            if usual || access.value == Access::None || is_explained(scene, name.span) {
                continue;
            }
            let message = format!("no comment says what the right to `{}` is needed for", name.value);
            let finding = Diagnostic::warning(UNDOCUMENTED_CODE, name.span, message);
            findings.add(Level::Pedantic, finding.help("add a comment at the end of the line"));
        }
    }
}

/// Whether a comment ends the line.
fn is_explained(scene: &Scene<'_>, span: Span) -> bool {
    let Some(source) = scene.sources.get(span.source) else { return true };
    let line = source.line(source.location(span.start).line);
    line.split_once(" #").is_some_and(|(_, comment)| !comment.trim().is_empty())
}
