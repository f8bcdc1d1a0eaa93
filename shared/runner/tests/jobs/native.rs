use crate::desk::{Desk, assignment, run, sh, spanned, step, text};
use events::{Cause, Outcome};
use executors::{Native, Snapshot, Workspace};
use plan::ir::{
    Builtin, Cache, CacheKey, CachePolicy, Reference, Script, Shell, Span, Strictness, Upload, When,
};
use plan::{Gate, Phase, Step, StepWork};
use std::sync::Arc;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

async fn native(desk: &Arc<Desk>, files: &[(&str, &str)], job: plan::Assignment) -> engine::job::Finished {
    let root = folder(files);
    run(Native::default(), desk, job, &[], Workspace::Copy(Snapshot::new(root.path()))).await
}

/// A builtin that an action with inputs stands for.
fn builtin(builtin: Builtin) -> Step {
    let with = vec![(spanned("some".to_owned()), text("input"))];
    step(StepWork::Builtin { builtin, with })
}

fn upload(name: &str, paths: &[&str]) -> Upload {
    Upload {
        span: Span::NOWHERE,
        name: Some(text(name)),
        paths: paths.iter().map(|path| text(path)).collect(),
        exclude: Vec::new(),
        untracked: false,
        when: spanned(When::OnSuccess),
        retention: None,
        if_none: Some(text("error")),
        overwrite: None,
        hidden: None,
    }
}

fn download(name: Option<&str>, path: &str) -> Step {
    builtin(Builtin::Download { name: name.map(text), pattern: None, path: Some(text(path)), merge: None })
}

#[tokio::test]
async fn scripts_run_in_a_copy_of_the_workspace() {
    let root = folder(&[("a.txt", "hello\n")]);
    let desk = Arc::new(Desk::default());
    let job = assignment(vec![
        sh("cat a.txt; echo more >> a.txt; echo env V=1 > $SAY_HERE; echo output bad >> /dev/null"),
        sh("echo \"$V ${{ hashFiles('nothing') }}$CI\"; tail -1 a.txt; exit 7"),
    ]);
    let finished = run(Native::default(), &desk, job, &[], Workspace::Copy(Snapshot::new(root.path()))).await;
    assert_eq!(desk.log(), "hello\n1 true\nmore\n");
    assert_eq!(finished.cause, Some(Cause::Exit { code: 7 }));
    assert_eq!(std::fs::read_to_string(root.path().join("a.txt")).unwrap(), "hello\n");
}

#[tokio::test]
async fn listed_commands_are_shown_and_stop_at_the_first_failure() {
    let lines = ["echo 'a b'", "sh -c 'exit 42'", "echo never"];
    let lines = lines.iter().map(|line| text(line)).collect();
    let script = Script {
        lines,
        echo: true,
        shell: Shell::Default(Strictness::PipeFail),
        directory: None,
        capture: None,
    };
    let desk = Arc::new(Desk::default());
    let finished = native(&desk, &[], assignment(vec![step(StepWork::Script { script })])).await;
    assert_eq!(finished.cause, Some(Cause::Exit { code: 42 }));
    let plain = desk.log().replace("\u{1b}[32;1m", "").replace("\u{1b}[0;m", "");
    assert_eq!(plain, "$ echo 'a b'\na b\n$ sh -c 'exit 42'\n");
}

#[tokio::test]
async fn artifacts_go_from_job_to_job() {
    let desk = Arc::new(Desk::default());
    let files =
        [("dist/app.txt", "app"), ("dist/deep/x.txt", "x"), ("dist/.hidden", "h"), ("other.log", "o")];
    let made = assignment(vec![
        builtin(Builtin::Upload(Box::new(upload("dist", &["dist/"])))),
        builtin(Builtin::Upload(Box::new(upload("mixed", &["dist/*.txt", "*.log"])))),
    ]);
    assert_eq!(native(&desk, &files, made).await.outcome, Outcome::Success, "{}", desk.log());
    let taken = assignment(vec![
        download(Some("dist"), "got"),
        download(None, "all"),
        sh("find got all -type f | sort"),
    ]);
    let desk_log = desk.log().len();
    assert_eq!(native(&desk, &[], taken).await.outcome, Outcome::Success);
    let chunks = desk.chunks.lock().unwrap();
    let all: String = chunks.iter().map(|chunk| String::from_utf8_lossy(&chunk.text).into_owned()).collect();
    let expected =
        ["all/dist/app.txt", "all/dist/deep/x.txt", "all/mixed/dist/app.txt", "all/mixed/other.log"];
    let expected = [&expected[..], &["got/app.txt", "got/deep/x.txt"]].concat().join("\n");
    assert!(all[desk_log..].ends_with(&format!("{expected}\n")), "{all}");
}

#[tokio::test]
async fn steps_name_files_to_keep_and_to_show() {
    let desk = Arc::new(Desk::default());
    let job = assignment(vec![
        sh("echo '# done' > s.md; echo ::summary-file::s.md; echo one > a; echo ::keep::logs=a"),
        sh("echo two > b; echo ::keep::logs=b"),
        download(Some("logs"), "got"),
        sh("cat got/a got/b"),
    ]);
    assert_eq!(native(&desk, &[], job).await.outcome, Outcome::Success, "{}", desk.log());
    assert!(desk.log().ends_with("one\ntwo\n"), "{}", desk.log());
    let summaries: Vec<_> = desk.summaries.lock().unwrap().iter().map(|it| it.text.clone()).collect();
    assert_eq!(summaries, ["# done\n"]);

    let job = assignment(vec![sh("echo ::keep::logs=nothing")]);
    let finished = native(&Arc::new(Desk::default()), &[], job).await;
    assert!(finished.cause.is_some_and(|cause| cause.to_string().contains("no files match nothing")));
}

#[tokio::test]
async fn an_artifact_that_is_not_there_is_named() {
    let desk = Arc::new(Desk::default());
    let finished = native(&desk, &[], assignment(vec![download(Some("gone"), ".")])).await;
    assert!(finished.cause.is_some_and(|cause| cause.to_string().contains("no artifact `gone`")));
    let job = assignment(vec![builtin(Builtin::Upload(Box::new(upload("x", &["nothing/*"]))))]);
    let finished = native(&Arc::new(Desk::default()), &[], job).await;
    assert!(finished.cause.is_some_and(|cause| cause.to_string().contains("no files match")));
}

fn cache(key: &str, fallback: &[&str]) -> Step {
    let cache = Cache {
        span: Span::NOWHERE,
        key: CacheKey::Text(text(key)),
        fallback: fallback.iter().map(|key| text(key)).collect(),
        fallback_prefix: true,
        paths: vec![text("deps")],
        untracked: false,
        policy: CachePolicy::PullPush,
        save_when: spanned(When::OnSuccess),
        fail_on_miss: None,
        lookup_only: None,
        hit_variable: None,
        unprotect: false,
    };
    Step { id: Some("cache".to_owned()), ..builtin(Builtin::Cache(Box::new(cache))) }
}

#[tokio::test]
async fn caches_outlive_runs() {
    let desk = Arc::new(Desk::default());
    let say = "echo \"hit=${{ steps.cache.outputs.cache-hit }} $(cat deps/a 2>/dev/null)\"; mkdir -p deps; echo 1 > deps/a";
    for (key, expected) in [("k-1", "hit= \n"), ("k-1", "hit=true 1\n"), ("k-2", "hit=false 1\n")] {
        let finished = native(&desk, &[], assignment(vec![cache(key, &["k-"]), sh(say)])).await;
        assert_eq!(finished.outcome, Outcome::Success);
        let chunks: Vec<_> = desk.chunks.lock().unwrap().drain(..).collect();
        let log: String =
            chunks.iter().map(|chunk| String::from_utf8_lossy(&chunk.text).into_owned()).collect();
        assert!(log.contains(expected), "{key}: {log}");
    }
}

#[tokio::test]
async fn caches_may_be_anywhere_and_move_with_their_job() {
    let elsewhere = tempfile::tempdir().unwrap();
    let elsewhere = elsewhere.path().join("deps").display().to_string();
    for place in ["${{ runner.temp }}/deps", "${{ runner.workspace }}/in", &elsewhere] {
        let desk = Arc::new(Desk::default());
        let mut step = cache("k", &[]);
        let StepWork::Builtin { builtin: Builtin::Cache(kept), .. } = &mut step.work else { panic!() };
        kept.hit_variable = Some(text("HIT"));
        kept.paths = vec![text(place)];
        let say = format!(
            "cat {place}/a 2>/dev/null || echo none; mkdir -p {place}; echo kept > {place}/a; echo hit=$HIT"
        );
        for expected in ["none\nhit=false\n", "kept\nhit=true\n"] {
            let finished = native(&desk, &[], assignment(vec![step.clone(), sh(&say)])).await;
            assert_eq!(finished.outcome, Outcome::Success, "{}", desk.log());
            assert!(desk.log().contains(expected), "{place}: {}", desk.log());
            desk.chunks.lock().unwrap().clear();
            if place == elsewhere {
                std::fs::remove_dir_all(&elsewhere).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn variables_and_test_results_are_read_from_files() {
    let desk = Arc::new(Desk::default());
    let xml = r#"<testsuite><testcase name="bad"><failure message="no"/></testcase><testcase name="ok"/></testsuite>"#;
    let steps = vec![
        Step { phase: Phase::Finish, ..step(StepWork::ReadVariables { paths: vec![text("*.env")] }) },
        Step { phase: Phase::Finish, ..step(StepWork::ReadTests { paths: vec![text("r.xml")] }) },
    ];
    let finished = native(&desk, &[("a.env", "A=1\n"), ("r.xml", xml)], assignment(steps)).await;
    assert_eq!(finished.variables.get("A").map(String::as_str), Some("1"));
    assert_eq!(desk.log(), "2 tests, 1 failed, 0 skipped\n");
    let report = plan::ir::Report {
        kind: plan::ir::ReportKind::Junit,
        paths: vec![text("r.xml")],
        when: spanned(When::Always),
        fails: true,
    };
    let failing = assignment(vec![builtin(Builtin::Report(Box::new(report)))]);
    let finished = native(&Arc::new(Desk::default()), &[("r.xml", xml)], failing).await;
    assert!(finished.cause.is_some_and(|cause| cause.to_string().contains("1 of 2 tests failed")));
    assert!(desk.news().contains(&"remark: no".to_owned()), "{:?}", desk.news());
}

const ACTION: &str = "name: a\ndescription: b\ninputs:\n  who:\n    default: you\noutputs:\n  out:\n    value: \
                      ${{ steps.s.outputs.o }}\nruns:\n  using: composite\n  steps:\n    - id: s\n      shell: sh\n      \
                      run: echo hello ${{ inputs.who }}; cat $GITHUB_ACTION_PATH/data; echo ::output::o=done\n";

#[tokio::test]
async fn an_action_of_the_repository_runs_its_steps() {
    let desk = Arc::new(Desk::default());
    let uses = Step {
        id: Some("act".to_owned()),
        ..step(StepWork::Action { reference: Reference::Local("./my/act".into()), with: Vec::new() })
    };
    let after = Step { gate: Gate::Always, ..sh("echo ${{ steps.act.outputs.out }}") };
    let files = [("my/act/action.yml", ACTION), ("my/act/data", "data\n")];
    let finished = native(&desk, &files, assignment(vec![uses, after])).await;
    assert_eq!(desk.log(), "hello you\ndata\ndone\n", "{finished:?}");
    assert_eq!(finished.outcome, Outcome::Success);
}

#[tokio::test]
async fn a_folder_that_is_no_action_is_named() {
    let desk = Arc::new(Desk::default());
    let uses = step(StepWork::Action { reference: Reference::Local("./none".into()), with: Vec::new() });
    let finished = native(&desk, &[], assignment(vec![uses])).await;
    assert!(finished.cause.is_some_and(|cause| cause.to_string().contains("`./none` is no action")));
}
