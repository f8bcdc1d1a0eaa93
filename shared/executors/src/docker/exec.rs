//! Runs a process in the job's container.

use super::connect::refused;
use crate::{ExecutorError, Exit, Grace};
use bollard::Docker;
use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::exec::{CreateExecOptions, StartExecOptions, StartExecResults};
use bollard::query_parameters::KillContainerOptions;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use std::pin::{Pin, pin};
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// The variable that says which sandbox and which step a process belongs to.
const VARIABLE: &str = "RUSTCI_PROCESS";
/// How long nothing must come before it is asked whether the process still runs, at first and at most.
const SILENCE: Duration = Duration::from_millis(100);
const SELDOM: Duration = Duration::from_secs(1);
/// How often it is looked, after a cancel, whether all have gone.
const TICK: Duration = Duration::from_millis(50);
/// The code of a process that was killed, perhaps with its whole container.
const KILLED: i32 = 137;
/// The largest piece of output.
const PIECE: usize = 64 * 1024;

/// Starts a program where it should start, both streams in one pipe so that their order is kept. `$0` tells us that
/// it could not begin; no program prints that.
const BEGIN: &str = "cd \"$1\" 2>/dev/null || { echo \"$0 directory\"; exit 126; }; shift; \
    command -v \"$1\" >/dev/null 2>&1 || { echo \"$0 program\"; exit 127; }; exec \"$@\" 2>&1";

/// Sends signal `$1` to the processes whose environment has `$2`, with nothing but the shell itself; says how many.
const SIGNAL: &str = "n=0; for d in /proc/[0-9]*; do p=${d#/proc/}; case $p in 1|$$) continue;; esac; f=; \
    while read -r l || [ -n \"$l\" ]; do case $l in *\"$2\"*) f=1; break;; esac; l=; done <$d/environ; \
    [ -n \"$f\" ] && kill -$1 $p && n=$((n+1)); done 2>/dev/null; echo $n";

type Output = Pin<Box<dyn Stream<Item = Result<LogOutput, Error>> + Send>>;
type Input = Pin<Box<dyn AsyncWrite + Send>>;

/// The container that processes are run in.
#[derive(Clone, Debug)]
pub(super) struct Container {
    pub(super) engine: Docker,
    pub(super) id: String,
    /// What people know it as.
    pub(super) image: String,
}

/// What is to be run in it.
#[derive(Debug, Default)]
pub(super) struct Process {
    pub(super) argv: Vec<String>,
    pub(super) env: Vec<(String, String)>,
    pub(super) directory: String,
    pub(super) stdin: Option<Vec<u8>>,
    /// What its processes are found by.
    pub(super) mark: String,
    pub(super) grace: Grace,
}

impl Container {
    /// Runs a process to its end.
    pub(super) async fn run(
        &self,
        process: Process,
        output: mpsc::Sender<Bytes>,
        cancel: &CancellationToken,
    ) -> Result<Exit, ExecutorError> {
        if cancel.is_cancelled() {
            return Ok(Exit::Cancelled);
        }
        let Process { mut argv, env, directory, stdin, mark, grace } = process;
        let Some(program) = argv.first().cloned() else {
            return Err(ExecutorError::MissingProgram {
                program: String::new(),
                place: "an empty command".into(),
            });
        };
        let mut variables = vec![format!("{VARIABLE}={mark}")];
        variables.extend(env.iter().map(|(name, value)| format!("{name}={value}")));
        let mut config = CreateExecOptions { env: Some(variables), ..attached() };
        config.attach_stdin = Some(stdin.is_some());
        let token = format!("rustci {mark}");
        // Some shells drop variables whose names are not theirs: such a process is started without one.
        if env.iter().all(|(name, _)| is_name(name)) {
            let begin = ["/bin/sh", "-c", BEGIN, &token, &directory];
            argv.splice(0..0, begin.map(str::to_owned));
        } else {
            config.working_dir = Some(directory.clone());
        }
        config.cmd = Some(argv);
        let (exec, stream, input) = self.start(config).await?;
        feed(input, stdin);
        let flow = Flow { container: self, exec: &exec, token: &token };
        let mut pump = pin!(flow.pump(stream, output));
        let ended = tokio::select! {
            ended = &mut pump => Some(ended?),
            () = cancel.cancelled() => None,
        };
        let Some(ended) = ended else {
            self.end(pump, &mark, grace).await?;
            return Ok(Exit::Cancelled);
        };
        let code = match ended {
            Ended::Process(code) => code,
            Ended::NoDirectory => return Err(ExecutorError::MissingDirectory { path: directory }),
            Ended::NoProgram => {
                return Err(ExecutorError::MissingProgram {
                    program,
                    place: format!("image `{}`", self.image),
                });
            }
        };
        if code == KILLED {
            self.alive().await?;
        }
        Ok(Exit::Code(code))
    }

    /// Ends all that runs in it.
    pub(super) async fn kill(&self) -> Result<(), ExecutorError> {
        match self.engine.kill_container(&self.id, None::<KillContainerOptions>).await {
            // Not running any more.
            Ok(()) | Err(Error::DockerResponseServerError { status_code: 404 | 409, .. }) => Ok(()),
            Err(error) => Err(refused("end a container")(error)),
        }
    }

    /// Runs a small script of ours as root, for its output.
    pub(super) async fn ask(&self, script: &str, arguments: &[&str]) -> Result<(i32, String), ExecutorError> {
        let argv = ["/bin/sh", "-c", script, "sh"].into_iter().chain(arguments.iter().copied());
        let argv = argv.map(str::to_owned).collect();
        let config = CreateExecOptions { cmd: Some(argv), user: Some("0".into()), ..attached() };
        let (exec, mut stream, _) = self.start(config).await?;
        let mut said = Vec::new();
        while let Some(piece) = stream.next().await {
            if let LogOutput::StdOut { message } = piece.map_err(refused("read output"))? {
                said.extend_from_slice(&message);
            }
        }
        let code = self.code(&exec).await?.unwrap_or_default();
        Ok((code, String::from_utf8_lossy(&said).into_owned()))
    }

    async fn start(
        &self,
        config: CreateExecOptions<String>,
    ) -> Result<(String, Output, Input), ExecutorError> {
        let made = self.engine.create_exec(&self.id, config).await;
        let made = match made {
            Ok(made) => made,
            Err(error) => {
                self.alive().await?;
                return Err(refused("make a process")(error));
            }
        };
        let options = StartExecOptions { output_capacity: Some(PIECE), ..StartExecOptions::default() };
        match self.engine.start_exec(&made.id, Some(options)).await.map_err(refused("start a process"))? {
            StartExecResults::Attached { output, input } => Ok((made.id, output, input)),
            StartExecResults::Detached => {
                Err(ExecutorError::Engine { action: "start a process", cause: "it detached".into() })
            }
        }
    }

    /// How a process ended; `None` while it runs.
    async fn code(&self, exec: &str) -> Result<Option<i32>, ExecutorError> {
        let found = self.engine.inspect_exec(exec).await.map_err(refused("look at a process"))?;
        if found.running == Some(true) {
            return Ok(None);
        }
        // The engine forgets the code of processes that its container took with it.
        Ok(Some(found.exit_code.map_or(KILLED, |code| i32::try_from(code).unwrap_or(i32::MAX))))
    }

    /// An error if the container has ended.
    async fn alive(&self) -> Result<(), ExecutorError> {
        let found =
            self.engine.inspect_container(&self.id, None).await.map_err(refused("look at a container"))?;
        let state = found.state.unwrap_or_default();
        if state.running == Some(true) {
            return Ok(());
        }
        let how = match state.oom_killed {
            Some(true) => "out of memory".into(),
            _ => format!("code {}", state.exit_code.unwrap_or_default()),
        };
        Err(ExecutorError::ContainerStopped { how })
    }

    /// Sends a signal to all processes of a step. Says how many there are.
    async fn signal(&self, mark: &str, signal: &str) -> Result<usize, ExecutorError> {
        let (_, said) = self.ask(SIGNAL, &[signal, &format!("{VARIABLE}={mark}")]).await?;
        Ok(said.trim().parse().unwrap_or_default())
    }

    /// Asks, tells, kills: the process and all its offspring.
    async fn end<T>(
        &self,
        mut pump: Pin<&mut impl Future<Output = Result<T, ExecutorError>>>,
        mark: &str,
        grace: Grace,
    ) -> Result<(), ExecutorError> {
        self.signal(mark, "INT").await?;
        let asked = timeout(grace.interrupt, &mut pump).await.is_ok();
        // Without their leader nobody waits for the others: they are told at once.
        self.signal(mark, "TERM").await?;
        let deadline = Instant::now() + grace.terminate;
        let told = asked || timeout(grace.terminate, &mut pump).await.is_ok();
        while told && Instant::now() < deadline && self.signal(mark, "0").await? > 0 {
            sleep(TICK).await;
        }
        while self.signal(mark, "KILL").await? > 0 && Instant::now() < deadline + SELDOM {
            sleep(TICK).await;
        }
        if !told {
            pump.await?;
        }
        Ok(())
    }
}

/// How a process was started, or why not.
enum Ended {
    Process(i32),
    NoDirectory,
    NoProgram,
}

struct Flow<'a> {
    container: &'a Container,
    exec: &'a str,
    token: &'a str,
}

impl Flow<'_> {
    /// Forwards output until the process has ended and nothing comes any more. What its leftovers still print is read
    /// and dropped.
    async fn pump(&self, mut stream: Output, output: mpsc::Sender<Bytes>) -> Result<Ended, ExecutorError> {
        let mut silence = SILENCE;
        let mut first = true;
        let mut code = None;
        loop {
            let piece = match timeout(silence, stream.next()).await {
                Ok(Some(piece)) => piece.map_err(refused("read output"))?.into_bytes(),
                Ok(None) => break,
                Err(_) if code.is_some() => break,
                Err(_) => {
                    code = self.container.code(self.exec).await?;
                    silence = SELDOM.min(silence * 2);
                    continue;
                }
            };
            if first && let Some(ended) = self.told(&piece) {
                return Ok(ended);
            }
            first = false;
            silence = SILENCE;
            if output.send(piece).await.is_err() {
                // Nobody listens any more: by contract the output is dropped.
            }
        }
        let code = match code {
            Some(code) => code,
            None => self.ended().await?,
        };
        tokio::spawn(async move { while stream.next().await.is_some() {} });
        Ok(Ended::Process(code))
    }

    /// The process has closed its output; usually it has ended then.
    async fn ended(&self) -> Result<i32, ExecutorError> {
        let mut pause = Duration::from_millis(2);
        loop {
            if let Some(code) = self.container.code(self.exec).await? {
                return Ok(code);
            }
            sleep(pause).await;
            pause = SILENCE.min(pause * 2);
        }
    }

    /// What the beginning of the output tells of a process that could not be started.
    fn told(&self, piece: &[u8]) -> Option<Ended> {
        let text = std::str::from_utf8(piece).ok()?;
        let ours = text.trim_end().strip_prefix(self.token);
        // The engine prints its own refusals where the process's output should be.
        let engine = text.strip_prefix("OCI runtime exec failed");
        match (ours, engine) {
            (Some(" directory"), _) => Some(Ended::NoDirectory),
            (Some(" program"), _) => Some(Ended::NoProgram),
            (_, Some(cause)) if cause.contains("chdir") => Some(Ended::NoDirectory),
            (_, Some(_)) => Some(Ended::NoProgram),
            _ => None,
        }
    }
}

fn attached() -> CreateExecOptions<String> {
    CreateExecOptions { attach_stdout: Some(true), attach_stderr: Some(true), ..CreateExecOptions::default() }
}

/// Whether every shell keeps a variable of that name.
fn is_name(name: &str) -> bool {
    let fits = |char: char| char.is_ascii_alphanumeric() || char == '_';
    !name.starts_with(|char: char| char.is_ascii_digit()) && !name.is_empty() && name.chars().all(fits)
}

/// Gives a process its input, beside everything else.
pub(super) fn feed(mut to: Input, input: Option<Vec<u8>>) {
    let Some(input) = input else { return };
    tokio::spawn(async move {
        if to.write_all(&input).await.is_ok() && to.shutdown().await.is_err() {
            // It does not want to read it all, which is its right.
        }
    });
}
