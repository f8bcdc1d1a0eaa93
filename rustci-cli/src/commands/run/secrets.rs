use crate::files;
use crate::refusal::Refusal;
use engine::job::{Secret, Secrets};
use std::path::{Path, PathBuf};

/// The secrets a person gave: by value, by name (then the environment has it), or in files of `NAME=VALUE` lines.
pub fn gather(given: &[String], files: &[PathBuf]) -> Result<Secrets, Refusal> {
    let mut found: Vec<(String, Secret)> = Vec::new();
    for path in files {
        found.extend(read(path)?);
    }
    for text in given {
        found.push(match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Secret::new(value)),
            None => (text.clone(), from_environment(text)?),
        });
    }
    Ok(found.into_iter().collect())
}

fn from_environment(name: &str) -> Result<Secret, Refusal> {
    std::env::var(name).map(Secret::new).map_err(|_| {
        Refusal::new(format!("the secret {name} has no value"))
            .help(format!("set the variable {name}, or write --secret {name}=VALUE"))
    })
}

fn read(path: &Path) -> Result<Vec<(String, Secret)>, Refusal> {
    let refuse = |reason: &str| Refusal::new(format!("cannot read {}: {reason}", path.display()));
    let bytes = files::read(path).map_err(|reason| refuse(&reason))?;
    let text = String::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8"))?;
    let lines =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, line)| {
            let (name, value) = line.split_once('=').ok_or_else(|| {
                Refusal::new(format!("{}:{}: this line is not NAME=VALUE", path.display(), number + 1))
            })?;
            Ok((name.trim().to_owned(), Secret::new(unquoted(value.trim()))))
        })
        .collect()
}

/// A value without its quotes; in double quotes `\n` is a line break.
fn unquoted(value: &str) -> String {
    let inside = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match (inside('"'), inside('\'')) {
        (Some(text), _) => text.replace("\\n", "\n").replace("\\\"", "\""),
        (None, Some(text)) => text.to_owned(),
        (None, None) => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_hold_a_secret_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets");
        std::fs::write(&path, "# mine\nTOKEN=abc=1\n\nKEY=\"two\\nlines\"\nRAW='a\\n'\n").unwrap();
        let secrets = gather(&["TOKEN=later".to_owned()], &[path]).unwrap();
        let value = |name: &str| secrets.get(name).map(|secret| secret.reveal().to_owned());
        assert_eq!(value("TOKEN").as_deref(), Some("later"));
        assert_eq!(value("KEY").as_deref(), Some("two\nlines"));
        assert_eq!(value("RAW").as_deref(), Some("a\\n"));
        assert!(gather(&["NO_SUCH_VARIABLE_HERE".to_owned()], &[]).is_err());
    }
}
