//! `resources` (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/resources>).

use super::container::{self, Containers};
use super::rules::{DUPLICATE, VALUE};
use super::trigger;
use super::value::{self, Keys, given, spanned};
use diag::{Diagnostic, Text};
use ir::{Event, Filter, Spanned, Trigger};
use yaml::{Cursor, Shape};

/// What a pipeline uses beside its own repository.
#[derive(Default)]
pub(super) struct Resources {
    /// Repositories by the names that steps call them, and what they are.
    pub(super) repositories: Vec<Repository>,
    pub(super) containers: Containers,
    /// The names of other pipelines whose artifacts can be had.
    pub(super) pipelines: Vec<String>,
    /// What is listed is all there is: no other file adds to it.
    pub(super) complete: bool,
    /// Other pipelines whose ends start this one.
    pub(super) triggers: Vec<Trigger>,
}

/// A repository beside the pipeline's own.
pub(super) struct Repository {
    pub(super) alias: String,
    pub(super) name: Option<Spanned<String>>,
    pub(super) revision: Option<Spanned<String>>,
}

/// Reads the section, in the old form too.
pub(super) fn read(cursor: Cursor<'_>) -> Resources {
    let mut found = Resources::default();
    if cursor.shape() == Shape::Seq {
        for item in value::items(cursor) {
            let Some(mut map) = item.map("resource") else { continue };
            map.required("repo").and_then(given).and_then(Cursor::string);
            for key in ["clean", "fetchDepth", "lfs"] {
                map.get(key).and_then(Cursor::string);
            }
            map.finish();
        }
        return found;
    }
    let Some(mut map) = cursor.map("resources") else { return found };
    for item in map.get("repositories").map(value::items).unwrap_or_default() {
        if let Some(new) = repository(item) {
            let known = found.repositories.iter().any(|known| known.alias.eq_ignore_ascii_case(&new.alias));
            twice(item, "repository", &new.alias, known);
            found.repositories.push(new);
        }
    }
    for item in map.get("containers").map(value::items).unwrap_or_default() {
        container(item, &mut found.containers);
    }
    for item in map.get("pipelines").map(value::items).unwrap_or_default() {
        found
            .pipelines
            .extend(item.node().as_map().and_then(|map| map.get("pipeline")?.as_str()).map(str::to_owned));
        found.triggers.extend(pipeline(item));
    }
    for item in map.get("builds").map(value::items).unwrap_or_default() {
        plain(item, "build", &["build", "type", "connection", "source"], &["version", "branch", "trigger"]);
    }
    for item in map.get("packages").map(value::items).unwrap_or_default() {
        plain(item, "package", &["package", "type", "connection", "name"], &["version", "tag", "trigger"]);
    }
    for item in map.get("webhooks").map(value::items).unwrap_or_default() {
        webhook(item);
    }
    map.finish();
    found
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/resources-repositories-repository>
fn repository(item: Cursor<'_>) -> Option<Repository> {
    let mut map = item.map("repository")?;
    let alias = map.required("repository").and_then(given).and_then(Cursor::string);
    let name = map.get("name").and_then(Cursor::string).map(spanned);
    let revision = map.get("ref").and_then(Cursor::string).map(spanned);
    if let Some(kind) = map.get("type").and_then(Cursor::string) {
        known_kind(kind, item);
    }
    map.get("endpoint").and_then(Cursor::string);
    if let Some(trigger) = map.get("trigger") {
        trigger::pushes(Some(trigger), item.span());
    }
    if let Some(mut options) = map.get("checkoutOptions").and_then(|options| options.map("checkoutOptions")) {
        options.allow(&["clean", "fetchDepth", "fetchTags", "lfs", "submodules", "persistCredentials"]);
        options.finish();
    }
    // Some types take keys of their own.
    map.others(|_| true);
    map.finish();
    Some(Repository { alias: alias?.to_string(), name, revision })
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/resources-containers-container>
fn container(item: Cursor<'_>, all: &mut Containers) {
    let Some(mut map) = item.map("container") else { return };
    let alias = map.required("container").and_then(given).and_then(Cursor::string);
    let found = container::options(&mut map, item.span());
    // Registries of the service's own have names instead of images, and triggers.
    map.others(|_| true);
    map.finish();
    if let (Some(alias), Some(found)) = (alias, found) {
        twice(item, "container", alias.as_str(), all.contains_key(alias.as_str()));
        all.insert(alias.to_string(), found);
    }
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/resources-pipelines-pipeline>
fn pipeline(item: Cursor<'_>) -> Option<Trigger> {
    let mut map = item.map("pipeline")?;
    let alias = map.required("pipeline").and_then(given).and_then(Cursor::string);
    let source = map.get("source").and_then(Cursor::string);
    for key in ["project", "version", "branch"] {
        map.get(key).and_then(Cursor::string);
    }
    map.get("tags").map(value::texts);
    let trigger = map.get("trigger");
    map.finish();
    let trigger = trigger?;
    let mut filter = Filter::default();
    if trigger.shape() == Shape::Map {
        let mut map = trigger.map("trigger")?;
        let enabled = map.get("enabled").and_then(value::truth).is_none_or(|enabled| enabled.value);
        filter.branches = map.get("branches").map(trigger::refs);
        map.get("stages").map(value::texts);
        map.get("tags").map(value::texts);
        map.finish();
        if !enabled {
            return None;
        }
    } else if trigger.string()?.as_str().eq_ignore_ascii_case("none") {
        return None;
    }
    let names = vec![spanned(source.or(alias)?)];
    Some(Trigger { span: item.span(), event: Event::Pipeline { names }, filter })
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/resources-webhooks-webhook>
fn webhook(item: Cursor<'_>) {
    let Some(mut map) = item.map("webhook") else { return };
    for key in ["webhook", "connection"] {
        map.required(key).and_then(given).and_then(Cursor::string);
    }
    map.get("type").and_then(Cursor::string);
    for filter in map.get("filters").map(value::items).unwrap_or_default() {
        plain(filter, "filter", &["path", "value"], &[]);
    }
    map.finish();
}

/// Warns of a type of repository that is none; the service has more than its reference tells.
fn known_kind(kind: &Text, item: Cursor<'_>) {
    const KINDS: &[&str] = &["git", "github", "githubenterprise", "bitbucket", "tfsgit"];
    if !value::is_runtime(kind) && !KINDS.iter().any(|known| known.eq_ignore_ascii_case(kind.as_str())) {
        let message = format!("\"{kind}\" is no type of repository");
        let finding = Diagnostic::warning(VALUE, kind.span(), message);
        item.findings().push(finding.help("it is one of git, github, githubenterprise, bitbucket"));
    }
}

/// Reports a resource whose name another one has.
fn twice(item: Cursor<'_>, what: &str, alias: &str, known: bool) {
    if known {
        let finding = item.error(DUPLICATE, format!("there is a {what} \"{alias}\" already"));
        item.findings().push(finding.help("give one of them another name"));
    }
}

/// A mapping of texts.
fn plain<'a>(item: Cursor<'a>, section: &'a str, required: &[&'a str], optional: &[&'a str]) {
    let Some(mut map) = item.map(section) else { return };
    for key in required {
        map.required(key).and_then(given).and_then(Cursor::string);
    }
    for key in optional {
        map.get(key).and_then(Cursor::string);
    }
    map.finish();
}
