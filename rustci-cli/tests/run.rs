//! `rustci run` as a user runs it: the samples, exit codes, what is left behind.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/samples").join(name)
}

/// A repository of its own with these files, and a place for state.
struct Repository(TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join("repo").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder).committed()
    }

    fn of_sample(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let copied = Command::new("cp").arg("-r").arg(sample(name)).arg(folder.path().join("repo")).status();
        assert!(copied.unwrap().success());
        Self(folder).committed()
    }

    fn committed(self) -> Self {
        for arguments in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "first"]]
        {
            let git = Command::new("git")
                .args(["-c", "user.name=me", "-c", "user.email=me@example.com"])
                .args(arguments)
                .current_dir(self.path())
                .status();
            assert!(git.unwrap().success());
        }
        self
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("repo")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rustci"));
        let shims = sample("languages/bin");
        let path = format!("{}:{}", shims.display(), std::env::var("PATH").unwrap());
        command
            .args(arguments)
            .current_dir(self.path())
            .env("RUSTCI_STATE", self.0.path().join("state"))
            .env("PATH", path)
            .env("NO_COLOR", "1");
        command
    }

    fn rustci(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs, wants this exit code, and gives what was printed.
    fn prints(&self, arguments: &[&str], code: i32) -> String {
        let done = self.rustci(arguments);
        let text =
            format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {text}");
        text
    }

    fn clean(&self) -> bool {
        let status = Command::new("git").args(["status", "--porcelain"]).current_dir(self.path()).output();
        status.unwrap().stdout.is_empty()
    }
}

#[test]
fn the_readme_s_sample_runs() {
    let repository = Repository::of_sample("hello");
    let text = repository.prints(&["run", "pipeline.yaml"], 0);
    assert!(text.contains("test (world) | hello, world"), "{text}");
    assert!(text.contains("deploy") && text.contains("condition is false"), "{text}");
    assert!(repository.clean(), "the user's tree was touched");
}

#[test]
fn samples_of_all_languages_validate_and_run() {
    for (name, job) in [
        ("languages/github", "check"),
        ("languages/gitlab", "ship"),
        ("languages/azure", "Job"),
        ("languages/jenkins", "Check"),
        ("languages/native", "ship"),
    ] {
        let repository = Repository::of_sample(name);
        let text = repository.prints(&["validate"], 0);
        assert!(text.contains("0 errors"), "{name}: {text}");
        let strange = |line: &&str| line.starts_with("warning") && !line.contains("[action-outdated]");
        assert_eq!(text.lines().find(strange), None, "{name}");
        let text = repository.prints(&["run"], 0);
        assert!(
            text.lines().any(|line| line.trim().starts_with(job) && line.contains("passed")),
            "{name}: {text}"
        );
        assert_eq!(name == "languages/gitlab", text.contains("test coverage is 93.50 %"), "{name}: {text}");
        assert!(repository.clean(), "{name}: the user's tree was touched");
    }
}

#[test]
fn stages_scripts_and_cells_of_jenkins_run() {
    let repository = Repository::of_sample("jenkins");
    let checked = repository.prints(&["validate"], 0);
    assert!(checked.contains("0 errors"), "{checked}");
    let text = repository.prints(&["run"], 0);
    for said in [
        "shell: debug-you",
        "text: debug-you 1.0",
        "hello captured",
        "caught: script returned exit code 3",
        "after build",
        "from a file",
        "version 2.0",
        "cell linux",
        "cell mac",
        "passed with issues",
        "so far UNSTABLE",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("never said"), "{text}");
}

#[test]
fn stages_templates_and_deployments_of_azure_run() {
    let repository = Repository::of_sample("azure");
    let checked = repository.prints(&["validate"], 0);
    assert!(checked.contains("0 errors"), "{checked}");
    let text = repository.prints(&["run"], 0);
    for said in [
        "macros: 1.2.3 seen Hello World / inside Hello World / Hello World!",
        "process: seen Hello World 1.2.3",
        "shell: untouched",
        "HELLO WEB:80",
        "HELLO API:81",
        "checked 1.2.3",
        "leg Linux 1 1.2.3",
        "leg macOS 2 1.2.3",
        "computed alpha",
        "computed beta",
        "deploying by runOnce",
        "deployed here",
        "it is here",
        "so far Succeeded",
        "passed with issues",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("| never") && !text.contains("| undone"), "{text}");
    let quiet = repository.prints(&["run", "--input", "shout=false", "--job", "make"], 0);
    assert!(quiet.contains("hello web:80") && !quiet.contains("checked"), "{quiet}");
}

#[test]
fn a_failing_step_is_exit_1_and_its_lines_are_repeated() {
    let pipeline = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          echo before\n          exit 3\n      - run: echo never\n      - if: always()\n        run: echo at the end\n";
    let repository = Repository::new(&[("ci.yml", pipeline)]);
    let text = repository.prints(&["run", "ci.yml"], 1);
    assert!(
        text.contains("exit code 3") && text.contains("    before") && text.contains("at the end"),
        "{text}"
    );
    assert!(!text.contains("| never"), "{text}");
}

#[test]
fn an_invalid_pipeline_is_exit_2_with_its_place() {
    let repository =
        Repository::new(&[("pipeline.yaml", "version: \"1.0\"\nstages:\n  - name: a\n    stepz: []\n")]);
    let text = repository.prints(&["run"], 2);
    assert!(text.contains("pipeline.yaml:4:5"), "{text}");
}

#[test]
fn events_come_as_json_lines_and_secrets_never() {
    let pipeline = "job:\n  script:\n    - echo \"$TOKEN\" | base64\n    - echo \"x${TOKEN}y\"\n";
    let repository = Repository::new(&[(".gitlab-ci.yml", pipeline)]);
    let done = repository.rustci(&["run", "--format", "json", "--secret", "TOKEN=canary-value-17"]);
    assert_eq!(done.status.code(), Some(0));
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(!text.contains("canary-value-17"), "{text}");
    let events: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = events.iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&"run_created"), Some(&"run_finished")));
    assert!(events.iter().any(|event| event["line"] == "x[MASKED]y"), "{text}");
}

#[test]
fn the_first_interrupt_cancels_in_order() {
    let pipeline = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo ready\n          exec sleep 300\n      - if: always()\n        run: echo swept > \"$OUT\"\n";
    let repository = Repository::new(&[("ci.yml", pipeline)]);
    let swept = repository.0.path().join("swept");
    let mut command = repository.command(&["run", "ci.yml"]);
    let mut child = command.env("OUT", &swept).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    assert!(lines.any(|line| line.unwrap().ends_with("| ready")));
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.unwrap().success());
    assert_eq!(lines.map_while(Result::ok).filter(|line| line.contains("cancelled")).count().min(1), 1);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(std::fs::read_to_string(swept).unwrap(), "swept\n");
}

#[test]
fn previews_run_nothing() {
    let pipeline = "stages: [a, b]\none:\n  stage: a\n  script: touch ran\ntwo:\n  stage: b\n  needs: [one]\n  script: touch ran\nthree:\n  stage: b\n  when: never\n  script: touch ran\n";
    let repository = Repository::new(&[(".gitlab-ci.yml", pipeline)]);
    for flag in ["--list", "--dry-run", "--graph"] {
        let text = repository.prints(&["run", flag], 0);
        assert!(text.contains("one") && text.contains("two"), "{flag}: {text}");
    }
    assert!(repository.prints(&["run", "--list"], 0).contains("not in this run:\n    three"));
}

#[test]
fn changes_are_found_against_the_ref_that_a_rule_names() {
    let rule = |glob: &str| format!("{{ changes: {{ paths: ['{glob}'], compare_to: main }} }}");
    let pipeline = format!(
        "docs:\n  script: echo\n  rules: [{}]\ncode:\n  script: echo\n  rules: [{}]\n",
        rule("docs/**"),
        rule("src/**")
    );
    let repository = Repository::new(&[(".gitlab-ci.yml", &pipeline), ("src/a", "")]);
    for (name, number) in [("docs/b", 1), ("other", 2)] {
        let script = format!(
            "git checkout -q -B work && mkdir -p docs && echo {number} > {name} && git add -A &&
             git -c user.name=me -c user.email=me@example.com commit -q -m {number}"
        );
        assert!(
            Command::new("sh")
                .args(["-c", &script])
                .current_dir(repository.path())
                .status()
                .unwrap()
                .success()
        );
    }
    let text = repository.prints(&["run", "--list"], 0);
    assert!(text.starts_with("docs") && text.contains("not in this run:\n    code"), "{text}");
}
