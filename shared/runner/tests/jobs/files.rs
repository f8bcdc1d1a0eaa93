//! Copying, removing, packing and unpacking, with the programs of this machine.

use crate::desk::{Desk, assignment, run, sh, step, text};
use events::Outcome;
use executors::{Native, Snapshot, Workspace};
use plan::ir::{Builtin, FileWork, Template};
use plan::{Step, StepWork};
use std::sync::Arc;

fn work(work: FileWork) -> Step {
    step(StepWork::Builtin { builtin: Builtin::Files(work), with: Vec::new() })
}

fn yes() -> Option<Template> {
    Some(text("true"))
}

fn copy(files: &str, to: &str) -> FileWork {
    FileWork::Copy {
        from: Some(text("src")),
        files: vec![text(files)],
        to: text(to),
        clean: None,
        overwrite: None,
        flatten: None,
    }
}

fn archive(kind: &str, root: bool, to: &str) -> Step {
    work(FileWork::Archive {
        from: text("src"),
        root: Some(text(if root { "true" } else { "false" })),
        kind: text(kind),
        compression: None,
        to: text(to),
        replace: yes(),
    })
}

fn extract(files: &str, to: &str) -> Step {
    work(FileWork::Extract { files: vec![text(files)], to: text(to), clean: yes(), overwrite: None })
}

const FILES: [(&str, &str); 5] = [
    ("src/a.txt", "a"),
    ("src/b.log", "b"),
    ("src/in/a.txt", "inner"),
    ("src/in/c.txt", "c"),
    ("src/.dot", "d"),
];

/// Runs steps over [`FILES`]; how it ended, and what it said.
async fn play(steps: Vec<Step>) -> (Outcome, String) {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in FILES {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let desk = Arc::new(Desk::default());
    let workspace = Workspace::Copy(Snapshot::new(root.path()));
    let finished = run(Native::default(), &desk, assignment(steps), &[], workspace).await;
    let cause = finished.cause.map(|cause| cause.to_string()).unwrap_or_default();
    (finished.outcome, desk.log() + &cause)
}

#[tokio::test]
async fn files_are_copied_by_patterns() {
    let list = || sh("cd out && find . -type f | sort | tr '\\n' ' '");
    let (outcome, log) = play(vec![work(copy("**\n# all but\n!**/*.log", "out")), list()]).await;
    assert_eq!(outcome, Outcome::Success, "{log}");
    assert!(log.ends_with("./.dot ./a.txt ./in/a.txt ./in/c.txt \n"), "{log}");

    let FileWork::Copy { from, files, to, clean, overwrite, .. } = copy("**/*.txt", "out") else { panic!() };
    let flat = FileWork::Copy { from, files, to, clean, overwrite, flatten: yes() };
    let (_, log) = play(vec![work(flat), list(), sh("cat out/a.txt")]).await;
    assert!(log.ends_with("./a.txt ./c.txt \na\n"), "{log}");
}

#[tokio::test]
async fn files_that_are_there_stay_unless_they_are_to_be_replaced() {
    let old = || sh("mkdir -p out && echo old > out/a.txt && echo other > out/other");
    let show = || sh("cat out/*");
    let (_, log) = play(vec![old(), work(copy("*.txt", "out")), show()]).await;
    assert!(log.ends_with("old\nother\n"), "{log}");
    let FileWork::Copy { from, files, to, flatten, .. } = copy("*.txt", "out") else { panic!() };
    let over = FileWork::Copy { from, files, to, flatten, clean: yes(), overwrite: yes() };
    let (_, log) = play(vec![old(), work(over), show()]).await;
    assert!(log.ends_with("/out\na\n"), "{log}");
    let (outcome, log) = play(vec![sh("mkdir -p out/a.txt"), work(copy("*.txt", "out"))]).await;
    assert_eq!(outcome, Outcome::Failure);
    assert!(log.contains("`a.txt` is a folder"), "{log}");
}

#[tokio::test]
async fn files_and_folders_are_removed() {
    let delete = |files: &str, whole: bool| {
        work(FileWork::Delete {
            from: Some(text("src")),
            files: vec![text(files)],
            hidden: None,
            whole: Some(text(if whole { "true" } else { "false" })),
        })
    };
    let list = || sh("find src | sort | tr '\\n' ' '");
    let (_, log) = play(vec![delete("**/*.txt", true), list()]).await;
    assert!(log.ends_with("src src/.dot src/b.log src/in \n"), "{log}");
    let (_, log) = play(vec![delete("in\n*.log", false), list()]).await;
    assert!(log.ends_with("src src/.dot src/a.txt \n"), "{log}");
    let (_, log) = play(vec![sh("rm src/.dot"), delete("**", true), sh("ls | wc -l")]).await;
    assert!(log.ends_with("\n0\n"), "{log}");
}

#[tokio::test]
async fn archives_are_packed_and_unpacked() {
    for (kind, ending) in [("zip", "zip"), ("tar", "tar.gz")] {
        let list = || sh("cd got && find . -type f | sort | tr '\\n' ' '");
        let to = format!("deep/x.{ending}");
        let (outcome, log) = play(vec![archive(kind, true, &to), extract("**/x.*", "got"), list()]).await;
        assert_eq!(outcome, Outcome::Success, "{log}");
        let expected = "./src/.dot ./src/a.txt ./src/b.log ./src/in/a.txt ./src/in/c.txt \n";
        assert!(log.ends_with(expected), "{kind}: {log}");
        let (_, log) = play(vec![archive(kind, false, &to), extract(&to, "got"), list()]).await;
        assert!(log.ends_with("./.dot ./a.txt ./b.log ./in/a.txt ./in/c.txt \n"), "{kind}: {log}");
    }
}

#[tokio::test]
async fn what_cannot_be_packed_or_unpacked_is_named() {
    let cases = [
        (archive("rar", true, "x.rar"), "`rar` is not a kind of archive"),
        (extract("none.zip", "got"), "does not exist"),
    ];
    for (step, message) in cases {
        let (outcome, log) = play(vec![step]).await;
        assert!(outcome == Outcome::Failure && log.contains(message), "{log}");
    }
    let (outcome, log) = play(vec![extract("*.zip", "got")]).await;
    assert!(outcome == Outcome::Success && log.contains("no archives match *.zip"), "{log}");
}
