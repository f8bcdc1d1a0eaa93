use crate::daemon::{Backend, GOOD, House, over_stores};
use std::fs::read_to_string;

over_stores!(
    pipelines_are_made_changed_shown_and_forgotten,
    secrets_come_from_standard_input_and_are_seen_by_jobs_alone,
    what_a_run_left_is_fetched_into_folders,
    runners_are_shown_drained_and_scaled,
);

fn pipelines_are_made_changed_shown_and_forgotten(backend: Backend) {
    let house = House::over(backend);
    house.file("ci.yaml", GOOD);
    let said = |arguments: &[&str]| house.rustci(arguments).well();
    assert!(said(&["pipelines", "list"]).contains("there are no pipelines yet"));
    assert!(said(&["pipelines", "create", "ci.yaml", "--name", "one"]).ends_with("is made\n"));
    assert!(said(&["pipelines", "create", "ci.yaml", "--name", "one"]).ends_with("is as it was\n"));
    house.file("ci.yaml", &GOOD.replace("over", "the end"));
    assert!(said(&["pipelines", "create", "ci.yaml", "--name", "one"]).ends_with("is changed\n"));
    let shown = said(&["pipelines", "show", "one"]);
    assert!(shown.contains("revision  2") && shown.contains("echo the end"), "{shown}");
    let one = house.rustci(&["pipelines", "show", "one", "--format", "json"]).json();
    assert!(said(&["pipelines", "list"]).contains(one["id"].as_str().unwrap()));
    let typo = house.rustci(&["pipelines", "delete", "oen"]);
    assert!(typo.exit == 2 && typo.err.contains("did you mean `one`?"), "{}", typo.err);
    said(&["pipelines", "delete", one["id"].as_str().unwrap()]);
    assert_eq!(house.rustci(&["pipelines", "show", "one"]).exit, 2);
}

fn secrets_come_from_standard_input_and_are_seen_by_jobs_alone(backend: Backend) {
    let house = House::over(backend);
    house.with_input(&["secrets", "set", "WORD"], "open sesame\n").well();
    house.with_input(&["secrets", "set", "WORD", "--branch", "release/*"], "other").well();
    let listed = house.rustci(&["secrets", "list"]).well();
    assert!(listed.contains("release/*") && !listed.contains("sesame"), "{listed}");
    house.file(
        "ci.yaml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: test \"$WORD\" = 'open sesame' && echo \"it is $WORD\"\n        env: {WORD: '${{ secrets.WORD }}'}\n",
    );
    let shown = house.rustci(&["trigger", "ci.yaml", "-f"]).well();
    assert!(shown.contains("it is ***") && !shown.contains("sesame"), "{shown}");
    house.rustci(&["secrets", "rm", "WORD"]).well();
    let twice = house.rustci(&["secrets", "rm", "WORD"]);
    assert!(twice.exit == 2 && twice.err.contains("no secret `WORD`"), "{}", twice.err);
    assert_eq!(house.with_input(&["secrets", "set", "WORD"], "").exit, 2);
}

fn what_a_run_left_is_fetched_into_folders(backend: Backend) {
    let house = House::over(backend);
    house.file(
        "ci.yaml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: mkdir -p out/deep && echo one > out/a && echo two > out/deep/b\n      - uses: actions/upload-artifact@v4\n        with: {name: results, path: out}\n",
    );
    house.rustci(&["trigger", "ci.yaml", "-f"]).well();
    let listed = house.rustci(&["artifacts", "list", "work/ci.yaml"]).well();
    assert!(listed.contains("results"), "{listed}");
    let download = ["artifacts", "download", "work/ci.yaml", "--output", "fetched"];
    assert_eq!(house.rustci(&download).well(), "fetched/results: 2 files\n");
    let work = house.root.path().join("work/fetched/results");
    let found = walk(&work);
    assert_eq!(found, ["a one\n", "b two\n"]);
    let twice = house.rustci(&download);
    assert!(twice.exit == 2 && twice.err.contains("is there already"), "{}", twice.err);
    let other = house.rustci(&["artifacts", "download", "work/ci.yaml", "other"]);
    assert!(other.exit == 2 && other.err.contains("left nothing called `other`"), "{}", other.err);
}

/// Names and contents of all files below a folder.
fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(walk(&entry.path())),
            false => found.push(format!(
                "{} {}",
                entry.file_name().to_string_lossy(),
                read_to_string(entry.path()).unwrap()
            )),
        }
    }
    found.sort();
    found
}

fn runners_are_shown_drained_and_scaled(backend: Backend) {
    let house = House::over(backend);
    let runner = &house.rustci(&["runners", "list", "--format", "json"]).json()[0];
    let id = runner["id"].as_str().unwrap();
    assert!(house.rustci(&["scale", "native", "3"]).well().contains('3'));
    assert!(house.rustci(&["runners", "drain", id]).well().contains("draining"));
    let shown = house.rustci(&["runners", "show", id, "--format", "json"]).json();
    assert_eq!((&shown["slots"], &shown["state"]), (&3.into(), &"draining".into()));
    assert!(house.rustci(&["runners", "resume", id]).well().contains("active"));
    let own = house.rustci(&["runners", "delete", id]);
    assert!(own.exit == 2 && own.err.contains("drain"), "{}", own.err);
    let none = house.rustci(&["scale", "kubernetes", "10"]);
    assert!(none.exit == 2 && none.err.contains("native, not in `kubernetes`"), "{}", none.err);
    let stats = house.rustci(&["stats"]).well();
    assert!(stats.contains("slots    3"), "{stats}");
}
