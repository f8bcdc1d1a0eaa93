//! Jobs in containers of a real engine, followed from the command line, over each store.

use crate::daemon::{Backend, House, over_stores};
use std::process::Command;

over_stores!(jobs_run_in_their_images_side_by_side_with_processes);

/// The second job's image is made by scripts/images.sh; what it has of the first comes as a file.
const PIPELINE: &str = "\
on: push
jobs:
  here:
    runs-on: native
    steps:
      - run: mkdir out && echo made outside > out/word
      - uses: actions/upload-artifact@v4
        with: {name: word, path: out}
  inside:
    needs: here
    runs-on: ubuntu-latest
    container: rustci-test/busybox
    steps:
      - uses: actions/download-artifact@v4
        with: {name: word, path: in}
      - run: cat in/word && readlink -f /bin/ls
      - run: exit 3
";

/// Whether an engine answers that has the tests' images.
fn engine() -> bool {
    let asked = Command::new("docker").args(["image", "inspect", "rustci-test/busybox"]).output();
    asked.is_ok_and(|answer| answer.status.success())
}

fn jobs_run_in_their_images_side_by_side_with_processes(backend: Backend) {
    if !engine() {
        eprintln!("no container engine with the tests' images: skipped");
        return;
    }
    let house = House::with(backend, &["runners.docker.enabled=true"]);
    house.file("ci.yaml", PIPELINE);
    let done = house.rustci(&["trigger", "ci.yaml", "--follow"]);
    assert_eq!(done.exit, 1, "{}{}", done.out, done.err);
    for line in ["inside | made outside", "inside | /bin/busybox", "failed: exit code 3"] {
        assert!(done.out.contains(line), "{line}: {}{}", done.out, done.err);
    }
    let runners = house.rustci(&["runners", "list"]).well();
    assert!(runners.contains("docker"), "{runners}");
}
