use compile::Request;

/// Where a mirror folder may hold what is asked for, the most particular place first.
///
/// A project `group/name` stands in `group/name@REF/` or `group/name/`, a URL under its host and path, a service's
/// template under `templates/`, a component in its project's `templates/`, an action like a project.
pub(super) fn candidates(request: &Request<'_>) -> Vec<String> {
    match request {
        Request::File { path } => vec![(*path).to_owned()],
        Request::Project { project, path, revision } => {
            in_project(project, *revision, &[path.trim_start_matches('/').to_owned()])
        }
        Request::Remote { url } => {
            let place = url.split_once("://").map_or(*url, |(_, place)| place);
            vec![place.split(['?', '#']).next().unwrap_or(place).to_owned()]
        }
        Request::Template { name } => vec![format!("templates/{name}"), (*name).to_owned()],
        Request::Component { address } => {
            let (place, version) = split_revision(address);
            let (project, name) = place.rsplit_once('/').unwrap_or(("", place));
            in_project(
                project,
                version,
                &[format!("templates/{name}.yml"), format!("templates/{name}/template.yml")],
            )
        }
        Request::Action { reference } => {
            let (place, revision) = split_revision(reference);
            let mut parts = place.splitn(3, '/');
            let project = [parts.next(), parts.next()].into_iter().flatten().collect::<Vec<_>>().join("/");
            let inside = parts.next().unwrap_or_default();
            let is_file = inside.ends_with(".yml") || inside.ends_with(".yaml");
            let below =
                |name: &str| if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
            let paths = match is_file {
                true => vec![inside.to_owned()],
                false => vec![below("action.yml"), below("action.yaml"), below("Dockerfile")],
            };
            in_project(&project, revision, &paths)
        }
    }
}

fn in_project(project: &str, revision: Option<&str>, paths: &[String]) -> Vec<String> {
    let folders =
        revision.map(|revision| format!("{project}@{revision}")).into_iter().chain([project.to_owned()]);
    folders.flat_map(|folder| paths.iter().map(move |path| format!("{folder}/{path}"))).collect()
}

fn split_revision(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once('@') {
        Some((place, revision)) => (place, Some(revision)),
        None => (text, None),
    }
}
