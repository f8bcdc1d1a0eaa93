use plan::ir::{Shell, Strictness};

/// How a script is given to what reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// Command lines, `{0}` standing for the script's file; the first whose program is there is taken.
    pub commands: Vec<Vec<String>>,
    /// The file's extension.
    pub extension: &'static str,
    /// Put before the script.
    pub prologue: &'static str,
    /// Put behind it.
    pub epilogue: &'static str,
}

/// What PowerShell needs to stop at an error and to end with the last program's code.
const POWERSHELL: (&str, &str) = (
    "$ErrorActionPreference = 'stop'\n",
    "\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }\n",
);

/// Command lines as in
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell>.
///
/// # Errors
/// A sentence for the user when the shell's name means nothing.
pub fn interpreter(shell: &Shell) -> Result<Interpreter, String> {
    let plain = |lines: &[&str], extension| Interpreter {
        commands: lines.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect(),
        extension,
        prologue: "",
        epilogue: "",
    };
    let power = |program: &str| Interpreter {
        commands: vec![vec![program.to_owned(), "-command".to_owned(), ". '{0}'".to_owned()]],
        extension: "ps1",
        prologue: POWERSHELL.0,
        epilogue: POWERSHELL.1,
    };
    Ok(match shell {
        Shell::Default(Strictness::Lenient) => plain(&["bash {0}", "sh {0}"], "sh"),
        Shell::Default(Strictness::ErrExit) => plain(&["bash -e {0}", "sh -e {0}"], "sh"),
        Shell::Default(Strictness::PipeFail) => plain(&["bash -eo pipefail {0}", "sh -e {0}"], "sh"),
        Shell::Bash(Strictness::Lenient) => plain(&["bash --noprofile --norc {0}"], "sh"),
        Shell::Bash(Strictness::ErrExit) => plain(&["bash --noprofile --norc -e {0}"], "sh"),
        Shell::Bash(Strictness::PipeFail) => plain(&["bash --noprofile --norc -eo pipefail {0}"], "sh"),
        Shell::Sh(Strictness::Lenient) => plain(&["sh {0}"], "sh"),
        Shell::Sh(_) => plain(&["sh -e {0}"], "sh"),
        Shell::Pwsh => power("pwsh"),
        Shell::PowerShell => power("powershell"),
        Shell::Python => plain(&["python {0}", "python3 {0}"], "py"),
        Shell::Cmd => {
            let words = ["cmd", "/D", "/E:ON", "/V:OFF", "/S", "/C", "CALL \"{0}\""];
            Interpreter { commands: vec![words.map(str::to_owned).into()], ..plain(&[], "cmd") }
        }
        Shell::Custom(text) => return custom(text.as_str()),
        // The machine evaluates these before it asks.
        Shell::Computed(template) => return by_name(template.text().as_str()),
    })
}

/// The shell of that name; anything else is a command line of the author's own.
///
/// # Errors
/// A sentence for the user when the name means nothing.
pub fn by_name(name: &str) -> Result<Interpreter, String> {
    match name.trim() {
        "" => interpreter(&Shell::Default(Strictness::ErrExit)),
        "bash" => interpreter(&Shell::Bash(Strictness::PipeFail)),
        "sh" => interpreter(&Shell::Sh(Strictness::ErrExit)),
        "pwsh" => interpreter(&Shell::Pwsh),
        "powershell" => interpreter(&Shell::PowerShell),
        "cmd" => interpreter(&Shell::Cmd),
        "python" => interpreter(&Shell::Python),
        custom_line => custom(custom_line),
    }
}

fn custom(line: &str) -> Result<Interpreter, String> {
    let words = words(line);
    if words.first().is_none_or(|program| program.contains("{0}")) || !line.contains("{0}") {
        return Err(format!(
            "`{line}` is not a shell: use bash, sh, pwsh, powershell, cmd or python, or a command line with {{0}} where \
             the script's file is to stand"
        ));
    }
    Ok(Interpreter { commands: vec![words], extension: "sh", prologue: "", epilogue: "" })
}

/// The line with which a script sends what it prints into a file.
///
/// # Errors
/// A sentence for the user when the shell has no such line.
pub fn redirect(shell: &Shell, path: &str) -> Result<String, String> {
    match shell {
        Shell::Default(_) | Shell::Bash(_) | Shell::Sh(_) => {
            Ok(format!("exec >'{}'\n", path.replace('\'', "'\\''")))
        }
        _ => Err("only what sh or bash print can be captured; use one of them for this step".to_owned()),
    }
}

/// Words of a command line; quotes keep blanks together.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') if matches!(letters.peek(), Some('"' | '\\' | '\'' | ' ')) => {
                word.get_or_insert_default().extend(letters.next());
            }
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shell_has_its_command_line() {
        let cases = [
            (Shell::Default(Strictness::ErrExit), "bash -e {0} | sh -e {0}"),
            (Shell::Bash(Strictness::PipeFail), "bash --noprofile --norc -eo pipefail {0}"),
            (Shell::Sh(Strictness::ErrExit), "sh -e {0}"),
            (Shell::Python, "python {0} | python3 {0}"),
            (Shell::Pwsh, "pwsh -command . '{0}'"),
            (Shell::Custom("perl -w {0}".into()), "perl -w {0}"),
        ];
        for (shell, expected) in cases {
            let commands = interpreter(&shell).unwrap().commands;
            let lines: Vec<_> = commands.iter().map(|words| words.join(" ")).collect();
            assert_eq!(lines.join(" | "), expected);
        }
    }

    #[test]
    fn a_shell_without_a_place_for_the_script_is_refused() {
        for line in ["zsh", "{0}", "zsh -c"] {
            assert!(by_name(line).is_err(), "{line}");
        }
    }

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(words(r#"a "b c"  'd "e' f\ g "" "#), ["a", "b c", "d \"e", "f g", ""]);
    }
}
