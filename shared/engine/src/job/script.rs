//! The text of a script's file.

/// Lines of a script as one text; with `echo`, each is shown in green before it runs, as GitLab's runner does
/// (<https://docs.gitlab.com/ci/yaml/script/>).
#[must_use]
pub fn text(lines: &[String], echo: bool) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() * 2 + 48).sum());
    for line in lines {
        let line = line.trim_end_matches('\n');
        if echo && !line.trim().is_empty() {
            text.push_str("printf '\\033[32;1m%s\\033[0;m\\n' ");
            quote(&shown(line), &mut text);
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// How a command is shown: of one with more lines, the first.
fn shown(line: &str) -> String {
    match line.split_once('\n') {
        Some((first, _)) => format!("$ {first} # collapsed multi-line command"),
        None => format!("$ {line}"),
    }
}

/// Puts a text between single quotes that any shell reads.
fn quote(text: &str, out: &mut String) {
    out.push('\'');
    for (index, part) in text.split('\'').enumerate() {
        if index > 0 {
            out.push_str("'\\''");
        }
        out.push_str(part);
    }
    out.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echoed_lines_are_quoted_and_collapsed() {
        let lines = ["echo 'a'".to_owned(), "for x in 1; do\n  echo $x\ndone".to_owned()];
        let expected = "printf '\\033[32;1m%s\\033[0;m\\n' '$ echo '\\''a'\\'''\necho 'a'\n\
                        printf '\\033[32;1m%s\\033[0;m\\n' '$ for x in 1; do # collapsed multi-line command'\n\
                        for x in 1; do\n  echo $x\ndone\n";
        assert_eq!(text(&lines, true), expected);
        assert_eq!(text(&["a".to_owned()], false), "a\n");
    }
}
