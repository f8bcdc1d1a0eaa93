//! Keys as paths: every key has one, no two the same, none leaves the folder, and the key can be read back.
use std::path::PathBuf;

/// File systems take names of 255 bytes.
const SEGMENT: usize = 200;

/// The path of a key: its bytes escaped, cut into segments, a `+` behind all but the last, which ends in `.blob`.
pub(super) fn path(key: &str) -> PathBuf {
    let escaped = escape(key);
    let mut segments: Vec<String> =
        escaped.as_bytes().chunks(SEGMENT).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let last = segments.pop().unwrap_or_default();
    let folders = segments.into_iter().map(|segment| format!("{segment}+"));
    folders.chain(std::iter::once(format!("{last}.blob"))).collect()
}

/// The key of a path; none, if it is not one of ours.
pub(super) fn key(segments: &[String]) -> Option<String> {
    let (last, folders) = segments.split_last()?;
    let mut escaped = String::new();
    for folder in folders {
        escaped.push_str(folder.strip_suffix('+')?);
    }
    escaped.push_str(last.strip_suffix(".blob")?);
    unescape(&escaped)
}

fn escape(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            // Capitals are escaped for file systems that do not tell them apart.
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02x}")),
        }
    }
    out
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_way_to_a_path_and_back() {
        let long = "x/".repeat(700);
        for text in ["", "a", "..", "../../etc", "linux-Cargo-1.2", "a+", "%41", "ä ö", "a/b", long.as_str()]
        {
            let path = path(text);
            let segments: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            assert!(segments.iter().all(|part| part.len() <= 255 && part != ".." && part != "."), "{path:?}");
            assert_eq!(key(&segments).as_deref(), Some(text));
        }
    }

    #[test]
    fn files_of_others_are_no_keys() {
        assert_eq!(key(&["README".to_owned()]), None);
        assert_eq!(key(&["folder".to_owned(), "a.blob".to_owned()]), None);
        assert_eq!(key(&["a%4".to_owned() + ".blob"]), None);
    }
}
