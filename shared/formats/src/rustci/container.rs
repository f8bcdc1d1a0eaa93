use super::value::{name, text, texts, word};
use super::variable::variables;
use diag::Spanned;
use expr::Template;
use ir::{Container, Credentials, Env, PullPolicy, Service, Span};
use yaml::{Cursor, MapReader, Shape};

/// `image`: its name, or how to run it.
pub(super) fn image(cursor: Cursor<'_>) -> Option<Container> {
    match cursor.shape() {
        Shape::Map => {
            let mut map = cursor.map("image")?;
            let image = map.required("name").and_then(text);
            let container = options(&mut map, cursor.span(), image);
            map.finish();
            container
        }
        _ => Some(Container::of_image(cursor.span(), text(cursor)?)),
    }
}

/// `services`: images beside the job, in a list or by name.
pub(super) fn services(cursor: Cursor<'_>) -> Option<Vec<Service>> {
    match cursor.shape() {
        Shape::Map => Some(
            cursor
                .entries()?
                .filter_map(|(key, value)| {
                    let service = service(value)?;
                    Some(Service { name: Some(name(key)), ..service })
                })
                .collect(),
        ),
        _ => Some(cursor.seq()?.filter_map(service).collect()),
    }
}

fn service(cursor: Cursor<'_>) -> Option<Service> {
    let Shape::Map = cursor.shape() else {
        let container = Container::of_image(cursor.span(), text(cursor)?);
        return Some(Service { name: None, aliases: Vec::new(), container, command: None });
    };
    let mut map = cursor.map("service")?;
    let name = map.optional("name").and_then(Cursor::string).map(name);
    let aliases = map.optional("aliases").and_then(texts).unwrap_or_default();
    let command = map.optional("command").and_then(texts);
    let image = map.required("image").and_then(text);
    let container = options(&mut map, cursor.span(), image);
    map.finish();
    Some(Service { name, aliases, container: container?, command })
}

fn options(map: &mut MapReader<'_>, span: Span, image: Option<Template>) -> Option<Container> {
    let credentials = map.optional("credentials").and_then(credentials);
    let env = map.optional("variables").and_then(variables).unwrap_or_default();
    let ports = map.optional("ports").and_then(texts).unwrap_or_default();
    let volumes = map.optional("volumes").and_then(texts).unwrap_or_default();
    let options = map.optional("options").and_then(text);
    let entrypoint = map.optional("entrypoint").and_then(texts);
    let user = map.optional("user").and_then(text);
    let platform = map.optional("platform").and_then(text);
    let pull = map.optional("pull").and_then(pull);
    let env = Env::List(env);
    Some(Container {
        credentials,
        env,
        ports,
        volumes,
        options,
        entrypoint,
        user,
        platform,
        pull,
        ..Container::of_image(span, image?)
    })
}

fn pull(cursor: Cursor<'_>) -> Option<Vec<Spanned<PullPolicy>>> {
    let words = [
        ("always", PullPolicy::Always),
        ("if-not-present", PullPolicy::IfNotPresent),
        ("never", PullPolicy::Never),
    ];
    word(cursor, &words).map(|policy| vec![policy])
}

fn credentials(cursor: Cursor<'_>) -> Option<Credentials> {
    let mut map = cursor.map("credentials")?;
    let username = map.required("username").and_then(text);
    let password = map.required("password").and_then(text);
    map.finish();
    Some(Credentials { username: username?, password: password? })
}
