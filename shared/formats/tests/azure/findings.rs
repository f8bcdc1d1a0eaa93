//! What is wrong with a file, and where. Each row: the file, and all that is found in it.

use crate::folder::one;

fn hold(cases: &[(&str, &[&str])]) {
    let differing = cases.iter().filter_map(|(text, wanted)| {
        let found = one(text).found();
        (found != *wanted).then(|| format!("{text}\nwanted {wanted:?}\nfound  {found:?}\n"))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn keys_and_values() {
    hold(&[
        ("steps:\n- script: make\n  dispalyName: x\n", &["3:3 unknown-key"]),
        ("steps:\n- bsah: make\n", &["2:3 unknown-key"]),
        ("steps:\n- displayName: make\n", &["2:3 azure-no-work"]),
        ("steps:\n  script: make\n", &["2:3 wrong-type"]),
        ("steps:\n- script: make\n  continueOnError: perhaps\n", &["3:20 azure-value"]),
        ("steps:\n- script: make\n  continueOnError: Yes\n  timeoutInMinutes: 5\n", &[]),
        ("steps:\n- script: make\n  timeoutInMinutes: long\n", &["3:21 azure-value"]),
        ("steps:\n- script: make\n  timeoutInMinutes: $(minutes)\n", &[]),
        ("steps:\n- script: make\n  name: a.b\n", &["3:9 azure-name"]),
        ("steps:\n- script: a\n  name: x\n- script: b\n  name: x\n", &[]),
        ("stages:\n- stage: a\n  lockBehavior: parallel\n  jobs: []\n", &["3:17 azure-value"]),
        ("trigger: [main]\npr:\n  branchs: [main]\nsteps: []\n", &["3:3 unknown-key"]),
        ("resources:\n  repositories:\n  - repository: a\n  - type: git\nsteps: []\n", &["4:5 missing-key"]),
        ("jobs:\n- jbo: a\n", &["2:3 azure-section"]),
        (
            "jobs:\n- deployment: a\n  environment: e\n  strategy:\n    runOnce:\n      steps: []\n",
            &["6:7 azure-section"],
        ),
        ("pool: x\njobs: []\nstages: []\n", &["2:1 azure-no-work"]),
        ("schedules:\n- branches: { include: [main] }\nsteps: []\n", &["2:3 missing-key"]),
        ("resources:\n  repositories:\n  - repository: a\n    type: svn\nsteps: []\n", &["4:11 azure-value"]),
        (
            "resources:\n  containers:\n  - container: a\n    image: x\n  - container: a\n    image: y\nsteps: []\n",
            &["5:5 azure-duplicate-name"],
        ),
        ("steps:\n- checkout: tools\n", &["2:13 azure-unknown-resource"]),
        ("steps:\n- checkout: self\n  submodules: deep\n", &["3:15 azure-value"]),
        ("steps:\n- checkout: git://a/b@refs/heads/main\n  submodules: recursive\n", &[]),
        ("pool:\n  vmImage: ubuntu-14.04\nsteps: []\n", &["2:12 azure-unknown-image"]),
        ("pool:\n  vmImage: UBUNTU-30.04\nsteps: []\n", &[]),
        ("pool:\n  name: own\n  vmImage: mine\nsteps: []\n", &[]),
        (
            "jobs:\n- job: a\n  steps:\n  - script: x\n    name: s\n- job: b\n  dependsOn: a\n  variables:\n    \
             x: $[ dependencies.a.outputs['s.x'] ]\n    y: $[ dependencies.a.outputs['t.x'] ]\n  steps: []\n",
            &["10:11 azure-dependency"],
        ),
    ]);
}

#[test]
fn expressions() {
    hold(&[
        ("steps:\n- script: a\n  condition: eq(variables.x, 'y'\n", &["3:33 expression-syntax"]),
        ("steps:\n- script: a\n  condition: suceeded()\n", &["3:14 expression-function"]),
        ("steps:\n- script: a\n  condition: eq(variable.x, 'y')\n", &["3:17 expression-context"]),
        ("steps:\n- script: a\n  condition: eq(parameters.x, 'y')\n", &["3:17 expression-availability"]),
        ("variables:\n  x: $[ eq(variables.a ]\nsteps: []\n", &["2:24 expression-syntax"]),
        ("steps:\n- script: ${{ nothing() }}\n", &["2:15 expression-function"]),
        ("steps:\n- script: ${{ 1 + 2 }}\n", &["2:17 expression-syntax"]),
        ("steps:\n- ${{ if false }}:\n  - script: ${{ 1 + 2 }}\n", &["3:19 expression-syntax"]),
        ("steps:\n- ${{ if false }}:\n  - script: ${{ nope.x }} ${{ nothing() }}\n", &[]),
        ("steps:\n- ${{ else }}:\n  - script: a\n", &["2:3 azure-directive"]),
        ("steps:\n- ${{ if true }}\n", &["2:3 azure-directive"]),
        ("steps:\n- ${{ each x parameters.y }}:\n  - script: a\n", &["2:7 azure-directive"]),
        ("parameters:\n- name: a\n  values: [x, y]\n  default: z\nsteps: []\n", &["4:12 azure-parameter"]),
        ("parameters:\n- name: a\n  type: strng\nsteps: []\n", &["3:9 azure-parameter"]),
        (
            "parameters:\n- name: abc\n  default: ''\nsteps:\n- script: ${{ parameters.abd }}\n",
            &["5:15 azure-expression"],
        ),
        (
            "parameters:\n- name: o\n  type: object\n  default: {}\nsteps:\n- script: a ${{ parameters.o }}\n",
            &["6:17 azure-expression"],
        ),
    ]);
}

#[test]
fn order() {
    hold(&[
        ("jobs:\n- job: a\n- job: A\n", &["3:8 azure-duplicate-name"]),
        ("jobs:\n- job: a\n  dependsOn: b\n", &[]),
        ("stages:\n- stage: a\n  dependsOn: b\n", &["3:14 azure-unknown-stage"]),
        ("stages:\n- stage: a\n  dependsOn: b\n- stage: b\n", &["3:14 azure-stage-cycle"]),
        ("stages:\n- stage: a\n- stage: a\n", &["3:10 azure-duplicate-name"]),
        ("stages:\n- stage: a\n  jobs:\n  - job: x\n- stage: b\n  jobs:\n  - job: x\n", &[]),
        ("steps:\n- template: nowhere.yml\n", &["2:13 azure-template"]),
        ("steps:\n- template: x.yml@nobody\n", &["2:13 azure-template"]),
        (
            "jobs:\n- job: a\n- job: b\n  condition: eq(dependencies.a.result, 'Failed')\n",
            &["4:17 azure-dependency"],
        ),
        (
            "jobs:\n- job: a\n- job: b\n  dependsOn: A\n  variables:\n    x: $[ dependencies.a.outputs['s.v'] ]\n",
            &[],
        ),
        (
            "stages:\n- stage: a\n- stage: b\n  condition: eq(dependencies.A.result, 'Failed')\n- stage: c\n  condition: eq(dependencies.a.result, 'Failed')\n",
            &["6:17 azure-dependency"],
        ),
        (
            "stages:\n- stage: a\n- stage: b\n  jobs:\n  - job: x\n    condition: eq(stageDependencies.aa.j.result, 'Failed')\n",
            &["6:19 azure-dependency"],
        ),
        ("", &["1:1 azure-template"]),
    ]);
}
