use regex::Regex;

/// Looks for test coverage in what a job prints; the last line that matches counts
/// (<https://docs.gitlab.com/ci/yaml/#coverage>).
pub(crate) struct Coverage {
    pattern: Regex,
    last: Option<String>,
}

impl Coverage {
    /// One for this pattern. None, if it is no regular expression: checking the pipeline has said so.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        Some(Self { pattern: Regex::new(pattern).ok()?, last: None })
    }

    /// Takes in whole lines.
    pub(crate) fn push(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        if let Some(found) =
            text.lines().rev().find_map(|line| self.pattern.find(line)).and_then(|it| number(it.as_str()))
        {
            self.last = Some(found.to_owned());
        }
    }

    /// What was found, in percent.
    pub(crate) fn last(&self) -> Option<&str> {
        self.last.as_deref()
    }
}

/// The first number in a match.
fn number(text: &str) -> Option<&str> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_matching_line_counts() {
        let mut coverage = Coverage::new(r"Coverage: \d+\.\d+%").unwrap();
        coverage.push(b"Coverage: 10.00%\nmore\n");
        assert_eq!(coverage.last(), Some("10.00"));
        coverage.push(b"nothing\nCoverage: 80.25%\nCoverage: 93.50%\nend\n");
        assert_eq!(coverage.last(), Some("93.50"));
        assert!(Coverage::new("(").is_none());
        assert_eq!(number("Lines: 7."), Some("7"));
    }
}
