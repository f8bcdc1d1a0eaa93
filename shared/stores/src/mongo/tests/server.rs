//! A MongoDB to test with: SecantusDB, which keeps its data with MongoDB's own engine and speaks its protocol.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Its address, if one is started already: that saves each test the time to start its own.
const SHARED: &str = "RUSTCI_TEST_MONGODB";

/// The program to start.
const PROGRAM: &str = "secantusd-py";

/// A server that tests may use; one of our own ends with it.
pub enum Server {
    Shared(String),
    Own(Box<Own>),
}

impl Server {
    /// The shared one, or a new one.
    pub fn find() -> Self {
        match std::env::var(SHARED) {
            Ok(uri) => Self::Shared(uri),
            Err(_) => Self::Own(Box::new(Own::start(&[]))),
        }
    }

    pub fn uri(&self) -> String {
        match self {
            Self::Shared(uri) => uri.clone(),
            Self::Own(own) => own.uri(),
        }
    }
}

/// A server of one test.
pub struct Own {
    folder: TempDir,
    port: u16,
    process: Process,
}

/// Ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _killed = self.0.kill();
        let _ended = self.0.wait();
    }
}

impl Own {
    /// With more arguments for it.
    pub fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (process, port) = launch(folder.path(), 0, arguments);
        Self { folder, port, process }
    }

    /// Waits for answers no longer than a test should.
    pub fn uri(&self) -> String {
        format!("mongodb://127.0.0.1:{}/?directConnection=true&serverSelectionTimeoutMS=1500", self.port)
    }

    /// Ends it without a chance to tidy up.
    pub fn kill(&mut self) {
        self.process.0.kill().unwrap();
        self.process.0.wait().unwrap();
    }

    /// Starts it again, over what the disk has.
    pub fn again(&mut self, arguments: &[&str]) {
        self.process = launch(self.folder.path(), self.port, arguments).0;
    }
}

/// Starts it and waits until it says where it listens.
fn launch(folder: &Path, port: u16, arguments: &[&str]) -> (Process, u16) {
    let mut command = Command::new(PROGRAM);
    command
        .args(["--host", "127.0.0.1", "--port", &port.to_string(), "--storage-path"])
        .arg(folder.join("data"));
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = match command.spawn() {
        Ok(child) => Process(child),
        Err(cause) => panic!(
            "{PROGRAM} cannot be started ({cause}): install it with `pip install secantusdb`, or name a running \
            MongoDB in {SHARED}"
        ),
    };
    let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    let port = lines.by_ref().find_map(|line| {
        let line = line.unwrap();
        let port = line.split_once("listening on 127.0.0.1:").map(|(_, port)| port.trim().parse().unwrap());
        said.push(line);
        port
    });
    // What it still says is of no interest, but it must not wait for a reader.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    (process, port.unwrap_or_else(|| panic!("{PROGRAM} did not start: {said:?}")))
}
