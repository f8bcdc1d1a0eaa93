//! `image` and `services`.
use super::variables;
use crate::write::{self, Writing};
use ir::{Container, Credentials, PullPolicy, Service};
use yaml::{Map, Tree};

pub(super) fn image(container: &Container, writing: &mut Writing<'_>) -> Tree {
    let map = mapping(container, "name", writing);
    if map.len() == 1 { write::text(&container.image) } else { Tree::from(map).at(container.span) }
}

pub(super) fn services(services: &[Service], writing: &mut Writing<'_>) -> Tree {
    let names: Vec<&str> =
        services.iter().filter_map(|service| service.name.as_ref()).map(|name| name.value.as_str()).collect();
    let unique = names.iter().enumerate().all(|(at, name)| !names[..at].contains(name));
    let all_named = unique && names.len() == services.len();
    let mut named = Map::default();
    let mut list = Vec::new();
    for Service { name, aliases, container, command } in services {
        let mut map = mapping(container, "image", writing);
        map.put_filled("aliases", write::row(aliases));
        map.put_some("command", command.as_deref().map(write::row));
        match name {
            Some(name) if all_named => {
                let tree = if map.len() == 1 { write::text(&container.image) } else { map.into() };
                named.put_at(name.value.as_str(), name.span, tree);
            }
            name => {
                map.put_some("name", name.as_ref().map(write::name));
                let tree = if map.len() == 1 { write::text(&container.image) } else { Tree::from(map) };
                list.push(tree.at(container.span));
            }
        }
    }
    if all_named { named.into() } else { Tree::list(list) }
}

fn mapping(container: &Container, key: &str, writing: &mut Writing<'_>) -> Map {
    let Container {
        span: _,
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
    let mut map = Map::default();
    map.put(key, write::text(image));
    if let Some(Credentials { username, password }) = credentials {
        let mut sign_in = Map::default();
        sign_in.put("username", write::text(username));
        sign_in.put("password", write::text(password));
        map.put("credentials", sign_in);
    }
    map.put_filled("variables", variables(env, writing));
    map.put_filled("ports", write::row(ports));
    map.put_filled("volumes", write::row(volumes));
    map.put_some("options", options.as_ref().map(write::text));
    map.put_some("entrypoint", entrypoint.as_deref().map(write::row));
    map.put_some("user", user.as_ref().map(write::text));
    map.put_some("platform", platform.as_ref().map(write::text));
    if let Some(policy) = pull.as_ref().and_then(|pull| pull.first()) {
        let word = match policy.value {
            PullPolicy::Always => "always",
            PullPolicy::IfNotPresent => "if-not-present",
            PullPolicy::Never => "never",
        };
        map.put("pull", Tree::text(word).at(policy.span));
    }
    map
}
