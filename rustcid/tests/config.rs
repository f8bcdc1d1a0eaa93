//! `rustcid config` with the real binary.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::process::{Command, Output};

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../config");

fn rustcid(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rustcid"));
    command.env_clear().envs(variables.iter().copied()).args(arguments).output().unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_exit_code_says_whether_the_daemon_would_start() {
    let file = format!("{CONFIG}/production.yaml");
    let check = ["config", "check", "--config", &file];
    let secrets = [("MONGODB_URI", "mongodb://db"), ("JWT_SECRET", "0123456789abcdef0123456789abcdef")];
    let (code, out, _) = said(&rustcid(&check, &secrets));
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("0 errors"), "{out}");
    let (code, _, err) = said(&rustcid(&check, &[]));
    assert_eq!(code, Some(1));
    assert!(err.contains("the variable JWT_SECRET is not set"), "{err}");
    let (code, _, err) = said(&rustcid(&["config", "check", "--config", "/nowhere.yaml"], &[]));
    assert_eq!(code, Some(2));
    assert!(err.contains("cannot read the settings file /nowhere.yaml"), "{err}");
}

#[test]
fn values_are_shown_with_their_origin() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "server: {port: 81, workers: 2}\n").unwrap();
    let path = file.path().to_str().unwrap();
    let arguments =
        ["config", "show", "--format", "json", "--config", path, "--dev", "--set", "server.workers=3"];
    let (code, out, err) =
        said(&rustcid(&arguments, &[("JWT_SECRET", "0123456789abcdef-canary-0123456789")]));
    assert_eq!(code, Some(0), "{err}");
    let shown: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    let of = |key: &str| {
        let row = shown.iter().find(|row| row["key"] == key).unwrap();
        (row["value"].clone(), row["origin"].clone())
    };
    let both = |value: &str, origin: &str| (value.into(), origin.into());
    assert_eq!(of("server.port"), both("81", &format!("{path}:1")));
    assert_eq!(of("server.workers"), both("3", "--set server.workers"));
    assert_eq!(of("runners.native.enabled"), both("true", "--dev"));
    assert_eq!(of("security.jwt_secret"), both("(hidden)", "$JWT_SECRET"));
    assert!(!out.contains("canary") && !err.contains("canary"), "{out}{err}");
}
