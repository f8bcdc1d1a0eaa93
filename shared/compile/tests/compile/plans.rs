//! What plans are made of: copies, needs, steps, called pipelines, inputs.

use crate::world::{Repo, compiled, compiled_in, errors, facts, ids, planned};
use compile::Choice;
use events::{Facts, Source};
use plan::{Phase, Plan, SpawnSource, StepWork, Work};

const WORKFLOW: &str = ".github/workflows/ci.yml";
const GITLAB: &str = ".gitlab-ci.yml";
const NATIVE: &str = "pipeline.yaml";

fn workflow(jobs: &str) -> Plan {
    planned(WORKFLOW, &format!("on: [push, workflow_dispatch]\njobs:\n{jobs}"), &facts())
}

#[test]
fn copies_are_named_as_each_language_names_them() {
    let plan = workflow(
        "  a:\n    name: Test\n    strategy: {matrix: {os: [linux, mac], v: [1], include: [{os: linux, x: {y: z}}]}}\n    \
         runs-on: x\n    steps: [{run: echo}]\n",
    );
    assert_eq!(ids(&plan), ["a (linux, 1, z)", "a (mac, 1)"]);
    assert_eq!(plan.jobs[0].name.as_ref().unwrap().text().as_str(), "Test (linux, 1, z)");
    assert_eq!((plan.jobs[1].leg.index, plan.jobs[1].leg.total), (1, 2));

    let text = "a: {script: [echo], parallel: 2}\n\
                b: {script: [echo], parallel: {matrix: [{OS: [linux, mac], V: ['1']}, {OS: win}]}}\n";
    let plan = planned(GITLAB, text, &facts());
    assert_eq!(ids(&plan), ["a 1/2", "a 2/2", "b: [linux, 1]", "b: [mac, 1]", "b: [win]"]);
    let env: Vec<_> = plan.jobs[2].env.iter().map(|e| (e.name.as_str(), e.value.text().as_str())).collect();
    assert_eq!(env, [("OS", "linux"), ("V", "1")]);
}

#[test]
fn a_matrix_that_waits_for_a_job_is_multiplied_later() {
    let plan = workflow(
        "  a:\n    runs-on: x\n    outputs: {list: '${{ steps.s.outputs.l }}'}\n    steps: [{id: s, run: echo}]\n  \
         b:\n    needs: a\n    strategy: {matrix: {v: '${{ fromJSON(needs.a.outputs.list) }}'}}\n    runs-on: x\n    \
         steps: [{run: echo}]\n  c:\n    strategy: {matrix: {v: \"${{ fromJSON('[1, 2]') }}\"}}\n    runs-on: x\n    \
         steps: [{run: echo}]\n",
    );
    assert_eq!(ids(&plan), ["a", "b", "c (1)", "c (2)"]);
    assert!(plan.jobs[1].expansion.is_some() && plan.jobs[2].expansion.is_none());
    let legs = vec![expr::Value::object([("v", expr::Value::from("x"))])];
    assert_eq!(plan.jobs[1].copies(legs, plan.dialect)[0].id.as_str(), "b (x)");
}

#[test]
fn a_matrix_may_not_grow_without_end() {
    let values: Vec<String> = (0..17).map(|n| n.to_string()).collect();
    let list = values.join(", ");
    let text = format!(
        "on: push\njobs:\n  a:\n    strategy: {{matrix: {{a: [{list}], b: [{list}]}}}}\n    runs-on: x\n    \
         steps: [{{run: echo}}]\n"
    );
    let compiled = compiled(WORKFLOW, &text, &facts(), Choice::default());
    assert!(compiled.plan.is_none());
    assert!(errors(&compiled).iter().any(|error| error.contains("289")), "{:?}", errors(&compiled));
}

/// The keys that a job waits for; those it waits for only by its stage in brackets.
fn needs(plan: &Plan, key: &str) -> Vec<String> {
    let job = plan.jobs.iter().find(|job| job.key == key).unwrap();
    let name = |need: &plan::Need| if need.by_stage { format!("({})", need.key) } else { need.key.clone() };
    job.needs.iter().map(name).collect()
}

#[test]
fn stages_are_needs_unless_a_job_says_otherwise() {
    let text = "stages: [one, two, three]\na: {stage: one, script: [echo], artifacts: {paths: [x]}}\n\
                b: {stage: two, script: [echo]}\nc: {stage: three, script: [echo]}\n\
                d: {stage: three, script: [echo], needs: [a]}\ne: {stage: three, script: [echo], needs: []}\n\
                f: {stage: three, script: [echo], dependencies: []}\n";
    let plan = planned(GITLAB, text, &facts());
    assert_eq!(needs(&plan, "a"), Vec::<String>::new());
    assert_eq!(needs(&plan, "c"), ["(a)", "(b)"]);
    assert_eq!(needs(&plan, "d"), ["a"]);
    assert_eq!(needs(&plan, "e"), Vec::<String>::new());
    let brings = |key: &str| {
        let job = plan.jobs.iter().find(|job| job.key == key).unwrap();
        job.needs.iter().filter(|need| need.artifacts).count()
    };
    assert_eq!((brings("c"), brings("d"), brings("f")), (1, 1, 0));
    assert_eq!(plan.levels(), [vec!["a", "e"], vec!["b", "d"], vec!["c", "f"]]);
    assert_eq!(plan.drawing(), "a\ne\n  b  <- a\n  d  <- a\n    c  <- b\n    f  <- b\n");
}

fn outline(plan: &Plan, key: &str) -> Vec<String> {
    let job = plan.jobs.iter().find(|job| job.key == key).unwrap();
    let Work::Steps { steps } = &job.work else { panic!("{key} has steps") };
    let one = |step: &plan::Step| {
        let work = serde_json::to_value(&step.work).unwrap();
        let what = match &step.work {
            StepWork::Builtin { builtin, .. } => serde_json::to_value(builtin)
                .unwrap()
                .as_object()
                .unwrap()
                .keys()
                .next()
                .unwrap()
                .to_lowercase(),
            _ => work["work"].as_str().unwrap().to_owned(),
        };
        let phase = match step.phase {
            Phase::Prepare => "<",
            Phase::Main => "=",
            Phase::Finish => ">",
        };
        let gate = match &step.gate {
            plan::Gate::OnSuccess => "",
            plan::Gate::OnFailure => " failed",
            plan::Gate::Always => " always",
            plan::Gate::If { .. } => " if",
        };
        format!("{phase} {what}{gate}")
    };
    steps.iter().map(one).collect()
}

#[test]
fn steps_stand_between_what_a_job_gets_and_what_it_leaves() {
    let text = "a: {stage: build, script: [echo], artifacts: {paths: [x]}}\n\
                b:\n  stage: test\n  before_script: [echo]\n  script: [echo]\n  after_script: [echo]\n  \
                cache: {paths: [c]}\n  artifacts: {when: always, paths: [y], reports: {junit: r.xml, dotenv: d.env}}\n";
    let plan = planned(GITLAB, text, &facts());
    let expected = [
        "< checkout",
        "< cache",
        "< bring_artifacts",
        "= script",
        "> script always",
        "> cache",
        "> upload always",
        "> read_tests always",
        "> read_variables always",
    ];
    let mut steps = outline(&plan, "b");
    steps[7..].sort();
    assert_eq!(steps, expected);

    let plan = workflow(
        "  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - {if: always(), run: echo}\n",
    );
    assert_eq!(outline(&plan, "a"), ["= checkout", "= script if"]);

    let text =
        "stages:\n  - name: a\n    steps:\n      - run: x\n        artifacts: [{path: d/}]\n      - y\n";
    let plan = planned(NATIVE, text, &facts());
    assert_eq!(outline(&plan, "a"), ["< checkout", "= script", "= upload", "= script"]);
}

#[test]
fn a_called_workflow_is_a_plan_within_the_plan() {
    let repo = Repo(&[(
        ".github/workflows/called.yml",
        "on:\n  workflow_call:\n    inputs:\n      n: {type: number, default: 3}\n      s: {type: string, required: true}\n\
         jobs:\n  inner:\n    strategy: {matrix: {v: ['${{ inputs.s }}']}}\n    runs-on: x\n    steps: [{run: echo}]\n",
    )]);
    let text = "on: push\njobs:\n  outer:\n    uses: ./.github/workflows/called.yml\n    with: {s: '${{ github.ref }}'}\n";
    let compiled = compiled_in(&repo, WORKFLOW, text, &facts(), Choice::default());
    let plan = compiled.plan.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    let Work::Call(call) = &plan.jobs[0].work else { panic!("outer calls") };
    assert_eq!(ids(&call.plan), ["inner"]);
    assert!(call.plan.jobs[0].expansion.is_some(), "its inputs are not known yet");
    assert_eq!(serde_json::to_value(&call.plan.inputs).unwrap(), serde_json::json!({ "n": 3 }));
    assert_eq!(call.inputs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["s"]);
}

#[test]
fn a_child_pipeline_sees_that_it_is_one() {
    let repo = Repo(&[(
        "child.yml",
        "a: {script: [echo], rules: [{if: '$CI_PIPELINE_SOURCE == \"parent_pipeline\" && $FROM == \"parent\"'}]}\n\
         b: {script: [echo], rules: [{if: '$CI_PIPELINE_SOURCE == \"push\"'}]}\n",
    )]);
    let text = "start: {variables: {FROM: parent}, trigger: {include: child.yml, strategy: depend}}\n\
                other: {trigger: group/project}\n";
    let compiled = compiled_in(&repo, GITLAB, text, &facts(), Choice::default());
    let plan = compiled.plan.unwrap_or_else(|| panic!("{:#?}", compiled.diagnostics));
    let Work::Spawn(spawn) = &plan.jobs[0].work else { panic!("start spawns") };
    let SpawnSource::Planned { plan: child } = &spawn.source else { panic!("{:?}", spawn.source) };
    assert_eq!(ids(child), ["a"]);
    assert!(spawn.wait);
    let Work::Spawn(spawn) = &plan.jobs[1].work else { panic!("other spawns") };
    assert!(
        matches!(&spawn.source, SpawnSource::Unavailable { message } if message.contains("group/project"))
    );
}

#[test]
fn inputs_have_their_types_and_defaults() {
    let text = "on:\n  push:\n  workflow_dispatch:\n    inputs:\n      flag: {type: boolean, default: true}\n      \
                count: {type: number}\n      env: {type: choice, options: [a, b], default: b}\n      \
                must: {type: string, required: true}\njobs:\n  a:\n    runs-on: x\n    steps: [{run: echo}]\n";
    let manual = |given: &[(&str, &str)]| {
        let inputs = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        Facts { source: Source::Manual, inputs, ..facts() }
    };
    let plan = planned(WORKFLOW, text, &manual(&[("must", "x"), ("flag", "false"), ("count", "2")]));
    let inputs = serde_json::to_value(&plan.inputs).unwrap();
    assert_eq!(inputs, serde_json::json!({"flag": false, "count": 2, "env": "b", "must": "x"}));
    let pushed = planned(WORKFLOW, text, &facts());
    assert_eq!(serde_json::to_value(&pushed.inputs).unwrap(), serde_json::json!({}));
    let wrong = |given: &[(&str, &str)]| {
        let compiled = compiled(WORKFLOW, text, &manual(given), Choice::default());
        errors(&compiled).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(wrong(&[]), ["input \"must\" is required"]);
    assert_eq!(wrong(&[("must", "x"), ("env", "c")]), ["input \"env\" must be one of a, b, found \"c\""]);
    assert_eq!(wrong(&[("must", "x"), ("flag", "1")]), ["input \"flag\" must be true or false, found \"1\""]);
    assert_eq!(wrong(&[("must", "x"), ("flga", "true")]), ["the pipeline has no input \"flga\""]);
}

#[test]
fn a_plan_reads_back_as_it_was_written() {
    let text = "stages:\n  - {name: a, matrix: {v: [x]}, condition: branch == 'main', steps: [{run: x, timeout: 5s}]}\n";
    let plan = planned(NATIVE, text, &facts());
    let json = serde_json::to_string(&plan).unwrap();
    let again: Plan = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
}
