//! The forms in which a secret may turn up in a log.

/// A secret's lines, each plain and as programs like to write it. Lines too short to be told from other text are left
/// out when there is more than one.
pub(super) fn forms(secret: &str) -> Vec<Vec<u8>> {
    let whole = secret.trim_matches(['\r', '\n']);
    let lines: Vec<_> = whole.lines().map(|line| line.trim_end_matches('\r')).collect();
    let short = if lines.len() > 1 { 3 } else { 1 };
    let mut forms = Vec::new();
    for line in lines.iter().filter(|line| line.trim().len() >= short) {
        forms.push(line.as_bytes().to_vec());
        forms.push(json(line));
        forms.push(uri(line));
        forms.push(xml(line));
    }
    if whole.len() >= 6 {
        forms.extend((0..3).map(|shift| base64_core(whole.as_bytes(), shift)));
        if whole != secret {
            forms.extend((0..3).map(|shift| base64_core(secret.as_bytes(), shift)));
        }
    }
    if lines.len() > 1 {
        forms.push(json(whole));
    }
    forms.retain(|form| !form.is_empty());
    forms.sort();
    forms.dedup();
    forms
}

/// As inside a JSON string.
fn json(text: &str) -> Vec<u8> {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.as_bytes()[1..quoted.len() - 1].to_vec()
}

/// As in the query of an address.
fn uri(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte),
            _ => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    out
}

/// As in the text of an XML document.
fn xml(text: &str) -> Vec<u8> {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;").into_bytes()
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The letters of Base64 that depend on nothing but these bytes, when `shift` other bytes stand before them.
fn base64_core(bytes: &[u8], shift: usize) -> Vec<u8> {
    let bits = bytes.len() * 8;
    let first = (shift * 8).div_ceil(6) * 6 - shift * 8;
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    let mut out = Vec::with_capacity(bits / 6);
    let mut at = first;
    while at + 6 <= bits {
        let index = (at..at + 6).fold(0, |index, at| index << 1 | bit(at));
        out.push(LETTERS[usize::from(index)]);
        at += 6;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_found_wherever_it_begins() {
        // base64("hunter2!") = aHVudGVyMiE=, of "x"+it = eGh1bnRlcjIh, of "xy"+it = eHlodW50ZXIyIQ==
        assert_eq!(base64_core(b"hunter2!", 0), b"aHVudGVyMi");
        assert_eq!(base64_core(b"hunter2!", 1), b"h1bnRlcjIh");
        assert_eq!(base64_core(b"hunter2!", 2), b"odW50ZXIyI");
    }

    #[test]
    fn lines_of_a_secret_are_forms_of_it() {
        let forms = forms("{\nkey: a&b\n}\n");
        let has = |text: &str| forms.iter().any(|form| form == text.as_bytes());
        assert!(has("key: a&b") && has("key%3A%20a%26b") && has("key: a&amp;b") && has("{\\nkey: a&b\\n}"));
        assert!(!has("{") && !has("}"));
    }
}
