//! `resources`: what jobs use beside their own repository; and the containers of jobs.
use super::{trigger, variable};
use crate::convert::losses::{CONTAINER, SERVICE};
use crate::write::{self, Writing};
use diag::Spanned;
use ir::{Container, Service, Template, Trigger};
use yaml::{Map, Tree};

/// What is named once and used by jobs and steps.
#[derive(Default)]
pub(super) struct Resources {
    containers: Vec<(String, Map)>,
    repositories: Vec<(String, Map)>,
}

impl Resources {
    /// As it is written.
    pub fn tree(self, triggers: &[Trigger], _: &mut Writing<'_>) -> Map {
        let list = |all: Vec<(String, Map)>| Tree::list(all.into_iter().map(|(_, map)| map.into()).collect());
        let mut map = Map::default();
        map.put_filled("repositories", list(self.repositories));
        map.put_filled("pipelines", trigger::pipelines(triggers));
        map.put_filled("containers", list(self.containers));
        map
    }

    /// The name of a container that is like this one.
    fn container(&mut self, name: &str, container: Map) -> String {
        named(&mut self.containers, "container", name, container)
    }

    /// The name of another repository.
    pub fn repository(
        &mut self,
        name: &Template,
        revision: Option<&Template>,
        writing: &mut Writing<'_>,
    ) -> String {
        let text = name.text().as_str();
        let own = writing.from.dialect == ir::Dialect::Azure;
        let mut map = Map::default();
        map.put("type", Tree::text(if own { "git" } else { "github" }));
        map.put("name", write::text(name));
        if !own {
            map.put("endpoint", Tree::text("github"));
            let message = format!("\"{text}\" is reached through a service connection");
            let help = "create the service connection \"github\" in the project's settings";
            writing.lost(crate::convert::losses::ACTION, name.text().span(), message, help);
        }
        map.put_some("ref", revision.map(write::text));
        named(&mut self.repositories, "repository", text.rsplit('/').next().unwrap_or(text), map)
    }
}

/// The name under which a resource stands, which is there already or added.
fn named(all: &mut Vec<(String, Map)>, key: &str, name: &str, resource: Map) -> String {
    let valid = |c: char| if c == '_' || c == '-' || c.is_ascii_alphanumeric() { c } else { '_' };
    let plain: String = name.chars().map(valid).collect();
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    for name in std::iter::once(plain.clone()).chain(numbered) {
        let mut map = Map::default();
        map.put(key, Tree::text(name.as_str()));
        map.join(resource.clone());
        match all.iter().find(|(known, _)| *known == name) {
            None => {
                all.push((name.clone(), map));
                return name;
            }
            Some((_, known)) if *known == map => return name,
            Some(_) => {}
        }
    }
    plain
}

/// `container` of a job.
pub(super) fn of_job(container: &Container, writing: &mut Writing<'_>) -> Tree {
    let map = mapping(container, writing);
    if map.len() == 1 { write::text(&container.image) } else { Tree::from(map).at(container.span) }
}

/// `services` of a job, each a container of the resources.
pub(super) fn services(services: &[Service], resources: &mut Resources, writing: &mut Writing<'_>) -> Map {
    let mut all = Map::default();
    for Service { name, aliases, container, command } in services {
        if let Some(command) = command.as_deref().and_then(<[Template]>::first) {
            let message = "a service runs the command of its image";
            writing.lost(SERVICE, command.text().span(), message, "build an image with the command");
        }
        let image = container.image.text().as_str();
        let first = aliases.first().and_then(Template::as_literal).map(ToOwned::to_owned);
        let own = name.clone().or_else(|| first.map(|alias| Spanned::new(alias, container.span)));
        let own = own.unwrap_or_else(|| Spanned::new(crate::github::service_name(image), container.span));
        for alias in aliases.iter().filter(|alias| alias.as_literal() != Some(own.value.as_str())) {
            let message = format!("the service is reached by one name, \"{}\"", own.value);
            writing.lost(SERVICE, alias.text().span(), message, "use that name");
        }
        let map = mapping(container, writing);
        let resource = resources.container(&own.value, map);
        let numbered = (2..).map(|number| format!("{}_{number}", own.value));
        let free = |name: &String| all.get(name).is_none();
        let id = std::iter::once(own.value.clone()).chain(numbered).find(free).unwrap_or_default();
        if id != own.value {
            let message = format!("two services have the name \"{}\", so one is called \"{id}\"", own.value);
            writing.lost(SERVICE, own.span, message, "give one of them another name");
        }
        all.put_at(id, own.span, Tree::text(resource).at(container.span));
    }
    all
}

fn mapping(container: &Container, writing: &mut Writing<'_>) -> Map {
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
    if credentials.is_some() {
        let help = "create a service connection to the registry, and name it under \"endpoint\"";
        writing.lost(CONTAINER, *span, "the registry is signed in to by a service connection", help);
    }
    if let Some(pull) = pull.as_deref().and_then(<[_]>::first) {
        let message = "when an image is pulled is the service's matter";
        writing.lost(CONTAINER, pull.span, message, "nothing");
    }
    let mut flags: Vec<String> = options.iter().map(|options| options.text().to_string()).collect();
    let mut flag = |name: &str, value: &Option<Template>| {
        flags.extend(value.iter().map(|value| format!("--{name} {}", value.text())));
    };
    flag("user", user);
    flag("platform", platform);
    if let Some([first, rest @ ..]) = entrypoint.as_deref() {
        flags.push(format!("--entrypoint \"{}\"", first.text()));
        if let Some(second) = rest.first() {
            let message = "an entrypoint is a program without arguments";
            writing.lost(CONTAINER, second.text().span(), message, "build an image with the arguments");
        }
    }
    let mut map = Map::default();
    map.put("image", write::text(image));
    map.put_filled("env", variable::of_step(env, &[], writing));
    map.put_filled("ports", write::texts(ports));
    map.put_filled("volumes", write::texts(volumes));
    if !flags.is_empty() {
        let tree = Tree::text(flags.join(" "));
        map.put("options", options.as_ref().map_or(tree.clone(), |options| tree.at(options.text().span())));
    }
    map
}
