//! Programs of others that read the scripts of jobs: run where they are at hand, and for no longer than is fair.

mod pyflakes;
mod shellcheck;

use compile::Pipeline;
use compile::scripts::{Language, Listing, listings};
use diag::{Code, Diagnostic, Span};
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use thiserror::Error;

/// How long a program may read the scripts of one file.
const PATIENCE: Duration = Duration::from_secs(30);
/// With more files than this, programs run only when they are asked for: each takes longer than all of the rest.
const MANY: usize = 50;

/// Whether a checker of scripts runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Use {
    /// If it is on PATH, and there are not too many files.
    #[default]
    Auto,
    /// Never.
    Off,
    /// This one.
    Named(PathBuf),
}

impl From<&str> for Use {
    fn from(word: &str) -> Self {
        match word {
            "auto" => Self::Auto,
            "off" => Self::Off,
            path => Self::Named(PathBuf::from(path)),
        }
    }
}

impl Use {
    /// What it comes to for so many files. A program is started elsewhere, so its path must hold there.
    pub(super) fn settled(self, files: usize) -> Self {
        match self {
            Self::Auto if files > MANY => Self::Off,
            Self::Named(path) => Self::Named(path.canonicalize().unwrap_or(path)),
            other => other,
        }
    }

    /// The program to start.
    fn program(&self, usual: &str) -> Option<PathBuf> {
        match self {
            Self::Auto => Some(PathBuf::from(usual)),
            Self::Off => None,
            Self::Named(path) => Some(path.clone()),
        }
    }
}

/// The programs that read scripts.
#[derive(Clone, Debug)]
pub(super) struct Checkers {
    pub(super) shellcheck: Use,
    pub(super) pyflakes: Use,
}

/// Why a program said nothing of use.
#[derive(Debug, Error)]
enum Unused {
    /// It is not there, and nobody asked for it.
    #[error("it is not there")]
    Absent,
    /// The system does not run it.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It went on for too long.
    #[error("it took more than {} seconds", PATIENCE.as_secs())]
    Slow,
    /// It printed something else than it says it does.
    #[error("its output cannot be read: {0}")]
    Output(#[from] serde_json::Error),
}

impl Checkers {
    /// What the programs find in the scripts of a pipeline.
    pub(super) fn check(&self, pipeline: &Pipeline) -> Vec<Diagnostic> {
        if self.shellcheck == Use::Off && self.pyflakes == Use::Off {
            return Vec::new();
        }
        let (python, shell): (Vec<_>, Vec<_>) =
            listings(pipeline).into_iter().partition(|listing| listing.language == Language::Python);
        let mut found = Vec::new();
        for (wish, usual, code, listings, check) in [
            (&self.shellcheck, "shellcheck", compile::scripts::SHELLCHECK, shell, shellcheck::check as Check),
            (&self.pyflakes, "pyflakes", compile::scripts::PYFLAKES, python, pyflakes::check as Check),
        ] {
            let Some(program) = wish.program(usual).filter(|_| !listings.is_empty()) else { continue };
            match check(&program, &listings) {
                Ok(findings) => found.extend(findings),
                Err(Unused::Absent) if *wish == Use::Auto => {}
                Err(why) => found.push(unusable(code, &program, &why, pipeline.span)),
            }
        }
        found
    }
}

/// Runs a program over scripts.
type Check = fn(&PathBuf, &[Listing]) -> Result<Vec<Diagnostic>, Unused>;

fn unusable(code: Code, program: &std::path::Path, why: &Unused, pipeline: Span) -> Diagnostic {
    let message = format!("scripts were not checked by {}: {why}", program.display());
    Diagnostic::warning(code, Span::point(pipeline.source, pipeline.start), message)
}

/// What a program prints, if it ends in time.
fn output(command: &mut Command) -> Result<String, Unused> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = spawned.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Unused::Absent,
        _ => Unused::Io(error),
    })?;
    let mut stdout = child.stdout.take().ok_or(Unused::Slow)?;
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        let read = stdout.read_to_string(&mut text).map(|_| text);
        // Nobody waits any more when it took too long.
        let _ = send.send(read);
    });
    let Ok(read) = receive.recv_timeout(PATIENCE) else {
        child.kill()?;
        child.wait()?;
        return Err(Unused::Slow);
    };
    child.wait()?;
    Ok(read?)
}
