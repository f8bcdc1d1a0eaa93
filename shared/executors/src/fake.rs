use crate::{Entry, EntryKind, Exec, Executor, ExecutorError, Exit, Layout, Open, Progress, Sandbox, Swept};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// An executor for tests: runs nothing, keeps files in memory, and answers as its script says.
///
/// Clones share everything, so that a test can look at [`Fake::calls`] after the sandbox is gone.
#[derive(Clone, Default)]
pub struct Fake {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: Vec<(String, Answer)>,
    missing: Vec<String>,
    refusal: Option<String>,
    calls: Vec<Exec>,
    opened: Vec<Open>,
    ended: usize,
    closed: usize,
    files: BTreeMap<String, Vec<u8>>,
}

/// What a scripted process does.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it prints.
    pub output: Vec<u8>,
    /// Files that it writes: paths and contents, which are appended.
    pub writes: Vec<(String, Vec<u8>)>,
    /// How it ends. None: only when it is cancelled.
    pub exit: Option<Exit>,
}

impl Answer {
    /// Prints this and ends with that code.
    #[must_use]
    pub fn new(output: &str, code: i32) -> Self {
        Self { output: output.into(), writes: Vec::new(), exit: Some(Exit::Code(code)) }
    }

    /// Prints this and goes on until it is cancelled.
    #[must_use]
    pub fn hangs(output: &str) -> Self {
        Self { output: output.into(), writes: Vec::new(), exit: None }
    }

    /// Also appends to a file; `$NAME` at its start is replaced by that variable of the process.
    #[must_use]
    pub fn writing(mut self, path: &str, content: &str) -> Self {
        self.writes.push((path.into(), content.into()));
        self
    }
}

impl Fake {
    /// One in which every process prints nothing and ends well.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Processes one of whose arguments, or a file named by one, contains `pattern` do this. The first that fits counts.
    #[must_use]
    pub fn answer(self, pattern: &str, answer: Answer) -> Self {
        self.state().answers.push((pattern.into(), answer));
        self
    }

    /// There is no such program.
    #[must_use]
    pub fn without(self, program: &str) -> Self {
        self.state().missing.push(program.into());
        self
    }

    /// No sandbox can be opened, because the engine says this.
    #[must_use]
    pub fn refusing(self, cause: &str) -> Self {
        self.state().refusal = Some(cause.into());
        self
    }

    /// What has been run so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Exec> {
        self.state().calls.clone()
    }

    /// What sandboxes have been asked for.
    #[must_use]
    pub fn opened(&self) -> Vec<Open> {
        self.state().opened.clone()
    }

    /// How many sandboxes have been ended.
    #[must_use]
    pub fn ended(&self) -> usize {
        self.state().ended
    }

    /// How many sandboxes have been closed.
    #[must_use]
    pub fn closed(&self) -> usize {
        self.state().closed
    }

    /// A file, by its whole path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.state().files.get(path).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Executor for Fake {
    fn name(&self) -> &'static str {
        "fake"
    }

    async fn open(&self, open: Open, _: &dyn Progress) -> Result<Box<dyn Sandbox>, ExecutorError> {
        if let Some(cause) = self.state().refusal.clone() {
            return Err(ExecutorError::Engine { action: "open a sandbox", cause });
        }
        let layout = Layout {
            workspace: "/work".into(),
            temp: "/temp".into(),
            tools: "/tools".into(),
            home: "/home".into(),
            env: vec![("PATH".into(), "/usr/bin:/bin".into())],
            machine: events::RunnerFacts { name: "fake".into(), os: "Linux".into(), arch: "X64".into() },
            ..Layout::default()
        };
        self.state().opened.push(open);
        Ok(Box::new(FakeSandbox { fake: self.clone(), layout }))
    }

    async fn settle(&self) {}

    async fn sweep(&self) -> Result<Swept, ExecutorError> {
        Ok(Swept::default())
    }
}

struct FakeSandbox {
    fake: Fake,
    layout: Layout,
}

impl FakeSandbox {
    fn absolute(&self, path: &str) -> String {
        let joined =
            if path.starts_with('/') { path.into() } else { format!("{}/{path}", self.layout.workspace) };
        let mut parts: Vec<&str> = Vec::new();
        for part in joined.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        format!("/{}", parts.join("/"))
    }

    /// The script's answer, its files written.
    fn perform(&self, exec: &Exec) -> Answer {
        let mut state = self.fake.state();
        let said = |pattern: &str| {
            exec.argv.iter().any(|word| {
                let file = state.files.get(&self.absolute(word));
                word.contains(pattern)
                    || file.is_some_and(|text| String::from_utf8_lossy(text).contains(pattern))
            })
        };
        let answer =
            state.answers.iter().find(|(pattern, _)| said(pattern)).map(|(_, answer)| answer.clone());
        let answer = answer.unwrap_or_else(|| Answer::new("", 0));
        for (path, content) in &answer.writes {
            let variable = path.strip_prefix('$');
            let value = variable.and_then(|name| exec.env.iter().find(|(key, _)| key == name));
            let path = self.absolute(value.map_or(path, |(_, value)| value));
            state.files.entry(path).or_default().extend_from_slice(content);
        }
        state.calls.push(exec.clone());
        answer
    }
}

#[async_trait]
impl Sandbox for FakeSandbox {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    async fn exec(
        &self,
        exec: Exec,
        output: mpsc::Sender<Bytes>,
        cancel: &CancellationToken,
    ) -> Result<Exit, ExecutorError> {
        if let Some(program) =
            exec.argv.first().filter(|program| self.fake.state().missing.contains(*program))
        {
            return Err(ExecutorError::MissingProgram { program: program.clone(), place: "the fake".into() });
        }
        let answer = self.perform(&exec);
        if !answer.output.is_empty() && output.send(answer.output.into()).await.is_err() {
            // Nobody listens: by contract the output is dropped.
        }
        match answer.exit {
            _ if cancel.is_cancelled() => Ok(Exit::Cancelled),
            Some(exit) => Ok(exit),
            None => {
                cancel.cancelled().await;
                Ok(Exit::Cancelled)
            }
        }
    }

    async fn has(&self, program: &str) -> Result<bool, ExecutorError> {
        Ok(!self.fake.state().missing.iter().any(|missing| missing == program))
    }

    async fn put(&self, path: &str, content: &[u8], _: bool) -> Result<(), ExecutorError> {
        self.fake.state().files.insert(self.absolute(path), content.into());
        Ok(())
    }

    async fn get(&self, path: &str, limit: u64) -> Result<Option<Bytes>, ExecutorError> {
        let Some(content) = self.fake.file(&self.absolute(path)) else { return Ok(None) };
        let size = content.len() as u64;
        if size > limit {
            return Err(ExecutorError::TooLarge { path: path.into(), size, limit });
        }
        Ok(Some(content.into()))
    }

    async fn list(&self, directory: &str) -> Result<Vec<Entry>, ExecutorError> {
        let prefix = format!("{}/", self.absolute(directory).trim_end_matches('/'));
        let mut entries = BTreeMap::new();
        for (path, content) in &self.fake.state().files {
            let Some(path) = path.strip_prefix(&prefix) else { continue };
            for (end, _) in path.match_indices('/') {
                entries.insert(path[..end].to_owned(), EntryKind::Directory);
            }
            entries.insert(path.to_owned(), EntryKind::File { size: content.len() as u64 });
        }
        Ok(entries.into_iter().map(|(path, kind)| Entry { path, kind }).collect())
    }

    async fn pack(
        &self,
        directory: &str,
        paths: Vec<String>,
        into: Box<dyn Write + Send>,
    ) -> Result<(), ExecutorError> {
        let pack = |into: Box<dyn Write + Send>| -> io::Result<()> {
            let mut archive = tar::Builder::new(into);
            let state = self.fake.state();
            let root = format!("{}/", self.absolute(directory).trim_end_matches('/'));
            for (path, content) in &state.files {
                let Some(name) = path.strip_prefix(&root) else { continue };
                if paths.iter().any(|wanted| Path::new(name).starts_with(wanted)) {
                    let mut header = tar::Header::new_gnu();
                    header.set_size(content.len() as u64);
                    header.set_mode(0o644);
                    archive.append_data(&mut header, name, content.as_slice())?;
                }
            }
            archive.into_inner()?.flush()
        };
        pack(into).map_err(|cause| ExecutorError::io("write an archive", cause))
    }

    async fn unpack(&self, directory: &str, from: Box<dyn Read + Send>) -> Result<(), ExecutorError> {
        let read = |from: Box<dyn Read + Send>| -> io::Result<Vec<(String, Vec<u8>)>> {
            let mut members = Vec::new();
            for member in tar::Archive::new(from).entries()? {
                let mut member = member?;
                if member.header().entry_type().is_file() {
                    let name = member.path()?.to_string_lossy().into_owned();
                    let mut content = Vec::new();
                    member.read_to_end(&mut content)?;
                    members.push((name, content));
                }
            }
            Ok(members)
        };
        let members = read(from).map_err(|cause| ExecutorError::io("read an archive", cause))?;
        let root = self.absolute(directory);
        for (name, content) in members {
            let path = self.absolute(&format!("{root}/{name}"));
            if !Path::new(&path).starts_with(&root) {
                return Err(ExecutorError::UnsafeArchive { path: name });
            }
            self.fake.state().files.insert(path, content);
        }
        Ok(())
    }

    async fn remove(&self, path: &str) -> Result<(), ExecutorError> {
        let path = self.absolute(path);
        self.fake.state().files.retain(|file, _| !Path::new(file).starts_with(&path));
        Ok(())
    }

    fn host_path(&self, _: &str) -> Option<PathBuf> {
        None
    }

    async fn end(&self) -> Result<(), ExecutorError> {
        self.fake.state().ended += 1;
        Ok(())
    }

    async fn close(self: Box<Self>) -> Result<(), ExecutorError> {
        self.fake.state().closed += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Quiet, Workspace};
    use events::Attempt;

    #[tokio::test]
    async fn answers_as_its_script_says() {
        let fake = Fake::new()
            .answer("cargo test", Answer::new("ok\n", 0).writing("$OUT", "a=1\n"))
            .answer("false", Answer::new("", 1))
            .without("pwsh");
        let open = Open {
            run: "run".into(),
            job: "job".into(),
            attempt: Attempt(1),
            workspace: Workspace::Empty,
            container: None,
            services: Vec::new(),
            limits: Limits::default(),
        };
        let sandbox = fake.open(open, &Quiet).await.unwrap();
        sandbox.put("/temp/step.sh", b"cargo test --all", true).await.unwrap();
        let run = async |argv: &[&str]| {
            let (output, mut heard) = mpsc::channel(8);
            let exec =
                Exec { env: vec![("OUT".into(), "/temp/out".into())], ..Exec::new(argv.iter().copied()) };
            (sandbox.exec(exec, output, &CancellationToken::new()).await, heard.recv().await)
        };
        let (exit, output) = run(&["sh", "/temp/step.sh"]).await;
        assert_eq!((exit.unwrap(), output.unwrap()), (Exit::Code(0), Bytes::from("ok\n")));
        assert_eq!(run(&["false"]).await.0.unwrap(), Exit::Code(1));
        assert!(matches!(run(&["pwsh"]).await.0, Err(ExecutorError::MissingProgram { .. })));
        assert_eq!(fake.file("/temp/out").unwrap(), b"a=1\n");
        sandbox.close().await.unwrap();
        assert_eq!((fake.calls().len(), fake.opened().len(), fake.closed()), (2, 1, 1));
    }
}
