use crate::listening::Listening;
use crate::output::{Output, remark};
use crate::pump::Pump;
use bytes::Bytes;
use engine::job::{Capture, Ended, Exec, ImageSource, Secret};
use events::{Signal, StepId};
use executors::{ContainerSpec, ExecutorError, Exit, Image, Mount, Place};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A file through which a step speaks may be this large.
const SIGNAL_FILE: u64 = 16 * 1024 * 1024;

/// What a step prints for its pipeline may be this large.
const CAPTURED: u64 = 1024 * 1024;

impl Pump<'_> {
    /// Runs one process of a step to its end.
    pub(crate) async fn process(&self, step: StepId, exec: Exec, kill: &CancellationToken) -> Ended {
        match self.attempt(step, exec, kill).await {
            Ok(end) => end,
            Err(error) => ended(error),
        }
    }

    async fn attempt(
        &self,
        step: StepId,
        exec: Exec,
        kill: &CancellationToken,
    ) -> Result<Ended, ExecutorError> {
        for file in &exec.files {
            self.sandbox.put(&file.path, file.content.reveal().as_bytes(), true).await?;
        }
        let files = self.open_signal_files(step).await?;
        let env = self.environment(&exec, &files);
        let capture = exec.capture.clone();
        let request = executors::Exec {
            argv: self.command(&exec, &env).await?,
            env: env.clone(),
            directory: exec.directory,
            place: match exec.image {
                None => Place::Job,
                Some(run) => Place::Image(Box::new(ContainerSpec {
                    image: match run.source {
                        ImageSource::Named(name) => Image::Named(name),
                        ImageSource::Build { context, dockerfile } => Image::Build { context, dockerfile },
                    },
                    entrypoint: run.entrypoint,
                    mounts: self.mounts(),
                    ..ContainerSpec::default()
                })),
            },
            ..executors::Exec::new(Vec::<String>::new())
        };
        let (sender, receiver) = mpsc::channel(64);
        let (exit, log) =
            tokio::join!(self.sandbox.exec(request, sender, kill), self.listen(step, receiver, &env));
        let broken = match log {
            Err(error) => return Ok(Ended::Broken(format!("the log cannot be kept: {error}"))),
            Ok(broken) => broken,
        };
        let end = match exit? {
            Exit::Code(code) => Ended::Code(code),
            Exit::Signal(signal) => Ended::Code(128 + signal),
            Exit::Cancelled => Ended::Killed,
        };
        if let Some(capture) = capture {
            self.captured(step, capture).await?;
        }
        match self.read_signal_files(step, files).await? {
            Err(message) if end == Ended::Code(0) => Ok(Ended::Invalid(message)),
            Err(_) | Ok(()) => Ok(match broken {
                Some(reason) if end == Ended::Code(0) => Ended::Invalid(reason),
                _ => end,
            }),
        }
    }

    /// The first command whose program is there.
    async fn command(&self, exec: &Exec, env: &[(String, String)]) -> Result<Vec<String>, ExecutorError> {
        if let Some(run) = &exec.image {
            return Ok(run.args.clone());
        }
        let mut missing = String::new();
        for (index, command) in exec.commands.iter().enumerate() {
            let Some(program) = command.first() else { continue };
            let last = index + 1 == exec.commands.len();
            // The only one, or one found on a path that the job made, is left to the executor to find.
            if (last && index == 0) || self.sandbox.has(program).await? || (last && !exec.path.is_empty()) {
                return Ok(command.clone());
            }
            missing.clone_from(program);
        }
        let path = env.iter().rev().find(|(name, _)| name == "PATH").map_or("", |(_, path)| path);
        Err(ExecutorError::MissingProgram { program: missing, place: format!("the job's PATH ({path})") })
    }

    /// What a process starts with: the sandbox's variables, the step's, and where it may speak.
    fn environment(&self, exec: &Exec, files: &[SignalFile]) -> Vec<(String, String)> {
        let given = self.sandbox.layout().env.iter().chain(&exec.env).cloned();
        let spoken = files.iter().map(|file| (file.variable.to_owned(), file.path.clone()));
        let mut env: indexmap::IndexMap<String, String> = given.chain(spoken).collect();
        if !exec.path.is_empty() {
            let path = env.entry("PATH".to_owned()).or_default();
            let old = std::mem::take(path);
            let folders =
                exec.path.iter().map(String::as_str).chain((!old.is_empty()).then_some(old.as_str()));
            *path = folders.collect::<Vec<_>>().join(":");
        }
        env.into_iter().collect()
    }

    /// Folders of the job that containers of its own actions expect elsewhere.
    fn mounts(&self) -> Vec<Mount> {
        let layout = self.sandbox.layout();
        let mount = |(source, target): (&String, &str)| Mount {
            source: source.clone(),
            target: target.to_owned(),
            read_only: false,
        };
        vec![mount((&layout.workspace, "/github/workspace"))]
    }

    /// Takes in what a process prints until it has closed its output. Says why the step has failed, if it told so.
    async fn listen(
        &self,
        step: StepId,
        mut receiver: mpsc::Receiver<Bytes>,
        env: &[(String, String)],
    ) -> Result<Option<String>, crate::UpstreamError> {
        let read = |file: &str| std::fs::read_to_string(self.sandbox.host_path(file)?).ok();
        let mut output = Output::new(Listening {
            commands: &self.format.commands,
            masks: &self.masks,
            env,
            matchers: &self.matchers,
            read: &read,
        });
        let mut result = Ok(());
        while let Some(chunk) = receiver.recv().await {
            output.push(&chunk);
            while !output.is_full() {
                match receiver.try_recv() {
                    Ok(chunk) => output.push(&chunk),
                    Err(_) => break,
                }
            }
            result = result.and(self.pass_on(step, &mut output).await);
        }
        output.finish();
        result.and(self.pass_on(step, &mut output).await)?;
        Ok(output.broken())
    }

    async fn pass_on(&self, step: StepId, output: &mut Output<'_>) -> Result<(), crate::UpstreamError> {
        for signal in output.signals() {
            self.tell(step, signal);
        }
        match output.take() {
            Some(text) => self.log(step, text).await,
            None => Ok(()),
        }
    }

    /// What a process printed into a file becomes an output of its step.
    async fn captured(&self, step: StepId, capture: Capture) -> Result<(), ExecutorError> {
        let printed = self.sandbox.get(&capture.path, CAPTURED).await?.unwrap_or_default();
        self.sandbox.remove(&capture.path).await?;
        let value = String::from_utf8_lossy(&printed).into_owned();
        self.tell(step, Signal::Output { name: capture.name, value });
        Ok(())
    }

    /// Makes the files through which a step may speak.
    async fn open_signal_files(&self, step: StepId) -> Result<Vec<SignalFile>, ExecutorError> {
        let mut files = Vec::new();
        for file in self.format.commands.files {
            let number = self.next_file();
            let path = format!("{}/step-{}-{number}.txt", self.sandbox.layout().temp, step.0);
            self.sandbox.put(&path, b"", false).await?;
            files.push(SignalFile { variable: file.variable, path, parse: file.parse });
        }
        Ok(files)
    }

    /// Reads what a step wrote into them; the inner error is the step's own.
    async fn read_signal_files(
        &self,
        step: StepId,
        files: Vec<SignalFile>,
    ) -> Result<Result<(), String>, ExecutorError> {
        let mut result = Ok(());
        for file in files {
            let content = self.sandbox.get(&file.path, SIGNAL_FILE).await?.unwrap_or_default();
            self.sandbox.remove(&file.path).await?;
            if content.is_empty() {
                continue;
            }
            match (file.parse)(&String::from_utf8_lossy(&content)) {
                Ok(signals) => {
                    for signal in signals {
                        match signal {
                            Signal::Mask { value } => self.masks.add([&Secret::new(value)]),
                            Signal::Broken { reason } => result = Err(reason),
                            Signal::Annotate(annotation) => {
                                if let Err(error) = self.say(step, &remark(&annotation)).await {
                                    result = Err(format!("the log cannot be kept: {error}"));
                                }
                                self.tell(step, Signal::Annotate(annotation));
                            }
                            signal => self.tell(step, signal),
                        }
                    }
                }
                Err(message) => result = Err(format!("{}: {message}", file.variable)),
            }
        }
        Ok(result)
    }
}

/// A file through which a step speaks.
struct SignalFile {
    variable: &'static str,
    path: String,
    parse: fn(&str) -> Result<Vec<Signal>, String>,
}

/// An executor's failure: the user's to mend, or ours.
pub(crate) fn ended(error: ExecutorError) -> Ended {
    match error {
        ExecutorError::MissingProgram { .. }
        | ExecutorError::MissingDirectory { .. }
        | ExecutorError::UnknownOption { .. }
        | ExecutorError::InvalidContainer { .. }
        | ExecutorError::Beyond { .. }
        | ExecutorError::BuildFailed { .. }
        | ExecutorError::ImageNotFound { .. }
        | ExecutorError::UnsafeArchive { .. }
        | ExecutorError::TooLarge { .. }
        | ExecutorError::Unable { .. } => Ended::Invalid(error.to_string()),
        _ => Ended::Broken(error.to_string()),
    }
}
