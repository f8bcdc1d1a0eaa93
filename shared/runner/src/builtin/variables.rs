use super::select::How;
use super::{Failure, Outputs};
use crate::pump::Pump;
use events::StepId;
use indexmap::IndexMap;

/// A file of variables may be this large.
const LIMIT: u64 = 5 * 1024;

impl Pump<'_> {
    /// Reads variables for later jobs from files of `NAME=value` lines, as
    /// <https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv>.
    pub(crate) async fn read_variables(&self, step: StepId, paths: Vec<String>) -> Outputs {
        let how = How { exclude: &[], hidden: true, rooted: true, folders: false };
        let found = self.select(&paths, how).await?;
        if found.files.is_empty() {
            self.say(step, &format!("Warning: no files match {}", paths.join(", "))).await?;
        }
        let mut variables = IndexMap::new();
        for file in found.files {
            let content =
                self.sandbox.get(&format!("{}/{file}", found.root), LIMIT).await?.unwrap_or_default();
            let text = String::from_utf8_lossy(&content);
            variables.extend(parse(&text).map_err(|message| Failure::Invalid(format!("{file}: {message}")))?);
        }
        Ok(variables)
    }
}

/// Variables from lines of `NAME=value`.
fn parse(text: &str) -> Result<IndexMap<String, String>, String> {
    let lines = text.lines().map(str::trim).enumerate();
    let meant = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    meant
        .map(|(index, line)| {
            let wrong = || format!("line {} is not `NAME=value`", index + 1);
            let (name, value) = line.split_once('=').ok_or_else(wrong)?;
            let name = name.trim();
            let name = name.strip_prefix("export ").unwrap_or(name);
            let fits = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
            if name.is_empty() || !name.chars().all(fits) || name.starts_with(|c: char| c.is_ascii_digit()) {
                return Err(format!("line {}: `{name}` is not a variable's name", index + 1));
            }
            Ok((name.to_owned(), unquoted(value.trim()).to_owned()))
        })
        .collect()
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> &str {
    let inside = |quote| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_variables() {
        let variables = parse("# c\nA=1\n\nB=\"two words\"\nC='x'=\nD=\n").unwrap();
        let expected = [("A", "1"), ("B", "two words"), ("C", "'x'="), ("D", "")];
        assert!(variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(expected));
        assert!(parse("no line").is_err_and(|message| message.contains("line 1")));
        assert!(parse("A=1\nb c=2").is_err_and(|message| message.contains("line 2")));
    }
}
