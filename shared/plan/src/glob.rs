use ir::Globs;
use regex::Regex;
use thiserror::Error;

/// A glob that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{glob}\" is not a glob: {reason}")]
pub struct BadGlob {
    /// As written.
    pub glob: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The regular expression of a glob.
///
/// # Errors
/// [`BadGlob`] when brackets do not close or nothing stands before a repetition.
pub fn compile(glob: &str, globs: Globs) -> Result<Regex, BadGlob> {
    let bad = |reason: &str| BadGlob { glob: glob.to_owned(), reason: reason.to_owned() };
    let mut reader = Reader { rest: glob, out: String::from("^(?:"), braces: 0 };
    match globs {
        Globs::Repeating => reader.repeating(),
        Globs::Shell => reader.shell(),
    }
    .map_err(bad)?;
    if reader.braces > 0 {
        return Err(bad("a brace is not closed"));
    }
    reader.out.push_str(")$");
    Regex::new(&reader.out).map_err(|_| bad("a range is out of order or too large"))
}

struct Reader<'a> {
    rest: &'a str,
    out: String,
    braces: usize,
}

impl Reader<'_> {
    /// GitHub's filter patterns.
    fn repeating(&mut self) -> Result<(), &'static str> {
        let mut repeatable = false;
        while let Some(c) = self.next() {
            let before = std::mem::replace(&mut repeatable, false);
            match c {
                '*' if self.take("*/") => self.out.push_str("(?:.*/)?"),
                '*' if self.take("*") => self.out.push_str(".*"),
                '*' => self.out.push_str("[^/]*"),
                '?' | '+' if !before => return Err("nothing stands before the repetition"),
                '?' | '+' => self.out.push(c),
                _ => {
                    self.character(c)?;
                    repeatable = true;
                }
            }
        }
        Ok(())
    }

    /// Ruby's `fnmatch` with path names, hidden files and braces.
    fn shell(&mut self) -> Result<(), &'static str> {
        let mut at_start = true;
        while let Some(c) = self.next() {
            let start = std::mem::replace(&mut at_start, c == '/');
            match c {
                '*' if start && self.take("*/") => {
                    self.out.push_str("(?:[^/]+/)*");
                    at_start = true;
                }
                '*' => {
                    while self.take("*") {}
                    self.out.push_str("[^/]*");
                }
                '?' => self.out.push_str("[^/]"),
                '{' => {
                    self.braces += 1;
                    self.out.push_str("(?:");
                    at_start = start;
                }
                '}' if self.braces > 0 => {
                    self.braces -= 1;
                    self.out.push(')');
                }
                ',' if self.braces > 0 => self.out.push('|'),
                _ => self.character(c)?,
            }
        }
        Ok(())
    }

    /// A character, a class in brackets or something escaped.
    fn character(&mut self, c: char) -> Result<(), &'static str> {
        match c {
            '[' => {
                let end =
                    self.rest.get(1..).and_then(|rest| rest.find(']')).ok_or("a bracket is not closed")? + 1;
                let (class, rest) = self.rest.split_at(end);
                let (not, class) = match class.strip_prefix(['^', '!']) {
                    Some(class) => ("^/", class),
                    None => ("", class),
                };
                let class: String = class
                    .chars()
                    .map(|c| if c == '-' { "-".to_owned() } else { regex::escape(&c.to_string()) })
                    .collect();
                self.out.push_str(&format!("[{not}{class}]"));
                self.rest = rest.strip_prefix(']').unwrap_or(rest);
            }
            '\\' => {
                let escaped = self.next().unwrap_or('\\');
                self.literal(escaped);
            }
            _ => self.literal(c),
        }
        Ok(())
    }

    fn literal(&mut self, c: char) {
        self.out.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn take(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(globs: Globs, cases: &[(&str, &[&str], &[&str])]) {
        for (glob, matching, other) in cases {
            let regex = compile(glob, globs).unwrap();
            for text in *matching {
                assert!(regex.is_match(text), "{glob} should match {text} ({regex})");
            }
            for text in *other {
                assert!(!regex.is_match(text), "{glob} should not match {text} ({regex})");
            }
        }
    }

    #[test]
    fn filter_patterns_repeat_and_cross_folders() {
        check(
            Globs::Repeating,
            &[
                ("feature/*", &["feature/a", "feature/your-branch"], &["feature/a/b", "feature"]),
                ("feature/**", &["feature/a", "feature/a/b"], &["features"]),
                ("releases/mona-the-cat", &["releases/mona-the-cat"], &["releases/mona"]),
                ("*", &["main", "v1.0"], &["a/b"]),
                ("**", &["main", "a/b/c"], &[]),
                ("*feature", &["my-feature", "feature", "ver-10-feature"], &["feature-x"]),
                ("v2*", &["v2", "v2.0", "v29"], &["v3", "v2/x"]),
                ("v[12].[0-9]+.[0-9]+", &["v1.10.1", "v2.0.0"], &["v3.1.1", "v1.1."]),
                ("*.jsx?", &["a.js", "b.jsx"], &["a.jsxx", "d/a.js"]),
                ("**.js", &["a.js", "d/e/a.js"], &["a.ts"]),
                ("docs/**/*.md", &["docs/a.md", "docs/b/c/a.md"], &["a.md", "docs/a.txt"]),
                ("**/README.md", &["README.md", "a/b/README.md"], &["XREADME.md"]),
                ("**/*src/**", &["a/src/b", "my-src/b/c"], &["src"]),
                ("a\\*b", &["a*b"], &["axb"]),
                ("a(b).c", &["a(b).c"], &["ab.c", "a(b)xc"]),
            ],
        );
        for bad in ["?a", "+", "*?", "[a", "[", "[z-a]"] {
            assert!(compile(bad, Globs::Repeating).is_err(), "{bad}");
        }
    }

    #[test]
    fn shell_globs_know_braces_and_single_characters() {
        check(
            Globs::Shell,
            &[
                ("Dockerfile", &["Dockerfile"], &["a/Dockerfile", "dockerfile"]),
                ("*.{rb,py,sh}", &["a.rb", ".hidden.sh"], &["a.js", "d/a.rb"]),
                ("**/*.json", &["a.json", "a/b/c.json", ".x/c.json"], &["a.jsonx"]),
                ("docs/**/*", &["docs/a", "docs/a/b"], &["docs", "doc/a"]),
                ("a?c", &["abc"], &["ac", "a/c"]),
                ("[^a]b", &["xb"], &["ab", "/b"]),
                ("{a,b/**/*}.txt", &["a.txt", "b/c/d.txt"], &["b.txt"]),
                ("a,b", &["a,b"], &[]),
                ("c++", &["c++"], &["c", "ccc"]),
            ],
        );
        assert!(compile("{a,b", Globs::Shell).is_err());
    }
}
