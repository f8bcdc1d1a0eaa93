use crate::stage::{Stage, job, plan, staged, variable, when};
use events::{Attempt, News, Outcome};
use expr::{Dialect, Value};
use indexmap::IndexMap;
use plan::{Concurrency, Environ, Job, Plan};

#[test]
fn conditions_see_needs_inputs_and_the_contexts_of_the_run() {
    let jobs = vec![
        job("a", &[]),
        when("needs.a.outputs.x == 'yes' && needs.a.result == 'success'", job("by-output", &["a"])),
        when("inputs.env == 'prod' && github.ref_name == 'main'", job("by-input", &[])),
        when("needs.a.outputs.x == 'no'", job("not", &["a"])),
        when("toJSON(needs) == '{}'", job("without", &[])),
    ];
    let github = Value::object([("ref_name", Value::from("main"))]);
    let contexts = IndexMap::from([("github".to_owned(), github)]);
    let inputs = Value::object([("env", Value::from("prod"))]);
    let environ = Environ { contexts, ..Environ::default() };
    let mut stage = Stage::of(Plan { environ, inputs, ..plan(jobs) });
    stage.succeed_with("a", &[("x", "yes")]);
    assert_eq!(
        stage.shows(),
        "a: success, by-output: queued, by-input: queued, \
         not: skipped (condition is false: needs.a.outputs.x == 'no'), without: queued"
    );
}

/// A job whose group is made of variables, and the name that comes of it.
fn group(plan: Plan, text: &str) -> String {
    let template = expr::Template::parse(&diag::Text::from(text), Dialect::GitLab).0;
    let rule = Concurrency { group: template, cancel_running: None, queue_all: true };
    let mut plan = plan;
    for job in plan.jobs.iter_mut().filter(|job| job.key.starts_with('g')) {
        job.concurrency = Some(rule.clone());
    }
    let mut stage = Stage::of(plan);
    let variables = IndexMap::from([("REPORTED".to_owned(), "by a".to_owned())]);
    let (outcome, cause, outputs) = (Outcome::Success, None, IndexMap::new());
    stage.report("a", 1, News::Finished { outcome, cause, tolerated: false, outputs, variables });
    let held = stage.log.iter().find_map(|record| match &record.event {
        events::Event::JobHeld { hold: events::Hold::Group { group }, .. } => Some(group.clone()),
        _ => None,
    });
    held.unwrap()
}

#[test]
fn variables_fill_in_each_other_the_nearest_first() {
    let own = |key| {
        let env = vec![
            variable("TARGET", "$BASE-$REGION", Dialect::GitLab),
            variable("LOOP", "$LOOP!", Dialect::GitLab),
        ];
        Job { env, ..job(key, &[]) }
    };
    let environ = Environ {
        env: vec![("BASE".into(), "environ".into()), ("CI".into(), "true".into())],
        overrides: vec![("REGION".into(), "given".into())],
        ..Environ::default()
    };
    let env =
        vec![variable("BASE", "pipeline", Dialect::GitLab), variable("REGION", "pipeline", Dialect::GitLab)];
    let jobs = [("build", job("a", &[])), ("test", own("g1")), ("test", own("g2"))];
    let plan = Plan { environ, env, ..staged(&["build", "test"], &jobs) };
    let name = group(plan, "$TARGET $CI ${REPORTED} [$NOBODY] [$LOOP]");
    assert_eq!(name, "pipeline-given true by a [] [!]");
}

#[test]
fn an_assignment_holds_what_a_runner_needs() {
    let mut stage = Stage::of(plan(vec![job("a", &[]), job("b", &["a"])]));
    stage.succeed_with("a", &[("x", "1")]);
    let assignment = stage.run.assignment(&"b".into(), Attempt(1)).unwrap();
    assert_eq!((assignment.id.as_str(), assignment.number, assignment.attempt), ("b", 2, Attempt(1)));
    assert_eq!(assignment.needs["a"].outputs["x"], "1");
    assert!(stage.run.assignment(&"a".into(), Attempt(1)).is_none(), "it has ended");
}

#[test]
fn a_job_without_a_strategy_shows_the_usual_one() {
    let copies = crate::stage::matrix(&["linux", "mac"], &job("copies", &[]));
    let stage = Stage::of(plan([vec![job("one", &[])], copies].concat()));
    let shown = |id: &str| {
        let contexts = stage.run.assignment(&id.into(), Attempt(1)).unwrap().environ.contexts;
        let Value::Object(strategy) = &contexts["strategy"] else { panic!("{contexts:?}") };
        ["fail-fast", "job-index", "job-total", "max-parallel"].map(|name| strategy.get(name).cloned())
    };
    let number = |number: f64| Some(Value::from(number));
    assert_eq!(shown("one"), [Some(Value::from(true)), number(0.0), number(1.0), number(1.0)]);
    assert_eq!(shown("copies (mac)"), [Some(Value::from(true)), number(1.0), number(2.0), number(2.0)]);
}
