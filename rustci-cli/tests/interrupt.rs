//! Interrupts and kills of a run in containers. Left out, with a word, where no engine answers.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{BufRead, BufReader, Lines};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// Whether an engine answers; without one, says so.
fn engine() -> bool {
    let asked = Command::new("docker").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let answers = asked.is_ok_and(|status| status.success());
    if !answers {
        eprintln!("SKIPPED: no container engine answers");
    }
    answers
}

/// A folder for a repository, sandboxes and state.
fn folder(job: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("repo")).unwrap();
    std::fs::create_dir(folder.path().join("tmp")).unwrap();
    let pipeline = format!("on: push\njobs:\n  a:\n    runs-on: x\n{job}");
    std::fs::write(folder.path().join("repo/ci.yml"), pipeline).unwrap();
    folder
}

/// A run that goes on.
struct Run<'a> {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    folder: &'a TempDir,
}

impl<'a> Run<'a> {
    /// Begins.
    fn of(folder: &'a TempDir) -> Self {
        let arguments = [
            "run",
            "ci.yml",
            "--as",
            "github-actions",
            "--executor",
            "docker",
            "--image",
            "rustci-test/bash",
        ];
        let mut child = Command::new(env!("CARGO_BIN_EXE_rustci"))
            .args(arguments)
            .current_dir(folder.path().join("repo"))
            .env("TMPDIR", folder.path().join("tmp"))
            .env("RUSTCI_STATE", folder.path().join("state"))
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, folder }
    }

    /// Reads on to a line with this.
    fn until(&mut self, word: &str) {
        assert!(self.lines.any(|line| line.unwrap().contains(word)), "{word}");
    }

    fn signal(&self, signal: &str) {
        assert!(
            Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    /// The rest of what it prints, and its code.
    fn end(&mut self) -> (String, Option<i32>) {
        let rest: Vec<String> = self.lines.by_ref().map_while(Result::ok).collect();
        (rest.join("\n"), self.child.wait().unwrap().code())
    }

    /// Its containers.
    fn containers(&self) -> Vec<String> {
        let list =
            ["ps", "--all", "--filter", "label=rustci.owner", "--format", "{{.Label \"rustci.owner\"}}"];
        let listed = Command::new("docker").args(list).output().unwrap();
        let pid = format!("-{}-", self.child.id());
        let text = String::from_utf8(listed.stdout).unwrap();
        text.lines().filter(|owner| owner.contains(&pid)).map(str::to_owned).collect()
    }

    /// The folders of its sandboxes.
    fn sandboxes(&self) -> Vec<PathBuf> {
        let bases = std::fs::read_dir(self.folder.path().join("tmp")).unwrap();
        let inside = bases.flat_map(|base| std::fs::read_dir(base.unwrap().path()).unwrap());
        inside.map(|entry| entry.unwrap().path()).filter(|path| !path.ends_with("tools")).collect()
    }

    fn left_nothing(&self) {
        assert_eq!((self.containers(), self.sandboxes()), (Vec::new(), Vec::new()));
    }
}

const PATIENT: &str = "    steps:\n      - run: |\n          echo ready\n          exec sleep 300\n      - if: always()\n        run: echo swept\n";
const STUBBORN: &str = "    steps:\n      - run: |\n          trap '' INT TERM\n          echo ready\n          while :; do sleep 0.1; done\n      - if: always()\n        run: echo swept\n";

#[test]
fn the_first_interrupt_cancels_in_order_and_the_second_at_once() {
    if !engine() {
        return;
    }
    let folder = folder(PATIENT);
    let mut run = Run::of(&folder);
    run.until("| ready");
    assert_eq!(run.containers().len(), 1);
    run.signal("-INT");
    let (rest, code) = run.end();
    assert_eq!((rest.contains("| swept"), code), (true, Some(130)), "{rest}");
    run.left_nothing();

    let folder = self::folder(STUBBORN);
    let mut run = Run::of(&folder);
    run.until("| ready");
    run.signal("-INT");
    run.until("once more ends it at once");
    run.signal("-INT");
    let (rest, code) = run.end();
    assert_eq!((rest.contains("swept"), code), (false, Some(130)), "{rest}");
    run.left_nothing();
}

#[test]
fn an_interrupt_ends_a_pull() {
    if !engine() {
        return;
    }
    // A registry that never answers.
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    let image = format!("    container: {}/x\n    steps:\n      - run: echo\n", deaf.local_addr().unwrap());
    let folder = folder(&image);
    let mut run = Run::of(&folder);
    // The engine asks it for the image.
    let (asked, _) = deaf.accept().unwrap();
    run.signal("-INT");
    let (rest, code) = run.end();
    drop(asked);
    assert_eq!(code, Some(130), "{rest}");
    run.left_nothing();
}

#[test]
fn a_run_removes_what_a_killed_one_left() {
    if !engine() {
        return;
    }
    let folder = folder(PATIENT);
    let mut killed = Run::of(&folder);
    killed.until("| ready");
    killed.signal("-KILL");
    killed.end();
    assert_eq!((killed.containers().len(), killed.sandboxes().len()), (1, 1));
    let mut next = Run::of(&folder);
    next.until("| ready");
    assert_eq!((killed.containers().len(), killed.sandboxes().len()), (0, 1));
    next.signal("-INT");
    assert_eq!(next.end().1, Some(130));
    next.left_nothing();
}
