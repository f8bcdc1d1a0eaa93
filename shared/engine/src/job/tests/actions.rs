use super::*;
use plan::ir::Reference;

fn uses(reference: &str, with: &[(&str, &str)]) -> Step {
    let reference = match reference.split_once('@') {
        Some((name, revision)) => Reference::Remote {
            text: reference.into(),
            owner: "o".to_owned(),
            repo: name.to_owned(),
            path: String::new(),
            revision: revision.to_owned(),
        },
        None if reference.starts_with("docker://") => Reference::Image(reference.into()),
        None => Reference::Local(reference.into()),
    };
    let with = with.iter().map(|(name, value)| (spanned((*name).to_owned()), github(value))).collect();
    step(StepWork::Action { reference, with })
}

fn input(name: &str, default: Option<&str>) -> ActionInput {
    ActionInput { name: name.to_owned(), default: default.map(github), required: false }
}

fn action(body: Body) -> Resolved {
    Resolved {
        inputs: vec![input("who am", Some("nobody ${{ env.X }}")), input("what", None)],
        folder: "/brought/act".to_owned(),
        env: Vec::new(),
        facts: IndexMap::new(),
        body,
    }
}

fn composite(steps: Vec<Step>) -> Resolved {
    let outputs = vec![("out".to_owned(), github("${{ steps.inner.outputs.word }}!"))];
    action(Body::Composite { steps, outputs })
}

fn program(pre: bool) -> Resolved {
    let hook = |run: &str| Some(Hook { run: run.to_owned(), condition: None });
    action(Body::Program {
        program: "node".to_owned(),
        main: "main.js".to_owned(),
        pre: hook("pre.js").filter(|_| pre),
        post: hook("post.js"),
    })
}

#[test]
fn steps_of_an_action_have_their_own_names_and_inputs() {
    let inner =
        vec![named("inner", "hello ${{ inputs.what }} ${{ inputs['who am'] }} ${{ steps.outer.outcome }}")];
    let mut outer = uses("./act", &[("what", "${{ steps.outer.outcome }}")]);
    outer.id = Some("act".to_owned());
    outer.env = vec![entry("X", github("x"))];
    let after = run("${{ steps.act.outputs.out }} ${{ steps.inner.outcome }}");
    let word = Signal::Output { name: "word".to_owned(), value: "w".to_owned() };
    let mut play = Play::new(assignment(vec![named("outer", "outer"), outer, after]))
        .action("./act", composite(inner))
        .says("hello", word);
    assert_eq!(play.end().outcome, Outcome::Success);
    assert_eq!(play.execs[1].files[0].content.reveal(), "hello success nobody x \n");
    assert_eq!(play.variable(1, "X"), Some("x"));
    assert_eq!(play.execs[2].files[0].content.reveal(), "w! \n");
}

#[test]
fn conditions_in_an_action_look_at_the_actions_own_steps() {
    let inner =
        vec![run("inner ok"), run("inner bad"), Step { gate: condition("failure()"), ..run("inner care") }];
    let outer = Step { gate: Gate::Always, ..uses("./act", &[]) };
    let mut play = Play::new(assignment(vec![run("first"), outer]))
        .action("./act", composite(inner))
        .answer("first", Ended::Code(1))
        .answer("inner bad", Ended::Code(2));
    assert_eq!(play.end().outcome, Outcome::Failure);
    let ran: Vec<_> =
        play.execs.iter().map(|exec| exec.files[0].content.reveal().trim().to_owned()).collect();
    assert_eq!(ran, ["first", "inner ok", "inner bad", "inner care"]);
    assert_eq!(play.log.last().map(String::as_str), Some("Run ./act failure: exit code 2"));
}

#[test]
fn a_program_gets_inputs_and_state_and_ends_in_reverse() {
    let state = Signal::State { name: "kept".to_owned(), value: "yes".to_owned() };
    let mut play = Play::new(assignment(vec![uses("./a", &[("what", "1")]), uses("./b", &[]), run("last")]))
        .action("./a", Resolved { folder: "/a".to_owned(), ..program(true) })
        .action("./b", Resolved { folder: "/b".to_owned(), ..program(true) })
        .says("/a/main.js", state);
    assert_eq!(play.end().outcome, Outcome::Success);
    let ran: Vec<_> =
        play.execs.iter().map(|exec| exec.commands[0].last().cloned().unwrap_or_default()).collect();
    assert_eq!(ran[..2], ["/a/main.js", "/b/main.js"]);
    assert_eq!(ran[3..], ["/b/post.js", "/a/post.js"]);
    assert_eq!(play.variable(0, "INPUT_WHAT"), Some("1"));
    assert_eq!(play.variable(0, "INPUT_WHO_AM"), Some("nobody "));
    assert_eq!(play.variable(4, "STATE_kept"), Some("yes"));
    assert_eq!(play.variable(3, "STATE_kept"), None);
}

#[test]
fn what_a_remote_action_does_first_comes_before_all_steps() {
    let state = Signal::State { name: "early".to_owned(), value: "bird".to_owned() };
    let mut play = Play::new(assignment(vec![run("one"), uses("o/r@v1", &[])]))
        .action("o/r@v1", program(true))
        .says("pre.js", state);
    play.end();
    assert_eq!(play.log[0], "Pre Run o/r@v1 begins");
    assert_eq!(play.variable(2, "STATE_early"), Some("bird"));
    assert_eq!(play.variable(3, "STATE_early"), Some("bird"));
}

#[test]
fn an_action_that_cannot_be_had_fails_only_where_it_runs() {
    let skipped = Step { gate: condition("false"), ..uses("o/r@v1", &[]) };
    assert_eq!(Play::new(assignment(vec![skipped])).end().outcome, Outcome::Success);
    let finished = Play::new(assignment(vec![uses("o/r@v1", &[])])).end();
    assert_eq!(finished.cause, Some(events::Cause::Invalid { message: "`o/r@v1` is nowhere".to_owned() }));
}

#[test]
fn a_failed_program_still_gets_its_last_phase() {
    let mut play = Play::new(assignment(vec![uses("./a", &[])]))
        .action("./a", program(false))
        .answer("main.js", Ended::Code(1));
    assert_eq!(play.end().outcome, Outcome::Failure);
    assert_eq!(play.execs.len(), 2);
}

#[test]
fn images_get_entrypoints_arguments_and_inputs() {
    let body = Body::Image(ImageBody {
        image: ActionImage::File("Dockerfile".to_owned()),
        entrypoint: Some(github("/run.sh")),
        args: vec![github("${{ inputs.what }}"), github("a b")],
        env: vec![("MORE".to_owned(), github("${{ inputs.what }}2"))],
        pre: None,
        post: None,
    });
    let plain = uses("docker://alpine:3", &[("args", "echo 'x y'"), ("entrypoint", "sh -c")]);
    let mut play =
        Play::new(assignment(vec![uses("./d", &[("what", "w")]), plain])).action("./d", action(body));
    assert_eq!(play.end().outcome, Outcome::Success);
    let build =
        ImageSource::Build { context: "/brought/act".to_owned(), dockerfile: "Dockerfile".to_owned() };
    let first = play.execs[0].image.clone().expect("an image");
    assert_eq!((first.source, first.args), (build, vec!["w".to_owned(), "a b".to_owned()]));
    assert_eq!(first.entrypoint, Some(vec!["/run.sh".to_owned()]));
    assert_eq!(play.variable(0, "MORE"), Some("w2"));
    let second = play.execs[1].image.clone().expect("an image");
    assert_eq!(second.source, ImageSource::Named("alpine:3".to_owned()));
    assert_eq!(second.args, ["echo", "x y"]);
    assert_eq!(second.entrypoint, Some(vec!["sh".to_owned(), "-c".to_owned()]));
}

#[test]
fn a_timeout_around_an_action_ends_its_steps() {
    let outer = Step { timeout: Some(github("5s")), ..uses("./act", &[]) };
    let inner = vec![run("long"), run("never")];
    let mut play = Play::new(assignment(vec![outer])).action("./act", composite(inner)).hangs("long");
    assert!(play.go().is_none());
    let finished = play.after(5).expect("over");
    assert_eq!(finished.outcome, Outcome::Failure);
    assert_eq!(play.log.last().map(String::as_str), Some("Run ./act failure: timed out after 5 s"));
    assert_eq!(play.execs.len(), 1);
}

#[test]
fn actions_in_actions_from_elsewhere_come_first_too() {
    let state = Signal::State { name: "early".to_owned(), value: "bird".to_owned() };
    let deep = uses("deep@v1", &[("what", "${{ inputs.what }} ${{ env.X }}")]);
    let outer = Step { env: vec![entry("X", github("x"))], ..uses("outer@v1", &[("what", "hello")]) };
    let local = uses("./here", &[]);
    let mut play = Play::new(assignment(vec![run("one"), outer, local]))
        .action("outer@v1", composite(vec![run("inner"), deep.clone()]))
        .action("./here", composite(vec![deep]))
        .action("deep@v1", program(true))
        .says("pre.js", state);
    assert_eq!(play.end().outcome, Outcome::Success);
    let begun: Vec<_> = play.log.iter().filter_map(|line| line.strip_suffix(" begins")).collect();
    let first = ["Pre Run deep@v1", "Run one", "Run outer@v1", "Run inner", "Run deep@v1"];
    assert_eq!(begun[..5], first);
    // Of an action in the repository nothing is known before its step runs.
    assert_eq!(begun[5..], ["Run ./here", "Run deep@v1", "Post Run deep@v1", "Post Run deep@v1"]);
    let told = |name| [0, 3, 4].map(|exec| play.variable(exec, name));
    assert_eq!(told("STATE_early"), [None, Some("bird"), None]);
    assert_eq!(told("INPUT_WHAT"), [Some("hello x"), Some("hello x"), Some(" ")]);
    assert_eq!(told("X"), [Some("x"), Some("x"), None]);
}

#[test]
fn actions_that_use_themselves_come_to_an_end() {
    let mut play = Play::new(assignment(vec![uses("round@v1", &[])]))
        .action("round@v1", composite(vec![uses("round@v1", &[])]));
    let finished = play.end();
    let message = "its actions use each other more than 10 deep".to_owned();
    assert_eq!(finished.cause, Some(events::Cause::Invalid { message }));
}
