use crate::Limits;
use std::borrow::Cow;
use std::fmt;

/// Why bytes are not a text to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// More bytes than [`Limits::bytes`].
    TooLarge {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A zero byte: not a text at all.
    Binary {
        /// The byte's position.
        at: usize,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// The first wrong byte's position.
        at: usize,
    },
    /// Not UTF-16, though its byte order mark says so.
    NotUtf16 {
        /// The first wrong unit's position in bytes.
        at: usize,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes, limit } => {
                write!(f, "the file has {bytes} bytes, more than the {limit} allowed")
            }
            Self::Binary { at } => write!(f, "the file is binary, not text: zero byte at position {at}"),
            Self::NotUtf8 { at } => write!(f, "the file is not UTF-8: invalid byte at position {at}"),
            Self::NotUtf16 { at } => write!(f, "the file is not valid UTF-16: invalid unit at position {at}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// A file's bytes as text, without its byte order mark. UTF-8, or UTF-16 when a mark says so; see
/// <https://yaml.org/spec/1.2.2/#52-character-encodings>.
pub fn decode<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, str>, DecodeError> {
    if bytes.len() > limits.bytes {
        return Err(DecodeError::TooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, 3).map(Cow::Borrowed),
        _ => utf8(bytes, 0).map(Cow::Borrowed),
    }
}

fn utf8(bytes: &[u8], mark: usize) -> Result<&str, DecodeError> {
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(DecodeError::Binary { at: at + mark });
    }
    std::str::from_utf8(bytes).map_err(|error| DecodeError::NotUtf8 { at: error.valid_up_to() + mark })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let mut text = String::with_capacity(bytes.len());
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut at = 2;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok('\0') => return Err(DecodeError::Binary { at }),
            Ok(c) => {
                text.push(c);
                at += 2 * c.len_utf16();
            }
            Err(_) => return Err(DecodeError::NotUtf16 { at }),
        }
    }
    if odd.is_empty() { Ok(text) } else { Err(DecodeError::NotUtf16 { at }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
        decode(bytes, &Limits { bytes: 16, ..Limits::default() })
    }

    #[test]
    fn text_is_utf8_or_marked_utf16() {
        assert_eq!(text("a: ö".as_bytes()).unwrap(), "a: ö");
        assert_eq!(text("\u{feff}a: ö".as_bytes()).unwrap(), "a: ö");
        assert_eq!(text(&[0xFF, 0xFE, b'a', 0, 0x3D, 0xD8, 0, 0xDE]).unwrap(), "a😀");
        assert_eq!(text(&[0xFE, 0xFF, 0, b'a', 0, 0xF6]).unwrap(), "aö");
    }

    #[test]
    fn what_is_not_text_is_refused_with_its_place() {
        assert_eq!(text(b"ab\0"), Err(DecodeError::Binary { at: 2 }));
        assert_eq!(text(b"\xEF\xBB\xBFa\xFF"), Err(DecodeError::NotUtf8 { at: 4 }));
        assert_eq!(text(&[0xFF, 0xFE, b'a', 0, 0, 0xD8]), Err(DecodeError::NotUtf16 { at: 4 }));
        assert_eq!(text(&[0xFF, 0xFE, b'a', 0, b'b']), Err(DecodeError::NotUtf16 { at: 4 }));
        assert_eq!(text(&[b'a'; 17]), Err(DecodeError::TooLarge { bytes: 17, limit: 16 }));
    }
}
