//! Containers of jobs and beside them
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/jobs-job-container>).

use super::value::{self, Keys, spanned};
use super::variable;
use indexmap::IndexMap;
use ir::{Container, Service, Span, Template};
use yaml::{Cursor, MapReader, Shape};

/// Containers that `resources` names.
pub(super) type Containers = IndexMap<String, Container>;

/// The container of a job: one of the resources by name, an image, or what it is made of.
pub(super) fn of_job(cursor: Cursor<'_>, known: &Containers) -> Option<Container> {
    let Shape::Map = cursor.shape() else {
        let image = value::text(cursor)?;
        let resource = image.as_literal().and_then(|name| known.get(name)).cloned();
        return resource.or_else(|| Some(Container::of_image(cursor.span(), image)));
    };
    let mut map = cursor.map("container")?;
    if let Some(alias) = map.get("alias").and_then(Cursor::string) {
        map.finish();
        return known.get(alias.as_str()).cloned();
    }
    let container = options(&mut map, cursor.span());
    map.finish();
    container
}

/// Containers beside a job, by the names under which it reaches them.
pub(super) fn services(cursor: Cursor<'_>, known: &Containers) -> Vec<Service> {
    let entries = cursor.entries().into_iter().flatten();
    let service = |(name, value): (&diag::Text, Cursor<'_>)| {
        let container = of_job(value::given(value)?, known)?;
        Some(Service { name: Some(spanned(name)), aliases: Vec::new(), container, command: None })
    };
    entries.filter_map(service).collect()
}

/// What a container is made of; the image may be missing for those of other types.
pub(super) fn options(map: &mut MapReader<'_>, span: Span) -> Option<Container> {
    let image = map.optional("image").and_then(value::given).and_then(value::text);
    let env = map.get("env").map(variable::env).unwrap_or_default();
    let texts = |cursor: Cursor<'_>| -> Vec<Template> {
        value::texts(cursor).into_iter().map(|text| value::template(text, cursor.findings())).collect()
    };
    let ports = map.get("ports").map(texts).unwrap_or_default();
    let volumes = map.get("volumes").map(texts).unwrap_or_default();
    let options = map.get("options").and_then(value::text);
    map.get("endpoint").and_then(Cursor::string);
    map.get("mapDockerSocket").and_then(value::flag);
    if let Some(mut mounts) = map.get("mountReadOnly").and_then(|mounts| mounts.map("mountReadOnly")) {
        for key in ["work", "externals", "tools", "tasks"] {
            mounts.get(key).and_then(value::flag);
        }
        mounts.finish();
    }
    Some(Container { env, ports, volumes, options, ..Container::of_image(span, image?) })
}
