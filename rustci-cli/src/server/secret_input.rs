use crate::refusal::Refusal;
use std::io::{IsTerminal, Read};

/// As much is read of a secret.
const LIMIT: u64 = 1 << 20;

/// What must not stand on the command line, where everybody on the machine sees it: typed without an echo, or all of
/// standard input but a line break at its end.
pub fn secret_input(prompt: &str) -> Result<String, Refusal> {
    let failed = |error: std::io::Error| Refusal::new(format!("cannot read it: {error}"));
    let mut text = String::new();
    if std::io::stdin().is_terminal() {
        let terminal = console::Term::stderr();
        terminal.write_str(prompt).map_err(failed)?;
        text = terminal.read_secure_line().map_err(failed)?;
    } else {
        std::io::stdin().lock().take(LIMIT).read_to_string(&mut text).map_err(failed)?;
    }
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    match text.is_empty() {
        true => Err(Refusal::new("nothing was given").help("type it, or send it to standard input")),
        false => Ok(text.to_owned()),
    }
}
