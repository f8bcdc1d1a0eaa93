use crate::daemon::{BAD, Backend, GOOD, House, over_stores};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

over_stores!(
    the_tour_of_the_readme_works_without_logging_in,
    a_run_that_is_followed_gives_its_exit_code,
    a_part_of_a_log_is_a_part,
    ctrl_c_ends_the_showing_and_not_the_run,
    a_server_that_starts_again_is_followed_on_without_a_gap,
    held_jobs_are_approved_and_runs_cancelled_and_repeated,
    only_what_went_wrong_is_done_again,
);

fn the_tour_of_the_readme_works_without_logging_in(backend: Backend) {
    let house = House::over(backend);
    house.file("pipeline.yaml", GOOD);
    let told = house.rustci(&["trigger"]).well();
    assert!(told.contains("of work/pipeline.yaml (#1)") && told.contains("rustci logs -f"), "{told}");
    let shown = house.rustci(&["logs", "-f"]).well();
    for line in ["first | > Greet", "first | hello world", "first | 3", "second | over", "passed in"] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    // What has ended is shown the same, followed or not.
    let again = house.rustci(&["logs", "work/pipeline.yaml"]).well();
    let lines =
        |text: &str| text.lines().filter(|line| line.contains(" | ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&again), lines(&shown));
}

fn a_run_that_is_followed_gives_its_exit_code(backend: Backend) {
    let house = House::over(backend);
    house.file("bad.yaml", BAD);
    let done = house.rustci(&["trigger", "bad.yaml", "--follow"]);
    assert_eq!(done.exit, 1, "{}{}", done.out, done.err);
    assert!(done.out.contains("a | before") && done.out.contains("failed: exit code 3"), "{}", done.out);
    assert_eq!(house.rustci(&["logs"]).exit, 1);
    house.file("good.yaml", GOOD);
    let done = house.rustci(&[
        "trigger",
        "good.yaml",
        "-f",
        "--input",
        "who=you",
        "--job",
        "first",
        "--format",
        "json",
    ]);
    assert_eq!(done.exit, 0, "{}", done.err);
    let lines: Vec<serde_json::Value> =
        done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let printed: Vec<_> =
        lines.iter().filter(|line| line["type"] == "log").map(|line| &line["line"]).collect();
    assert_eq!(printed, ["hello you", "1", "2", "3"]);
    assert!(!done.out.contains("over"), "{}", done.out);
    let runs = house.rustci(&["runs", "--status", "failure", "--format", "json"]).json();
    assert_eq!(runs.as_array().map(Vec::len), Some(1), "{runs}");
    let listed = house.rustci(&["runs", "work/good.yaml"]).well();
    assert!(listed.contains("success") && !listed.contains("failure"), "{listed}");
}

fn a_part_of_a_log_is_a_part(backend: Backend) {
    let house = House::over(backend);
    house.file("good.yaml", GOOD);
    house.rustci(&["trigger", "good.yaml", "-f"]).well();
    let lines = |arguments: &[&str]| {
        let text = house.rustci(arguments).well();
        text.lines()
            .filter_map(|line| line.split_once(" | "))
            .map(|(_, line)| line.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&["logs", "--job", "second"]), ["> Run echo over", "over", "passed"]);
    assert_eq!(lines(&["logs", "-f", "--job", "first", "--step", "1"]), ["> Count", "1", "2", "3", "passed"]);
    assert_eq!(lines(&["logs", "--since", "2999-01-01T00:00:00Z"]), ["passed", "passed"]);
    assert_eq!(lines(&["logs", "--since", "1h"]).len(), 10);
    let wrong = house.rustci(&["logs", "--job", "third"]);
    assert_eq!(wrong.exit, 2);
    assert!(wrong.err.contains("no job `third`") && wrong.err.contains("first, second"), "{}", wrong.err);
}

/// A run that prints a line, and goes on until a file is there.
fn waiting(house: &House) -> (String, std::path::PathBuf) {
    let gate = house.root.path().join("gate");
    let yaml = format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo begun\n          while [ ! -e {} ]; do sleep 0.05; done\n          echo done\n",
        gate.display()
    );
    (yaml, gate)
}

fn ctrl_c_ends_the_showing_and_not_the_run(backend: Backend) {
    let house = House::over(backend);
    let (yaml, gate) = waiting(&house);
    house.file("slow.yaml", &yaml);
    let mut command = house.command(&["trigger", "slow.yaml", "--follow"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(out.any(|line| line == "a | begun"));
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(130), "{err}");
    assert!(err.contains("the run goes on; rustci logs -f "), "{err}");
    assert_eq!(house.rustci(&["runs", "--format", "json"]).json()[0]["status"], "running");
    std::fs::write(gate, "").unwrap();
    assert!(house.rustci(&["logs", "-f"]).well().contains("a | done"));
}

fn a_server_that_starts_again_is_followed_on_without_a_gap(backend: Backend) {
    let mut house = House::over(backend);
    let (yaml, gate) = waiting(&house);
    house.file("slow.yaml", &yaml);
    house.rustci(&["trigger", "slow.yaml"]).well();
    let mut command = house.command(&["logs", "--follow", "--format", "json"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut seen: Vec<String> = Vec::new();
    for line in out.by_ref() {
        let is_begun = line.contains("\"begun\"");
        seen.push(line);
        if is_begun {
            break;
        }
    }
    house.restart();
    std::fs::write(gate, "").unwrap();
    seen.extend(out);
    assert_eq!(child.wait().unwrap().code(), Some(0), "{seen:?}");
    let seqs: Vec<u64> = seen
        .iter()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|line| line["seq"].as_u64())
        .collect();
    let whole: Vec<u64> = (1..=seqs.len() as u64).collect();
    assert_eq!(seqs, whole, "each record once, in order: {seen:?}");
    // The job that was lost began again, and each of its tries printed its first line once.
    let begun = |attempt: u32| {
        seen.iter()
            .filter(|line| line.contains("\"begun\"") && line.contains(&format!("\"attempt\":{attempt}")))
            .count()
    };
    assert_eq!((begun(1), begun(2)), (1, 1), "{seen:?}");
}

fn held_jobs_are_approved_and_runs_cancelled_and_repeated(backend: Backend) {
    let house = House::over(backend);
    house.file(
        "gitlab.yml",
        "build: {script: 'true'}\ndeploy: {script: 'true', when: manual, allow_failure: false}\n",
    );
    let mut command = house.command(&["trigger", "gitlab.yml", "--as", "gitlab-ci", "--name", "held", "-f"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut err = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(err.any(|line| line.contains("job `deploy` waits for a person")));
    assert!(house.rustci(&["approve", "held"]).well().contains("job deploy of run"));
    assert!(child.wait_with_output().unwrap().status.success());
    let none = house.rustci(&["approve", "held"]);
    assert!(none.exit == 2 && none.err.contains("no job of this run waits"), "{}", none.err);

    let (yaml, gate) = waiting(&house);
    house.file("slow.yaml", &yaml);
    house.rustci(&["trigger", "slow.yaml"]).well();
    house.rustci(&["cancel", "work/slow.yaml", "--reason", "enough"]).well();
    assert_eq!(house.rustci(&["logs", "-f", "work/slow.yaml"]).exit, 130);
    std::fs::write(gate, "").unwrap();
    let again = house.rustci(&["rerun", "work/slow.yaml", "--follow"]);
    assert_eq!(again.exit, 0, "{}{}", again.out, again.err);
    assert!(again.out.contains("a | done"), "{}", again.out);
}

fn only_what_went_wrong_is_done_again(backend: Backend) {
    let house = House::over(backend);
    let (gate, count) = (house.root.path().join("gate"), house.root.path().join("count"));
    let (gate_path, count_path) = (gate.display(), count.display());
    house.file(
        "two.yaml",
        &format!(
            "jobs:\n  build:\n    steps:\n      - run: echo x >> '{count_path}'\n  test:\n    needs: [build]\n    steps:\n      - run: test -e '{gate_path}'\n"
        ),
    );
    assert_eq!(house.rustci(&["trigger", "two.yaml", "--name", "two", "--follow"]).exit, 1);
    std::fs::write(&gate, "").unwrap();
    assert!(house.rustci(&["rerun", "two", "--failed"]).well().contains("does again what went wrong in"));
    house.rustci(&["logs", "-f", "two"]).well();
    assert_eq!(std::fs::read_to_string(&count).unwrap(), "x\n");
    let nothing = house.rustci(&["rerun", "two", "--failed"]);
    assert!(nothing.exit == 2 && nothing.err.contains("repeat the whole run"), "{}", nothing.err);
    house.rustci(&["rerun", "two", "--follow"]).well();
    assert_eq!(std::fs::read_to_string(&count).unwrap(), "x\nx\n");
}
