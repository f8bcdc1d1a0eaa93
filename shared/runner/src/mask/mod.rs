//! Hides secrets in what a job prints, before anything is stored or shown.

mod encode;

use aho_corasick::{AhoCorasick, MatchKind};
use engine::job::Secret;
use formats::Masking;
use std::sync::{Arc, Mutex, PoisonError};

/// What is hidden in a job's logs. It only ever grows.
pub struct Masks {
    masking: Masking,
    state: Mutex<(Vec<Vec<u8>>, Arc<Patterns>)>,
}

/// All that is hidden, ready to be looked for.
struct Patterns {
    secrets: Option<AhoCorasick>,
    prefixes: Option<AhoCorasick>,
    /// The longest secret's length.
    longest: usize,
    replacement: &'static str,
}

impl Masks {
    /// Hides nothing yet but tokens that show themselves by how they begin.
    #[must_use]
    pub fn new(masking: Masking) -> Self {
        let patterns = Arc::new(Patterns::new(&[], &masking));
        Self { masking, state: Mutex::new((Vec::new(), patterns)) }
    }

    /// Hides these from now on.
    pub fn add<'a>(&self, secrets: impl IntoIterator<Item = &'a Secret>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = state.0.len();
        let forms = secrets.into_iter().flat_map(|secret| encode::forms(secret.reveal()));
        state.0.extend(forms);
        if state.0.len() > before {
            state.0.sort();
            state.0.dedup();
            state.1 = Arc::new(Patterns::new(&state.0, &self.masking));
        }
    }

    /// A text without what is hidden.
    #[must_use]
    pub fn mask(&self, text: &str) -> String {
        let mut stream = Stream::default();
        let mut out = Vec::with_capacity(text.len());
        stream.push(self, text.as_bytes(), &mut out);
        stream.finish(self, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Whether there is anything to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let patterns = self.patterns();
        patterns.secrets.is_none() && patterns.prefixes.is_none()
    }

    fn patterns(&self) -> Arc<Patterns> {
        Arc::clone(&self.state.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

impl Patterns {
    fn new(secrets: &[Vec<u8>], masking: &Masking) -> Self {
        // Patterns that cannot be built are none: only their total size could be a reason, and it is bounded.
        let build = |kind, patterns: Vec<&[u8]>| match patterns.is_empty() {
            true => None,
            false => AhoCorasick::builder().match_kind(kind).build(patterns).ok(),
        };
        let prefixes = masking.token_prefixes.iter().map(|prefix| prefix.as_bytes()).collect();
        Self {
            secrets: build(MatchKind::LeftmostLongest, secrets.iter().map(Vec::as_slice).collect()),
            prefixes: build(MatchKind::LeftmostLongest, prefixes),
            longest: secrets.iter().map(Vec::len).max().unwrap_or(0),
            replacement: masking.replacement,
        }
    }
}

/// A stream of bytes being masked. What may be the beginning of a secret is held back until more has come.
#[derive(Default)]
pub struct Stream {
    held: Vec<u8>,
    /// Of what has passed the first sieve, what may be a token that goes on.
    token: Vec<u8>,
}

impl Stream {
    /// Takes bytes in; what is certain goes out. No secret goes over the end of a line.
    pub fn push(&mut self, masks: &Masks, bytes: &[u8], out: &mut Vec<u8>) {
        let patterns = masks.patterns();
        if patterns.secrets.is_none()
            && patterns.prefixes.is_none()
            && self.held.is_empty()
            && self.token.is_empty()
        {
            return out.extend_from_slice(bytes);
        }
        let joined;
        let input = if self.held.is_empty() {
            bytes
        } else {
            self.held.extend_from_slice(bytes);
            joined = std::mem::take(&mut self.held);
            &joined
        };
        let whole = memchr::memrchr(b'\n', input).map_or(0, |at| at + 1);
        let certain = whole.max((input.len() + 1).saturating_sub(patterns.longest));
        let (masked, taken) = patterns.secrets(input, certain);
        self.held = input[taken..].to_vec();
        self.tokens(&patterns, &masked, false, out);
    }

    /// Nothing more comes: the rest goes out.
    pub fn finish(&mut self, masks: &Masks, out: &mut Vec<u8>) {
        let patterns = masks.patterns();
        let held = std::mem::take(&mut self.held);
        let (masked, _) = patterns.secrets(&held, held.len());
        self.tokens(&patterns, &masked, true, out);
    }

    /// The second sieve: what follows a token's prefix.
    fn tokens(&mut self, patterns: &Patterns, bytes: &[u8], last: bool, out: &mut Vec<u8>) {
        let Some(prefixes) = &patterns.prefixes else { return out.extend_from_slice(bytes) };
        self.token.extend_from_slice(bytes);
        let input = std::mem::take(&mut self.token);
        let longest = prefixes.max_pattern_len();
        let mut at = 0;
        let hold = loop {
            let Some(found) = prefixes.find(&input[at..]) else {
                let line = memchr::memrchr(b'\n', &input).map_or(0, |at| at + 1);
                break line.max((input.len() + 1).saturating_sub(longest)).max(at);
            };
            let body = at + found.end();
            let length = input[body..].iter().take_while(|byte| is_token(**byte)).count();
            if body + length == input.len() && !last {
                break at + found.start();
            }
            out.extend_from_slice(&input[at..body]);
            if length > 0 {
                out.extend_from_slice(patterns.replacement.as_bytes());
            }
            at = body + length;
        };
        let hold = if last { input.len() } else { hold };
        out.extend_from_slice(&input[at..hold]);
        self.token = input[hold..].to_vec();
    }
}

impl Patterns {
    /// Hides secrets that begin before `certain`; says how far it came.
    fn secrets(&self, input: &[u8], certain: usize) -> (Vec<u8>, usize) {
        let certain = certain.min(input.len());
        let Some(secrets) = &self.secrets else { return (input[..certain].to_vec(), certain) };
        let mut out = Vec::with_capacity(certain);
        let mut at = 0;
        for found in secrets.find_iter(input).take_while(|found| found.start() < certain) {
            out.extend_from_slice(&input[at..found.start()]);
            out.extend_from_slice(self.replacement.as_bytes());
            at = found.end();
        }
        let end = at.max(certain);
        out.extend_from_slice(&input[at..end]);
        (out, end)
    }
}

/// What a token is made of, as in <https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable>.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: Masking = Masking { replacement: "[MASKED]", token_prefixes: &["tok-", "t-"] };

    /// Masks a text written in pieces, `|` between them.
    fn pieces(secrets: &[&str], masking: Masking, text: &str) -> String {
        let masks = Masks::new(masking);
        let secrets: Vec<_> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        masks.add(&secrets);
        let (mut stream, mut out) = (Stream::default(), Vec::new());
        text.split('|').for_each(|piece| stream.push(&masks, piece.as_bytes(), &mut out));
        stream.finish(&masks, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn secrets_are_hidden_wherever_writes_end() {
        let cases: [(&[&str], &str, &str); 9] = [
            (&[""], "nothing", "nothing"),
            (&["hush"], "hush", "[MASKED]"),
            (&["hush"], "h|u|sh, hushush |hus|", "[MASKED], [MASKED]ush hus"),
            (&["aab"], "a|a|aab", "aa[MASKED]"),
            (&["long one", "long"], "a long one, a lo|ng tw|o", "a [MASKED], a [MASKED] two"),
            (&["x1", "x2"], "x1x2x|3x|1", "[MASKED][MASKED]x3[MASKED]"),
            (&["top\nbottom"], "top\nmiddle\nbottom\n", "[MASKED]\nmiddle\n[MASKED]\n"),
            (&["s\u{e9}cret"], "s\u{e9}c|ret", "[MASKED]"),
            (&["hunter2!"], "echo aHVudGVy|MiE= \"hunter2%21\"", "echo [MASKED]E= \"[MASKED]\""),
        ];
        for (secrets, text, expected) in cases {
            assert_eq!(pieces(secrets, TOKENS, text), expected, "{text}");
        }
    }

    #[test]
    fn tokens_show_themselves_by_their_beginnings() {
        let cases = [
            ("a tok-abc b", "a tok-[MASKED] b"),
            ("to|k-ab|c=_-.d e", "tok-[MASKED] e"),
            ("tok- x tok-|", "tok- x tok-"),
            ("t-1 tok-1|", "t-[MASKED] tok-[MASKED]"),
            ("tok-tok-1,t-\n", "tok-[MASKED],t-\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(&[], TOKENS, text), expected, "{text}");
        }
    }

    #[test]
    fn the_masks_grow_while_a_stream_goes_on() {
        let masks = Masks::new(Masking { replacement: "***", token_prefixes: &[] });
        assert!(masks.is_empty());
        let (mut stream, mut out) = (Stream::default(), Vec::new());
        stream.push(&masks, b"word\n", &mut out);
        masks.add([&Secret::new("word")]);
        stream.push(&masks, b"word\n", &mut out);
        stream.finish(&masks, &mut out);
        assert_eq!(out, b"word\n***\n");
        assert_eq!(masks.mask("a word"), "a ***");
    }
}
