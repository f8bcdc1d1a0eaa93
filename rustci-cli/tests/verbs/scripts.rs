//! Scripts are read by the programs that check scripts.

use crate::program::{folder, rustci};
use serde_json::{Value, json};

const WORKFLOW: &str = "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          \
                        cd $HOME\n          echo ${{ github.sha }} `date`\n      - shell: python\n        run: |\n          \
                        # a comment\n          print(x)\n";

/// The findings of one code, as `line:column severity message`.
fn found(output: &Value, code: &str) -> Vec<String> {
    let findings = output["files"][0]["diagnostics"].as_array().unwrap();
    let findings = findings.iter().filter(|finding| finding["code"] == code);
    let shown = |finding: &Value| {
        let word = |key: &str| finding[key].as_str().unwrap().to_owned();
        format!("{}:{} {} {}", finding["line"], finding["column"], word("severity"), word("message"))
    };
    findings.map(shown).collect()
}

#[test]
fn shellcheck_finds_things_at_their_place() {
    let files = folder(&[("ci.yml", WORKFLOW)]);
    let arguments = ["validate", "--as", "github-actions", "--format", "json", "--pyflakes", "off", "ci.yml"];
    let done = rustci(files.path(), &arguments);
    assert_eq!(done.exit, 0, "{}", done.err);
    let found = found(&done.json(), "shellcheck");
    assert!(
        found.contains(&"7:14 note SC2086: Double quote to prevent globbing and word splitting".to_owned()),
        "{found:?}"
    );
    assert!(found.iter().any(|finding| finding.starts_with("8:34 note SC2006: ")), "{found:?}");
    assert!(!found.iter().any(|finding| finding.contains("SC2164")), "the shell is strict: {found:?}");
}

#[cfg(unix)]
#[test]
fn a_program_can_be_named_turned_off_and_missing() {
    use std::os::unix::fs::PermissionsExt;
    let fake = "#!/bin/sh\nfor file; do grep -n 'print' \"$file\" | sed \"s/^\\([0-9]*\\):.*/$file:\\1:7: undefined name 'x'/\"; done\n";
    let files = folder(&[("ci.yml", WORKFLOW), ("tools/pyflakes", fake)]);
    let program = files.path().join("tools/pyflakes");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let check = |pyflakes: &str| {
        let arguments = [
            "validate",
            "--as",
            "github-actions",
            "--format",
            "json",
            "--shellcheck",
            "off",
            "--pyflakes",
            pyflakes,
            "ci.yml",
        ];
        let done = rustci(files.path(), &arguments);
        assert_eq!(done.exit, 0, "{}", done.err);
        let output = done.json();
        assert_eq!(found(&output, "shellcheck"), [""; 0]);
        found(&output, "pyflakes")
    };
    assert_eq!(check("tools/pyflakes"), ["12:17 warning undefined name 'x'"]);
    assert_eq!(check("off"), [""; 0]);
    assert_eq!(check("tools/none"), ["1:1 warning scripts were not checked by tools/none: it is not there"]);
}

#[cfg(unix)]
#[test]
fn a_program_that_talks_nonsense_is_said() {
    let files = folder(&[("ci.yml", WORKFLOW)]);
    let arguments = [
        "validate",
        "--as",
        "github-actions",
        "--format",
        "json",
        "--shellcheck",
        "/bin/echo",
        "--pyflakes",
        "off",
        "ci.yml",
    ];
    let output = rustci(files.path(), &arguments).json();
    let found = found(&output, "shellcheck");
    assert!(found[0].contains("its output cannot be read"), "{found:?}");
    assert_eq!(output["summary"]["warnings"], json!(1));
}
