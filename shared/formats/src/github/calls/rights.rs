use crate::github::rules::CALL;
use diag::{Diagnostic, Spanned, Text};
use ir::{Access, Permissions, Pipeline};

/// Checks that a called workflow and its jobs ask for no more than the calling job may do.
pub(super) fn check(
    job: &Spanned<String>,
    reference: &Text,
    called: &Pipeline,
    allowed: &Permissions,
    found: &mut Vec<Diagnostic>,
) {
    let mut report = |who: String, wanted: &Permissions| {
        if let Some((scope, access)) = beyond(wanted, allowed) {
            let message =
                format!("{who} asks for \"{scope}: {}\", and this job may not give that", word(access));
            let finding = Diagnostic::error(CALL, job.span, message);
            found.push(
                finding.label(place(wanted), "asked for here").help("widen the permissions of this job"),
            );
        }
    };
    if let Some(wanted) = &called.permissions {
        report(format!("the workflow \"{}\"", reference.as_str()), wanted);
    }
    for inner in &called.jobs {
        if let Some(wanted) = &inner.permissions {
            report(format!("the job \"{}\" of \"{}\"", inner.id.value, reference.as_str()), wanted);
        }
    }
}

fn word(access: Access) -> &'static str {
    match access {
        Access::None => "none",
        Access::Read => "read",
        Access::Write => "write",
    }
}

fn place(permissions: &Permissions) -> diag::Span {
    match permissions {
        Permissions::All(access) => access.span,
        Permissions::Scopes { span, .. } => *span,
    }
}

/// The first right that is wanted and not allowed.
fn beyond(wanted: &Permissions, allowed: &Permissions) -> Option<(String, Access)> {
    match (wanted, allowed) {
        (Permissions::All(wanted), Permissions::All(allowed)) => {
            (wanted.value > allowed.value).then(|| ("all scopes".to_owned(), wanted.value))
        }
        // Some scope is not listed, so it is none.
        (Permissions::All(wanted), Permissions::Scopes { .. }) => {
            (wanted.value > Access::None).then(|| ("all scopes".to_owned(), wanted.value))
        }
        (Permissions::Scopes { scopes, .. }, _) => scopes
            .iter()
            .find(|(scope, access)| access.value > access_to(allowed, scope))
            .map(|(scope, access)| (scope.value.clone(), access.value)),
    }
}

fn access_to(permissions: &Permissions, scope: &str) -> Access {
    match permissions {
        Permissions::All(access) => access.value,
        Permissions::Scopes { scopes, .. } => scopes
            .iter()
            .find(|(name, _)| name.value == scope)
            .map_or(Access::None, |(_, access)| access.value),
    }
}
