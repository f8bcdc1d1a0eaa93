//! The unit for systemd, judged by systemd's own tools where they are.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deployment/systemd");

/// How much the daemon may be exposed, of 100.
const EXPOSURE: &str = "--threshold=20";

/// The unit with the program of this build, and a drop-in if one is named.
fn unit(folder: &Path, drop_in: Option<&str>) -> PathBuf {
    let text = std::fs::read_to_string(format!("{FOLDER}/rustcid.service")).unwrap();
    assert!(text.contains("ExecStart=/usr/bin/rustcid "));
    let mut text = text.replace("/usr/bin/rustcid", env!("CARGO_BIN_EXE_rustcid"));
    if let Some(name) = drop_in {
        text += &std::fs::read_to_string(format!("{FOLDER}/rustcid.service.d/{name}")).unwrap();
    }
    let path = folder.join("rustcid.service");
    std::fs::write(&path, text).unwrap();
    path
}

/// What `systemd-analyze` says, if it is there.
fn analyze(arguments: &[&str], unit: &Path) -> Option<Output> {
    let output = Command::new("systemd-analyze").args(arguments).arg(unit).output();
    if output.is_err() {
        eprintln!("systemd-analyze is not here: nothing was judged");
    }
    output.ok()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn systemd_understands_every_line_of_the_unit() {
    for drop_in in [None, Some("docker.conf"), Some("native.conf")] {
        let folder = tempfile::tempdir().unwrap();
        let unit = unit(folder.path(), drop_in);
        let Some(output) = analyze(&["verify", "--man=no"], &unit) else { return };
        let about_ours: Vec<String> =
            said(&output).lines().filter(|line| line.contains("rustcid")).map(str::to_owned).collect();
        assert!(output.status.success() && about_ours.is_empty(), "{drop_in:?}: {}", said(&output));
    }
}

#[test]
fn the_unit_exposes_little() {
    let folder = tempfile::tempdir().unwrap();
    let unit = unit(folder.path(), None);
    let Some(output) = analyze(&["security", "--offline=true", "--no-pager", EXPOSURE], &unit) else {
        return;
    };
    assert!(output.status.success(), "{}", said(&output));
}
