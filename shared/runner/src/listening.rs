use crate::mask::Masks;
use events::{Annotation, Signal};
use formats::{Commands, Matchers};
use std::sync::{Mutex, PoisonError};

/// What lines of output are held against.
#[derive(Clone, Copy)]
pub struct Listening<'a> {
    /// What a line may say.
    pub commands: &'a Commands,
    /// What is hidden.
    pub masks: &'a Masks,
    /// The process's variables: some commands count only where one of them says so.
    pub env: &'a [(String, String)],
    /// Finds remarks in lines.
    pub matchers: &'a Mutex<Matchers>,
    /// Reads a file of the job.
    pub read: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

impl Listening<'_> {
    /// A guarded command where it counts, and what a step is told where it does not.
    pub(crate) fn unguard(&self, signal: Signal) -> Signal {
        match signal {
            Signal::Guarded { variable, command, refusal } => {
                let value = self.env.iter().rev().find(|(name, _)| *name == variable).map(|(_, value)| value);
                match value.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
                    true => *command,
                    false => Signal::Broken { reason: refusal },
                }
            }
            signal => signal,
        }
    }

    /// Lets problem matchers come and go.
    ///
    /// # Errors
    /// A sentence for the user when that cannot be.
    pub(crate) fn change_matchers(&self, signal: &Signal) -> Result<(), String> {
        let text = |file: &String| {
            (self.read)(file).ok_or_else(|| format!("the problem matchers in `{file}` cannot be read"))
        };
        let mut matchers = self.matchers.lock().unwrap_or_else(PoisonError::into_inner);
        match signal {
            Signal::AddMatcher { file } => {
                matchers.add(&text(file)?).map_err(|error| format!("{file}: {error}"))
            }
            Signal::RemoveMatchersOf { file } => {
                matchers.remove_of(&text(file)?).map_err(|error| format!("{file}: {error}"))
            }
            Signal::RemoveMatcher { owner } => {
                matchers.remove(owner);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether lines have to be shown to matchers.
    pub(crate) fn matches(&self) -> bool {
        !self.matchers.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// The remark that a line completes.
    pub(crate) fn remark(&self, line: &str) -> Option<Annotation> {
        self.matchers.lock().unwrap_or_else(PoisonError::into_inner).line(line)
    }
}
