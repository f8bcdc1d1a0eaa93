use crate::stage::{Stage, finished, job, matrix, plan, template};
use engine::run::Effect;
use events::{Attempt, Outcome};
use expr::Value;
use ir::{CopyNames, Matrix, Tolerance};
use plan::{CopyStyle, Expansion, Job, Need, Strategy};

fn strategy(fail_fast: bool, max_parallel: Option<&str>) -> Strategy {
    let fail_fast = Some(template(if fail_fast { "true" } else { "false" }));
    Strategy { fail_fast, max_parallel: max_parallel.map(template), names: Vec::new() }
}

#[test]
fn a_failing_copy_ends_the_others() {
    let test = Job { strategy: strategy(true, Some("2")), ..job("t", &[]) };
    let mut jobs = matrix(&["a", "b", "c"], &test);
    jobs.push(job("after", &["t"]));
    let mut stage = Stage::of(plan(jobs));
    stage.start("t (a)");
    stage.start("t (b)");
    assert_eq!(stage.shows(), "t (a): running, t (b): running, t (c): max-parallel, after: waiting");
    stage.fail("t (a)", 1);
    let reason = "fail-fast: `t (a)` failed".to_owned();
    let told = Effect::CancelJob { job: "t (b)".into(), attempt: Attempt(1), reason };
    assert!(stage.effects.contains(&told), "{:?}", stage.effects);
    assert_eq!(stage.shows(), "t (a): failure, t (b): running, t (c): cancelled, after: waiting");
    stage.report("t (b)", 1, finished(Outcome::Cancelled, None, &[]));
    assert!(stage.shows().ends_with("after: skipped (t (a) ended in failure)"), "{}", stage.shows());
    assert_eq!(stage.outcome(), Outcome::Failure);
}

#[test]
fn copies_go_on_without_fail_fast_or_if_the_failure_is_tolerated() {
    for test in [
        Job { strategy: strategy(false, None), ..job("t", &[]) },
        Job { strategy: strategy(true, None), tolerance: Tolerance::All, ..job("t", &[]) },
    ] {
        let mut stage = Stage::of(plan(matrix(&["a", "b"], &test)));
        stage.fail("t (a)", 1);
        assert!(stage.shows().ends_with("t (b): queued"), "{}", stage.shows());
    }
}

#[test]
fn only_so_many_copies_run_at_once() {
    let limited = |limit| Job { strategy: strategy(false, Some(limit)), ..job("t", &[]) };
    let bad = Stage::of(plan(matrix(&["a"], &limited("many"))));
    assert!(bad.cause("t (a)").contains("must be a whole number"), "{}", bad.cause("t (a)"));
    let mut stage = Stage::of(plan(matrix(&["a", "b", "c", "d"], &limited("${{ fromJSON('2') }}"))));
    assert_eq!(stage.shows(), "t (a): queued, t (b): queued, t (c): max-parallel, t (d): max-parallel");
    stage.succeed("t (b)");
    assert_eq!(stage.shows(), "t (a): queued, t (b): success, t (c): queued, t (d): max-parallel");
}

#[test]
fn needs_see_copies_as_one_or_only_some_of_them() {
    let mut jobs = matrix(&["a", "b"], &job("t", &[]));
    let legs = vec![Value::object([("os", Value::from("b"))])];
    let need = Need { key: "t".into(), legs, artifacts: true, by_stage: false };
    jobs.push(Job { needs: vec![need], ..job("some", &[]) });
    jobs.push(job("all", &["t"]));
    let mut stage = Stage::of(plan(jobs));
    stage.succeed_with("t (b)", &[("x", "from b"), ("y", "")]);
    assert!(stage.shows().ends_with("some: queued, all: waiting"), "{}", stage.shows());
    stage.succeed_with("t (a)", &[("x", "from a"), ("y", "set")]);
    let all = stage.run.assignment(&"all".into(), Attempt(1)).unwrap();
    assert_eq!(all.needs["t"].outputs["x"], "from a");
    assert_eq!(all.needs["t"].outputs["y"], "set");
    assert_eq!(all.needs["t"].jobs, ["t (a)".into(), "t (b)".into()]);
    let some = stage.run.assignment(&"some".into(), Attempt(1)).unwrap();
    assert_eq!(some.needs["t"].jobs, ["t (b)".into()]);
}

fn deferred(limit: usize) -> Vec<Job> {
    let expansion = Expansion {
        matrix: Matrix::Computed(template("${{ fromJSON(needs.a.outputs.matrix) }}")),
        only: Vec::new(),
        style: CopyStyle { names: CopyNames::Brackets, variables: false },
        limit,
    };
    vec![job("a", &[]), Job { expansion: Some(expansion), ..job("t", &["a"]) }, job("z", &["t"])]
}

#[test]
fn copies_may_become_known_only_at_run_time() {
    let mut stage = Stage::of(plan(deferred(256)));
    assert_eq!(stage.shows(), "a: queued, t: waiting, z: waiting");
    stage.succeed_with("a", &[("matrix", r#"{"os": ["x", "y"]}"#)]);
    assert_eq!(stage.shows(), "a: success, z: waiting, t (x): queued, t (y): queued");
    let copy = stage.run.assignment(&"t (y)".into(), Attempt(1)).unwrap();
    assert_eq!((copy.job.leg.index, copy.job.leg.total), (1, 2));
    stage.succeed("t (x)");
    stage.succeed("t (y)");
    stage.succeed("z");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_matrix_that_gives_no_copies_says_why() {
    for (matrix, shown) in [
        (r#"{"include": []}"#, "t: skipped (its matrix is empty)"),
        (r#"{"os": ["x", "y", "z"]}"#, "t: failure"),
        ("3", "t: failure"),
    ] {
        let mut stage = Stage::of(plan(deferred(2)));
        stage.succeed_with("a", &[("matrix", matrix)]);
        assert!(stage.shows().contains(shown), "{matrix}: {}", stage.shows());
    }
}
