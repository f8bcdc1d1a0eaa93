use super::*;
use std::fs;

fn files(root: &Path) -> Files {
    Files::new(root.to_owned(), Some(root.join("mirror")), Some(root.join("mirror")))
}

fn write(root: &Path, path: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, path).unwrap();
}

#[test]
fn files_are_found_in_the_repository_and_in_mirrors() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for path in [
        "ci/a.yml",
        "ci/b.yml",
        "ci/deep/c.yml",
        "tools/x/action.yaml",
        "mirror/group/lib@v1/ci.yml",
        "mirror/group/lib/ci.yml",
        "mirror/example.org/x.yml",
        "mirror/gitlab.example/g/p/templates/build.yml",
        "mirror/o/r@v2/sub/action.yml",
    ] {
        write(root, path);
    }
    let loaded = |request: Request<'_>| {
        files(root).load(&request).unwrap().into_iter().map(|file| file.text).collect::<Vec<_>>()
    };
    assert_eq!(loaded(Request::File { path: "/ci/a.yml" }), ["ci/a.yml"]);
    assert_eq!(loaded(Request::File { path: "ci/*.yml" }), ["ci/a.yml", "ci/b.yml"]);
    assert_eq!(loaded(Request::File { path: "ci/**/*.yml" }), ["ci/a.yml", "ci/b.yml", "ci/deep/c.yml"]);
    assert!(loaded(Request::File { path: "none/*.yml" }).is_empty());
    assert_eq!(loaded(Request::Action { reference: "./tools/x" }), ["tools/x/action.yaml"]);
    assert_eq!(loaded(Request::Action { reference: "o/r/sub@v2" }), ["mirror/o/r@v2/sub/action.yml"]);
    let project = |revision| Request::Project { project: "group/lib", path: "/ci.yml", revision };
    assert_eq!(loaded(project(Some("v1"))), ["mirror/group/lib@v1/ci.yml"]);
    assert_eq!(loaded(project(None)), ["mirror/group/lib/ci.yml"]);
    assert_eq!(loaded(Request::Remote { url: "https://example.org/x.yml?y" }), ["mirror/example.org/x.yml"]);
    let component = Request::Component { address: "gitlab.example/g/p/build@1.0" };
    assert_eq!(loaded(component), ["mirror/gitlab.example/g/p/templates/build.yml"]);
    let missing = files(root).load(&Request::Template { name: "Nope.yml" }).unwrap_err();
    assert_eq!(missing.to_string(), "Nope.yml is not in this repository and no mirror holds it");
}

#[cfg(unix)]
#[test]
fn no_path_and_no_link_leads_out() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("repository");
    write(&root, "a.yml");
    write(folder.path(), "outside.yml");
    std::os::unix::fs::symlink("../outside.yml", root.join("link.yml")).unwrap();
    std::os::unix::fs::symlink("round.yml", root.join("round.yml")).unwrap();
    let load = |path| files(&root).load(&Request::File { path }).unwrap_err().to_string();
    assert_eq!(load("../outside.yml"), "../outside.yml is outside the repository");
    assert_eq!(load("x/../../outside.yml"), "x/../../outside.yml is outside the repository");
    assert_eq!(load("link.yml"), "link.yml is outside the repository");
    assert_eq!(load("round.yml"), "round.yml cannot be read: its symbolic links go round");
    assert_eq!(load("none.yml"), "none.yml does not exist");
    fs::create_dir(root.join("folder")).unwrap();
    assert_eq!(load("folder"), "folder cannot be read: it is a directory");
}
