use crate::{Spanned, Template, Text};
use serde::{Deserialize, Serialize};

/// Commands for a shell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// The commands; one text for a whole script, or one a line where the dialect lists them (and shows each as it runs).
    pub lines: Vec<Template>,
    /// Each line is shown before it runs.
    pub echo: bool,
    /// What reads them.
    pub shell: Shell,
    /// The folder, in the workspace.
    pub directory: Option<Template>,
    /// What it prints (not what it prints as errors) is an output of its step under this name, rather than in the log.
    pub capture: Option<Spanned<String>>,
}

/// What reads a script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shell {
    /// bash where there is one, else sh.
    Default(Strictness),
    /// bash, without the user's start files.
    Bash(Strictness),
    /// sh.
    Sh(Strictness),
    /// PowerShell 7.
    Pwsh,
    /// Windows PowerShell.
    PowerShell,
    /// cmd.exe.
    Cmd,
    /// Python 3.
    Python,
    /// A command line of the author's, `{0}` standing for the script's file.
    Custom(Text),
    /// Known only when the job runs.
    Computed(Template),
}

/// When a shell gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strictness {
    /// Goes on after a failing command.
    Lenient,
    /// Ends at the first failing command.
    ErrExit,
    /// Also when a command inside a pipe fails.
    PipeFail,
}
