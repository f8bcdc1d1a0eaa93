//! Input that nobody means: a sentence and exit code 2, never a panic, never a wait.

use crate::program::{GOOD, folder, program, rustci, with_input};
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

const WORKFLOW: &str =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo spoken\n";

/// What a run says in an unusual environment; all of it on lines, exit code and all.
fn run_with(files: &tempfile::TempDir, env: &[(&str, &str)], removed: &[&str]) -> (Option<i32>, String) {
    let mut command = program(files.path(), &["run", "--as", "github-actions", "ci.yml"]);
    for name in removed {
        command.env_remove(name);
    }
    let done = command.envs(env.iter().copied()).output().unwrap();
    let text = [done.stdout, done.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(!text.contains("panicked"), "{text}");
    (done.status.code(), text)
}

/// Variables that are set and removed, and then the exit code and what is said.
type Lacking<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], i32, &'a str);

#[test]
fn a_machine_that_lacks_something_is_told_what() {
    let files = folder(&[("ci.yml", WORKFLOW), ("file", "")]);
    let file = files.path().join("file").display().to_string();
    let state = format!("{file}/state");
    let homeless = ["HOME", "RUSTCI_STATE", "XDG_CACHE_HOME"];
    let cases: &[Lacking<'_>] = &[
        (&[], &["HOME"], 0, "| spoken\n"),
        (&[], &homeless, 2, "help: set HOME, or RUSTCI_STATE to a folder"),
        (&[("RUSTCI_STATE", &state)], &[], 2, "help: set RUSTCI_STATE to a folder that can be written"),
        (&[("TMPDIR", &file)], &[], 2, "set TMPDIR to a folder that can be written"),
        (&[("PATH", "/none")], &[], 1, "`sh` was not found in the job's PATH (/none)"),
    ];
    for (env, removed, exit, says) in cases {
        let (code, text) = run_with(&files, env, removed);
        assert_eq!(code, Some(*exit), "{env:?}: {text}");
        assert!(text.contains(says), "{env:?}: {text}");
    }
}

#[test]
fn a_step_s_title_comes_before_what_is_said_of_it() {
    let files = folder(&[("ci.yml", WORKFLOW)]);
    let (_, text) = run_with(&files, &[("PATH", "/none")], &[]);
    let (title, error) = (text.find("> Run echo spoken"), text.find("Error: `sh`"));
    assert!(title.is_some() && title < error, "{text}");
}

#[cfg(unix)]
#[test]
fn odd_files_in_a_repository_do_not_keep_it_from_running() {
    use std::os::unix::ffi::OsStrExt;
    let files = folder(&[("ci.yml", WORKFLOW)]);
    let path = files.path();
    for (target, name) in [("round", "round"), (".", "self"), ("none", "dangling"), ("../../..", "up")] {
        std::os::unix::fs::symlink(target, path.join(name)).unwrap();
    }
    File::create(path.join(std::ffi::OsStr::from_bytes(b"lat\xe9n"))).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path.join("pipe")).status().unwrap().success());
    let (code, text) = run_with(&files, &[], &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("| spoken\n"), "{text}");
}
