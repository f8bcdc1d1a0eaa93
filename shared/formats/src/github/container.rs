use super::env;
use super::reader::{Reader, is_hole, named};
use super::rules::UNSUPPORTED;
use diag::Text;
use expr::Template;
use ir::{Container, Credentials, Service};
use yaml::{Cursor, MapReader, Shape};

const CONTAINER_ENV: &str = "jobs.<job_id>.container.env.<env_id>";
const SERVICE_ENV: &str = "jobs.<job_id>.services.<service_id>.env.<env_id>";

/// Reads `container`: an image, or a mapping. An empty image means no container.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Container> {
    if value.shape() != Shape::Map {
        let image = reader.text(value)?;
        return (image.as_literal() != Some("")).then(|| Container::of_image(value.span(), image));
    }
    let mut map = value.map("container")?;
    let container = mapping(reader, value, &mut map, CONTAINER_ENV);
    map.finish();
    container
}

/// Reads `services`.
pub(super) fn services(reader: &Reader<'_>, value: Cursor<'_>) -> Vec<Service> {
    if is_hole(value) {
        reader.sole(value, "a mapping");
        let message = "services that are known only when the job runs are not started";
        reader.warning(UNSUPPORTED, value.span(), message);
        return Vec::new();
    }
    let Some(entries) = reader.section(Some(value)).and_then(Cursor::entries) else { return Vec::new() };
    reader.unique(value);
    entries.filter_map(|(name, value)| service(reader, name, value)).collect()
}

fn service(reader: &Reader<'_>, name: &Text, value: Cursor<'_>) -> Option<Service> {
    let mut service = Service {
        name: Some(named(name)),
        aliases: Vec::new(),
        container: Container::of_image(value.span(), Template::literal(Text::plain("", value.span()))),
        command: None,
    };
    if value.shape() != Shape::Map {
        service.container = Container::of_image(value.span(), reader.filled(value)?);
        return Some(service);
    }
    let mut map = value.map("services")?;
    let container = mapping(reader, value, &mut map, SERVICE_ENV);
    let mut words = |key| {
        let text = map.optional(key).and_then(|value| reader.text(value))?;
        (text.as_literal() != Some("")).then(|| vec![text])
    };
    let entrypoint = words("entrypoint");
    service.command = words("command");
    map.finish();
    service.container = Container { entrypoint, ..container? };
    Some(service)
}

fn mapping<'a>(
    reader: &Reader<'_>,
    value: Cursor<'a>,
    map: &mut MapReader<'a>,
    env_key: &'static str,
) -> Option<Container> {
    let image = reader.required(map, "image").and_then(|image| reader.filled(image));
    let mut container = Container::of_image(
        value.span(),
        image.unwrap_or_else(|| Template::literal(Text::plain("", value.span()))),
    );
    let credentials = reader.section(map.optional("credentials"));
    container.credentials = credentials.and_then(|value| sign_in(reader, value));
    if let Some(vars) = map.optional("env") {
        container.env = env::read(reader, vars, env_key);
    }
    let mut list = |key| -> Vec<Template> {
        let Some(value) = reader.given(map.optional(key)) else { return Vec::new() };
        value.seq().into_iter().flatten().filter_map(|item| reader.filled(item)).collect()
    };
    container.ports = list("ports");
    container.volumes = list("volumes");
    container.options = map.optional("options").and_then(|options| reader.text(options));
    Some(container)
}

fn sign_in(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Credentials> {
    if is_hole(value) {
        reader.sole(value, "a mapping");
        reader.warning(
            UNSUPPORTED,
            value.span(),
            "credentials that are known only when the job runs are not used",
        );
        return None;
    }
    let mut map = value.map("credentials")?;
    let username = map.optional("username");
    let password = map.optional("password");
    map.finish();
    let username = username.and_then(|username| reader.filled(username));
    let password = password.and_then(|password| reader.filled(password));
    Some(Credentials { username: username?, password: password? })
}
