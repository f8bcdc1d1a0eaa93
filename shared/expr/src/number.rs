//! Numbers as text and text as numbers.

/// The largest integer below which every integer has a floating point number of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The number as an integer, if it is one that JSON readers keep exactly.
pub(crate) fn as_integer(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

/// A number as GitHub writes it: fifteen digits, no trailing zeros, an exponent only where it would grow long.
pub(crate) fn format(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    if number == 0.0 {
        return "0".into();
    }
    let scientific = format!("{:.14e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let sign = if number < 0.0 { "-" } else { "" };
    if !(-4..15).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let (mark, size) = if exponent < 0 { ('-', -exponent) } else { ('+', exponent) };
        return format!("{sign}{first}{point}{rest}E{mark}{size:02}");
    }
    if exponent < 0 {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return format!("{sign}0.{zeros}{digits}");
    }
    let whole = exponent as usize + 1;
    match digits.split_at_checked(whole) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, rest)) => format!("{sign}{whole}.{rest}"),
        None => format!("{sign}{digits}{}", "0".repeat(whole - digits.len())),
    }
}

/// The number a text is written as: decimal, `0x` hexadecimal, `0o` octal or `Infinity`; nothing for other text.
pub(crate) fn parse(text: &str) -> Option<f64> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    match text {
        "Infinity" | "+Infinity" => return Some(f64::INFINITY),
        "-Infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let decimal = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if decimal { text.parse().ok() } else { None }
}

fn radix(digits: &str, radix: u32) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0.0, |sum, c| c.to_digit(radix).map(|d| sum * f64::from(radix) + f64::from(d)))
}

/// The number a text stands for where a number is wanted: nothing is 0, what is no number is NaN.
pub(crate) fn coerce(text: &str) -> f64 {
    let text = text.trim();
    if text.is_empty() { 0.0 } else { parse(text).unwrap_or(f64::NAN) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_fifteen_digits() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.3"),
            (0.00001, "1E-05"),
            (0.0001, "0.0001"),
            (123_456.789, "123456.789"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e15, "1E+15"),
            (1.234_567_890_123_456_7e19, "1.23456789012346E+19"),
            (120.0, "120"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (number, text) in cases {
            assert_eq!(format(number), text);
        }
    }

    #[test]
    fn texts_are_read_as_numbers() {
        let cases = [
            ("", Some(0.0)),
            (" 12 ", Some(12.0)),
            ("0xff", Some(255.0)),
            ("0o17", Some(15.0)),
            ("-1.5e3", Some(-1500.0)),
            (".5", Some(0.5)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("0x", None),
            ("0o8", None),
            ("nan", None),
            ("inf", None),
            ("1_000", None),
            ("abc", None),
        ];
        for (text, number) in cases {
            let read = coerce(text);
            assert_eq!(number.map(f64::to_bits), (!read.is_nan()).then_some(read.to_bits()), "{text}");
        }
    }
}
