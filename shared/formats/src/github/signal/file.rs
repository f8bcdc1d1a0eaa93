//! Files that a step writes, after
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files>.

use events::{Annotation, AnnotationLevel, Signal};

/// Variables that change how JavaScript actions run, so no step may set them for those after it.
const KEPT: [&str; 1] = ["NODE_OPTIONS"];

pub(super) fn outputs(content: &str) -> Result<Vec<Signal>, String> {
    Ok(pairs(content)?.into_iter().map(|(name, value)| Signal::Output { name, value }).collect())
}

pub(super) fn state(content: &str) -> Result<Vec<Signal>, String> {
    Ok(pairs(content)?.into_iter().map(|(name, value)| Signal::State { name, value }).collect())
}

pub(super) fn variables(content: &str) -> Result<Vec<Signal>, String> {
    Ok(pairs(content)?.into_iter().map(|(name, value)| variable(name, value)).collect())
}

/// A variable for later steps.
pub(super) fn variable(name: String, value: String) -> Signal {
    if KEPT.iter().any(|kept| kept.eq_ignore_ascii_case(&name)) {
        let message = format!("{name} cannot be set for later steps: it was left as it is");
        return Signal::Annotate(Annotation {
            level: AnnotationLevel::Error,
            message,
            ..Annotation::default()
        });
    }
    Signal::Env { name, value }
}

#[expect(clippy::unnecessary_wraps, reason = "any content names folders; the other files' parsers can fail")]
pub(super) fn folders(content: &str) -> Result<Vec<Signal>, String> {
    let lines = content.lines().filter(|line| !line.is_empty());
    Ok(lines.map(|folder| Signal::Path { folder: folder.to_owned() }).collect())
}

#[expect(clippy::unnecessary_wraps, reason = "any content is a summary; the other files' parsers can fail")]
pub(super) fn summary(content: &str) -> Result<Vec<Signal>, String> {
    let text = content.to_owned();
    Ok(if text.is_empty() { Vec::new() } else { vec![Signal::Summary { text }] })
}

/// `name=value` lines, and `name<<END` with the value on the lines up to `END`.
fn pairs(content: &str) -> Result<Vec<(String, String)>, String> {
    let mut rest = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut found = Vec::new();
    while let Some((line, _)) = take_line(&mut rest) {
        if line.is_empty() {
            continue;
        }
        let equals = line.find('=').unwrap_or(usize::MAX);
        let heredoc = line.find("<<").unwrap_or(usize::MAX);
        if equals < heredoc {
            if equals == 0 {
                return Err(format!("Invalid format '{line}'. Name must not be empty"));
            }
            found.push((line[..equals].to_owned(), line[equals + 1..].to_owned()));
        } else if heredoc < equals {
            let (name, end) = (&line[..heredoc], &line[heredoc + 2..]);
            if name.is_empty() || end.is_empty() {
                let problem = "Name must not be empty and delimiter must not be empty";
                return Err(format!("Invalid format '{line}'. {problem}"));
            }
            found.push((name.to_owned(), value_up_to(end, &mut rest)?));
        } else {
            return Err(format!("Invalid format '{line}'"));
        }
    }
    Ok(found)
}

/// The lines up to one that is `end`, without the last line break.
fn value_up_to(end: &str, rest: &mut &str) -> Result<String, String> {
    let start = *rest;
    let mut length = 0;
    loop {
        let before = start.len() - rest.len();
        let Some((line, line_break)) = take_line(rest) else {
            return Err(format!("Invalid value. Matching delimiter not found '{end}'"));
        };
        if line == end {
            return Ok(start[..length].to_owned());
        }
        if line_break.is_empty() {
            return Err("Invalid value. EOF marker missing new line.".to_owned());
        }
        length = before + line.len();
    }
}

/// The next line and its line break.
fn take_line<'a>(rest: &mut &'a str) -> Option<(&'a str, &'a str)> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.find('\n').unwrap_or(rest.len());
    let (line, after) = rest.split_at(end);
    let next = after.strip_prefix('\n').unwrap_or(after);
    let trimmed = line.strip_suffix('\r').filter(|_| !after.is_empty()).unwrap_or(line);
    let line_break = &rest[trimmed.len()..rest.len() - next.len()];
    *rest = next;
    Some((trimmed, line_break))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_values_of_one_line_or_of_many() {
        let read = |text: &str| pairs(text).unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            read("A=\nB==b<<c\r\n\nC<<=X\none\n\ntwo\n=X\nD<<E\nE"),
            [pair("A", ""), pair("B", "=b<<c"), pair("C", "one\n\ntwo"), pair("D", ""),]
        );
        assert_eq!(read("A<<EOF\n EOF\n\nEOF\n"), [pair("A", " EOF\n")]);
    }

    #[test]
    fn broken_files_are_refused_in_the_runners_words() {
        for (text, message) in [
            ("A<<EOF one EOF", "Invalid value. Matching delimiter not found 'EOF one EOF'"),
            ("A<<EOF\none EOF", "Invalid value. EOF marker missing new line."),
            ("=b", "Invalid format '=b'. Name must not be empty"),
            ("<<b", "Invalid format '<<b'. Name must not be empty and delimiter must not be empty"),
            ("nothing", "Invalid format 'nothing'"),
        ] {
            assert_eq!(pairs(text), Err(message.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn some_variables_are_left_as_they_are() {
        let signals = variables("NODE_OPTIONS<<E\n-x\nE\nA=1\n").unwrap();
        assert!(matches!(&signals[..], [Signal::Annotate(_), Signal::Env { name, .. }] if name == "A"));
        assert_eq!(folders("/a\n\n/b").unwrap().len(), 2);
        assert_eq!(summary("").unwrap(), []);
    }
}
