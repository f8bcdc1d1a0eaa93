//! `container` and `services`.
use super::env;
use crate::convert::losses::{CONTAINER, SERVICE};
use crate::write::{self, Writing};
use expr::Template;
use ir::{Container, Credentials, Service};
use yaml::{Map, Tree};

pub(super) fn write(container: &Container, writing: &mut Writing<'_>) -> Tree {
    let options = container.entrypoint.as_deref().map(|words| {
        let words: Vec<_> = words.iter().map(|word| word.text().as_str()).collect();
        // A container's steps are run inside it, so an empty entrypoint changes nothing.
        words.join(" ").trim().to_owned()
    });
    let options = options.filter(|words| !words.is_empty()).map(|words| format!("--entrypoint {words}"));
    let map = mapping(container, options, writing);
    if map.len() == 1 { write::text(&container.image) } else { Tree::from(map).at(container.span) }
}

pub(super) fn services(services: &[Service], writing: &mut Writing<'_>) -> Tree {
    let mut all = Map::default();
    for service in services {
        let Service { name, aliases, container, command } = service;
        let words = |words: &Option<Vec<Template>>| {
            let words: Vec<_> =
                words.as_deref()?.iter().map(|word| word.text().as_str().to_owned()).collect();
            Some(Tree::text(words.join(" ")))
        };
        for alias in aliases {
            let message = format!("a service has one name, so \"{}\" is none", alias.text());
            writing.lost(SERVICE, alias.text().span(), message, "use the first name in the job");
        }
        let mut map = mapping(container, None, writing);
        map.put_some("entrypoint", words(&container.entrypoint));
        map.put_some("command", words(command));
        let id = name
            .as_ref()
            .map_or_else(|| of_image(container.image.text().as_str()), |name| name.value.clone());
        let tree = if map.len() == 1 && name.is_some() && container.ports.is_empty() {
            map.into()
        } else {
            Tree::from(map)
        };
        let numbered = (2..).map(|number| format!("{id}-{number}"));
        let id = std::iter::once(id.clone()).chain(numbered).find(|id| all.get(id).is_none()).unwrap_or(id);
        all.put_at(id, name.as_ref().map_or(container.span, |name| name.span), tree);
    }
    all.into()
}

/// The name under which a service without one is reached: its image's, as GitLab does it
/// (<https://docs.gitlab.com/ci/services/#accessing-the-services>).
pub(crate) fn of_image(image: &str) -> String {
    let plain = image.split('@').next().unwrap_or(image);
    let name = match plain.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => plain,
    };
    // An image that is known only in a run has no name.
    if name.contains('$') { "service".to_owned() } else { name.replace(['/', '.', ':'], "-") }
}

fn mapping(container: &Container, more: Option<String>, writing: &mut Writing<'_>) -> Map {
    let Container {
        span: _,
        image,
        credentials,
        env,
        ports,
        volumes,
        options,
        entrypoint: _,
        user,
        platform,
        pull,
    } = container;
    let mut map = Map::default();
    map.put("image", write::text(image));
    if let Some(Credentials { username, password }) = credentials {
        let mut sign_in = Map::default();
        sign_in.put("username", write::text(username));
        sign_in.put("password", write::text(password));
        map.put("credentials", sign_in);
    }
    map.put_filled("env", self::env(env, writing));
    map.put_filled("ports", Tree::list(ports.iter().map(write::text).collect()));
    map.put_filled("volumes", write::texts(volumes));
    let own = options.as_ref().map(|options| options.text().as_str().to_owned());
    let user = user.as_ref().map(|user| format!("--user {}", user.text()));
    let platform = platform.as_ref().map(|platform| format!("--platform {}", platform.text()));
    let all: Vec<String> = own.into_iter().chain(user).chain(platform).chain(more).collect();
    if !all.is_empty() {
        let span = options.as_ref().map_or(container.span, |options| options.text().span());
        map.put("options", Tree::text(all.join(" ")).at(span));
    }
    for policy in pull.iter().flatten() {
        writing.lost(
            CONTAINER,
            policy.span,
            "images are pulled when they are not there",
            "nothing, unless the tag moves",
        );
    }
    map
}
