//! What a service manager sees, and what SIGHUP changes.

use crate::server::command;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Waits for a word, and gives all that was said until then.
fn hear(socket: &UnixDatagram, word: &str) -> String {
    let mut heard = String::new();
    loop {
        let mut message = [0; 512];
        let length = socket.recv(&mut message).unwrap_or_else(|error| panic!("no {word}: {error}: {heard}"));
        heard += &String::from_utf8_lossy(&message[..length]);
        heard.push('\n');
        if heard.contains(word) {
            return heard;
        }
    }
}

#[tokio::test]
async fn the_service_manager_is_told_and_settings_are_read_again() {
    let root = tempfile::tempdir().unwrap();
    let (state, file) = (root.path().join("state"), root.path().join("rustcid.yaml"));
    let socket = UnixDatagram::bind(root.path().join("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    std::fs::write(&file, "server: {port: 0}\nrunners: {docker: {enabled: false}}\n").unwrap();
    // A service manager names the process that it wants to hear from.
    let daemon = command(&state);
    let mut child = Command::new("sh")
        .args(["-c", "WATCHDOG_PID=$$ exec \"$0\" \"$@\""])
        .arg(daemon.get_program())
        .args(daemon.get_args())
        .arg("--config")
        .arg(&file)
        .stderr(Stdio::piped())
        .env_remove("JWT_SECRET")
        .env("RUST_LOG", "info")
        .env("NOTIFY_SOCKET", root.path().join("notify"))
        .env("WATCHDOG_USEC", "100000")
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let url = lines.find_map(|line| line.split_once(" listens on ").map(|(_, url)| url.to_owned())).unwrap();
    let reader = std::thread::spawn(move || lines.collect::<Vec<_>>());
    hear(&socket, "READY=1");
    hear(&socket, "WATCHDOG=1");

    let token = std::fs::read_to_string(state.join("admin-token")).unwrap();
    let client = reqwest::Client::new();
    let me = async || client.get(format!("{url}/api/v1/me")).bearer_auth(token.trim()).send().await.unwrap();
    for _ in 0..5 {
        assert_eq!(me().await.status(), 200);
    }
    let limit = "security: {rate_limit: {enabled: true, requests_per_minute: 1, burst_size: 1}}\n";
    let settings = "server: {port: 0, workers: 3}\nrunners: {docker: {enabled: false}}\n";
    std::fs::write(&file, settings.to_owned() + limit).unwrap();
    let process = Pid::from_child(&child);
    kill_process(process, Signal::HUP).unwrap();
    hear(&socket, "RELOADING=1");
    hear(&socket, "READY=1");
    assert_eq!(me().await.status(), 200);
    let refused = me().await;
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
    assert!(refused.text().await.unwrap().contains("too_many_requests"));
    for _ in 0..5 {
        assert_eq!(client.get(format!("{url}/health")).send().await.unwrap().status(), 200);
    }

    // What is wrong changes nothing.
    std::fs::write(&file, "sever: {}\n").unwrap();
    kill_process(process, Signal::HUP).unwrap();
    hear(&socket, "RELOADING=1");
    hear(&socket, "READY=1");
    assert_eq!(me().await.status(), 429);

    kill_process(process, Signal::TERM).unwrap();
    hear(&socket, "STOPPING=1");
    assert!(child.wait().unwrap().success());
    let log = reader.join().unwrap().join("\n");
    assert!(log.contains("what changed under server takes effect at the next start"), "{log}");
    assert!(
        log.contains("unexpected key \"sever\"") && log.contains("the settings stay as they were"),
        "{log}"
    );
}
