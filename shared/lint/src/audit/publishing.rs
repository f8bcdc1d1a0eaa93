//! Jobs that publish, and how they prove who they are.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Span, Text};
use ir::{Access, Job, Permissions, Template};

/// A registry that knows short-lived identities gets a password instead.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a package is published with a password, and its registry takes the run's own identity",
        page: "Some registries let a project say which pipeline may publish, and then trust the identity that the service \
               gives each run. There is no password that could be stolen. Told at the level strict.\n\n\
               Wrong:\n\n    - run: npm publish\n      env:\n        NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}\n\n\
               Right:\n\n    permissions:\n      id-token: write\n    ...\n    - run: npm publish\n",
    },
    check,
};
const CODE: Code = Code("use-trusted-publishing");

/// Actions that publish.
const PUBLISHERS: [&str; 12] = [
    "actions/create-release",
    "docker/build-push-action",
    "goreleaser/goreleaser-action",
    "js-devtools/npm-publish",
    "ncipollo/release-action",
    "pypa/gh-action-pypi-publish",
    "rubygems/release-gem",
    "rubygems/configure-rubygems-credentials",
    "softprops/action-gh-release",
    "svenstaro/upload-release-action",
    "release-drafter/release-drafter",
    "rust-lang/crates-io-auth-action",
];

/// Commands that publish to such a registry: the words in their order, options aside.
const COMMANDS: &[&[&str]] = &[
    &["npm", "publish"],
    &["pnpm", "publish"],
    &["bun", "publish"],
    &["cargo", "publish"],
    &["gem", "push"],
    &["twine", "upload"],
    &["uv", "publish"],
    &["poetry", "publish"],
    &["hatch", "publish"],
    &["pdm", "publish"],
    &["flit", "publish"],
    &["nuget", "push"],
];

/// Inputs with which an action gets a password, and its name.
const PASSWORDS: [(&str, &str); 3] = [
    ("pypa/gh-action-pypi-publish", "password"),
    ("rubygems/configure-rubygems-credentials", "api-token"),
    ("actions/setup-node", "always-auth"),
];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    if !scene.exposure.broad_token {
        // Identities of runs are asked for by rights of the token.
        return;
    }
    let mut tell = |span: Span| {
        let message = "this publishes with a password, and the registry takes the run's own identity";
        let help =
            "let the registry trust this pipeline, give the job `id-token: write`, and drop the password";
        findings.add(Level::Strict, Diagnostic::warning(CODE, span, message).help(help));
    };
    for (job, _, script) in scene.scripts() {
        if !has_identity(scene, job) {
            commands(script.text()).into_iter().for_each(&mut tell);
        }
    }
    for used in scene.uses() {
        let name = used.name();
        for (_, password) in PASSWORDS.iter().filter(|(action, _)| *action == name) {
            let given = used.input(password).filter(|value| value.as_literal() != Some("false"));
            let public = used.input("registry-url").is_none_or(is_public);
            if given.is_some()
                && public
                && (name != "actions/setup-node" || used.input("registry-url").is_some())
            {
                tell(used.text().span());
            }
        }
    }
}

fn is_public(url: &Template) -> bool {
    url.as_literal().is_some_and(|url| url.contains("registry.npmjs.org"))
}

/// Whether a job may ask for the run's identity.
fn has_identity(scene: &Scene<'_>, job: &Job) -> bool {
    match job.permissions.as_ref().or(scene.pipeline.permissions.as_ref()) {
        None => false,
        Some(Permissions::All(all)) => all.value == Access::Write,
        Some(Permissions::Scopes { scopes, .. }) => {
            scopes.iter().any(|(name, access)| name.value == "id-token" && access.value == Access::Write)
        }
    }
}

/// Whether a job publishes, by its steps.
pub(super) fn publishes(scene: &Scene<'_>, job: &Job) -> bool {
    let own = |other: &Job| std::ptr::eq(other, job);
    scene.uses().iter().any(|used| own(used.job) && PUBLISHERS.contains(&used.name().as_str()))
        || scene.scripts().iter().any(|(other, _, script)| own(other) && !commands(script.text()).is_empty())
}

/// The places of commands that publish.
fn commands(text: &Text) -> Vec<Span> {
    let (mut found, mut start) = (Vec::new(), 0);
    for command in joined(text.as_str()) {
        let line = command.trim_start();
        let words: Vec<&str> =
            line.split_whitespace().filter(|word| !word.starts_with('-') && *word != "\\").collect();
        let publishes = |known: &&&[&str]| {
            words
                .windows(known.len().max(1))
                .any(|window| window.iter().zip(**known).all(|(word, known)| is(word, known)))
        };
        if !line.starts_with('#')
            && !words.contains(&"--dry-run")
            && COMMANDS.iter().any(|known| publishes(&known))
        {
            let from = start + command.len() - line.len();
            found.push(text.span_of(from, from + line.trim_end().len()));
        }
        start += command.len();
    }
    found
}

/// A word of a command, perhaps with the version of the program.
fn is(word: &str, known: &str) -> bool {
    word == known
        || word.strip_prefix(known).is_some_and(|rest| rest.starts_with("==") || rest.starts_with('@'))
}

/// The lines of a script, those that go on in the next one with it.
fn joined(text: &str) -> Vec<&str> {
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        if !line.trim_end().ends_with('\\') {
            lines.push(&text[start..at]);
            start = at;
        }
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}
