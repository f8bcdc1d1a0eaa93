use bytes::Bytes;

const ESCAPE: u8 = 0x1b;

/// A text without the codes that colour it (`ESC [ … m`); as it is when there are none.
pub fn colourless(text: &Bytes) -> Bytes {
    let Some(mut escape) = memchr::memchr(ESCAPE, text) else { return text.clone() };
    let (mut plain, mut from) = (Vec::with_capacity(text.len()), 0);
    loop {
        let to = code(&text[escape..]);
        plain.extend_from_slice(&text[from..escape]);
        from = if to == 0 { escape } else { escape + to };
        let next = escape + to.max(1);
        match memchr::memchr(ESCAPE, &text[next..]) {
            Some(at) => escape = next + at,
            None => break,
        }
    }
    plain.extend_from_slice(&text[from..]);
    plain.into()
}

/// How long the colour code is that the text begins with; 0 if it is none.
fn code(text: &[u8]) -> usize {
    let Some(rest) = text.strip_prefix(b"\x1b[") else { return 0 };
    let inner = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b';' | b':')).count();
    if rest.get(inner) == Some(&b'm') { inner + 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_go() {
        for (text, plain) in [
            ("\u{1b}[32;1m$ make\u{1b}[0;m\n", "$ make\n"),
            ("a\u{1b}[mb\u{1b}[38:5:1mc", "abc"),
            ("\u{1b}[2K\u{1b}x\u{1b}[1mbold\u{1b}[", "\u{1b}[2K\u{1b}xbold\u{1b}["),
            ("nothing", "nothing"),
        ] {
            assert_eq!(colourless(&Bytes::from_static(text.as_bytes())), plain.as_bytes());
        }
    }
}
