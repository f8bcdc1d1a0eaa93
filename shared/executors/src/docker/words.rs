/// Splits a line into words as a shell does: quotes and backslashes, nothing else. `None` if a quote is not closed.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        char => word.push(char),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => match chars.next()? {
                            char @ ('"' | '\\' | '$' | '`') => word.push(char),
                            '\n' => {}
                            char => word.extend(['\\', char]),
                        },
                        char => word.push(char),
                    }
                }
            }
            '\\' => match chars.next()? {
                '\n' => {}
                char => word.get_or_insert_default().push(char),
            },
            char if char.is_whitespace() => words.extend(word.take()),
            char => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_as_in_a_shell() {
        let line = r#"--health-cmd "pg_isready -U \"me\"" --a='b c'd  '' e\ f --g "\n""#;
        let words = ["--health-cmd", "pg_isready -U \"me\"", "--a=b cd", "", "e f", "--g", "\\n"];
        assert_eq!(split(line).unwrap(), words);
        assert_eq!(split("--cpus 1\n  --init").unwrap(), ["--cpus", "1", "--init"]);
        assert_eq!(split("--a 'b"), None);
        assert_eq!(split(" ").unwrap(), [""; 0]);
    }
}
