//! Findings show lines of the file. Secrets in them are not shown.

use diag::{SourceId, SourceMap, Span, Text};

/// Where secrets stand in the file.
#[derive(Default)]
pub(super) struct Secrets {
    spans: Vec<Span>,
    /// The last words of their keys, for files that cannot be read as far as them.
    words: Vec<&'static str>,
}

impl Secrets {
    /// Takes note of a key whose value is one.
    pub(super) fn key(&mut self, key: &'static str) {
        self.words.push(key.rsplit('.').next().unwrap_or(key));
    }

    /// Takes note of one. A mere `${NAME}` gives nothing away.
    pub(super) fn written(&mut self, text: &Text) {
        let inner = text.as_str().strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        if inner.is_none_or(|name| name.contains([':', '{', '$'])) {
            self.spans.push(text.span());
        }
    }

    /// The same sources with stars where secrets stand in `file`. If it was not read to its end, whatever follows a
    /// word of a secret key counts as one.
    pub(super) fn mask(&self, sources: &SourceMap, file: Option<SourceId>, complete: bool) -> SourceMap {
        let mut masked = SourceMap::default();
        for (id, source) in sources.iter() {
            let mut text = source.text.to_string();
            if Some(id) == file {
                for span in &self.spans {
                    text = starred(&text, span.start as usize, span.end as usize);
                }
                if !complete {
                    text = self.by_word(&text);
                }
            }
            masked.add(source.name.clone(), text);
        }
        masked
    }

    fn by_word(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut inside = None;
        for line in text.split_inclusive('\n') {
            let indent = line.len() - line.trim_start().len();
            let deeper = inside.is_some_and(|outer| indent > outer || line.trim().is_empty());
            let colon = self.words.iter().filter_map(|word| {
                let after = line.find(word)? + word.len();
                line[after..].find(':').map(|colon| after + colon + 1)
            });
            match (deeper, colon.min()) {
                (true, _) => out.push_str(&starred(line, indent, line.len())),
                (false, Some(colon)) => {
                    inside = Some(indent);
                    out.push_str(&starred(line, colon, line.len()));
                }
                (false, None) => {
                    inside = None;
                    out.push_str(line);
                }
            }
        }
        out
    }
}

/// The text with a star for each byte of a range, line breaks and blanks left.
fn starred(text: &str, start: usize, end: usize) -> String {
    let star = |(at, char): (usize, char)| {
        let hidden = (start..end).contains(&at) && !char.is_whitespace();
        if hidden { "*".repeat(char.len_utf8()) } else { char.to_string() }
    };
    text.char_indices().map(star).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_shows_no_secret_either() {
        let mut secrets = Secrets::default();
        secrets.key("security.jwt_secret");
        let text = "a: 1\ns:\n  \"jwt_secret\": |\n    fish\n    mönk\n  b: 2\n{jwt_secret: \"oops\n";
        let masked = secrets.by_word(text);
        assert_eq!(
            masked,
            "a: 1\ns:\n  \"jwt_secret\": *\n    ****\n    *****\n  b: 2\n{jwt_secret: *****\n"
        );
        assert_eq!(masked.len(), text.len());
    }
}
