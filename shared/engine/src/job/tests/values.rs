use super::*;
use events::Variable;
use plan::NeedResult;

fn signal_env(name: &str, value: &str) -> Signal {
    Signal::Env { name: name.to_owned(), value: value.to_owned() }
}

#[test]
fn nearer_variables_cover_farther_ones() {
    let mut job = assignment(vec![
        Step { env: vec![entry("C", github("step ${{ env.B }}"))], ..run("first") },
        run("${{ env.A }}|${{ env.C }}|${{ env.CI }}"),
    ]);
    job.environ.env = vec![("CI".to_owned(), "true".to_owned())];
    job.env = ["A", "B", "C"].map(|name| entry(name, github("pipeline"))).into();
    job.job.env = ["B", "C"].map(|name| entry(name, github("job"))).into();
    let mut play = Play::new(job).says("first", signal_env("A", "reported"));
    play.end();
    let seen: Vec<_> = ["A", "B", "C", "CI"].map(|name| play.variable(0, name)).into();
    assert_eq!(seen, [Some("pipeline"), Some("job"), Some("step job"), Some("true")]);
    assert_eq!(play.variable(1, "A"), Some("reported"));
    assert_eq!(play.execs[1].files[0].content.reveal(), "reported|job|\n");
}

#[test]
fn variables_with_dollars_see_what_stands_on_top() {
    let gitlab = |text: &str| Template::parse(&text.into(), Dialect::GitLab).0;
    let mut job = assignment(vec![run("x")]);
    job.dialect = Dialect::GitLab;
    job.environ.env = vec![("CI_NAME".to_owned(), "ci$".to_owned())];
    job.environ.overrides = vec![("TAG".to_owned(), "by-hand".to_owned())];
    job.env = vec![
        entry("IMAGE", gitlab("$REGISTRY/app:$TAG")),
        entry("REGISTRY", gitlab("global-$CI_NAME")),
        entry("TAG", gitlab("1")),
        EnvEntry { kind: EnvKind::Raw, ..entry("RAW", gitlab("$TAG")) },
        EnvEntry { kind: EnvKind::File, ..entry("CONF", gitlab("tag=$TAG")) },
    ];
    job.job.env = vec![entry("TAG", gitlab("2")), entry("REGISTRY", gitlab("$REGISTRY-job"))];
    let mut play = Play::new(job);
    play.end();
    assert_eq!(play.variable(0, "IMAGE"), Some("global-ci$-job/app:by-hand"));
    assert_eq!(play.variable(0, "RAW"), Some("$TAG"));
    assert_eq!(play.variable(0, "CONF"), Some("/temp/CONF"));
    let file = play.execs[0].files.iter().find(|file| file.path == "/temp/CONF").expect("a file");
    assert_eq!(file.content.reveal(), "tag=by-hand");
}

#[test]
fn secrets_stand_where_the_format_says() {
    let mut play = Play::with_secrets(assignment(vec![run("${{ secrets.TOKEN }}")]), [("TOKEN", "s3cret")]);
    play.end();
    assert_eq!(play.execs[0].files[0].content.reveal(), "s3cret\n");
    assert_eq!(play.variable(0, "TOKEN"), None);

    let mut job = assignment(vec![run("x")]);
    job.secrets = SecretUse::Environment;
    let mut play = Play::with_secrets(job, [("TOKEN", "s3cret")]);
    play.end();
    assert_eq!(play.variable(0, "TOKEN"), Some("s3cret"));

    let mut job = assignment(vec![run("x")]);
    job.env = vec![EnvEntry { kind: EnvKind::Secret, ..entry("KEY", Template::literal("TOKEN".into())) }];
    let mut play = Play::with_secrets(job.clone(), [("TOKEN", "s3cret")]);
    play.end();
    assert_eq!(play.variable(0, "KEY"), Some("s3cret"));
    let finished = Play::new(job).end();
    assert!(finished.cause.is_some_and(|cause| cause.to_string().contains("no secret `TOKEN`")));
}

#[test]
fn outputs_reach_later_steps_and_the_job() {
    let mut job = assignment(vec![named("one", "one"), run("got ${{ steps.one.outputs.word }}")]);
    job.job.outputs = vec![("result".to_owned(), github("<${{ steps.one.outputs.word }}>"))];
    let output = Signal::Output { name: "word".to_owned(), value: "hi".to_owned() };
    let mut play = Play::new(job).says("one", output);
    let finished = play.end();
    assert_eq!(play.execs[1].files[0].content.reveal(), "got hi\n");
    assert_eq!(finished.outputs.get("result").map(String::as_str), Some("<hi>"));
}

#[test]
fn variables_may_be_outputs_hidden_or_lasting() {
    let said = |name: &str, output, secret, read_only| {
        let (name, value) = (name.to_owned(), "v".to_owned());
        Signal::Variable(Variable { name, value, output, secret, read_only })
    };
    let first = Step { id: Some("s".to_owned()), ..run("first") };
    let later = Step { env: vec![entry("MINE", github("${{ env.hidden }}"))], ..run("${{ env['s.out'] }}") };
    let mut play = Play::new(assignment(vec![first, later, run("last")]))
        .says("first", said("out", true, false, false))
        .says("first", said("hidden", false, true, false))
        .says("first", said("kept", false, false, true))
        .says("v\n", signal_env("kept", "other"));
    play.end();
    assert_eq!(play.execs[1].files[0].content.reveal(), "v\n");
    assert_eq!((play.variable(1, "s.out"), play.variable(1, "out")), (Some("v"), None));
    assert_eq!((play.variable(1, "hidden"), play.variable(1, "MINE")), (None, Some("v")));
    assert_eq!((play.variable(1, "kept"), play.variable(2, "kept")), (Some("v"), Some("v")));
}

#[test]
fn folders_go_in_front_of_the_path_the_latest_first() {
    let path = |folder: &str| Signal::Path { folder: folder.to_owned() };
    let mut play = Play::new(assignment(vec![run("one"), run("two"), run("three")]))
        .says("one", path("/a"))
        .says("two", path("/b"));
    play.end();
    assert!(play.execs[0].path.is_empty());
    assert_eq!(play.execs[2].path, ["/b", "/a"]);
}

#[test]
fn needs_are_a_context_and_bring_variables() {
    let mut job = assignment(vec![run("${{ needs.build.result }} ${{ needs.build.outputs.v }}")]);
    let need = NeedResult {
        outcome: Outcome::Success,
        issues: false,
        outputs: [("v".to_owned(), "1".to_owned())].into(),
        variables: [("FROM".to_owned(), "dotenv".to_owned())].into(),
        jobs: vec!["build".into()],
        artifacts: true,
        by_stage: false,
    };
    job.needs = [("build".to_owned(), need)].into();
    let mut play = Play::new(job);
    play.end();
    assert_eq!(play.execs[0].files[0].content.reveal(), "success 1\n");
    assert_eq!(play.variable(0, "FROM"), Some("dotenv"));
}

#[test]
fn the_status_variable_tells_how_the_job_stands() {
    let mut job =
        assignment(vec![run("bad"), Step { gate: Gate::Always, phase: Phase::Finish, ..run("after") }]);
    job.status_variable = Some(plan::StatusVariable {
        name: "STATUS".to_owned(),
        success: "good".to_owned(),
        issues: Some("so-so".to_owned()),
        failure: "bad".to_owned(),
        cancelled: "gone".to_owned(),
    });
    let mut play = Play::new(job.clone()).answer("bad", Ended::Code(1));
    play.end();
    assert_eq!((play.variable(0, "STATUS"), play.variable(1, "STATUS")), (Some("good"), Some("bad")));
    let plan::Work::Steps { steps } = &mut job.job.work else { panic!("the job has steps") };
    steps[0].mark = plan::ir::Mark::Issues;
    steps[0].continue_on_error = Some(plan::ir::Template::literal(plan::ir::Text::from("true")));
    let mut play = Play::new(job).answer("bad", Ended::Code(1));
    play.end();
    assert_eq!((play.variable(0, "STATUS"), play.variable(1, "STATUS")), (Some("good"), Some("so-so")));
}

#[test]
fn the_token_has_a_place_of_its_own() {
    let steps = vec![run("${{ forge.key }}${{ secrets.TOKEN }} ${{ forge.name }}")];
    let mut job = assignment(steps.clone());
    job.environ.contexts = [("forge".to_owned(), Value::object([("name", Value::from("f"))]))].into();
    let mut play = Play::with_secrets(job.clone(), [("TOKEN", "t")]);
    play.end();
    assert_eq!(play.execs[0].files[0].content.reveal(), "tt f\n");
    assert_eq!(play.variable(0, "TOKEN"), None);
    let mut without = Play::new(job);
    without.end();
    assert_eq!(without.execs[0].files[0].content.reveal(), " f\n");
}
