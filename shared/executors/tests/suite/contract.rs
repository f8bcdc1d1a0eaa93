//! What every executor promises, held against all of them. Docker is left out, with a word, where no engine answers.

use crate::bench::{Bench, all, copy_of, repository};
use executors::{Exec, ExecutorError, Exit, Grace, Workspace};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn output_comes_in_order_and_the_code_comes_back() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let (exit, output) = job.sh("echo one; echo two >&2; echo three; exit 7").await;
        assert_eq!((exit, output.as_str()), (Exit::Code(7), "one\ntwo\nthree\n"), "{}", executor.name());
        let (exit, _) = job.sh("kill -9 $$").await;
        assert!(matches!(exit, Exit::Signal(9) | Exit::Code(137)), "{}: {exit:?}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn a_process_has_the_given_variables_and_no_others() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let mut exec = job.exec("echo \"$GREETING|${CARGO_PKG_NAME-none}\"");
        exec.env.push(("GREETING".into(), "a\nb ä".into()));
        let (_, output) = job.run(exec).await;
        assert_eq!(output, "a\nb ä|none\n", "{}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn input_is_what_was_given_or_nothing() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        assert_eq!(job.sh("cat").await, (Exit::Code(0), String::new()), "{}", executor.name());
        let mut exec = job.exec("cat");
        let text = "line\n".repeat(50_000);
        exec.stdin = Some(text.clone().into_bytes());
        let (exit, output) = job.run(exec).await;
        assert!(
            exit == Exit::Code(0) && output == text,
            "{}: {exit:?}, {} bytes",
            executor.name(),
            output.len()
        );
        job.close().await;
    }
}

#[tokio::test]
async fn steps_start_in_the_workspace_or_where_they_say() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let workspace = job.layout().workspace.clone();
        assert_eq!(job.sh("pwd; mkdir sub").await.1, format!("{workspace}\n"), "{}", executor.name());
        let mut exec = job.exec("pwd");
        exec.directory = Some("sub".into());
        assert_eq!(job.run(exec).await.1, format!("{workspace}/sub\n"));
        let mut exec = job.exec("pwd");
        exec.directory = Some("none".into());
        assert!(
            matches!(job.fails(exec).await, ExecutorError::MissingDirectory { .. }),
            "{}",
            executor.name()
        );
        job.close().await;
    }
}

#[tokio::test]
async fn a_missing_program_is_told_from_a_failing_one() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let error =
            job.fails(Exec { env: job.layout().env.clone(), ..Exec::new(["no-such-shell", "x"]) }).await;
        assert!(
            matches!(&error, ExecutorError::MissingProgram { program, .. } if program == "no-such-shell"),
            "{}: {error}",
            executor.name()
        );
        assert!(job.sandbox.has("sh").await.unwrap(), "{}", executor.name());
        assert!(!job.sandbox.has("no-such-shell").await.unwrap(), "{}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn a_cancel_asks_and_the_answer_says_so() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let mut exec = job.exec("trap 'echo asked; exit 0' INT; echo ready; while :; do sleep 0.02; done");
        exec.grace = Grace { interrupt: Duration::from_secs(20), terminate: Duration::from_secs(20) };
        let (exit, output) = job.cancel_when(exec, "ready").await;
        assert_eq!((exit, output.as_str()), (Exit::Cancelled, "ready\nasked\n"), "{}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn who_does_not_listen_is_told_then_killed_with_all_offspring() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let mut exec = job.exec(
            "trap 'echo asked' INT; trap 'echo told' TERM; (setsid sleep 987 &) ; sh -c 'trap \"\" INT TERM; sleep 986' & \
             echo ready; while :; do sleep 0.02; done",
        );
        exec.grace = Grace { interrupt: Duration::from_millis(300), terminate: Duration::from_millis(300) };
        let (exit, output) = job.cancel_when(exec, "ready").await;
        assert_eq!(exit, Exit::Cancelled);
        assert!(output.contains("asked\n") && output.contains("told\n"), "{}: {output}", executor.name());
        assert_eq!(job.running("sleep 98[67]").await, "", "{}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn cancelled_before_it_began_nothing_runs() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let cancel = CancellationToken::new();
        cancel.cancel();
        let (output, _kept) = tokio::sync::mpsc::channel(8);
        let exit = job.sandbox.exec(job.exec("touch ran"), output, &cancel).await.unwrap();
        assert_eq!(exit, Exit::Cancelled);
        assert_eq!(job.sandbox.list("").await.unwrap(), [], "{}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn what_a_step_leaves_running_goes_on_until_the_end() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let begin = Instant::now();
        let (exit, output) =
            job.sh("(while :; do echo noise; sleep 0.01; done) & setsid sleep 985 & echo done").await;
        assert_eq!(exit, Exit::Code(0));
        assert!(
            output.contains("done\n") && begin.elapsed() < Duration::from_secs(15),
            "{}",
            executor.name()
        );
        assert_ne!(job.running("sleep 985").await, "", "{}", executor.name());
        let host = executor.name() == "native";
        job.close().await;
        if host {
            assert_eq!(crate::bench::processes("sleep 985"), Vec::<String>::new());
        }
    }
}

#[tokio::test]
async fn no_byte_of_much_output_is_lost() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let (exit, output) =
            job.sh("i=0; while [ $i -lt 20000 ]; do echo \"line $i\"; i=$((i+1)); done").await;
        let expected: String = (0..20_000).map(|i| format!("line {i}\n")).collect();
        assert!(exit == Exit::Code(0) && output == expected, "{}: {} bytes", executor.name(), output.len());
        job.close().await;
    }
}

#[tokio::test]
async fn a_listener_may_go_away() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let (output, gone) = tokio::sync::mpsc::channel(1);
        drop(gone);
        let exec = job.exec("i=0; while [ $i -lt 20000 ]; do echo \"line $i\"; i=$((i+1)); done; exit 3");
        let exit = job.sandbox.exec(exec, output, &CancellationToken::new()).await.unwrap();
        assert_eq!(exit, Exit::Code(3), "{}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn steps_may_run_side_by_side() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        // Each waits for the other's file, so that one after the other would never end.
        let wait = |mine: &str, other: &str| {
            job.exec(&format!("touch {mine}; until [ -e {other} ]; do sleep 0.01; done; echo {mine}"))
        };
        let ((a, _), (b, _)) = tokio::join!(job.run(wait("a", "b")), job.run(wait("b", "a")));
        assert_eq!((a, b), (Exit::Code(0), Exit::Code(0)), "{}", executor.name());
        job.close().await;
    }
}

#[tokio::test]
async fn files_go_in_and_come_out() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let name = executor.name();
        let script = format!("{}/step.sh", job.layout().temp);
        job.sandbox.put(&script, b"#!/bin/sh\necho from a file > out.txt\n", true).await.unwrap();
        assert_eq!(job.sh(&script).await.0, Exit::Code(0), "{name}");
        assert_eq!(job.sandbox.get("out.txt", 100).await.unwrap().unwrap(), "from a file\n", "{name}");
        assert_eq!(job.sandbox.get("none.txt", 100).await.unwrap(), None, "{name}");
        assert!(matches!(job.sandbox.get("out.txt", 3).await, Err(ExecutorError::TooLarge { .. })), "{name}");
        assert_eq!(job.sh("mkdir -p d/e && echo x > d/e/f && chmod 500 d/e").await.0, Exit::Code(0));
        let listed: Vec<_> =
            job.sandbox.list("d").await.unwrap().into_iter().map(|entry| entry.path).collect();
        assert_eq!(listed, ["e", "e/f"], "{name}");
        let archive = tempfile::NamedTempFile::new().unwrap();
        job.sandbox.pack("", vec!["d".into()], Box::new(archive.reopen().unwrap())).await.unwrap();
        job.sandbox.unpack("copy", Box::new(archive.reopen().unwrap())).await.unwrap();
        assert_eq!(job.sh("cat copy/d/e/f").await.1, "x\n", "{name}");
        job.sandbox.remove("d").await.unwrap();
        job.sandbox.remove("d").await.unwrap();
        assert_eq!(job.sh("ls").await.1, "copy\nout.txt\n", "{name}");
        job.close().await;
    }
}

#[tokio::test]
async fn the_workspace_is_a_copy_that_git_takes_for_a_clean_tree() {
    for executor in all().await {
        let repository = repository();
        let before = crate::bench::state_of(repository.path());
        let job = Bench::open(&*executor, copy_of(&repository)).await;
        let name = executor.name();
        assert_eq!(
            job.sh("cat src/main.txt; [ -x run ] && cat link; cat new.txt").await.1,
            "main\nmain\nnew\n",
            "{name}"
        );
        assert_eq!(job.sh("cat build/forced.txt; ls build").await.1, "forced\nforced.txt\n", "{name}");
        if job.sandbox.has("git").await.unwrap() {
            let git = "git config --global --add safe.directory '*'; export GIT_OPTIONAL_LOCKS=0; git status --porcelain";
            assert_eq!(job.sh(git).await.1, "?? new.txt\n", "{name}");
            let commit =
                "git add -A && git -c user.name=a -c user.email=a@b commit -qm two && git log --format=%s";
            assert_eq!(job.sh(commit).await.1, "two\none\n", "{name}");
        }
        assert_eq!(
            job.sh("echo changed > src/main.txt; rm -rf build; mkdir x; chmod 0 x").await.0,
            Exit::Code(0)
        );
        job.close().await;
        assert!(crate::bench::state_of(repository.path()) == before, "{name} changed the original");
    }
}

#[tokio::test]
async fn in_place_means_in_place() {
    for executor in all().await {
        let repository = repository();
        let root = repository.path().to_owned();
        let job = Bench::open(&*executor, Workspace::InPlace { root: root.clone() }).await;
        assert_eq!(
            job.sh("echo made > made.txt; cat ignored.log").await.1,
            "ignored\n",
            "{}",
            executor.name()
        );
        job.close().await;
        assert_eq!(std::fs::read_to_string(root.join("made.txt")).unwrap(), "made\n");
    }
}

#[tokio::test]
async fn nothing_is_left_behind() {
    for executor in all().await {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let workspace = job.sandbox.host_path("").unwrap();
        let temp = job.sandbox.host_path(&job.layout().temp).unwrap();
        job.sh("echo x > file; mkdir -p a/b; chmod 0 a").await;
        assert!(workspace.exists() && temp.exists());
        job.close().await;
        assert!(!workspace.exists() && !temp.exists(), "{}", executor.name());
    }
}

#[tokio::test]
async fn sandboxes_do_not_meet() {
    for executor in all().await {
        let one = Bench::open(&*executor, Workspace::Empty).await;
        let two = Bench::open(&*executor, Workspace::Empty).await;
        one.sh("echo one > file").await;
        assert_eq!(two.sh("ls; sleep 984 & ").await.1, "", "{}", executor.name());
        one.close().await;
        assert_ne!(two.running("sleep 984").await, "", "{}", executor.name());
        two.close().await;
    }
}

/// Not a test of its own: what [`a_sweep_takes_what_the_killed_left_and_leaves_the_living_alone`] starts and kills.
#[tokio::test]
async fn opens_and_never_closes() {
    let Ok(name) = std::env::var("RUSTCI_TEST_VICTIM") else { return };
    for executor in all().await.into_iter().filter(|executor| executor.name() == name) {
        let job = Bench::open(&*executor, Workspace::Empty).await;
        println!("folder {}", job.sandbox.host_path("").unwrap().display());
        let (output, mut heard) = tokio::sync::mpsc::channel(8);
        let exec = job.exec("setsid sleep 983 & echo ready; sleep 983");
        let never = CancellationToken::new();
        let told = async {
            heard.recv().await;
            println!("ready");
            std::future::pending::<()>().await;
        };
        tokio::select! { _ = job.sandbox.exec(exec, output, &never) => {}, () = told => {} }
    }
}

#[tokio::test]
async fn a_sweep_takes_what_the_killed_left_and_leaves_the_living_alone() {
    for executor in all().await {
        let name = executor.name();
        let job = Bench::open(&*executor, Workspace::Empty).await;
        let folder = crate::bench::kill_a_victim(name);
        assert!(folder.exists(), "{name}");
        let swept = executor.sweep().await.unwrap();
        assert!(swept.folders > 0, "{name}: {swept:?}");
        assert!(
            if name == "docker" { swept.containers > 0 } else { swept.processes > 1 },
            "{name}: {swept:?}"
        );
        assert!(!folder.exists(), "{name}");
        assert_eq!(crate::bench::processes("sleep 983"), Vec::<String>::new(), "{name}");
        assert_eq!(job.sh("echo still here").await.1, "still here\n", "{name}");
        job.close().await;
    }
}
