//! Runs as a stranger would start them.

use crate::program::{folder, program, rustci};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const HEAD: &str = "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n";

#[test]
fn the_first_copy_that_fails_ends_the_others_on_github() {
    let matrix = "    strategy: { matrix: { x: [0, 1] } }\n    steps:\n      \
                  - run: 'if [ ${{ matrix.x }} = 0 ]; then exit 3; fi; sleep 600'\n";
    let files = folder(&[("ci.yml", &format!("{HEAD}{matrix}"))]);
    let done = rustci(files.path(), &["run", "--as", "github-actions", "ci.yml"]);
    assert_eq!(done.exit, 1, "{}{}", done.out, done.err);
    assert!(done.out.contains("t (0)  failed") && done.out.contains("t (1)  cancelled"), "{}", done.out);
}

#[test]
fn a_failing_step_is_quoted_once_and_without_colours() {
    let text = "a:\n  retry: 1\n  script: [echo spoken, exit 4]\n  after_script: [echo later]\n";
    let files = folder(&[(".gitlab-ci.yml", text)]);
    let done = rustci(files.path(), &["run"]);
    assert_eq!(done.exit, 1, "{}{}", done.out, done.err);
    let (_, end) = done.out.split_once("exit code 4\n    ").unwrap();
    assert_eq!(end.lines().take(2).collect::<Vec<_>>(), ["$ echo spoken", "    spoken"], "{end}");
    assert_eq!(end.matches("$ echo spoken").count(), 1, "{end}");
    assert!(!done.out.contains('\u{1b}'), "{}", done.out);
}

#[cfg(unix)]
#[test]
fn a_run_ends_with_its_reader_and_says_nothing() {
    let steps = "    steps:\n      - run: 'while true; do echo y; sleep 0.02; done'\n";
    let files = folder(&[("ci.yml", &format!("{HEAD}{steps}"))]);
    let mut child = program(files.path(), &["run", "--as", "github-actions", "ci.yml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn the_token_is_a_given_secret_in_both_its_places_and_nowhere_else() {
    let steps = "    steps:\n      - env: { A: '${{ github.token }}', B: '${{ secrets.GITHUB_TOKEN }}' }\n        \
                 run: |\n          echo \"a $A b $B and [$GITHUB_TOKEN] ${#A} ${#B}\"\n";
    let files = folder(&[("ci.yml", &format!("{HEAD}{steps}"))]);
    let arguments = ["run", "--as", "github-actions", "ci.yml", "--secret", "GITHUB_TOKEN=canary-77"];
    let done = rustci(files.path(), &arguments);
    assert!(done.out.contains("| a *** b *** and [] 9 9\n"), "{}{}", done.out, done.err);
    let without = rustci(files.path(), &arguments[..4]);
    assert!(without.out.contains("| a  b  and [] 0 0\n"), "{}{}", without.out, without.err);
}

#[test]
fn an_annotation_is_shown_once() {
    let steps = "    steps:\n      - run: |\n          echo '::error file=a.c,line=3::it broke'\n          \
                 echo '::warning::careful'\n";
    let files = folder(&[("ci.yml", &format!("{HEAD}{steps}"))]);
    let done = rustci(files.path(), &["run", "--as", "github-actions", "ci.yml"]);
    let shown =
        |text: &str| done.out.lines().filter(|line| line.contains(text) && !line.contains("echo")).count();
    assert_eq!((shown("it broke"), shown("careful")), (1, 1), "{}", done.out);
    assert!(done.out.contains("| Error: a.c:3 it broke\n"), "{}", done.out);
}

#[test]
fn an_event_that_nobody_knows_is_refused() {
    let files = folder(&[("ci.yml", &format!("{HEAD}    steps: [{{run: make}}]\n"))]);
    let done = rustci(files.path(), &["run", "--as", "github-actions", "--event", "pusch", "ci.yml"]);
    assert_eq!(done.exit, 2, "{}{}", done.out, done.err);
    assert!(
        done.err.contains("GitHub Actions has no event `pusch`\n  help: did you mean `push`?"),
        "{}",
        done.err
    );
    let done = rustci(files.path(), &["run", "--as", "github-actions", "--event", "release", "ci.yml"]);
    assert!(
        done.exit == 0 && done.out.contains("not started by this event: release"),
        "{}{}",
        done.out,
        done.err
    );
}

/// Two runs of a workflow whose runs take turns, the second started once the first has begun. The first goes on until
/// there is `turn/over`. What the second says on standard error comes to `heard`, a line at a time.
#[cfg(unix)]
fn two_runs(concurrency: &str, mut heard: impl FnMut(&std::path::Path, &str)) -> [(i32, String); 2] {
    let steps = "    steps:\n      - run: |\n          mkdir \"$TURN\" || exit 0\n          echo begun\n          \
                 while [ ! -e \"$TURN/over\" ]; do sleep 0.02; done\n";
    let files = folder(&[("ci.yml", &format!("concurrency: {concurrency}\n{HEAD}{steps}"))]);
    let start = || {
        program(files.path(), &["run", "--as", "github-actions", "ci.yml"])
            .env("TURN", files.path().join("turn"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let mut first = start();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().ends_with("| begun")));
    let mut second = start();
    for line in BufReader::new(second.stderr.take().unwrap()).lines() {
        heard(files.path(), &line.unwrap());
    }
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    let last = second.wait_with_output().unwrap();
    let last = (last.status.code().unwrap(), String::from_utf8(last.stdout).unwrap());
    [(first.wait().unwrap().code().unwrap(), rest.join("\n")), last]
}

#[cfg(unix)]
#[test]
fn runs_of_one_group_take_turns() {
    let mut said = String::new();
    let [first, second] = two_runs("shop", |folder, line| {
        said += line;
        if line.contains("waits for group `shop`") {
            std::fs::write(folder.join("turn/over"), "").unwrap();
        }
    });
    assert!(said.contains("note: this run waits for group `shop`, whose turn run "), "{said}");
    assert_eq!((first.0, second.0), (0, 0), "{}{}", first.1, second.1);
}

#[cfg(unix)]
#[test]
fn a_newer_run_of_a_group_may_end_the_one_that_runs() {
    let [first, second] = two_runs("{ group: shop, cancel-in-progress: true }", |_, _| {});
    assert_eq!((first.0, second.0), (130, 0), "{}{}", first.1, second.1);
    assert!(first.1.contains("came after it in group `shop`"), "{}", first.1);
}

#[test]
fn an_executor_that_is_asked_for_and_not_there_is_told() {
    let text = "stages:\n  - name: a\n    runner: kubernetes\n    steps: [echo]\n  - name: b\n    runner: native\n    steps: [echo]\n";
    let files = folder(&[("pipeline.yaml", text)]);
    let done = rustci(files.path(), &["run"]);
    assert_eq!(done.err, "note: the pipeline asks for kubernetes; on this machine all jobs run natively\n");
}

#[cfg(unix)]
#[test]
fn a_checkout_brings_submodules_that_are_not_there_or_says_why_not() {
    let text = format!(
        "{HEAD}    steps:\n      - uses: actions/checkout@v4\n        with: {{ submodules: true }}\n      \
         - run: cat lib/inner\n"
    );
    let files = folder(&[("whole/ci.yml", &text), ("part/inner", "of the part")]);
    let script = "git() { command git -c user.name=me -c user.email=me@example.com -c protocol.file.allow=always \"$@\"; }
        make() { git -C $1 init -q -b main && git -C $1 add -A && git -C $1 commit -q -m first; }
        make part && git -C whole init -q -b main && git -C whole submodule --quiet add \"$PWD/part\" lib &&
        make whole && command git clone -q whole clone";
    let made = std::process::Command::new("sh").args(["-ec", script]).current_dir(files.path()).status();
    assert!(made.unwrap().success());
    let clone = files.path().join("clone");
    let run = |allow: &str| {
        let mut command = program(&clone, &["run", "--as", "github-actions", "ci.yml"]);
        command.envs([
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "protocol.file.allow"),
            ("GIT_CONFIG_VALUE_0", allow),
        ]);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let text = run("always");
    assert!(text.contains("| Brought the submodules lib\n") && text.contains("| of the part"), "{text}");
    let text = run("never");
    assert!(text.contains("the submodules lib cannot be brought: fatal: "), "{text}");
}
