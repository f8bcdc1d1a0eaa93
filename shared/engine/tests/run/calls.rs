use crate::stage::{Stage, finished, job, plan, template, when};
use engine::run::{Effect, Input, handed_secrets};
use events::{Attempt, Outcome};
use expr::Value;
use indexmap::IndexMap;
use plan::{Call, Job, Plan, Spawn, SpawnSource, Work};

fn called(plan: Plan, inputs: &[(&str, &str)], job: Job) -> Job {
    let inputs = inputs.iter().map(|(name, value)| ((*name).to_owned(), template(value))).collect();
    Job { work: Work::Call(Call { plan: Box::new(plan), inputs, secrets: None }), ..job }
}

fn spawned(source: SpawnSource, wait: bool, job: Job) -> Job {
    let (forward_pipeline_variables, forward_job_variables) = (true, true);
    let inputs = Vec::new();
    let spawn = Spawn { source, wait, inputs, forward_pipeline_variables, forward_job_variables };
    Job { work: Work::Spawn(spawn), ..job }
}

fn inner() -> Plan {
    let jobs = vec![job("build", &[]), when("inputs.env == 'prod'", job("deploy", &["build"]))];
    let outputs = vec![("url".to_owned(), template("${{ jobs.build.outputs.url }}/${{ inputs.env }}"))];
    let inputs = Value::object([("env", Value::from("test")), ("other", Value::from(1.0))]);
    Plan { outputs, inputs, ..plan(jobs) }
}

#[test]
fn a_called_pipeline_runs_in_the_place_of_the_job() {
    let caller = called(inner(), &[("env", "${{ needs.a.outputs.env }}")], job("call", &["a"]));
    let mut stage = Stage::of(plan(vec![job("a", &[]), caller, job("z", &["call"])]));
    stage.succeed_with("a", &[("env", "prod")]);
    assert_eq!(
        stage.shows(),
        "a: success, call: waiting, z: waiting, call / build: queued, call / deploy: waiting"
    );
    let assignment = stage.run.assignment(&"call / build".into(), Attempt(1)).unwrap();
    assert_eq!(serde_json::to_string(&assignment.inputs).unwrap(), r#"{"env":"prod","other":1}"#);
    stage.succeed_with("call / build", &[("url", "http://x")]);
    stage.succeed("call / deploy");
    let after = stage.run.assignment(&"z".into(), Attempt(1)).unwrap();
    assert_eq!(after.needs["call"].outputs["url"], "http://x/prod");
    stage.succeed("z");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_failure_inside_is_the_callers() {
    let mut stage = Stage::of(plan(vec![called(inner(), &[], job("call", &[])), job("z", &["call"])]));
    stage.fail("call / build", 1);
    assert!(stage.shows().starts_with("call: failure, z: skipped (call ended in failure)"));
    assert_eq!(stage.outcome(), Outcome::Failure);
}

#[test]
fn cancelling_the_caller_cancels_what_it_called() {
    let mut stage = Stage::of(plan(vec![called(inner(), &[], job("call", &[])), job("other", &[])]));
    stage.start("call / build");
    stage.cancel(Some("call"));
    let told =
        |effect: &Effect| matches!(effect, Effect::CancelJob { job, .. } if job.as_str() == "call / build");
    assert!(stage.effects.iter().any(told), "{:?}", stage.effects);
    stage.report("call / build", 1, finished(Outcome::Cancelled, None, &[]));
    assert!(stage.shows().starts_with("call: cancelled, other: queued"), "{}", stage.shows());
}

#[test]
fn pipelines_call_pipelines() {
    let middle = plan(vec![called(inner(), &[("env", "prod")], job("inner", &[]))]);
    let mut stage = Stage::of(plan(vec![called(middle, &[], job("outer", &[]))]));
    stage.succeed("outer / inner / build");
    stage.succeed("outer / inner / deploy");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_spawned_pipeline_is_waited_for_or_not() {
    for (wait, outcome) in [(true, Outcome::Failure), (false, Outcome::Success)] {
        let source = SpawnSource::Planned { plan: Box::new(inner()) };
        let mut stage = Stage::of(plan(vec![spawned(source, wait, job("child", &[]))]));
        let shown = if wait { "child: waiting" } else { "child: success" };
        assert!(stage.shows().starts_with(shown), "{}", stage.shows());
        stage.fail("child / build", 1);
        assert_eq!(stage.outcome(), outcome, "wait: {wait}");
    }
}

#[test]
fn a_pipeline_may_be_made_by_a_job() {
    let artifact = || SpawnSource::Artifact { path: "child.yml".into(), job: "make".into() };
    let jobs = || vec![job("make", &[]), spawned(artifact(), true, job("child", &["make"]))];
    let mut stage = Stage::of(plan(jobs()));
    stage.succeed("make");
    let load = Effect::LoadPlan {
        job: "child".into(),
        attempt: Attempt(1),
        path: "child.yml".into(),
        from: vec!["make".into()],
    };
    assert!(stage.effects.contains(&load), "{:?}", stage.effects);
    assert_eq!(stage.run.outstanding(), [load]);
    assert!(stage.run.assignment(&"child".into(), Attempt(1)).is_none(), "no runner takes it");
    let loaded = |attempt| Input::PlanLoaded {
        job: "child".into(),
        attempt: Attempt(attempt),
        plan: Box::new(plan(vec![job("x", &[])])),
    };
    assert_eq!(stage.input(loaded(2)), 0);
    assert!(stage.input(loaded(1)) > 0);
    assert_eq!(stage.input(loaded(1)), 0);
    stage.succeed("child / x");
    assert_eq!(stage.outcome(), Outcome::Success);

    let mut stage = Stage::of(plan(jobs()));
    stage.succeed("make");
    let (job, attempt, message) = ("child".into(), Attempt(1), "there is no child.yml".to_owned());
    stage.input(Input::PlanRefused { job, attempt, message });
    assert_eq!(stage.cause("child"), "there is no child.yml");
}

#[test]
fn a_pipeline_that_cannot_be_had_fails_its_job() {
    let source = SpawnSource::Unavailable { message: "other projects are out of reach".into() };
    let stage = Stage::of(plan(vec![spawned(source, true, job("child", &[]))]));
    assert_eq!(stage.cause("child"), "other projects are out of reach");
}

#[test]
fn jobs_of_two_pipelines_never_share_an_id() {
    let call = called(plan(vec![job("b", &[])]), &[], job("a", &[]));
    let mut stage = Stage::of(plan(vec![job("a / b", &[]), call]));
    assert_eq!(stage.shows(), "a / b: queued, a: waiting, a / b #2: queued");
    stage.succeed("a / b #2");
    stage.succeed("a / b");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_job_learns_which_secrets_its_callers_handed_on() {
    let handing = |plan: Plan, secrets: Option<&str>, key| {
        let secrets = secrets.map(|value| vec![("TOKEN".to_owned(), template(value))]);
        let call = Call { plan: Box::new(plan), inputs: Vec::new(), secrets };
        Job { work: Work::Call(call), ..job(key, &[]) }
    };
    let leaf = plan(vec![job("x", &[])]);
    let inherits = plan(vec![handing(leaf, None, "c")]);
    let middle = plan(vec![handing(inherits, Some("${{ secrets.TOKEN }}"), "b")]);
    let mut stage = Stage::of(plan(vec![handing(middle, Some("${{ secrets.NPM }}"), "a")]));
    let assignment = stage.run.assignment(&"a / b / c / x".into(), Attempt(1)).unwrap();
    let all = [("NPM", "n"), ("TOKEN", "t"), ("OTHER", "o")].map(|(name, value)| (name.into(), value.into()));
    let handed = handed_secrets(&assignment, all.into_iter().collect()).unwrap();
    assert_eq!(handed, IndexMap::from([("TOKEN".to_owned(), "n".to_owned())]));
    stage.succeed("a / b / c / x");
    assert_eq!(stage.outcome(), Outcome::Success);
}
