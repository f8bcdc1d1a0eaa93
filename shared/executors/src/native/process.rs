use super::mark::{Mark, VARIABLE};
use super::{program, tree};
use crate::output::OutputPipe;
use crate::{Exec, ExecutorError, Exit, Grace};
use bytes::Bytes;
use rustix::process::Signal;
use std::io::{self, ErrorKind};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

/// How often it is looked, after a cancel, whether all have gone.
const TICK: Duration = Duration::from_millis(5);
/// How long the killed may take to go.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs one process to its end.
pub(super) async fn run(
    exec: Exec,
    directory: &Path,
    sandbox: &Mark,
    step: Mark,
    output: mpsc::Sender<Bytes>,
    cancel: &CancellationToken,
) -> Result<Exit, ExecutorError> {
    if cancel.is_cancelled() {
        return Ok(Exit::Cancelled);
    }
    let pipe = OutputPipe::new()?;
    let mut child = spawn(&exec, directory, &step, &pipe)?;
    if let Some(group) = child.id().and_then(|pid| i32::try_from(pid).ok()) {
        step.add_group(group);
        sandbox.add_group(group);
    }
    let mut family = Family { mark: &step, alive: true };
    feed(&mut child, exec.stdin);
    let pump = pipe.pump(output);
    let ended = tokio::select! {
        status = child.wait() => Some(status),
        () = cancel.cancelled() => None,
    };
    let exit = match ended {
        Some(status) => exit(status.map_err(|cause| ExecutorError::io("wait for a process", cause))?),
        None => {
            end(&mut child, &step, exec.grace).await?;
            Exit::Cancelled
        }
    };
    pump.finish().await;
    for group in step.groups().into_iter().filter(|group| tree::is_empty(*group)) {
        sandbox.forget_group(group);
    }
    family.alive = false;
    Ok(exit)
}

/// Kills the processes of a step whose run is given up in the middle.
struct Family<'a> {
    mark: &'a Mark,
    alive: bool,
}

impl Drop for Family<'_> {
    fn drop(&mut self) {
        if self.alive {
            tree::signal(self.mark, Signal::KILL);
        }
    }
}

fn spawn(exec: &Exec, directory: &Path, mark: &Mark, pipe: &OutputPipe) -> Result<Child, ExecutorError> {
    let Some((name, arguments)) = exec.argv.split_first() else {
        return Err(ExecutorError::MissingProgram {
            program: String::new(),
            place: "an empty command".into(),
        });
    };
    if !directory.is_dir() {
        return Err(ExecutorError::MissingDirectory { path: directory.display().to_string() });
    }
    let search = exec.env.iter().rev().find(|(name, _)| name == "PATH").map(|(_, value)| value.as_str());
    let path = program::find(name, search, directory)?;
    let start = |path: &Path, first: &[&str], name: &str| -> Result<io::Result<Child>, ExecutorError> {
        let (stdout, stderr) = pipe.writers()?;
        let mut command = Command::new(path);
        command.arg0(name).args(first).args(arguments).current_dir(directory);
        command.env_clear().envs(exec.env.iter().map(|(name, value)| (name, value)));
        command.env("PWD", directory).env(VARIABLE, mark.value());
        command.stdin(if exec.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(stdout).stderr(stderr).process_group(0);
        Ok(command.spawn())
    };
    let mut child = start(&path, &[], name)?;
    if child
        .as_ref()
        .is_err_and(|cause| cause.raw_os_error() == Some(rustix::io::Errno::NOEXEC.raw_os_error()))
    {
        // A script that does not say what reads it: the shell does, as execvp(3) has it.
        child = start(Path::new("/bin/sh"), &[&path.to_string_lossy()], "sh")?;
    }
    child.map_err(|cause| match cause.kind() {
        ErrorKind::NotFound => {
            let place = "the `#!` line's place".into();
            ExecutorError::MissingProgram { program: format!("the interpreter of {name}"), place }
        }
        _ => ExecutorError::io(format!("start `{name}`"), cause),
    })
}

/// Gives the process its input, beside everything else.
fn feed(child: &mut Child, input: Option<Vec<u8>>) {
    let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) else { return };
    tokio::spawn(async move {
        if stdin.write_all(&input).await.is_err() {
            // It does not want to read it all, which is its right.
        }
    });
}

/// Asks, tells, kills: the process and all its offspring.
async fn end(child: &mut Child, mark: &Mark, grace: Grace) -> Result<(), ExecutorError> {
    tree::signal(mark, Signal::INT);
    let asked = timeout(grace.interrupt, child.wait()).await;
    // Without their leader nobody waits for the others: they are told at once.
    tree::signal(mark, Signal::TERM);
    let deadline = Instant::now() + grace.terminate;
    let told = match asked {
        Ok(status) => Ok(status),
        Err(_) => timeout(grace.terminate, child.wait()).await,
    };
    while told.is_ok() && Instant::now() < deadline && !tree::members(mark).is_empty() {
        sleep_until(deadline.min(Instant::now() + TICK)).await;
    }
    while tree::signal(mark, Signal::KILL) > 0 && Instant::now() < deadline + PATIENCE {
        sleep(TICK).await;
    }
    child.wait().await.map_err(|cause| ExecutorError::io("wait for a process", cause))?;
    Ok(())
}

fn exit(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal),
        (None, None) => Exit::Code(1),
    }
}
