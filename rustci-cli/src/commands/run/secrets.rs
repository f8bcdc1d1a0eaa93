use crate::files;
use crate::refusal::Refusal;
use diag::SourceMap;
use engine::job::{Secret, Secrets};
use std::path::{Path, PathBuf};

/// The secrets a person gave: by value, by name (then the environment has it), in files of `NAME=VALUE` lines, or as
/// files of their own.
pub fn gather(
    given: &[String],
    files: &[PathBuf],
    own_files: &[(String, String)],
) -> Result<Secrets, Refusal> {
    let mut found: Vec<(String, Secret)> = Vec::new();
    for path in files {
        found.extend(read(path)?);
    }
    for (name, path) in own_files {
        found.push((name.clone(), Secret::file(text_of(Path::new(path))?)));
    }
    for text in given {
        found.push(match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Secret::new(value)),
            None => (text.clone(), from_environment(text)?),
        });
    }
    Ok(found.into_iter().collect())
}

/// These, and those in the groups of variables that a pipeline has asked for: files that took part when it was read. What
/// a person gave by name wins.
pub fn with_groups(given: Secrets, sources: &SourceMap, groups: &[(String, String)]) -> Secrets {
    let folder = format!("{}/", compile::GROUP_FOLDER);
    let is_group = |name: &str| name.starts_with(&folder) || groups.iter().any(|(_, file)| file == name);
    let files = sources.iter().filter(|(_, source)| is_group(&source.name));
    let found = files.flat_map(|(_, source)| compile::group_secrets(&source.text));
    let found = found.map(|(name, value)| (name, Secret::new(value)));
    let own = given.iter().map(|(name, secret)| (name.to_owned(), secret.clone()));
    found.chain(own.collect::<Vec<_>>()).collect()
}

fn from_environment(name: &str) -> Result<Secret, Refusal> {
    std::env::var(name).map(Secret::new).map_err(|_| {
        Refusal::new(format!("the secret {name} has no value"))
            .help(format!("set the variable {name}, or write --secret {name}=VALUE"))
    })
}

fn text_of(path: &Path) -> Result<String, Refusal> {
    let refuse = |reason: &str| Refusal::new(format!("cannot read {}: {reason}", path.display()));
    let bytes = files::read(path).map_err(|reason| refuse(&reason))?;
    String::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8"))
}

fn read(path: &Path) -> Result<Vec<(String, Secret)>, Refusal> {
    let text = text_of(path)?;
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
        let secrets = gather(&["TOKEN=later".to_owned()], &[path], &[]).unwrap();
        let value = |name: &str| secrets.get(name).map(|secret| secret.reveal().to_owned());
        assert_eq!(value("TOKEN").as_deref(), Some("later"));
        assert_eq!(value("KEY").as_deref(), Some("two\nlines"));
        assert_eq!(value("RAW").as_deref(), Some("a\\n"));
        assert!(gather(&["NO_SUCH_VARIABLE_HERE".to_owned()], &[], &[]).is_err());
    }

    #[test]
    fn a_file_may_be_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "A=1\nB=2\n").unwrap();
        let given = [("KEY".to_owned(), path.display().to_string())];
        let secrets = gather(&[], &[], &given).unwrap();
        let key = secrets.get("KEY").map(|secret| (secret.is_file(), secret.reveal()));
        assert_eq!(key, Some((true, "A=1\nB=2\n")));
        assert!(gather(&[], &[], &[("KEY".to_owned(), "no/such/file".to_owned())]).is_err());
    }
}
