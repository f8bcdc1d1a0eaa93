use super::Places;
use crate::Style;

/// Walks a plain or quoted scalar and its value side by side: line breaks fold, quotes double, escapes stand for what
/// they name. See <https://yaml.org/spec/1.2.2/#73-flow-scalar-styles>.
pub(super) fn places(value: &str, style: Style, body: &str, start: usize) -> Places {
    let (from, to) = (body.as_bytes(), value.as_bytes());
    let mut places = Places::default();
    let (mut f, mut v) = (0, 0);
    while f < from.len() && v < to.len() {
        match from[f] {
            b' ' | b'\t' | b'\r' | b'\n' => {
                let end = f + from[f..].iter().take_while(|b| b" \t\r\n".contains(b)).count();
                let breaks = breaks(from, f, end);
                if breaks.is_empty() {
                    places.put(v, start + f);
                    v += end - f;
                } else {
                    v = fold(to, v, &breaks, start, &mut places);
                }
                f = end;
            }
            b'\\' if style == Style::Double => {
                let length = escape(body, f);
                if matches!(from.get(f + 1), Some(b'\n' | b'\r')) {
                    (f, v) = continued(from, to, f + length, v, start, &mut places);
                    continue;
                }
                places.put(v, start + f);
                v += char_at(value, v);
                f += length;
            }
            b'\'' if style == Style::Single => {
                places.put(v, start + f);
                (f, v) = (f + 2, v + 1);
            }
            _ => {
                places.put(v, start + f);
                let length = char_at(body, f);
                (f, v) = (f + length, v + length);
            }
        }
    }
    places
}

/// The line breaks between two bytes; of `\r\n` the second byte.
fn breaks(from: &[u8], start: usize, end: usize) -> Vec<usize> {
    let lone = |at: usize| from[at] == b'\r' && from.get(at + 1) != Some(&b'\n');
    (start..end).filter(|at| from[*at] == b'\n' || lone(*at)).collect()
}

/// One break becomes a space, more become one line feed less. Gives where the value goes on.
fn fold(to: &[u8], mut v: usize, breaks: &[usize], start: usize, places: &mut Places) -> usize {
    if to[v] == b' ' {
        places.put(v, start + breaks[0]);
        return v + 1;
    }
    for at in &breaks[1..] {
        if to.get(v) == Some(&b'\n') {
            places.put(v, start + at);
            v += 1;
        }
    }
    v
}

/// After an escaped line break: it and the next line's indentation are gone, empty lines between them stay.
fn continued(
    from: &[u8],
    to: &[u8],
    f: usize,
    mut v: usize,
    start: usize,
    places: &mut Places,
) -> (usize, usize) {
    let end = f + from[f..].iter().take_while(|b| b" \t\r\n".contains(b)).count();
    for at in breaks(from, f, end) {
        if to.get(v) == Some(&b'\n') {
            places.put(v, start + at);
            v += 1;
        }
    }
    (end, v)
}

/// Length of the escape at `at` in the source, a surrogate pair counting as one.
fn escape(body: &str, at: usize) -> usize {
    let bytes = body.as_bytes();
    match bytes.get(at + 1) {
        Some(b'x') => 4,
        Some(b'u') => {
            let high = body.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            if high.is_some_and(|code| (0xD800..0xDC00).contains(&code)) { 12 } else { 6 }
        }
        Some(b'U') => 10,
        Some(b'\r') if bytes.get(at + 2) == Some(&b'\n') => 3,
        Some(_) => 1 + char_at(body, at + 1),
        None => 1,
    }
}

fn char_at(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}
