//! `agent`: a label, an image, or any (<https://www.jenkins.io/doc/book/pipeline/syntax/#agent>).
use super::page::Page;
use super::pipeline::{code, name_of};
use crate::convert::losses::{CONTAINER, RUNNER, SERVICE};
use crate::groovy_text::{inside, quoted};
use crate::write::Writing;
use ir::{Container, Job, PullPolicy, RunsOn, Service, Template};

/// What an agent comes to, without its place.
pub(super) fn text(job: &Job) -> String {
    let container = job.container.as_ref().map(|container| {
        let words = [&container.options, &container.user, &container.platform];
        let words = words.into_iter().flatten().chain(&container.volumes).chain(&container.ports);
        let words: Vec<&str> = words.map(|word| word.text().as_str()).collect();
        format!("{} {}", container.image.text(), words.join(" "))
    });
    format!("{}\n{}", label(&job.runs_on).unwrap_or_default(), container.unwrap_or_default())
}

/// The labels of the agent, all of which it has.
fn label(runs_on: &RunsOn) -> Option<String> {
    match runs_on.labels.as_slice() {
        [] => None,
        [label] => Some(code(label)),
        labels => {
            let labels: Vec<&str> = labels.iter().map(|label| label.text().as_str()).collect();
            Some(quoted(&labels.join(" && ")))
        }
    }
}

/// What is lost of a job's machine, however its agent is written.
pub(super) fn tell(job: &Job, writing: &mut Writing<'_>) {
    let RunsOn { labels: _, group } = &job.runs_on;
    if let Some(group) = group {
        let message = format!("agents have labels, and no groups as \"{}\"", group.text());
        writing.lost(
            RUNNER,
            group.text().span(),
            message,
            "give the group's agents a label, and ask for that",
        );
    }
    for Service { name: _, aliases: _, container, command: _ } in &job.services {
        let message = format!("the service {} is not started", container.image.text());
        let help = "run the steps inside of `docker.image('IMAGE').withRun { }` in a script block";
        writing.lost(SERVICE, container.span, message, help);
    }
}

pub(super) fn write(job: &Job, page: &mut Page, writing: &mut Writing<'_>) {
    let span = job.runs_on.labels.first().map_or(diag::Span::NOWHERE, |label| label.text().span());
    let label = label(&job.runs_on);
    match (&job.container, label) {
        (None, None) => page.line("agent any", span),
        (None, Some(label)) => page.line(&format!("agent {{ label {label} }}"), span),
        (Some(container), label) => docker(container, label, page, writing),
    }
}

fn docker(container: &Container, label: Option<String>, page: &mut Page, writing: &mut Writing<'_>) {
    let Container {
        span,
        image,
        credentials,
        env,
        ports,
        volumes,
        options,
        entrypoint,
        user,
        platform,
        pull,
    } = container;
    let mut args: Vec<String> = Vec::new();
    let piece = |template: &Template| match template.as_literal() {
        Some(text) => inside(text),
        None => template.text().as_str().trim_matches('"').to_owned(),
    };
    args.extend(user.iter().map(|user| format!("-u {}", piece(user))));
    args.extend(platform.iter().map(|platform| format!("--platform {}", piece(platform))));
    args.extend(volumes.iter().map(|volume| format!("-v {}", piece(volume))));
    args.extend(ports.iter().map(|port| format!("-p {}", piece(port))));
    args.extend(env.entries().iter().map(|entry| format!("-e {}={}", name_of(entry), piece(&entry.value))));
    if let Some(words) = entrypoint {
        let words: Vec<String> = words.iter().map(piece).collect();
        args.push(format!("--entrypoint='{}'", words.join(" ")));
    }
    args.extend(options.iter().map(piece));
    if let Some(credentials) = credentials {
        let message = "the registry is signed in to with a credential of the server";
        let help = "add `registryUrl` and `registryCredentialsId` to the agent";
        writing.lost(CONTAINER, credentials.username.text().span(), message, help);
    }
    let always = pull.iter().flatten().any(|policy| policy.value == PullPolicy::Always);
    if args.is_empty() && label.is_none() && !always {
        return page.line(&format!("agent {{ docker {{ image {} }} }}", code(image)), *span);
    }
    page.block("agent", *span, |page| {
        page.block("docker", *span, |page| {
            page.line(&format!("image {}", code(image)), image.text().span());
            if let Some(label) = label {
                page.line(&format!("label {label}"), *span);
            }
            if !args.is_empty() {
                let args = args.join(" ");
                // Nothing is filled in where nothing is to be.
                let plain = !args.contains(['$', '\\', '\'']);
                let args = if plain { quoted(&args) } else { format!("\"{args}\"") };
                page.line(&format!("args {args}"), *span);
            }
            if always {
                page.line("alwaysPull true", *span);
            }
        });
    });
}

/// Steps on an agent of their own, where no stage has one.
pub(super) fn around(job: &Job, inner: Page) -> Page {
    let span = job.id.span;
    let mut page = Page::default();
    if super::pipeline::steps(job).iter().any(super::step::is_usual_checkout) && job.container.is_some() {
        page.line("checkout scm", span);
    }
    match &job.container {
        Some(container) => {
            let inside = inner.around(&format!("docker.image({}).inside", code(&container.image)), span);
            page.append(inside.around("script", span));
        }
        None => page.append(inner),
    }
    match label(&job.runs_on) {
        Some(label) => page.around(&format!("node({label})"), span),
        None => page.around("node", span),
    }
}
