//! `image` and `services`: <https://docs.gitlab.com/ci/yaml/#image>, <https://docs.gitlab.com/ci/services/>.

use crate::gitlab::codes::VALUE;
use crate::gitlab::value::{self, Keys};
use crate::gitlab::variables;
use diag::{Spanned, Text};
use expr::Template;
use ir::{Container, PullPolicy, Service};
use yaml::{Cursor, Kind, MapReader, Shape};

const POLICIES: &[&str] = &["always", "never", "if-not-present"];

/// The image a job runs in.
pub fn image(cursor: Cursor<'_>) -> Option<Container> {
    match cursor.node().kind {
        Kind::Map(_) => {
            let mut keys = cursor.map("image")?;
            let container = container(&mut keys);
            keys.finish();
            container
        }
        Kind::Seq(_) => cursor.wrong("the name of an image or a mapping"),
        Kind::Scalar(_) => named(cursor),
    }
}

/// The containers beside a job.
pub fn services(cursor: Cursor<'_>) -> Option<Vec<Service>> {
    Some(value::items(cursor)?.into_iter().filter_map(service).collect())
}

fn service(cursor: Cursor<'_>) -> Option<Service> {
    let Kind::Map(_) = cursor.node().kind else {
        if let Kind::Seq(_) = cursor.node().kind {
            return cursor.wrong("the name of an image or a mapping");
        }
        return Some(Service { name: None, aliases: Vec::new(), container: named(cursor)?, command: None });
    };
    let mut keys = cursor.map("services")?;
    let container = container(&mut keys);
    let command = keys.get("command").and_then(words);
    let alias = keys.get("alias").and_then(value::filled);
    let env = keys.get("variables").map(variables::of_job).unwrap_or_default();
    keys.finish();
    let mut names = alias.map(aliases).unwrap_or_default().into_iter();
    let name = names.next().map(|text| value::spanned(&text));
    let aliases = names.map(|text| value::expanding(&text, cursor.findings())).collect();
    Some(Service { name, aliases, container: Container { env, ..container? }, command })
}

/// Several names may stand in one `alias`, with commas or blanks between them.
fn aliases(text: &Text) -> Vec<Text> {
    let source = text.as_str();
    let mut found = Vec::new();
    for word in source.split([',', ' ']).filter(|word| !word.is_empty()) {
        let start = word.as_ptr() as usize - source.as_ptr() as usize;
        found.push(text.slice(start, start + word.len()));
    }
    found
}

fn named(cursor: Cursor<'_>) -> Option<Container> {
    let text = value::filled(cursor)?;
    Some(Container::of_image(cursor.span(), value::expanding(text, cursor.findings())))
}

/// What images and services have in common.
fn container(keys: &mut MapReader<'_>) -> Option<Container> {
    let cursor = keys.cursor();
    let name = keys.need("name").and_then(value::filled);
    let entrypoint = keys.get("entrypoint").and_then(list);
    let pull = keys.get("pull_policy").map(policies);
    let docker = keys.get("docker").and_then(|docker| docker.map("docker"));
    let (mut user, mut platform) = (None, None);
    if let Some(mut docker) = docker {
        user = docker.get("user").and_then(short);
        platform = docker.get("platform").and_then(value::filled);
        docker.finish();
    }
    if let Some(mut kubernetes) = keys.get("kubernetes").and_then(|cluster| cluster.map("kubernetes")) {
        // A number or a name; it means nothing outside a cluster.
        if let Some(account) = kubernetes.get("user").filter(|account| account.shape() != Shape::Number) {
            short(account);
        }
        kubernetes.finish();
    }
    let expanding = |text: &Text| value::expanding(text, cursor.findings());
    let mut container = Container::of_image(cursor.span(), expanding(name?));
    container.entrypoint = entrypoint;
    container.user = user.map(expanding);
    container.platform = platform.map(expanding);
    container.pull = pull;
    Some(container)
}

/// A user: at most 255 characters.
fn short<'a>(cursor: Cursor<'a>) -> Option<&'a Text> {
    let text = value::filled(cursor)?;
    if text.as_str().chars().count() > 255 {
        cursor.findings().push(cursor.error(VALUE, "this name is longer than 255 characters"));
        return None;
    }
    Some(text)
}

fn policies(cursor: Cursor<'_>) -> Vec<Spanned<PullPolicy>> {
    let items = match cursor.node().kind {
        Kind::Seq(_) => value::some_items(cursor).unwrap_or_default(),
        _ => vec![cursor],
    };
    value::distinct(&items);
    let policy = |item| {
        let text = value::choice(item, POLICIES)?;
        let policy = match text.as_str() {
            "always" => PullPolicy::Always,
            "never" => PullPolicy::Never,
            _ => PullPolicy::IfNotPresent,
        };
        Some(Spanned::new(policy, text.span()))
    };
    items.into_iter().filter_map(policy).collect()
}

/// Words of a command line, which are passed on as they are.
fn list(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    value::some_items(cursor).map(|items| {
        items
            .into_iter()
            .filter_map(|item| value::text(item).map(|text| Template::literal(text.clone())))
            .collect()
    })
}

/// A service's command: one word, or several.
fn words(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    match cursor.node().kind {
        Kind::Seq(_) => list(cursor),
        Kind::Scalar(_) => value::filled(cursor).map(|text| vec![Template::literal(text.clone())]),
        Kind::Map(_) => cursor.wrong("a list of words"),
    }
}
