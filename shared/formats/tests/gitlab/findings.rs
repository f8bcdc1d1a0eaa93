//! What is wrong with a file, and where. Each row: the file, and all errors in it.

use crate::folder::{check, one};

/// A job around the lines that a case is about, which begin on line 3.
fn job(lines: &str) -> String {
    let indented: Vec<String> = lines.lines().map(|line| format!("  {line}")).collect();
    format!("job:\n  script: make\n{}\n", indented.join("\n"))
}

/// Every file has just these errors; all that differ are told at once.
fn hold<'a>(cases: impl Iterator<Item = (String, &'a [&'a str])>) {
    let differing = cases.filter_map(|(text, errors)| {
        let found = one(&text).errors();
        (found != errors).then(|| format!("{text}\nwanted {errors:?}\nfound  {found:?}\n"))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn every_keyword_of_a_job_has_its_values() {
    let cases: &[(&str, &[&str])] = &[
        ("whne: manual", &["3:3 unknown-key"]),
        ("when: on_sucess", &["3:9 gitlab-value"]),
        ("when: delayed", &["3:9 gitlab-conflict"]),
        ("when: delayed\nstart_in: 5 minutes", &[]),
        ("when: delayed\nstart_in: soon", &["4:13 gitlab-duration"]),
        ("when: delayed\nstart_in: 8 days", &["4:13 gitlab-value"]),
        ("when: always\nstart_in: 5 minutes", &["4:13 gitlab-conflict"]),
        ("rules:\n  - start_in: 5 minutes", &["4:17 gitlab-conflict"]),
        ("timeout: 2 months", &["3:12 gitlab-duration"]),
        ("timeout: 3h 30m", &[]),
        ("environment: a!b", &["3:16 gitlab-value"]),
        ("artifacts:\n  paths: [a]\n  access: all\n  public: true", &["6:13 gitlab-conflict"]),
        ("artifacts:\n  paths: [a/*]\n  expose_as: a/b", &["5:16 gitlab-value", "4:13 gitlab-value"]),
        ("allow_failure: maybe", &["3:18 wrong-type"]),
        ("allow_failure:\n  exit_codes: [1, 1]", &["4:21 gitlab-value"]),
        ("allow_failure:\n  exit_codes: 3", &[]),
        ("retry: 3", &["3:10 gitlab-value"]),
        ("retry: '2'", &["3:10 wrong-type"]),
        ("retry:\n  max: 2\n  when: [script_failure, bad_mood]", &["5:28 gitlab-value"]),
        ("retry:\n  max: 1\n  exit_codes: ['5']", &["5:18 wrong-type"]),
        ("timeout: 1h 30m", &[]),
        ("timeout: later", &["3:12 gitlab-duration"]),
        ("parallel: 0", &["3:13 gitlab-value"]),
        ("parallel: 201", &["3:13 gitlab-value"]),
        ("parallel: '5'", &["3:13 wrong-type"]),
        ("parallel:\n  matrix:\n    - A: []", &["5:12 gitlab-value"]),
        ("parallel:\n  matrx: []", &["3:3 missing-key", "4:5 unknown-key"]),
        ("image: ''", &["3:10 gitlab-value"]),
        ("image:\n  entrypoint: ['']", &["3:3 missing-key"]),
        ("image:\n  name: a\n  docker:\n    usr: me", &["6:7 unknown-key"]),
        ("image:\n  name: a\n  pull_policy: [always, always]", &["5:27 gitlab-value"]),
        ("services:\n  - alias: db", &["4:7 missing-key"]),
        ("services:\n  - name: a\n    command: []", &["5:16 gitlab-value"]),
        ("cache:\n  key: a/b\n  paths: [c]", &["4:10 gitlab-value"]),
        ("cache:\n  key: ..\n  paths: [c]", &["4:10 gitlab-value"]),
        ("cache:\n  paths: c", &["4:12 wrong-type"]),
        ("cache:\n  policy: keep", &["4:13 gitlab-value"]),
        ("cache:\n  policy: $POLICY\n  paths: [c]", &[]),
        ("cache:\n  key:\n    files: [a]\n    files_commits: [b]", &["5:7 gitlab-conflict"]),
        ("artifacts:\n  paths: []", &["4:12 gitlab-value"]),
        ("artifacts:\n  expire_in: 2 weeks and 3 days\n  paths: [a]", &[]),
        ("artifacts:\n  expire_in: never\n  paths: [a]", &[]),
        ("artifacts:\n  expire_in: 1 fortnight", &["4:16 gitlab-duration"]),
        ("artifacts:\n  reports:\n    junits: a.xml", &["5:7 unknown-key"]),
        (
            "artifacts:\n  reports:\n    coverage_report:\n      coverage_format: html\n      path: a",
            &["6:26 gitlab-value"],
        ),
        ("environment:\n  url: https://a.test", &["3:3 missing-key"]),
        ("environment:\n  name: a\n  url: a.test", &["5:10 gitlab-value"]),
        ("environment:\n  name: a\n  action: halt", &["5:13 gitlab-value"]),
        ("coverage: total (\\d+)", &["3:13 gitlab-pattern"]),
        ("secrets:\n  KEY:\n    file: true", &["5:7 gitlab-conflict"]),
        ("secrets:\n  KEY:\n    vault:\n      path: a", &["5:7 missing-key", "5:7 missing-key"]),
        ("id_tokens:\n  TOKEN: {}", &["4:5 missing-key"]),
        ("release:\n  tag_name: v1", &["3:3 missing-key"]),
        ("release:\n  tag_name: v1\n  description: d\n  assets:\n    links: []", &["7:14 gitlab-value"]),
        ("inherit:\n  default: [secrets]", &["4:15 gitlab-value"]),
        ("variables: [A]", &["3:14 wrong-type"]),
        ("variables:\n  A: [b]", &["4:8 wrong-type"]),
        ("variables:\n  A:\n    value: b\n    descr: c", &["6:7 unknown-key"]),
        ("tags: []", &["3:9 gitlab-value"]),
        (
            "parallel:\n  matrix: [{ OS: [a] }]\nneeds:\n  - job: b\n    parallel: { matrix: [{ OS: '$[[ matrix.SO ]]' }] }",
            &["7:34 gitlab-interpolation"],
        ),
        ("stage: ''", &["3:10 gitlab-value"]),
        ("resource_group: 5", &["3:19 wrong-type"]),
        ("hooks:\n  pre_get_sources_script: [true]", &["4:30 wrong-type"]),
    ];
    hold(cases.iter().map(|(lines, errors)| (job(lines), *errors)));
}

#[test]
fn rules_are_read_to_the_last_word() {
    let cases: &[(&str, &[&str])] = &[
        ("rules: []", &["3:10 gitlab-value"]),
        ("rules:\n  - if: $A ==", &["4:16 expression-syntax"]),
        ("rules:\n  - if:", &["4:10 empty-value"]),
        ("rules:\n  - if: $A\n    when: neverr", &["5:13 gitlab-value"]),
        ("rules:\n  - changes: src", &["4:16 wrong-type"]),
        ("rules:\n  - changes:\n      compare_to: main", &["4:7 missing-key"]),
        ("rules:\n  - exists:\n      paths: [a]\n      ref: main", &["6:14 gitlab-conflict"]),
        ("rules:\n  - when: always\nonly: [main]", &["5:3 gitlab-conflict"]),
        ("only: main", &["3:9 wrong-type"]),
        ("only: [/^v/, branches]\nexcept:\n  variables: [$SKIP]", &[]),
        ("only: [/^v]", &["3:10 gitlab-pattern"]),
        ("only:\n  kubernetes: always", &["4:17 gitlab-value"]),
    ];
    hold(cases.iter().map(|(lines, errors)| (job(lines), *errors)));
}

#[test]
fn scripts_hold_commands() {
    let cases: &[(&str, &[&str])] = &[
        ("a:\n  script: []\n", &["2:11 gitlab-value"]),
        ("a:\n  script: ''\n", &["2:11 gitlab-value"]),
        ("a:\n  script: true\n", &["2:11 wrong-type"]),
        ("a:\n  script:\n    - echo a: b\n", &["3:7 gitlab-value"]),
        ("a:\n  script:\n    - [b, [c, [d]]]\n", &[]),
        ("a:\n  script: [[[[[[[[[[[a]]]]]]]]]]]\n", &["2:21 gitlab-value"]),
        ("a:\n  image: b\n", &["1:1 gitlab-job-without-work"]),
        ("a:\n  script: b\n  run: []\n", &["2:3 gitlab-conflict"]),
        ("a:\n  run:\n    - name: 1st\n      script: b\n", &["3:13 gitlab-value"]),
        ("a:\n  run:\n    - name: b\n", &["3:7 gitlab-conflict"]),
        ("a: make\n", &["1:4 wrong-type"]),
        ("true:\n  script: a\n", &["1:1 gitlab-value"]),
        ("script: a\n", &["1:9 wrong-type"]),
        (".a: [anything, 5]\nb:\n  script: c\n", &[]),
    ];
    hold(cases.iter().map(|(text, errors)| ((*text).to_owned(), *errors)));
}

#[test]
fn jobs_stand_in_stages_and_wait_for_earlier_ones() {
    let cases: &[(&str, &[&str])] = &[
        ("a:\n  stage: tset\n  script: b\n", &["2:10 gitlab-unknown-stage"]),
        ("stages: [x, x]\na:\n  stage: x\n  script: b\n", &["1:13 gitlab-value"]),
        ("a:\n  stage: .pre\n  script: b\n", &[]),
        (
            "a:\n  stage: build\n  needs: [b]\n  script: c\nb:\n  stage: test\n  script: c\n",
            &["3:11 gitlab-needs"],
        ),
        (
            "a:\n  stage: build\n  script: c\n  rules:\n    - needs: [b]\nb:\n  script: c\n",
            &["5:15 gitlab-needs"],
        ),
        ("a:\n  script: c\nb:\n  script: c\n  needs: [a, a]\n", &["5:14 gitlab-needs"]),
        ("a:\n  script: c\n  needs: ['']\n", &["3:11 gitlab-value"]),
        ("a:\n  script: c\n  needs:\n    - ~\n", &["4:7 gitlab-value"]),
        ("a:\n  script: c\n  dependencies: [b]\n", &["3:18 gitlab-needs"]),
        ("a:\n  script: c\nb:\n  script: c\n  dependencies: [a]\n", &["5:18 gitlab-needs"]),
        ("a:\n  script: c\n  needs:\n    - project: x/y\n      job: z\n", &["4:7 missing-key"]),
        ("a:\n  script: c\n  needs:\n    - project: x/y\n      job: z\n      ref: main\n", &[]),
        ("a:\n  script: c\n  environment:\n    name: e\n    on_stop: b\n", &["5:14 gitlab-needs"]),
    ];
    hold(cases.iter().map(|(text, errors)| ((*text).to_owned(), *errors)));
}

#[test]
fn triggers_say_what_they_start() {
    let cases: &[(&str, &[&str])] = &[
        ("a:\n  trigger: group/project\n", &[]),
        ("a:\n  trigger: project\n", &["2:12 gitlab-value"]),
        ("a:\n  trigger: /project\n", &["2:12 gitlab-value"]),
        ("a:\n  trigger:\n    strategy: depend\n", &["3:5 gitlab-conflict"]),
        ("a:\n  trigger:\n    project: x/y\n    strategy: wait\n", &["4:15 gitlab-value"]),
        ("a:\n  trigger:\n    project: x/y\n    include: b.yml\n", &["3:5 gitlab-conflict"]),
        ("a:\n  trigger: x/y\n  script: make\n", &["3:3 gitlab-conflict"]),
        ("a:\n  trigger:\n    include:\n      - artifact: b.yml\n", &["4:9 missing-key"]),
        ("a:\n  trigger:\n    include:\n      - project: x/y\n", &["4:9 missing-key"]),
        ("a:\n  trigger:\n    include:\n      - local: b.txt\n", &["4:16 gitlab-value"]),
        ("a:\n  trigger:\n    forward:\n      yaml_variables: 1\n    project: x/y\n", &["4:23 wrong-type"]),
    ];
    hold(cases.iter().map(|(text, errors)| ((*text).to_owned(), *errors)));
}

#[test]
fn the_top_level_has_its_keywords() {
    let cases: &[(&str, &[&str])] = &[
        ("workflow:\n  rules:\n    - when: manual\na:\n  script: b\n", &["3:13 gitlab-value"]),
        ("workflow:\n  nam: x\na:\n  script: b\n", &["2:3 unknown-key"]),
        ("workflow:\n  auto_cancel:\n    on_new_commit: all\na:\n  script: b\n", &["3:20 gitlab-value"]),
        ("default:\n  script: a\na:\n  script: b\n", &["2:3 unknown-key"]),
        ("default:\n  image: x\nimage: y\na:\n  script: b\n", &["3:1 gitlab-conflict"]),
        ("variables:\n  A:\n    value: c\n    options: [a, b]\na:\n  script: b\n", &["3:12 gitlab-value"]),
        ("stages: []\na:\n  stage: build\n  script: b\n", &["1:9 gitlab-value"]),
        (".a:\n  script: b\n", &["1:1 gitlab-content"]),
        ("- a\n", &["1:1 gitlab-content"]),
        ("", &["1:1 gitlab-content"]),
        ("spec:\n  inputs: {}\na:\n  script: b\n", &["1:1 gitlab-input"]),
    ];
    hold(cases.iter().map(|(text, errors)| ((*text).to_owned(), *errors)));
}

#[test]
fn a_piece_of_a_pipeline_may_lean_on_what_is_elsewhere() {
    let piece = "a:\n  extends: .base\n  stage: lint\n  dependencies: [b]\n";
    assert_eq!(check(&[("ci/piece.yml", piece)]).errors(), [""; 0]);
    let whole = check(&[(".gitlab-ci.yml", piece)]).errors();
    let wanted = [
        "2:12 gitlab-extends",
        "1:1 gitlab-job-without-work",
        "3:10 gitlab-unknown-stage",
        "4:18 gitlab-needs",
    ];
    assert_eq!(whole, wanted);
}

#[test]
fn a_key_without_a_value_is_passed_over() {
    let outcome = one("a:\n  script: b\n  parallel:\n  rules:\n");
    assert_eq!(outcome.all(), ["3:3 empty-value"]);
    assert_eq!(outcome.errors(), [""; 0]);
}

#[test]
fn the_help_names_what_was_probably_meant() {
    let outcome = one("stages: [build]\na:\n  stage: biuld\n  script: make\n");
    assert_eq!(outcome.diagnostics[0].help.as_deref(), Some("did you mean \"build\"?"));
}
