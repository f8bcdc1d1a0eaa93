//! A daemon of the test's own, and the command line beside it.

use crate::database;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// A store that the daemon keeps its state in. Whatever holds with one must hold with all.
#[derive(Clone, Copy, Debug)]
pub enum Backend {
    Sqlite,
    Mongodb,
}

/// Makes a test of each function for each store.
macro_rules! over_stores {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $test() { super::$test($crate::daemon::Backend::Sqlite); })*
        }
        mod mongodb {
            $(#[test] fn $test() { super::$test($crate::daemon::Backend::Mongodb); })*
        }
    };
}
pub(crate) use over_stores;

/// A daemon, and a user's folders.
pub struct House {
    pub root: TempDir,
    pub url: String,
    child: Child,
    settings: Settings,
    /// Ends after the daemon.
    _database: Option<database::Server>,
}

/// How the daemon is started, each time anew.
#[derive(Default)]
struct Settings {
    variables: Vec<(&'static str, String)>,
    flags: Vec<&'static str>,
}

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

    /// What was printed, if all went well.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!(self.exit, 0, "{}\n{}", self.out, self.err);
        self.out
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { exit: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The daemon's program, which is built beside that of the command line.
fn rustcid() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_rustci")).with_file_name("rustcid");
    assert!(path.exists(), "{} is not there: cargo build -p rustcid", path.display());
    path
}

impl House {
    /// One over SQLite, for what no store has a part in.
    pub fn new() -> Self {
        Self::over(Backend::Sqlite)
    }

    pub fn over(backend: Backend) -> Self {
        Self::with(backend, &["runners.docker.enabled=false"])
    }

    /// One that is told more.
    pub fn with(backend: Backend, flags: &[&'static str]) -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("work")).unwrap();
        let mut settings = Settings { flags: flags.to_vec(), ..Settings::default() };
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Mongodb => {
                let database = database::Server::find();
                let name = root.path().file_name().unwrap().to_string_lossy().replace('.', "_");
                settings.variables = vec![
                    ("MONGODB_URI", database.uri()),
                    ("MONGODB_DATABASE", format!("cli{name}")),
                    ("JWT_SECRET", "signs the sessions of one test only".to_owned()),
                    ("RUSTCI_MASTER_KEY", "seals the secrets of one test only".to_owned()),
                ];
                Some(database)
            }
        };
        let (child, url) = start(root.path(), &settings, "0");
        Self { root, url, child, settings, _database: database }
    }

    pub fn token(&self) -> String {
        std::fs::read_to_string(self.root.path().join("state/admin-token")).unwrap().trim().to_owned()
    }

    /// A file in the folder that commands run in.
    pub fn file(&self, name: &str, text: &str) {
        std::fs::write(self.root.path().join("work").join(name), text).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rustci"));
        command
            .args(arguments)
            .current_dir(self.root.path().join("work"))
            .env("NO_COLOR", "1")
            .env("XDG_CONFIG_HOME", self.root.path().join("configuration"))
            .env("RUSTCI_STATE_DIR", self.root.path().join("state"))
            .stdin(Stdio::null());
        for name in ["RUSTCI_URL", "RUSTCI_TOKEN", "RUSTCI_CONTEXT"] {
            command.env_remove(name);
        }
        command
    }

    pub fn rustci(&self, arguments: &[&str]) -> Done {
        self.command(arguments).output().unwrap().into()
    }

    pub fn with_input(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap().into()
    }

    /// Ends it as a power cut does, and starts it again at the same address.
    pub fn restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let port = self.url.rsplit_once(':').unwrap().1.to_owned();
        (self.child, self.url) = start(self.root.path(), &self.settings, &port);
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn start(root: &Path, settings: &Settings, port: &str) -> (Child, String) {
    let mut command = Command::new(rustcid());
    command.arg("--state-dir").arg(root.join("state")).args(["--dev", "--port", port]);
    for flag in ["server.shutdown_timeout=1"].iter().chain(&settings.flags) {
        command.args(["--set", flag]);
    }
    for name in ["JWT_SECRET", "RUSTCI_MASTER_KEY", "MONGODB_URI", "MONGODB_DATABASE"] {
        command.env_remove(name);
    }
    command.stderr(Stdio::piped()).envs(settings.variables.iter().cloned()).env("RUST_LOG", "warn");
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut url = None;
    let mut said = Vec::new();
    for line in lines.by_ref() {
        url = url.or_else(|| line.split_once(" listens on ").map(|(_, url)| url.to_owned()));
        let ready = line.starts_with("jobs run in");
        said.push(line);
        if ready {
            break;
        }
    }
    // Whatever it says later is read, so that it never waits.
    std::thread::spawn(move || lines.for_each(|line| eprintln!("{line}")));
    (child, url.unwrap_or_else(|| panic!("{said:?}")))
}

impl Drop for House {
    fn drop(&mut self) {
        // It has ended already, perhaps.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub const GOOD: &str = "\
name: Good
on: {push: {}, workflow_dispatch: {inputs: {who: {default: world}}}}
jobs:
  first:
    runs-on: ubuntu-latest
    steps:
      - name: Greet
        run: echo hello ${{ inputs.who }}
      - name: Count
        run: seq 1 3
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo over
";

pub const BAD: &str = "on: push\njobs: {a: {runs-on: x, steps: [{name: Break, run: echo before; exit 3}]}}\n";
