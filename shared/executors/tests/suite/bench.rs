//! What the contract's tests stand on.

use events::Attempt;
use executors::{
    Docker, DockerOptions, Exec, Executor, ExecutorError, Exit, Layout, Limits, Native, Open, Quiet, Sandbox,
    Snapshot, Workspace,
};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Every executor that can run here.
pub async fn all() -> Vec<Box<dyn Executor>> {
    let mut executors: Vec<Box<dyn Executor>> = vec![Box::new(Native::default())];
    match docker().await {
        Ok(docker) => executors.push(Box::new(docker)),
        Err(cause) => eprintln!("SKIPPED for docker: {cause}"),
    }
    executors
}

/// The Docker executor, if an engine answers (`scripts/dockerd.sh start`) that has the image (`scripts/images.sh`).
pub async fn docker() -> Result<Docker, ExecutorError> {
    let docker = Docker::new(DockerOptions { image: "rustci-test/bash".into(), ..DockerOptions::default() });
    docker.check().await?;
    Ok(docker)
}

/// The Docker executor; the test ends here, with a word, where no engine answers.
macro_rules! engine {
    () => {
        match crate::bench::docker().await {
            Ok(docker) => docker,
            Err(cause) => return eprintln!("SKIPPED: {cause}"),
        }
    };
}
pub(crate) use engine;

/// One open job.
pub struct Bench {
    pub sandbox: Box<dyn Sandbox>,
}

impl Bench {
    pub async fn open(executor: &dyn Executor, workspace: Workspace) -> Self {
        Self::try_open(executor, Self::wish(workspace)).await.unwrap()
    }

    pub async fn try_open(executor: &dyn Executor, wish: Open) -> Result<Self, ExecutorError> {
        Ok(Self { sandbox: executor.open(wish, &Quiet).await? })
    }

    /// What a plain job asks for.
    pub fn wish(workspace: Workspace) -> Open {
        Open {
            run: "run".into(),
            job: "job".into(),
            attempt: Attempt(1),
            workspace,
            container: None,
            services: Vec::new(),
            limits: Limits::default(),
        }
    }

    pub fn layout(&self) -> &Layout {
        self.sandbox.layout()
    }

    /// A shell script with the variables that processes start with.
    pub fn exec(&self, script: &str) -> Exec {
        let own = |(name, _): &&(String, String)| !name.starts_with("CARGO");
        let env = self.layout().env.iter().filter(own).cloned().collect();
        Exec { env, ..Exec::new(["sh", "-c", script]) }
    }

    pub async fn sh(&self, script: &str) -> (Exit, String) {
        self.run(self.exec(script)).await
    }

    pub async fn run(&self, exec: Exec) -> (Exit, String) {
        let (exit, output) = self.try_run(exec, &CancellationToken::new(), None).await;
        (exit.unwrap(), output)
    }

    pub async fn fails(&self, exec: Exec) -> ExecutorError {
        self.try_run(exec, &CancellationToken::new(), None).await.0.unwrap_err()
    }

    /// Cancels as soon as the process has printed that.
    pub async fn cancel_when(&self, exec: Exec, word: &str) -> (Exit, String) {
        let (exit, output) = self.try_run(exec, &CancellationToken::new(), Some(word)).await;
        (exit.unwrap(), output)
    }

    async fn try_run(
        &self,
        exec: Exec,
        cancel: &CancellationToken,
        word: Option<&str>,
    ) -> (Result<Exit, ExecutorError>, String) {
        let (sender, mut receiver) = mpsc::channel::<bytes::Bytes>(16);
        let read = async {
            let mut output = Vec::new();
            while let Some(bytes) = receiver.recv().await {
                output.extend_from_slice(&bytes);
                if word.is_some_and(|word| String::from_utf8_lossy(&output).contains(word)) {
                    cancel.cancel();
                }
            }
            String::from_utf8(output).unwrap()
        };
        tokio::join!(self.sandbox.exec(exec, sender, cancel), read)
    }

    /// The processes in the sandbox whose command lines fit this pattern of grep.
    pub async fn running(&self, pattern: &str) -> String {
        let script = format!(
            "for p in /proc/[0-9]*; do [ $p = /proc/$$ ] || {{ tr '\\0' ' ' < $p/cmdline; }} 2>/dev/null | grep '^{pattern}'; done"
        );
        self.sh(&script).await.1
    }

    pub async fn close(self) {
        self.sandbox.close().await.unwrap();
    }
}

/// The command lines of this machine's processes that begin so.
pub fn processes(start: &str) -> Vec<String> {
    let line = |entry: std::fs::DirEntry| std::fs::read_to_string(entry.path().join("cmdline")).ok();
    let lines = std::fs::read_dir("/proc").unwrap().flatten().filter_map(line);
    lines.map(|line| line.replace('\0', " ")).filter(|line| line.starts_with(start)).collect()
}

pub fn copy_of(repository: &TempDir) -> Workspace {
    Workspace::Copy(Snapshot::new(repository.path()))
}

/// A repository with all that makes copying hard.
pub fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let script = "
        git init -q -b main . && mkdir src build
        echo main > src/main.txt; echo '#!/bin/sh' > run; chmod +x run; ln -s src/main.txt link
        printf 'build/\\n*.log\\n' > .gitignore; echo ignored > ignored.log; echo out > build/out.txt
        echo forced > build/forced.txt; git add -A && git add -f build/forced.txt
        git -c user.name=a -c user.email=a@b commit -qm one; echo new > new.txt";
    let made = Command::new("sh").args(["-ec", script]).current_dir(folder.path()).status().unwrap();
    assert!(made.success());
    folder
}

/// Everything in a folder, git's own files too: contents and times (but of objects, which git marks as used).
pub fn state_of(root: &Path) -> BTreeMap<String, (Vec<u8>, Option<SystemTime>)> {
    let mut state = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let found = path.symlink_metadata().unwrap();
            let content = if found.is_dir() {
                folders.push(path.clone());
                Vec::new()
            } else if found.is_symlink() {
                path.read_link().unwrap().into_os_string().into_encoded_bytes()
            } else {
                std::fs::read(&path).unwrap()
            };
            let time = found.modified().ok().filter(|_| !path.to_string_lossy().contains("objects"));
            state.insert(path.display().to_string(), (content, time));
        }
    }
    state
}

/// Starts another process that opens a sandbox, and kills it. Gives the sandbox's folder.
pub fn kill_a_victim(executor: &str) -> PathBuf {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "contract::opens_and_never_closes", "--nocapture"])
        .env("RUSTCI_TEST_VICTIM", executor)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut folder = None;
    for line in lines {
        if let Some((_, path)) = line.split_once("folder ") {
            folder = Some(PathBuf::from(path));
        }
        if line.ends_with("ready") {
            break;
        }
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    folder.unwrap()
}
