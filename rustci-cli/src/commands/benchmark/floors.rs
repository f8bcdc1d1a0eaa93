use crate::refusal::Refusal;
use api::client::Client;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each is measured.
const TIMES: usize = 30;

/// What nothing of the same kind can be faster than, measured in the same minute.
#[derive(Debug)]
pub struct Floors {
    /// A request that only reads who asks.
    pub request: Vec<Duration>,
    /// A durable write of the server to its store.
    pub write: Vec<Duration>,
    /// Starting a program on this machine and waiting for its end; none where that is not possible.
    pub process: Vec<Duration>,
}

/// Measures them.
pub async fn measure(client: &Client) -> Result<Floors, Refusal> {
    let (mut request, mut write, mut process) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let began = Instant::now();
        client.me().await?;
        request.push(began.elapsed());
        write.push(Duration::from_secs_f64(client.network().await?.store_write_ms.max(0.0) / 1000.0));
        let began = Instant::now();
        let mut program = Command::new("true");
        program.stdin(Stdio::null()).stdout(Stdio::null());
        if program.status().is_ok() {
            process.push(began.elapsed());
        }
    }
    Ok(Floors { request, write, process })
}
