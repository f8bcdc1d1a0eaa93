use crate::reading::{errors, found};
use diag::SourceMap;
use yaml::Limits;

fn detected(path: &str, text: &str) -> Option<&'static str> {
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let read = yaml::read(&sources, file, &Limits::default());
    formats::detect(path, read.documents.first()).map(|format| format.id)
}

const YAML: &str = "pipeline:
  agent: any
  environment:
    A: \"x-${env.B}\"
  stages:
    - stage: 'Build'
      steps:
        - sh 'npm install'
        - script:
            - def a = 1
            - withEnv: \"['A=b']\"
              script:
                - echo \"${a}\"
    - stage: 'Deploy'
      when:
        branch: 'main'
      steps:
        - echo all is well
";

#[test]
fn yaml_is_recognised_and_read() {
    assert_eq!(detected("jenkins.yaml", YAML), Some("jenkins"));
    assert_eq!(detected("ci.yml", YAML), Some("jenkins"));
    assert_eq!(detected("Jenkinsfile", ""), Some("jenkins"));
    assert_eq!(found("jenkins.yaml", YAML), []);
}

#[test]
fn files_of_others_are_left_to_them() {
    let others = [
        ("pipeline.yaml", "version: \"1.0\"\nstages:\n  - name: a\n    steps: [make]\n", "rustci"),
        (".gitlab-ci.yml", "stages: [a]\na:\n  script: make\n", "gitlab-ci"),
    ];
    for (path, text, id) in others {
        assert_eq!(detected(path, text), Some(id), "{path}");
    }
    assert_ne!(detected("x.yml", "kind: pipeline\ntype: docker\nsteps: []\n"), Some("jenkins"));
}

#[test]
fn findings_in_yaml_have_their_places() {
    let cases = [
        (
            "pipeline:\n  agent: any\n  stages:\n    - stage: a\n      stepz:\n        - sh 'a'\n",
            ("jenkins-model", 5, 7),
        ),
        ("pipeline:\n  agent: any\n  stages:\n    - steps:\n        - sh 'a'\n", ("jenkins-model", 4, 7)),
        (
            "pipeline:\n  agent: any\n  stages:\n    - stage: a\n      steps:\n        - def x = 1\n",
            ("jenkins-step", 6, 11),
        ),
        (
            "pipeline:\n  agent: any\n  stages:\n    - stage: a\n      steps:\n        - \"timeout(tim: 5) { sh 'a' }\"\n",
            ("jenkins-argument", 6, 20),
        ),
        (
            "pipeline:\n  agent: any\n  stages:\n    - stage: a\n      steps:\n        - timeout(time: 5) { sh 'a' }\n",
            ("jenkins-model", 6, 11),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(errors("jenkins.yaml", text).first(), Some(&expected), "{text}");
    }
}

#[test]
fn what_is_missing_at_the_end_is_told_at_the_end() {
    let text = "pipeline:\n  agent: any\n  stages:\n    - stage:";
    assert_eq!(errors("jenkins.yaml", text).first(), Some(&("jenkins-stage", 4, 12)));
}

#[test]
fn the_model_in_json_is_read() {
    let text = r#"{"pipeline": {
  "stages": [{
    "name": "a",
    "branches": [{"name": "default", "steps": [
      {"name": "echo", "arguments": [{"key": "message", "value": {"isLiteral": true, "value": "it's"}}]},
      {"name": "script", "arguments": [{"key": "scriptBlock", "value": {"isLiteral": true, "value": "def a = 1"}}]}
    ]}],
    "when": {"conditions": [{"name": "branch", "arguments": {"isLiteral": true, "value": "main"}}]}
  }],
  "agent": {"type": "any"}
}}"#;
    assert_eq!(found("pipeline.json", text), []);
    let wrong = text.replace("\"message\"", "\"massage\"");
    assert_eq!(errors("pipeline.json", &wrong).first(), Some(&("jenkins-argument", 5, 46)));
}
