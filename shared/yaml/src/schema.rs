/// Which plain scalars are not strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// YAML 1.2 core: <https://yaml.org/spec/1.2.2/#103-core-schema>.
    #[default]
    Core,
    /// YAML 1.1 as Ruby reads it: `yes` and `on` are booleans, `0777` is octal, `1:30` is 90.
    Yaml11,
}

/// What a scalar means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resolved {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string: the scalar's text.
    Str,
}

impl Resolved {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Str => "a string",
        }
    }
}

impl Schema {
    /// What a plain scalar means.
    #[must_use]
    pub fn resolve(self, text: &str) -> Resolved {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
            "true" | "True" | "TRUE" => return Resolved::Bool(true),
            "false" | "False" | "FALSE" => return Resolved::Bool(false),
            _ => {}
        }
        match self {
            Self::Core => core_number(text).unwrap_or(Resolved::Str),
            Self::Yaml11 => yaml11_bool(text).or_else(|| yaml11_number(text)).unwrap_or(Resolved::Str),
        }
    }
}

fn core_number(text: &str) -> Option<Resolved> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    decimal(text).or_else(|| float(text))
}

fn yaml11_bool(text: &str) -> Option<Resolved> {
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["yes", "true", "on"]) {
        Some(Resolved::Bool(true))
    } else if is(["no", "false", "off"]) {
        Some(Resolved::Bool(false))
    } else {
        None
    }
}

fn yaml11_number(text: &str) -> Option<Resolved> {
    let (sign, digits) = split_sign(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let plain = digits.replace(['_', ','], "");
    let signed = |number: Resolved| match number {
        Resolved::Int(value) => Resolved::Int(sign * value),
        Resolved::Float(value) => Resolved::Float(sign as f64 * value),
        other => other,
    };
    if let Some(sixty) = sexagesimal(&plain) {
        return Some(signed(sixty));
    }
    let number = match plain.get(..2) {
        Some("0x") => radix(&plain[2..], 16),
        Some("0b") => radix(&plain[2..], 2),
        Some(two) if two.starts_with('0') && plain.bytes().all(|b| b.is_ascii_digit()) => radix(&plain, 8),
        _ => decimal(&plain).or_else(|| float(&plain).filter(|_| plain.contains('.'))),
    };
    number.map(signed)
}

/// `1:30` and `1:30:00`, in which every part but the first has one or two digits and is below sixty.
fn sexagesimal(text: &str) -> Option<Resolved> {
    let mut parts = text.split(':');
    let mut total: i64 = digits(parts.next()?)?;
    let mut count = 0;
    for part in parts {
        let value = digits(part).filter(|value| part.len() <= 2 && *value < 60)?;
        total = total.checked_mul(60)?.checked_add(value)?;
        count += 1;
    }
    matches!(count, 1 | 2).then_some(Resolved::Int(total))
}

fn digits(text: &str) -> Option<i64> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn radix(digits: &str, radix: u32) -> Option<Resolved> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let wide = || {
        digits.chars().fold(0.0, |sum, c| sum * f64::from(radix) + f64::from(c.to_digit(radix).unwrap_or(0)))
    };
    Some(i64::from_str_radix(digits, radix).map_or_else(|_| Resolved::Float(wide()), Resolved::Int))
}

fn decimal(text: &str) -> Option<Resolved> {
    let (_, digits) = split_sign(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match text.parse() {
        Ok(value) => Some(Resolved::Int(value)),
        Err(_) => text.parse().ok().map(Resolved::Float),
    }
}

fn float(text: &str) -> Option<Resolved> {
    let (sign, rest) = split_sign(text);
    match rest {
        ".inf" | ".Inf" | ".INF" => return Some(Resolved::Float(sign as f64 * f64::INFINITY)),
        ".nan" | ".NaN" | ".NAN" if rest.len() == text.len() => return Some(Resolved::Float(f64::NAN)),
        _ => {}
    }
    let shape = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && rest.bytes().any(|b| b.is_ascii_digit())
        && rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if shape { text.parse().ok().map(Resolved::Float) } else { None }
}

fn split_sign(text: &str) -> (i64, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_schema_knows_few_words_and_numbers() {
        let read = |text| Schema::Core.resolve(text);
        for text in ["", "~", "null", "NULL"] {
            assert_eq!(read(text), Resolved::Null, "{text:?}");
        }
        for text in [
            "yes", "on", "nUll", "1_000", "1:30", "0b1", "+", "-", ".", "1.2.3", "e3", "1e", "--1", "0x",
            "inf", "12e03a",
        ] {
            assert_eq!(read(text), Resolved::Str, "{text:?}");
        }
        let ints = [("0", 0), ("-12", -12), ("+7", 7), ("0o17", 15), ("0xfF", 255), ("0777", 777)];
        for (text, value) in ints {
            assert_eq!(read(text), Resolved::Int(value), "{text:?}");
        }
        let floats =
            [("1.5", 1.5), ("-1e3", -1000.0), (".5", 0.5), ("5.", 5.0), ("-.inf", f64::NEG_INFINITY)];
        for (text, value) in floats {
            assert_eq!(read(text), Resolved::Float(value), "{text:?}");
        }
        assert_eq!(read("99999999999999999999"), Resolved::Float(1e20));
        assert!(matches!(read(".nan"), Resolved::Float(x) if x.is_nan()));
    }

    #[test]
    fn yaml_1_1_takes_more_for_booleans_and_numbers() {
        let read = |text| Schema::Yaml11.resolve(text);
        assert_eq!(read("on"), Resolved::Bool(true));
        assert_eq!(read("No"), Resolved::Bool(false));
        let ints =
            [("0777", 511), ("1_000", 1000), ("1:30", 90), ("-1:30:00", -5400), ("0b11", 3), ("08:59", 539)];
        for (text, value) in ints {
            assert_eq!(read(text), Resolved::Int(value), "{text:?}");
        }
        for text in ["y", "n", "1:99", "1:300", "a:1", "0o17", "1.2.3", "089", "1e3", "1:2:3:4"] {
            assert_eq!(read(text), Resolved::Str, "{text:?}");
        }
        assert_eq!(read("1.5"), Resolved::Float(1.5));
    }
}
