//! Passwords in the file.
use crate::Lint;
use diag::{Code, Diagnostic, Rule};
use ir::{Container, Pipeline};

/// A registry's password is written out.
pub(crate) const LINT: Lint = Lint {
    rule: Rule {
        code: CODE,
        summary: "the password of a registry stands in the file",
        page: "Whoever can read the repository, now or in its history, can read it. Keep it as a secret.\n\n\
               Wrong:\n\n    credentials:\n      username: ci\n      password: letmein\n\n\
               Right:\n\n    credentials:\n      username: ci\n      password: ${{ secrets.REGISTRY_PASSWORD }}\n",
    },
    check,
};
const CODE: Code = Code("hardcoded-container-credentials");

fn check(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for job in &pipeline.jobs {
        let own = job.container.iter().map(|container| ("the job's container".to_owned(), container));
        let services = job.services.iter().map(|service| {
            let name = service
                .name
                .as_ref()
                .map_or("a service".to_owned(), |name| format!("service `{}`", name.value));
            (name, &service.container)
        });
        findings.extend(own.chain(services).filter_map(|(whose, container)| written_out(&whose, container)));
    }
}

fn written_out(whose: &str, container: &Container) -> Option<Diagnostic> {
    let password = &container.credentials.as_ref()?.password;
    password.as_literal().filter(|password| !password.is_empty())?;
    let message = format!("the password for the image of {whose} stands in the file");
    let finding = Diagnostic::error(CODE, password.text().span(), message);
    Some(
        finding.help(
            "keep it as a secret, and write the secret's name here; change the password, for it is known",
        ),
    )
}
