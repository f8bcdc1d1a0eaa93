use super::{Unused, output};
use compile::scripts::{Listing, PYFLAKES};
use diag::Diagnostic;
use std::path::PathBuf;
use std::process::Command;

/// Reads all scripts in one go.
pub(super) fn check(program: &PathBuf, listings: &[Listing]) -> Result<Vec<Diagnostic>, Unused> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(program);
    for (number, listing) in listings.iter().enumerate() {
        std::fs::write(folder.path().join(number.to_string()), &listing.text)?;
        command.arg(number.to_string());
    }
    let printed = output(command.current_dir(folder.path()).env("PYTHONUTF8", "1"))?;
    Ok(printed.lines().filter_map(|line| finding(line, listings)).collect())
}

/// What a line says: `FILE:LINE:COLUMN: message`.
fn finding(line: &str, listings: &[Listing]) -> Option<Diagnostic> {
    let mut parts = line.splitn(4, ':');
    let mut number = || parts.next()?.trim().parse::<usize>().ok();
    let (file, line, column) = (number()?, number()?, number()?);
    let message = parts.next()?.trim();
    let (listing, column) = (listings.get(file)?, column.max(1));
    let finding = || Diagnostic::warning(PYFLAKES, listing.place(line, column), message);
    (!listing.is_blank(line, column)).then(finding)
}
