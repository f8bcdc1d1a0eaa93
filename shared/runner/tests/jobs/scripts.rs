use crate::desk::{Desk, assignment, entry, run, sh, text};
use events::{Cause, Outcome};
use executors::{Answer, Fake, Logins, Workspace};
use std::sync::Arc;

async fn fake(
    fake: Fake,
    job: plan::Assignment,
    secrets: &[(&str, &str)],
) -> (Arc<Desk>, engine::job::Finished) {
    let desk = Arc::new(Desk::default());
    let finished = run(fake, &desk, job, secrets, Workspace::Empty).await;
    (desk, finished)
}

#[tokio::test]
async fn a_job_of_scripts_runs_to_its_end() {
    let executor = Fake::new().answer("one", Answer::new("hello\n", 0)).answer("two", Answer::new("oh", 3));
    let (desk, finished) =
        fake(executor.clone(), assignment(vec![sh("one"), sh("two"), sh("three")]), &[]).await;
    assert_eq!(finished.cause, Some(Cause::Exit { code: 3 }));
    assert_eq!(
        desk.news(),
        ["started", "Run one: success", "Run two: failure", "Run three: skipped", "finished: failure"]
    );
    assert_eq!(desk.log(), "hello\noh\n");
    assert_eq!((executor.calls().len(), executor.ended(), executor.closed()), (2, 1, 1));
}

#[tokio::test]
async fn what_a_step_says_reaches_later_steps() {
    let executor = Fake::new().answer(
        "one",
        Answer::new("::output::a=1\n::env::B=2\n", 0).writing("$SAY_HERE", "env C=3\npath /opt/bin\n"),
    );
    let mut one = sh("one");
    one.id = Some("one".to_owned());
    let mut job = assignment(vec![one, sh("got ${{ steps.one.outputs.a }} ${{ env.B }}")]);
    job.job.outputs = vec![("o".to_owned(), text("${{ steps.one.outputs.a }}"))];
    let (desk, finished) = fake(executor.clone(), job, &[]).await;
    assert_eq!(finished.outputs.get("o").map(String::as_str), Some("1"));
    assert_eq!(desk.log(), "");
    let second = &executor.calls()[1];
    let variable =
        |name: &str| second.env.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    assert_eq!((variable("B"), variable("C"), variable("CI")), (Some("2"), Some("3"), Some("true")));
    assert_eq!(variable("PATH"), Some("/opt/bin:/usr/bin:/bin"));
    assert_eq!(second.argv[..2], ["sh", "-e"]);
}

#[tokio::test]
async fn secrets_stay_in_the_runner() {
    let executor = Fake::new().answer(
        "one",
        Answer::new("the s3cret and\n::mask::other\nan other\n", 0).writing("$SAY_HERE", "summary a s3cret"),
    );
    let mut job = assignment(vec![sh("one ${{ secrets.KEY }}")]);
    job.env = vec![entry("KEY", "${{ secrets.KEY }}")];
    let (desk, _) = fake(executor.clone(), job, &[("KEY", "s3cret")]).await;
    assert_eq!(desk.log(), "the *** and\nan ***\n");
    assert_eq!(desk.summaries.lock().unwrap()[0].text, "a ***");
    assert_eq!(desk.news()[1], "Run one ***: success");
    let env = &executor.calls()[0].env;
    assert!(env.contains(&("KEY".to_owned(), "s3cret".to_owned())));
}

#[tokio::test]
async fn a_broken_file_fails_its_step_with_a_sentence() {
    let executor = Fake::new().answer("one", Answer::new("", 0).writing("$SAY_HERE", "nonsense"));
    let (desk, finished) = fake(executor, assignment(vec![sh("one")]), &[]).await;
    assert_eq!(
        finished.cause,
        Some(Cause::Invalid { message: "SAY_HERE: `nonsense` says nothing".to_owned() })
    );
    assert_eq!(desk.log(), "Error: SAY_HERE: `nonsense` says nothing\n");
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let (_, finished) = fake(Fake::new().without("sh"), assignment(vec![sh("one")]), &[]).await;
    assert!(
        matches!(&finished.cause, Some(Cause::Invalid { message }) if message.contains("`sh` was not found"))
    );
    let (desk, finished) = fake(Fake::new().refusing("no"), assignment(vec![sh("one")]), &[]).await;
    assert!(matches!(finished.cause, Some(Cause::Broken { .. })));
    assert_eq!((finished.outcome, desk.news().len()), (Outcome::Failure, 2));
}

#[tokio::test]
async fn a_jobs_own_logins_go_to_its_container() {
    let (executor, logins) = (Fake::new(), "{\"auths\": {}}");
    let mut job = assignment(vec![sh("one")]);
    job.job.container = Some(plan::ir::Container {
        span: plan::ir::Span::NOWHERE,
        image: text("registry.example.org/tool"),
        credentials: None,
        env: plan::ir::Env::List(Vec::new()),
        ports: Vec::new(),
        volumes: Vec::new(),
        options: None,
        entrypoint: None,
        user: None,
        platform: None,
        pull: None,
    });
    job.job.env = vec![entry("DOCKER_AUTH_CONFIG", logins)];
    fake(executor.clone(), job, &[]).await;
    let container = executor.opened()[0].container.clone().unwrap();
    assert_eq!(container.logins, Some(Logins(logins.to_owned())));
    assert!(!format!("{container:?}").contains("auths"));
}
