use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program, serving.
pub struct Server {
    child: Child,
    pub url: String,
    token: String,
    client: reqwest::Client,
    /// What it said until it listened.
    pub said: Vec<String>,
}

/// Where a server keeps its state.
#[derive(Clone, Debug)]
pub struct Place {
    /// A folder of its own.
    pub state: PathBuf,
    /// A database that it shares: address and name.
    pub database: Option<(String, String)>,
    /// The administrator's token, where another replica was first.
    pub token: Option<String>,
}

impl Place {
    pub fn own(state: &Path) -> Self {
        Self { state: state.to_owned(), database: None, token: None }
    }
}

pub fn command(state: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rustcid"));
    command.arg("--state-dir").arg(state).stderr(Stdio::piped()).env("RUST_LOG", "warn");
    for variable in ["JWT_SECRET", "RUSTCI_MASTER_KEY", "MONGODB_URI", "MONGODB_DATABASE"] {
        command.env_remove(variable);
    }
    command
}

/// The program over a shared database.
pub fn replica(place: &Place) -> Command {
    let mut command = command(&place.state);
    if let Some((uri, name)) = &place.database {
        command.env("MONGODB_URI", uri).env("MONGODB_DATABASE", name);
        command.env("JWT_SECRET", "a secret that signs sessions in tests");
        command.env("RUSTCI_MASTER_KEY", "a secret that seals secrets in tests");
    }
    command
}

impl Server {
    pub fn start(state: &Path) -> Self {
        Self::at(&Place::own(state))
    }

    pub fn at(place: &Place) -> Self {
        Self::of(replica(place), &place.state, place.token.clone())
    }

    /// One that is started so.
    pub fn of(command: Command, state: &Path, token: Option<String>) -> Self {
        Self::with(command, state, token, false)
    }

    /// One that runs jobs in containers too, which may have folders of this machine.
    pub fn with_engine(place: &Place) -> Self {
        let mut command = replica(place);
        command.args(["--set", "runners.docker.privileged=true"]);
        Self::with(command, &place.state, place.token.clone(), true)
    }

    /// One that runs jobs in containers, as it comes.
    pub fn confined(place: &Place) -> Self {
        Self::with(replica(place), &place.state, place.token.clone(), true)
    }

    /// Jobs that name an image would run in containers wherever an engine answers.
    fn with(mut command: Command, state: &Path, token: Option<String>, engine: bool) -> Self {
        let settings = ["--dev", "--port", "0", "--set", "server.shutdown_timeout=1", "--set"];
        command.args(settings).arg(format!("runners.docker.enabled={engine}")).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (mut said, mut url) = (Vec::new(), None);
        while let Some(Ok(line)) = lines.next() {
            url = url.or_else(|| line.split_once(" listens on ").map(|(_, url)| url.to_owned()));
            let ready = line.starts_with("jobs run in");
            said.push(line);
            if ready {
                break;
            }
        }
        let url = url.unwrap_or_else(|| panic!("{said:?}"));
        // Whatever it says later is read, so that it never waits.
        std::thread::spawn(move || {
            lines.for_each(|line| line.into_iter().for_each(|line| eprintln!("{line}")))
        });
        let kept = || std::fs::read_to_string(state.join("admin-token")).unwrap().trim().to_owned();
        let token = token.unwrap_or_else(kept);
        Self { child, url, token, client: reqwest::Client::new(), said }
    }

    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub fn token(&self) -> String {
        self.token.clone()
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    /// The answer; none if the server is gone.
    pub async fn try_send(&self, method: reqwest::Method, path: &str, body: &str) -> Option<(u16, String)> {
        let answer = self.request(method, path).body(body.to_owned()).send().await.ok()?;
        Some((answer.status().as_u16(), answer.text().await.ok()?))
    }

    pub async fn send(&self, method: reqwest::Method, path: &str, body: &str) -> (u16, String) {
        self.try_send(method, path, body).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, text) = self.send(reqwest::Method::GET, path, "").await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub async fn post(&self, path: &str, body: &str) -> Value {
        let (status, text) = self.send(reqwest::Method::POST, path, body).await;
        assert!((200..300).contains(&status), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// A pipeline of this text; its id.
    pub async fn pipeline(&self, yaml: &str) -> String {
        self.post("/api/v1/pipelines", yaml).await["id"].as_str().unwrap().to_owned()
    }

    /// A run of a pipeline; its id.
    pub async fn trigger(&self, pipeline: &str) -> String {
        let made = self.post(&format!("/api/v1/pipelines/{pipeline}/trigger"), "").await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.reap();
    }

    /// Waits until one that was killed is gone.
    pub fn reap(&mut self) {
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits; how long that took.
    pub fn stop(mut self) -> Duration {
        let began = Instant::now();
        kill_process(self.pid(), Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        began.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
