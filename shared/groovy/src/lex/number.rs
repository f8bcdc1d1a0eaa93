use super::{Kind, Lexer, continues_word};
use crate::{Place, Problem};

impl Lexer<'_> {
    pub(super) fn number(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let prefix = rest.get(..2).map(str::to_ascii_lowercase);
        let radix = match prefix.as_deref() {
            Some("0x") => 16,
            Some("0b") => 2,
            _ => 10,
        };
        let mut end = if radix == 10 { 0 } else { 2 };
        let digits = |from: usize| {
            let inside = |c: &&u8| char::from(**c).is_digit(radix) || **c == b'_';
            from + bytes[from..].iter().take_while(inside).count()
        };
        end = digits(end);
        let mut decimal = false;
        if radix == 10 {
            let after = |at: usize| bytes.get(at).copied().unwrap_or_default();
            if after(end) == b'.' && after(end + 1).is_ascii_digit() {
                decimal = true;
                end = digits(end + 1);
            }
            if matches!(after(end), b'e' | b'E') {
                let sign = usize::from(matches!(after(end + 1), b'+' | b'-'));
                if after(end + 1 + sign).is_ascii_digit() {
                    decimal = true;
                    end = digits(end + 1 + sign);
                }
            }
        }
        let written: String = rest[..end].chars().filter(|c| *c != '_').collect();
        if let Some(suffix) = bytes.get(end) {
            match suffix.to_ascii_lowercase() {
                b'l' | b'i' | b'g' => end += 1,
                b'f' | b'd' if radix == 10 => {
                    decimal = true;
                    end += 1;
                }
                _ => {}
            }
        }
        self.at = start + end;
        if self.peek().is_some_and(continues_word) {
            let word = self.word().len();
            let place = Place::new(start, start + end + word);
            return Err(Problem::new(place, "a name does not begin with a digit"));
        }
        let place = Place::new(start, self.at);
        if decimal {
            let value = written.parse().map_err(|_| Problem::new(place, "this is no number"))?;
            return Ok(Kind::Decimal(value));
        }
        let digits = if radix == 10 { &*written } else { &written[2..] };
        let value = i64::from_str_radix(digits, radix);
        value.map(Kind::Int).map_err(|_| Problem::new(place, "this number is too large"))
    }
}
