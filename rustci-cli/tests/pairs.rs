//! A pipeline and what it is converted to run alike: the same jobs, in the same order, print the same lines and end the same.
//!
//! A case is a file of `tests/pairs`, in the folder of its language. It prints lines that begin with `said`. Where languages
//! have no common word for something, its first lines say so (`# differs in gitlab-ci: REASON`): then it must differ.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The languages that can be written, and the file of a repository's only pipeline.
const LANGUAGES: &[(&str, &str)] = &[
    ("github-actions", ".github/workflows/ci.yml"),
    ("gitlab-ci", ".gitlab-ci.yml"),
    ("azure-pipelines", "azure-pipelines.yml"),
    ("rustci", "pipeline.yaml"),
];

#[test]
fn github_actions_runs_alike_in_every_language() {
    alike("github-actions", ".github/workflows/ci.yml");
}

#[test]
fn gitlab_ci_runs_alike_in_every_language() {
    alike("gitlab-ci", ".gitlab-ci.yml");
}

#[test]
fn azure_pipelines_run_alike_in_every_language() {
    alike("azure-pipelines", "azure-pipelines.yml");
}

#[test]
fn jenkins_runs_alike_in_every_language() {
    alike("jenkins", "Jenkinsfile");
}

#[test]
fn our_own_pipelines_run_alike_in_every_language() {
    alike("rustci", "pipeline.yaml");
}

/// What a run did: how it ended, its jobs (name, end, lines), and which came after which.
#[derive(Debug, PartialEq)]
struct Deeds {
    exit: Option<i32>,
    jobs: Vec<(String, String, Vec<String>)>,
    order: BTreeSet<(String, String)>,
    /// Why it did not run at all.
    refused: String,
}

fn alike(language: &str, path: &str) {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pairs").join(language);
    let mut files: Vec<PathBuf> = cases.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 12, "only {} cases", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let source = repository(path, &text);
        let expected = deeds(source.path(), path);
        assert!(
            expected.jobs.iter().any(|(_, _, lines)| !lines.is_empty()),
            "{language}/{name} says nothing"
        );
        assert_eq!(expected.refused, "", "{language}/{name}");
        let never = expected.jobs.iter().any(|(_, _, lines)| lines.iter().any(|line| line == "said never"));
        assert!(!never, "{language}/{name}: {expected:?}");
        for (target, target_path) in LANGUAGES {
            let written = rustci(source.path(), &["convert", path, "--from", language, "--to", target]);
            assert!(
                written.status.success(),
                "{language}/{name}: {}",
                String::from_utf8_lossy(&written.stderr)
            );
            let converted = String::from_utf8(written.stdout).unwrap();
            let there = repository(target_path, &converted);
            let did = deeds(there.path(), target_path);
            let excused = excused(&text, target);
            if (did == expected) == excused {
                let marked = if excused { "runs alike, and says that it differs" } else { "differs" };
                wrong.push(format!("{name} in {target} {marked}:\n{expected:#?}\n{did:#?}\n{converted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Whether a case says that it runs otherwise in a language.
fn excused(text: &str, target: &str) -> bool {
    let notes = text.lines().map_while(|line| {
        let line = line.strip_prefix("# differs in ").or_else(|| line.strip_prefix("// differs in "));
        line.and_then(|line| line.split_once(':'))
    });
    notes.into_iter().any(|(languages, _)| languages.split(", ").any(|language| language == target))
}

fn repository(path: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
    for arguments in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "first"]] {
        let git = Command::new("git")
            .args(["-c", "user.name=me", "-c", "user.email=me@example.com"])
            .args(arguments)
            .current_dir(folder.path())
            .status();
        assert!(git.unwrap().success());
    }
    folder
}

fn rustci(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rustci"))
        .args(arguments)
        .current_dir(folder)
        .env("RUSTCI_STATE", folder.join(".git/state"))
        .output()
        .unwrap()
}

fn deeds(folder: &Path, path: &str) -> Deeds {
    let done = rustci(folder, &["run", path, "--format", "json"]);
    if done.status.code().is_none_or(|code| code > 1) {
        let refused = String::from_utf8_lossy(&done.stderr).into_owned();
        return Deeds { exit: done.status.code(), jobs: Vec::new(), order: BTreeSet::new(), refused };
    }
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut ends: BTreeMap<String, String> = BTreeMap::new();
    for line in done.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let event: Value = serde_json::from_slice(line).unwrap();
        let word = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        match event["type"].as_str().unwrap() {
            "job_added" => {
                let before =
                    event["needs"].as_array().unwrap().iter().map(|need| need.as_str().unwrap().to_owned());
                needs.insert(word("job"), before.collect());
            }
            "log" if word("line").starts_with("said ") => {
                said.entry(word("job")).or_default().push(word("line").trim_end().to_owned());
            }
            // Whether a failure that does not count is told of the job, or of its step alone, differs.
            "job_finished" if event["tolerated"] == true => {
                _ = ends.insert(word("job"), "success".to_owned())
            }
            "job_finished" => _ = ends.insert(word("job"), word("outcome")),
            _ => {}
        }
    }
    // What only brings sources, or says nothing, is no job everywhere.
    ends.retain(|job, _| said.contains_key(job));
    let names: BTreeSet<String> = ends.keys().map(|job| plain(job, false)).collect();
    let alone = names.len() == 1;
    let mut jobs: Vec<_> = ends
        .iter()
        .map(|(job, end)| (plain(job, alone), end.clone(), said.get(job).cloned().unwrap_or_default()))
        .collect();
    jobs.sort();
    let mut order = BTreeSet::new();
    for job in ends.keys() {
        for before in before(job, &needs).iter().filter(|before| ends.contains_key(*before)) {
            order.insert((plain(before, alone), plain(job, alone)));
        }
    }
    Deeds { exit: done.status.code(), jobs, order, refused: String::new() }
}

/// All that ends before a job begins.
fn before(job: &str, needs: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next = needs.get(job).cloned().unwrap_or_default();
    while let Some(need) = next.pop() {
        next.extend(needs.get(&need).into_iter().flatten().cloned());
        found.insert(need);
    }
    found
}

/// A job's name without which copy it is, as every language may write it; a job alone may lose it.
fn plain(job: &str, alone: bool) -> String {
    if alone {
        return "job".to_owned();
    }
    // Stages with names of several words are jobs of Jenkins, and no copies.
    let name =
        if job.contains(" / ") { job } else { job.split([' ', '(', ':', '.']).next().unwrap_or_default() };
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_lowercase()
}
