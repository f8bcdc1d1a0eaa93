//! `image` and `services`.
use super::job::no_option;
use super::{Whose, variables};
use crate::convert::losses::SERVICE;
use crate::write::{self, Writing};
use expr::Template;
use ir::{Container, PullPolicy, Service};
use yaml::{Map, Tree};

pub(super) fn image(container: &Container, writing: &mut Writing<'_>) -> Tree {
    for entry in container.env.entries() {
        writing.lost(
            crate::convert::losses::VARIABLE,
            entry.name.span,
            "an image has no variables of its own",
            "add it to the job's \"variables\"",
        );
    }
    let map = mapping(container, writing);
    if map.len() == 1 { write::text(&container.image) } else { Tree::from(map).at(container.span) }
}

pub(super) fn services(services: &[Service], writing: &mut Writing<'_>) -> Tree {
    let mut all = Vec::new();
    for Service { name, aliases, container, command } in services {
        if container.image.as_literal() == Some("") {
            let message = "a service without an image is not started";
            writing.lost(SERVICE, container.span, message, "name the image");
            continue;
        }
        let mut map = mapping(container, writing);
        let more = aliases.iter().map(|alias| alias.text().as_str());
        let names: Vec<&str> = name.iter().map(|name| name.value.as_str()).chain(more).collect();
        if !names.is_empty() {
            let tree = Tree::text(names.join(","));
            map.put("alias", name.as_ref().map_or(tree.clone(), |name| tree.at(name.span)));
        }
        map.put_some("command", command.as_deref().map(words));
        map.put_filled("variables", variables(&container.env, Whose::Job, writing));
        for port in &container.ports {
            let message = format!("the service is reached by its name, not on localhost:{}", port.text());
            let help = format!("use \"{}\" as the host", names.first().unwrap_or(&"the image's name"));
            writing.lost(SERVICE, port.text().span(), message, help);
        }
        all.push(if map.len() == 1 {
            write::text(&container.image)
        } else {
            Tree::from(map).at(container.span)
        });
    }
    Tree::list(all)
}

fn mapping(container: &Container, writing: &mut Writing<'_>) -> Map {
    let Container {
        span: _,
        image,
        credentials,
        env: _,
        ports: _,
        volumes,
        options,
        entrypoint,
        user,
        platform,
        pull,
    } = container;
    let mut map = Map::default();
    map.put("name", write::text(image));
    map.put_some("entrypoint", entrypoint.as_deref().map(words));
    if let Some(pull) = pull {
        let word = |policy: &diag::Spanned<PullPolicy>| {
            let word = match policy.value {
                PullPolicy::Always => "always",
                PullPolicy::IfNotPresent => "if-not-present",
                PullPolicy::Never => "never",
            };
            Tree::text(word).at(policy.span)
        };
        map.put("pull_policy", Tree::one_or_row(pull.iter().map(word).collect()));
    }
    let mut docker = Map::default();
    docker.put_some("user", user.as_ref().map(write::text));
    docker.put_some("platform", platform.as_ref().map(write::text));
    map.put_filled("docker", docker);
    if let Some(credentials) = credentials {
        no_option(credentials.username.text().span(), "how to sign in to the registry", writing);
    }
    if let Some(options) = options {
        no_option(options.text().span(), "an option of the container engine", writing);
    }
    for volume in volumes {
        no_option(volume.text().span(), "a volume", writing);
    }
    map
}

fn words(words: &[Template]) -> Tree {
    write::row(words)
}
