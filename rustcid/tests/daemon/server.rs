use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
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

pub fn command(state: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rustcid"));
    command
        .arg("--state-dir")
        .arg(state)
        .stderr(Stdio::piped())
        .env_remove("JWT_SECRET")
        .env("RUST_LOG", "warn");
    command
}

impl Server {
    pub fn start(state: &Path) -> Self {
        // Jobs without an image would run in containers wherever an engine answers.
        let settings = ["--set", "server.shutdown_timeout=1", "--set", "runners.docker.enabled=false"];
        let mut child = command(state).args(["--dev", "--port", "0"]).args(settings).spawn().unwrap();
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
        let token = std::fs::read_to_string(state.join("admin-token")).unwrap().trim().to_owned();
        Self { child, url, token, client: reqwest::Client::new(), said }
    }

    pub async fn send(&self, method: reqwest::Method, path: &str, body: &str) -> (u16, String) {
        let request = self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token);
        let answer = request.body(body.to_owned()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
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

    /// The run's log as a stream, up to its end.
    pub async fn stream(&self, run: &str) -> String {
        let request =
            self.client.get(format!("{}/api/v1/runs/{run}/logs", self.url)).bearer_auth(&self.token);
        let request = request.header("accept", "text/event-stream").timeout(Duration::from_secs(60));
        request.send().await.unwrap().text().await.unwrap()
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits; how long that took.
    pub fn stop(mut self) -> Duration {
        let began = Instant::now();
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
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
