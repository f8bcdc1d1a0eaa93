//! Which version of a program an action brings.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};

/// An action brings whatever version is the newest.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "an action brings the newest version of a program, whatever that is",
        page: "Pinning the action does not pin what it fetches. Say which version. Told at the level strict; for a version \
               that only the run knows at pedantic.\n\n\
               Wrong:\n\n    - uses: aquasecurity/setup-trivy@v0.2.6\n\n\
               Right:\n\n    - uses: aquasecurity/setup-trivy@v0.2.6\n      with:\n        version: v0.67.0\n",
    },
    check,
};
const CODE: Code = Code("unpinned-tools");

/// Actions that fetch a program, and the input with its version.
const FETCHING: [(&str, &str); 12] = [
    ("1password/load-secrets-action", "version"),
    ("aquasecurity/setup-trivy", "version"),
    ("aquasecurity/trivy-action", "version"),
    ("azure/setup-helm", "version"),
    ("azure/setup-kubectl", "version"),
    ("digitalocean/action-doctl", "version"),
    ("golangci/golangci-lint-action", "version"),
    ("goreleaser/goreleaser-action", "version"),
    ("oven-sh/setup-bun", "bun-version"),
    ("denoland/setup-deno", "deno-version"),
    ("hashicorp/setup-terraform", "terraform_version"),
    ("superfly/flyctl-actions/setup-flyctl", "version"),
];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    for used in scene.uses() {
        let name = used.name();
        let Some((_, input)) = FETCHING.iter().find(|(known, _)| *known == name) else { continue };
        let help = format!("say which version, with `{input}`");
        let (level, span, message) = match used.input(input) {
            None => (Level::Strict, used.text().span(), "this brings the newest version, whatever that is"),
            Some(version) => match version.as_literal() {
                Some("" | "latest") => {
                    (Level::Strict, version.text().span(), "this brings the newest version, whatever that is")
                }
                Some(_) => continue,
                None => {
                    (Level::Pedantic, version.text().span(), "only the run knows which version this brings")
                }
            },
        };
        findings.add(level, Diagnostic::warning(CODE, span, message).help(help));
    }
}
