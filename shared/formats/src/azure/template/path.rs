//! Where a template stands (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates#paths>).

/// A path and the repository it is in: `jobs/build.yml@shared`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written<'a> {
    pub(super) path: &'a str,
    pub(super) repository: Option<&'a str>,
}

/// Takes a reference apart.
pub(super) fn split(text: &str) -> Written<'_> {
    match text.trim().rsplit_once('@') {
        Some((path, repository)) => Written { path: path.trim(), repository: Some(repository.trim()) },
        None => Written { path: text.trim(), repository: None },
    }
}

/// A path from the repository's root: one that begins with a slash, or one as seen from the file that names it.
/// One that leads out of the repository keeps its `..`.
pub(super) fn resolve(path: &str, from: &str) -> String {
    let path = path.replace('\\', "/");
    let folder = match path.starts_with('/') {
        true => "",
        false => from.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        for (path, from, expected) in [
            ("two.yml", "stage/one.yml", "stage/two.yml"),
            ("./two.yml", "stage/one.yml", "stage/two.yml"),
            ("/two.yml", "stage/one.yml", "two.yml"),
            ("../root.yml", "stage/one.yml", "root.yml"),
            ("..\\root.yml", "stage/one.yml", "root.yml"),
            ("../../x.yml", "stage/one.yml", "../x.yml"),
            ("a/./b.yml", "one.yml", "a/b.yml"),
        ] {
            assert_eq!(resolve(path, from), expected, "{path}");
        }
        assert_eq!(split("a/b.yml@shared"), Written { path: "a/b.yml", repository: Some("shared") });
        assert_eq!(split("a.yml").repository, None);
    }
}
