use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What the program did.
pub struct Done {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Done {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }
}

/// Runs the program in a folder.
pub fn rustci(folder: &Path, arguments: &[&str]) -> Done {
    with_input(folder, arguments, "")
}

/// The program in a folder, to be started. What it keeps stays in that folder.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rustci"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("RUSTCI_STATE", folder.join(".state"));
    command
}

/// The same with something on standard input.
pub fn with_input(folder: &Path, arguments: &[&str], input: &str) -> Done {
    let mut child = program(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let exit = output.status.code().unwrap();
    Done { exit, out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

pub const GOOD: &str =
    "stages:\n  - name: build\n    steps: [make]\n  - name: test\n    parallel: 2\n    steps: [make test]\n";
pub const BAD: &str = "stages:\n  - name: build\n    stepz: [make]\n";
