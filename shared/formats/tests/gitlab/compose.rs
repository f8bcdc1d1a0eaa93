//! Includes, inputs, `extends` and references.

use crate::folder::{check, facts, one, read, script};
use expr::Value;
use ir::{EnvKind, SpawnSource, Work};

fn names(pipeline: &ir::Pipeline) -> Vec<&str> {
    pipeline.jobs.iter().map(|job| job.id.value.as_str()).collect()
}

#[test]
fn files_lie_upon_one_another_key_by_key() {
    let pipeline = check(&[
        (".gitlab-ci.yml", "include: [ci/a.yml, /ci/b.yml]\njob:\n  variables: { C: 3 }\n"),
        ("ci/a.yml", "job:\n  script: [one]\n  variables: { A: 1, B: 1 }\n"),
        ("ci/b.yml", "job:\n  script: [two, three]\n  variables: { B: 2 }\n"),
    ])
    .good();
    assert_eq!(script(&pipeline.jobs[0]), ["two", "three"]);
    let env = pipeline.jobs[0].env.entries().iter();
    let env: Vec<String> = env.map(|entry| format!("{}={}", entry.name.value, entry.value)).collect();
    assert_eq!(env, ["A=1", "B=2", "C=3"]);
    assert!(!pipeline.partial);
}

#[test]
fn a_glob_includes_every_file_in_its_folder() {
    let pipeline = check(&[
        (".gitlab-ci.yml", "include: ci/*.yml\n"),
        ("ci/a.yml", "a:\n  script: x\n"),
        ("ci/b.yml", "b:\n  script: x\n"),
        ("ci/deep/c.yml", "c:\n  script: x\n"),
    ])
    .good();
    assert_eq!(names(&pipeline), ["a", "b"]);
}

#[test]
fn findings_name_the_file_they_are_in() {
    let outcome = check(&[
        (".gitlab-ci.yml", "include: { local: ci/a.yml }\n"),
        ("ci/a.yml", "a:\n  script: x\n  wehn: manual\n"),
    ]);
    assert_eq!(outcome.errors(), ["ci/a.yml 3:3 unknown-key"]);
}

#[test]
fn includes_that_cannot_be_followed_are_told() {
    let cases: &[(&str, &str)] = &[
        ("include: gone.yml\n", "1:10 gitlab-include"),
        ("include: readme.md\n", "1:10 gitlab-value"),
        ("include:\n  - local: a.yml\n    remote: https://x.test/b.yml\n", "2:5 gitlab-conflict"),
        ("include:\n  - file: a.yml\n", "2:5 gitlab-conflict"),
        ("include:\n  - project: x/y\n", "2:5 missing-key"),
        ("include:\n  - remote: ftp://x.test/a.yml\n", "2:13 gitlab-value"),
        ("include: self.yml\n", "self.yml 1:10 gitlab-include"),
    ];
    for (text, error) in cases {
        let text = format!("{text}job:\n  script: x\n");
        let outcome = check(&[(".gitlab-ci.yml", &text), ("self.yml", "include: self.yml\n")]);
        assert_eq!(outcome.errors(), [*error], "{text}");
    }
}

#[test]
fn what_stands_elsewhere_is_an_error_only_in_a_run() {
    let files =
        [(".gitlab-ci.yml", "include:\n  - template: Go.gitlab-ci.yml\njob:\n  extends: .go\n  script: x\n")];
    let checked = check(&files);
    assert_eq!(checked.errors(), [""; 0]);
    assert!(checked.pipeline.unwrap().partial);
    let run = read(&files, Some(&facts()), &[]);
    assert_eq!(run.errors(), ["2:15 gitlab-include"]);
}

#[test]
fn rules_decide_in_a_run_what_is_included() {
    let text = "include:\n  - local: a.yml\n    rules:\n      - if: $STAGE == \"day\"\n        when: never\n      - exists: [Dockerfile]\n  \
                - local: b.yml\n    rules:\n      - changes: ['docs/**/*']\nc:\n  script: x\n";
    let files = [(".gitlab-ci.yml", text), ("a.yml", "a:\n  script: x\n"), ("b.yml", "b:\n  script: x\n")];
    assert_eq!(names(&check(&files).good()), ["a", "b", "c"]);
    assert_eq!(names(&read(&files, Some(&facts()), &[]).good()), ["a", "c"]);
}

#[test]
fn files_of_another_project_find_their_own_local_files() {
    let pipeline = check(&[
        (".gitlab-ci.yml", "include:\n  - project: g/p\n    ref: v1\n    file: [/a.yml]\n"),
        ("g/p:/a.yml", "include: b.yml\n"),
        ("g/p:b.yml", "b:\n  script: x\n"),
    ])
    .good();
    assert_eq!(names(&pipeline), ["b"]);
}

const TEMPLATE: &str = "spec:\n  inputs:\n    name:\n    count: { type: number, default: 2 }\n    loud: { type: boolean, default: false }\n    \
                        tools: { type: array, default: [a, b] }\n    kind: { options: [x, y], default: x }\n    version: { regex: '^v\\d+$', default: v1 }\n\
                        ---\n'build $[[ inputs.name ]]':\n  parallel: $[[ inputs.count ]]\n  interruptible: $[[ inputs.loud ]]\n  tags: $[[ inputs.tools ]]\n  \
                        script: echo $[[ inputs.name | truncate(0,3) ]]-$[[ inputs.kind ]] $[[ inputs.version ]]\n";

fn with_inputs(inputs: &str) -> crate::folder::Outcome {
    let root = format!("include:\n  - local: t.yml\n    inputs: {inputs}\n");
    check(&[(".gitlab-ci.yml", &root), ("t.yml", TEMPLATE)])
}

#[test]
fn inputs_fill_blocks_with_values_of_their_types() {
    let pipeline = with_inputs("{ name: shop, count: 3, loud: true, tools: [c], kind: y }").good();
    let job = &pipeline.jobs[0];
    assert_eq!(job.id.value, "build shop");
    assert_eq!(script(job), ["echo sho-y v1"]);
    assert_eq!(job.strategy.as_ref().unwrap().copies.unwrap().value, 3);
    assert!(job.interruptible.unwrap().value);
    assert_eq!(job.runs_on.labels.iter().map(ToString::to_string).collect::<Vec<_>>(), ["c"]);
}

#[test]
fn inputs_must_fit() {
    let cases: &[(&str, &str)] = &[
        ("{}", "2:5 gitlab-input"),
        ("{ name: a, nmae: b }", "3:30 gitlab-input"),
        ("{ name: 5 }", "3:21 gitlab-input"),
        ("{ name: a, count: '5' }", "3:31 gitlab-input"),
        ("{ name: a, loud: 1 }", "3:30 gitlab-input"),
        ("{ name: a, tools: b }", "3:31 gitlab-input"),
        ("{ name: a, kind: z }", "3:30 gitlab-value"),
        ("{ name: a, version: 1.0.x }", "3:33 gitlab-value"),
    ];
    for (inputs, error) in cases {
        assert_eq!(with_inputs(inputs).errors(), [*error], "{inputs}");
    }
}

#[test]
fn blocks_and_specs_are_checked() {
    let cases: &[(&str, &str, &str)] = &[
        ("a:", "$[[ inputs.b ]]", "5:11 gitlab-interpolation"),
        ("a: { default: x }", "$[[ input.a ]]", "5:11 gitlab-interpolation"),
        ("a: { default: x }", "$[[ inputs.a | shout ]]", "5:11 gitlab-interpolation"),
        ("a: { default: x }", "$[[ inputs.a | truncate(1) ]]", "5:11 gitlab-interpolation"),
        (
            "a: { default: x }",
            "$[[ inputs.a | posix_escape | posix_escape | posix_escape | posix_escape ]]",
            "5:11 gitlab-interpolation",
        ),
        ("a: { type: text }", "x", "2:22 gitlab-value"),
        ("a: { default: x, options: [y] }", "x", "2:25 gitlab-value"),
        ("a: { regex: '[' }", "x", "2:23 gitlab-pattern"),
        ("a: { defualt: x }", "x", "2:16 unknown-key"),
    ];
    for (input, script, error) in cases {
        let text =
            format!("spec:\n  inputs: {{ {} }}\n---\njob:\n  script: {script}\n", input.replace("a:", "a :"));
        let text = text.replace("a :", "a:");
        let found = one(&text).errors();
        assert_eq!(found.len(), 1, "{text} {found:?}");
        assert_eq!(found[0].split(' ').nth(1), error.split(' ').nth(1), "{text}");
    }
}

#[test]
fn a_run_gives_the_inputs_of_the_first_file() {
    let text = "spec:\n  inputs:\n    who:\n    count: { type: number, default: 1 }\n---\njob:\n  script: echo $[[ inputs.who ]] $[[ inputs.count ]]\n";
    let files = [(".gitlab-ci.yml", text)];
    let given = [("who", Value::from("me")), ("count", Value::from("4"))];
    assert_eq!(script(&read(&files, Some(&facts()), &given).good().jobs[0]), ["echo me 4"]);
    assert_eq!(read(&files, Some(&facts()), &[]).errors(), ["1:1 gitlab-input"]);
    let checked = check(&files).good();
    assert_eq!(script(&checked.jobs[0]), ["echo $[[ inputs.who ]] $[[ inputs.count ]]"]);
    assert_eq!(checked.inputs.iter().map(|input| input.required).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_component_of_this_project_knows_its_name() {
    let files = [
        (".gitlab-ci.yml", "include:\n  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/lint@1.2\n"),
        (
            "templates/lint.yml",
            "spec:\n  inputs: {}\n---\nlint:\n  script: echo $[[ component.name ]] $[[ component.version ]]\n",
        ),
    ];
    assert_eq!(script(&read(&files, Some(&facts()), &[]).good().jobs[0]), ["echo lint 1.2"]);
}

#[test]
fn extends_merges_bases_in_order_and_its_own_keys_last() {
    let pipeline = one(
        ".a: { script: [a], variables: { A: 1, B: 1 }, tags: [x] }\n.b: { extends: .a, variables: { B: 2 } }\n.c: { tags: [y] }\n\
         job: { extends: [.b, .c], variables: { C: 3 } }\n",
    )
    .good();
    let job = &pipeline.jobs[0];
    assert_eq!(script(job), ["a"]);
    assert_eq!(job.runs_on.labels[0].to_string(), "y");
    let env = job.env.entries().iter();
    assert_eq!(env.map(|entry| entry.value.to_string()).collect::<Vec<_>>(), ["1", "2", "3"]);
}

#[test]
fn extends_must_lead_somewhere_and_not_back() {
    let cases: &[(&str, &[&str])] = &[
        ("a: { script: x, extends: .b }\n", &["1:26 gitlab-extends"]),
        ("a: { script: x, extends: b }\nb: { script: x, extends: a }\n", &["2:26 gitlab-extends"]),
        ("a: { script: x, extends: [] }\n", &["1:26 gitlab-value"]),
        (".b: 5\na: { script: x, extends: .b }\n", &["2:26 gitlab-extends"]),
    ];
    for (text, errors) in cases {
        assert_eq!(one(text).errors(), *errors, "{text}");
    }
}

#[test]
fn references_stand_for_values_after_extends() {
    let pipeline = one(
        ".a: { script: [one, two] }\n.b: { extends: .a, after_script: [!reference [.a, script], three] }\n\
         job:\n  script:\n    - !reference [.b, after_script]\n    - four\n  variables: !reference [.v, variables]\n.v: { variables: { A: 1 } }\n",
    )
    .good();
    assert_eq!(script(&pipeline.jobs[0]), ["one", "two", "three", "four"]);
    assert_eq!(pipeline.jobs[0].env.entries()[0].name.value, "A");
}

#[test]
fn references_reach_into_lists_by_number() {
    let text = ".a: [{ name: redis }, { name: db }]\njob:\n  script: x\n  services: [!reference [.a, 1]]\n";
    let pipeline = one(text).good();
    assert_eq!(pipeline.jobs[0].services[0].container.image.to_string(), "db");
    assert_eq!(one(&text.replace("1]]", "2]]")).errors(), ["4:30 gitlab-reference"]);
}

#[test]
fn references_that_lead_nowhere_are_told() {
    let cases: &[(&str, &[&str])] = &[
        ("a:\n  script: !reference [.b, script]\n", &["2:23 gitlab-reference"]),
        ("a:\n  script: [!reference [.b, scripts]]\n.b: { script: x }\n", &["2:28 gitlab-reference"]),
        ("a:\n  script: !reference []\n", &["2:22 gitlab-reference"]),
        ("a:\n  script: x\n  tags: !reference [a, tags]\n", &["3:20 gitlab-reference"]),
    ];
    for (text, errors) in cases {
        let found = one(text).errors();
        assert_eq!(found.len(), errors.len(), "{text} {found:?}");
        assert!(found.iter().all(|error| error.ends_with("gitlab-reference")), "{text} {found:?}");
    }
}

#[test]
fn references_cannot_fill_the_memory() {
    let mut text = String::from(".a0: { script: [x, x, x, x, x, x, x, x, x, x] }\n");
    for level in 1..9 {
        let below = format!("!reference [.a{}, script]", level - 1);
        text += &format!(".a{level}: {{ script: [{}] }}\n", [below.as_str(); 10].join(", "));
    }
    text += "job: { script: [!reference [.a8, script]] }\n";
    let outcome = one(&text);
    assert_eq!(outcome.errors().len(), 1);
    assert_eq!(outcome.diagnostics[0].message, "there are too many references to follow");
}

#[test]
fn inputs_cannot_fill_the_memory() {
    let twice = "$[[ inputs.a ]]$[[ inputs.a ]]";
    let text = |next: usize| {
        format!(
            "spec: {{ inputs: {{ a: }} }}\n---\ninclude: [{{ local: {next}.yml, inputs: {{ a: '{twice}' }} }}]\n"
        )
    };
    let mut files =
        vec![(".gitlab-ci.yml".to_owned(), "include: [{ local: 0.yml, inputs: { a: x } }]\n".to_owned())];
    files.extend((0..40).map(|at| (format!("{at}.yml"), text(at + 1))));
    files.push(("40.yml".to_owned(), "spec: { inputs: { a: } }\n---\njob: { script: x }\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let messages: Vec<String> =
        check(&files).diagnostics.into_iter().map(|finding| finding.message).collect();
    assert_eq!(messages, ["this text becomes longer than 1048576 bytes"]);
}

#[test]
fn jobs_take_over_defaults_and_variables_unless_they_say_not() {
    let pipeline =
        one("default: { image: base, tags: [t], before_script: [first] }\nvariables: { A: 1, B: 2 }\n\
         one: { script: x }\ntwo: { script: x, image: own, inherit: { default: [tags], variables: [B] } }\n\
         three: { script: x, inherit: { default: false, variables: false } }\n")
        .good();
    let image = |at: usize| pipeline.jobs[at].container.as_ref().map(|container| container.image.to_string());
    assert_eq!([image(0), image(1), image(2)], [Some("base".to_owned()), Some("own".to_owned()), None]);
    assert_eq!(script(&pipeline.jobs[0]), ["first", "x"]);
    assert_eq!(script(&pipeline.jobs[1]), ["x"]);
    assert_eq!(pipeline.jobs[1].ignored_env, ["A"]);
    assert_eq!(pipeline.jobs[2].ignored_env, ["A", "B"]);
    assert_eq!(pipeline.env.entries()[0].kind, EnvKind::Expanded);
}

#[test]
fn a_child_pipeline_is_read_with_the_job_that_starts_it() {
    let files = [
        (
            ".gitlab-ci.yml",
            "start:\n  variables: { DIR: ci }\n  trigger:\n    include: [{ local: $DIR/child.yml, inputs: { a: b } }]\n    strategy: depend\n",
        ),
        ("ci/child.yml", "spec:\n  inputs:\n    a:\n---\nchild:\n  script: echo $[[ inputs.a ]]\n"),
    ];
    let pipeline = read(&files, Some(&facts()), &[]).good();
    let Work::Spawn(spawn) = &pipeline.jobs[0].work else { panic!("no trigger") };
    let SpawnSource::Read(child) = &spawn.source else { panic!("the child was not read") };
    assert_eq!(script(&child.jobs[0]), ["echo b"]);
    assert!(spawn.wait && spawn.forward_job_variables && !spawn.forward_pipeline_variables);
}

#[test]
fn a_child_pipeline_may_be_made_by_a_job() {
    let text = "make: { stage: build, script: x }\nstart:\n  trigger:\n    include:\n      - artifact: out/child.yml\n        job: make\n        inputs: { a: b, c: [1, two] }\n";
    let pipeline = one(text).good();
    let Work::Spawn(spawn) = &pipeline.jobs[1].work else { panic!("no trigger") };
    assert!(
        matches!(&spawn.source, SpawnSource::Artifact { path, job } if path.as_str() == "out/child.yml" && job.value == "make")
    );
    let inputs: Vec<String> =
        spawn.inputs.iter().map(|(name, value)| format!("{}={value}", name.value)).collect();
    assert_eq!(inputs, ["a=b", "c=[1,\"two\"]"]);
    let stranger = one(&text.replace("make: {", "other: {"));
    assert_eq!(stranger.errors(), ["6:14 gitlab-needs"]);
}
