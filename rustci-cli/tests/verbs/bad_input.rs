//! Input that nobody means: a sentence and exit code 2, never a panic, never a wait.

use crate::program::{GOOD, folder, rustci, with_input};
use std::fs::File;

/// What `validate` says of a path that cannot be read.
fn refused(folder: &std::path::Path, path: &str) -> String {
    let done = rustci(folder, &["validate", path]);
    assert_eq!(done.exit, 2, "{path}: {}{}", done.out, done.err);
    assert!(!done.err.contains("panicked"), "{}", done.err);
    done.out + &done.err
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let files = folder(&[("empty/readme", "")]);
    let path = files.path();
    assert!(refused(path, "none.yml").contains("none.yml cannot be read: it does not exist"));
    assert!(refused(path, "empty").contains("there is no CI file in empty"));
    assert!(
        refused(path, "empty/readme/x.yml").contains("cannot be read: a part of its path is not a directory")
    );
    File::create(path.join("huge.yml")).unwrap().set_len(100 << 20).unwrap();
    assert!(refused(path, "huge.yml").contains("it has 104857600 bytes, more than the 10485760 allowed"));
    let done = rustci(path, &["plan", "none.yml"]);
    assert_eq!((done.exit, done.out.as_str()), (2, ""));
    assert_eq!(done.err, "error: cannot read none.yml: it does not exist\n");
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_links_that_go_round_are_refused() {
    let files = folder(&[]);
    let path = files.path();
    assert!(std::process::Command::new("mkfifo").arg(path.join("pipe.yml")).status().unwrap().success());
    assert!(refused(path, "pipe.yml").contains("it is not a regular file"));
    assert!(refused(path, "/dev/zero").contains("it is not a regular file"));
    std::os::unix::fs::symlink("round.yml", path.join("round.yml")).unwrap();
    assert!(refused(path, "round.yml").contains("its symbolic links go round"));
}

#[test]
fn bytes_that_are_no_text_and_bombs_are_findings() {
    let bomb = format!(
        "a0: &a0 [x]\n{}",
        (1..40)
            .map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")))
            .collect::<String>()
    );
    let deep = "[".repeat(100_000);
    for text in
        [bomb.as_str(), deep.as_str(), "a: b: c", "\t", "&a *a", "!!x", "? ? ?", "%YAML 9\n---\n", "- - - -"]
    {
        for format in ["github-actions", "gitlab-ci", "rustci", "github-action"] {
            let done =
                with_input(folder(&[]).path(), &["validate", "--as", format, "--format", "json", "-"], text);
            let what = text.get(..40).unwrap_or(text);
            assert!(matches!(done.exit, 0 | 1), "{format} {what:?}: {} {}", done.exit, done.err);
            assert_eq!(done.json()["summary"]["files"], 1);
        }
    }
    let files = folder(&[]);
    std::fs::write(files.path().join("latin.yml"), b"name: \xe9\n").unwrap();
    let done = rustci(files.path(), &["validate", "latin.yml"]);
    assert_eq!(done.exit, 2);
    assert!(done.out.contains("the file is not UTF-8: invalid byte at position 6"), "{}", done.out);
}

#[test]
fn paths_do_not_leave_the_repository() {
    let files = folder(&[
        ("repo/.git/HEAD", ""),
        ("repo/pipeline.yaml", "include: ../secret.yaml\n"),
        ("secret.yaml", GOOD),
    ]);
    let done = rustci(&files.path().join("repo"), &["validate", "pipeline.yaml"]);
    assert_eq!(done.exit, 1);
    assert!(done.out.contains("../secret.yaml is outside the repository"), "{}", done.out);
}

#[test]
fn wrong_usage_ends_with_two() {
    let files = folder(&[]);
    for arguments in
        [&["nope"] as &[&str], &[], &["expr"], &["plan", "--input", "x"], &["plan", "--matrix", "x"]]
    {
        assert_eq!(rustci(files.path(), arguments).exit, 2, "{arguments:?}");
    }
    let done = rustci(files.path(), &["plan"]);
    assert_eq!(done.exit, 2);
    assert!(done.err.starts_with("error: there is no CI file here"), "{}", done.err);
}
