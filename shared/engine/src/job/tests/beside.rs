use super::*;

fn background(id: &str) -> Step {
    Step { background: true, ..named(id, id) }
}

fn wait(steps: &[&str]) -> Step {
    step(StepWork::Wait { steps: steps.iter().map(|step| (*step).to_owned()).collect() })
}

#[test]
fn a_background_step_is_known_once_it_was_waited_for() {
    let steps = vec![
        background("server"),
        run("early <${{ steps.server.outcome }}>"),
        wait(&["server"]),
        run("late <${{ steps.server.outcome }}> ${{ env.PORT }}"),
    ];
    let port = Signal::Env { name: "PORT".to_owned(), value: "80".to_owned() };
    let mut play = Play::new(assignment(steps)).hangs("server\n").says("server\n", port);
    assert!(play.go().is_none());
    assert_eq!(play.execs.len(), 2);
    let finished = play.release("server", Ended::Code(0)).expect("over");
    assert_eq!(finished.outcome, Outcome::Success);
    assert_eq!(play.execs[2].files[0].content.reveal(), "late <success> 80\n");
}

#[test]
fn a_failing_background_step_fails_the_job_when_waited_for() {
    let steps = vec![background("bad"), run("goes on"), wait(&[]), run("not this")];
    let mut play = Play::new(assignment(steps)).answer("bad", Ended::Code(4));
    let finished = play.end();
    assert_eq!((finished.outcome, finished.cause), (Outcome::Failure, Some(events::Cause::Exit { code: 4 })));
    assert_eq!(play.execs.len(), 2);
}

#[test]
fn background_steps_are_waited_for_at_the_end() {
    let mut play = Play::new(assignment(vec![background("slow")])).hangs("slow");
    assert!(play.go().is_none());
    let finished = play.release("slow", Ended::Code(1)).expect("over");
    assert_eq!(finished.outcome, Outcome::Failure);
}

#[test]
fn a_cancelled_background_step_does_not_fail_the_job() {
    let cancel = step(StepWork::Cancel { step: "server".to_owned() });
    let mut play = Play::new(assignment(vec![background("server"), cancel, run("after")])).hangs("server");
    let finished = play.end();
    assert_eq!(finished.outcome, Outcome::Success);
    assert!(play.log.contains(&"Run server cancelled".to_owned()), "{:?}", play.log);
    assert_eq!(play.execs.len(), 2);
}

#[test]
fn parallel_steps_all_end_before_the_next() {
    let parallel = step(StepWork::Parallel { steps: vec![named("a", "a"), named("b", "b")] });
    let after = run("after ${{ steps.a.outcome }} ${{ steps.b.outcome }}");
    let mut play = Play::new(assignment(vec![parallel, after])).hangs("a\n").hangs("b\n");
    assert!(play.go().is_none());
    assert_eq!(play.running.len(), 2);
    assert!(play.release("a", Ended::Code(0)).is_none());
    let finished = play.release("b", Ended::Code(0)).expect("over");
    assert_eq!(finished.outcome, Outcome::Success);
    assert_eq!(play.execs[2].files[0].content.reveal(), "after success success\n");
}

#[test]
fn no_more_than_ten_run_beside_each_other() {
    let steps = (0..12).map(|n| background(&format!("bg{n}"))).collect();
    let mut play = Play::new(assignment(steps)).hangs("bg");
    assert!(play.go().is_none());
    assert_eq!(play.running.len(), 10);
    assert!(play.release("bg3\n", Ended::Code(0)).is_none());
    assert_eq!(play.running.len(), 10);
}

#[test]
fn a_cancel_ends_background_steps_too() {
    let mut play =
        Play::new(assignment(vec![background("server"), run("long")])).hangs("server").hangs("long");
    assert!(play.go().is_none());
    let finished = play.tell(Input::Cancel).expect("over");
    assert_eq!(finished.outcome, Outcome::Cancelled);
    assert!(play.running.is_empty());
}
