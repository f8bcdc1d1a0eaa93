//! Tokens that an application of the forge gives a job.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};

/// An application's token lives longer, or may more, than the job needs.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "an application's token lives longer or may more than the job needs",
        page: "The token can do all that the application can, in every repository of the owner, until it is given back at \
               the job's end. Say which repositories and which rights are needed, and let it be given back. Told at the \
               level strict.\n\n\
               Wrong:\n\n    - uses: actions/create-github-app-token@v2\n      with:\n        owner: acme\n\n\
               Right:\n\n    - uses: actions/create-github-app-token@v2\n      with:\n        owner: acme\n        \
               repositories: site\n        permission-contents: read\n",
    },
    check,
};
const CODE: Code = Code("app-token");

/// The action that asks for such tokens.
const ACTION: &str = "actions/create-github-app-token";
/// Rights that are the owner's and no repository's begin so.
const OWNERS_RIGHTS: [&str; 3] = ["permission-members", "permission-organization-", "permission-team-"];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let tell = |findings: &mut Findings, span, message: &str, help: &str| {
        findings.add(Level::Strict, Diagnostic::warning(CODE, span, message).help(help));
    };
    for used in scene.uses().iter().filter(|used| used.name() == ACTION) {
        if let Some(kept) = used.input("skip-token-revoke").filter(|kept| kept.as_literal() != Some("false"))
        {
            let message = "the token is not given back at the end of the job";
            tell(findings, kept.text().span(), message, "leave `skip-token-revoke` out");
        }
        let rights =
            || used.with.iter().filter(|(name, _)| name.to_ascii_lowercase().starts_with("permission-"));
        if rights().next().is_none() {
            let message = "the token may all that the application may";
            tell(findings, used.text().span(), message, "say what is needed, as `permission-contents: read`");
        }
        let owners =
            |name: &str| OWNERS_RIGHTS.iter().any(|known| name.to_ascii_lowercase().starts_with(known));
        let of_owner = rights().next().is_some() && rights().all(|(name, _)| owners(name));
        if let Some(owner) = used.input("owner").filter(|_| used.input("repositories").is_none() && !of_owner)
        {
            let message = "the token is good for every repository of the owner";
            tell(findings, owner.text().span(), message, "name the `repositories` that are needed");
        }
    }
}
