use super::Snapshot;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Runs a script in a folder, with git set up so that it can commit.
fn sh(folder: &Path, script: &str) -> String {
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(folder);
    for (name, value) in [("NAME", "a"), ("EMAIL", "a@example.org")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "protocol.file.allow");
    let output = command.env("GIT_CONFIG_VALUE_0", "always").output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn copied(root: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    Snapshot::new(root).copy(to.path(), Path::new("/nowhere")).unwrap();
    to
}

#[test]
fn every_kind_of_index_gives_the_tracked_files() {
    let root = tempfile::tempdir().unwrap();
    let make = "git init -q . && mkdir -p a/bb && echo '*' > .gitignore && for f in .gitignore x a/y a/bb/z a/yy; do \
                echo 1 > $f; git add -f $f; done && echo '*' > .gitignore && echo 1 > stray && git commit -qm one";
    sh(root.path(), make);
    for how in [
        "git update-index --index-version 4",
        "git update-index --split-index",
        "git update-index --force-remove x",
    ] {
        sh(root.path(), how);
        let to = copied(root.path());
        let found = sh(to.path(), "find . -type f -not -path './.git/*' | sort");
        let tracked = sh(root.path(), "git ls-files -co --exclude-standard | sed 's,^,./,' | sort");
        assert_eq!(found, tracked, "{how}");
    }
}

#[test]
fn a_worktree_and_its_submodules_are_whole_repositories() {
    let base = tempfile::tempdir().unwrap();
    let make = "git init -q lib && cd lib && echo lib > lib.txt && git add . && git commit -qm lib && cd .. && \
                git init -q -b main app && cd app && echo app > app.txt && git add . && \
                git submodule -q add ../lib deps/lib && git commit -qm app && git worktree add -q ../tree -b side && \
                cd ../tree && echo side > side.txt && git add . && git commit -qm side";
    sh(base.path(), make);
    let app = copied(&base.path().join("app"));
    assert_eq!(sh(app.path(), "git status --porcelain; git -C deps/lib log --format=%s"), "lib\n");
    let tree = copied(&base.path().join("tree"));
    let said = sh(tree.path(), "git status --porcelain; git branch --show-current; git log --format=%s");
    assert_eq!(said, "side\nside\napp\n");
    sh(tree.path(), "echo more > more.txt; git add .; git commit -qm more; git branch -D main; git tag x");
    assert_eq!(
        sh(&base.path().join("app"), "git branch --format='%(refname:short)'; git tag"),
        "main\nside\n"
    );
    assert_eq!(sh(&base.path().join("tree"), "git log -1 --format=%s; git status --porcelain"), "side\n");
}

#[test]
fn git_sees_no_change_without_looking_twice() {
    let root = tempfile::tempdir().unwrap();
    sh(
        root.path(),
        "git init -q . && echo 1 > a && touch -d '1 hour ago' a && git add . && git commit -qm one",
    );
    let to = copied(root.path());
    sh(to.path(), "git diff-index --quiet HEAD && git diff-files --quiet");
}

#[test]
fn nothing_in_a_copy_leads_back() {
    let root = tempfile::tempdir().unwrap();
    let real = root.path().canonicalize().unwrap();
    fs::write(real.join("data"), "1").unwrap();
    symlink(real.join("data"), real.join("whole")).unwrap();
    symlink("data", real.join("near")).unwrap();
    symlink("/etc/hostname", real.join("away")).unwrap();
    let to = copied(&real);
    fs::write(to.path().join("whole"), "2").unwrap();
    fs::write(to.path().join("near"), "3").unwrap();
    assert_eq!(fs::read_to_string(real.join("data")).unwrap(), "1");
    assert_eq!(fs::read_to_string(to.path().join("data")).unwrap(), "3");
    assert_eq!(fs::read_link(to.path().join("away")).unwrap(), Path::new("/etc/hostname"));
}

#[test]
fn a_folder_without_git_is_copied_too() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join(".hidden/empty")).unwrap();
    fs::write(root.path().join(".hidden/run"), "x".repeat(100_000)).unwrap();
    fs::set_permissions(root.path().join(".hidden/run"), fs::Permissions::from_mode(0o750)).unwrap();
    sh(root.path(), "mkfifo pipe; mkdir many; cd many; for i in $(seq 200); do echo $i > $i; done");
    let to = copied(root.path());
    let run = fs::metadata(to.path().join(".hidden/run")).unwrap();
    assert_eq!((run.len(), run.permissions().mode() & 0o777), (100_000, 0o750));
    assert_eq!(
        run.modified().unwrap(),
        fs::metadata(root.path().join(".hidden/run")).unwrap().modified().unwrap()
    );
    assert!(to.path().join(".hidden/empty").is_dir() && !to.path().join("pipe").exists());
    assert_eq!(sh(&to.path().join("many"), "cat * | sort -n | tail -1; ls | wc -l"), "200\n200\n");
    let none = Snapshot::new(root.path().join("none"));
    let error = none.copy(to.path(), Path::new("/nowhere")).unwrap_err().to_string();
    assert!(error.ends_with("none` cannot be copied: No such file or directory (os error 2)"), "{error}");
}

#[test]
fn refs_are_packed_and_lead_where_they_led() {
    let root = tempfile::tempdir().unwrap();
    let make = "git init -q -b main . && git commit -q --allow-empty -m one && git tag -a -m old old && git branch side && \
                git pack-refs --all && git commit -q --allow-empty -m two && git tag -f -a -m new old && git tag light && \
                git update-ref refs/remotes/origin/main HEAD && \
                git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main";
    sh(root.path(), make);
    let to = copied(root.path());
    let ask = "git for-each-ref; git rev-parse old^{} origin/HEAD HEAD; git branch --show-current; git fsck --no-dangling";
    assert_eq!(sh(to.path(), ask), sh(root.path(), ask));
    assert!(!to.path().join(".git/refs/heads").exists() && !to.path().join(".git/info").exists());
    sh(to.path(), "git branch -D side && git commit -q --allow-empty -m three");
    assert_eq!(
        sh(root.path(), "git log --format=%s; git branch --format='%(refname:short)'"),
        "two\none\nmain\nside\n"
    );
}

#[test]
fn a_snapshot_names_its_files_and_leaves_out_sandboxes() {
    let root = tempfile::tempdir().unwrap();
    sh(
        root.path(),
        "git init -q . && echo '*.log' > .gitignore && touch a x.log && mkdir -p b/c boxes/one && touch b/c/d boxes/one/e && ln -s a l",
    );
    let snapshot = Snapshot::new(root.path());
    let mut files = snapshot.files().unwrap();
    files.sort();
    assert_eq!(files, [".gitignore", "a", "b/c/d", "boxes/one/e", "l"]);
    let to = tempfile::tempdir().unwrap();
    snapshot.copy(to.path(), &root.path().canonicalize().unwrap().join("boxes")).unwrap();
    assert_eq!(sh(to.path(), "find . -type f -not -path './.git/*' | sort"), "./.gitignore\n./a\n./b/c/d\n");
}
