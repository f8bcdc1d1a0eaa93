use expr::Value;
use std::time::Duration;

/// A time limit: a number is minutes, text a duration as `600s`, `1h 30m` or `2 hours`.
///
/// # Errors
/// A sentence for the user when it is neither.
pub fn limit(value: &Value) -> Result<Option<Duration>, String> {
    let minutes = |number: f64| {
        let limit = Duration::try_from_secs_f64(number * 60.0);
        limit.map(Some).map_err(|_| format!("`{number}` is not a number of minutes"))
    };
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => minutes(*number),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => minutes(number),
            Err(_) => duration(text).map(Some),
        },
        other => Err(format!("a time limit is a number or a duration, not {}", other.kind())),
    }
}

/// How long something is kept: a number is days, text a duration. Nothing and 0 days leave it to who keeps it.
///
/// # Errors
/// A sentence for the user when it is neither.
pub fn retention(text: &str) -> Result<Option<Duration>, String> {
    match text.trim() {
        "" | "0" => Ok(None),
        text => match text.parse::<u32>() {
            Ok(days) => Ok(Some(Duration::from_secs(u64::from(days) * 86_400))),
            Err(_) => duration(text).map(Some),
        },
    }
}

/// A pause: a number is seconds, text a duration.
///
/// # Errors
/// A sentence for the user when it is neither.
pub fn pause(value: &Value) -> Result<Duration, String> {
    let seconds = |number: f64| {
        Duration::try_from_secs_f64(number).map_err(|_| format!("`{number}` is not a number of seconds"))
    };
    match value {
        Value::Number(number) => seconds(*number),
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(number) => seconds(number),
            Err(_) => duration(text),
        },
        other => Err(format!("a pause is a number of seconds or a duration, not {}", other.kind())),
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a duration: write it as `90s`, `10m` or `1h 30m`");
    let mut rest = text.trim();
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let number: f64 = rest[..digits].parse().map_err(|_| wrong())?;
        let unit = rest[digits..].trim_start();
        let end = unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len());
        seconds += number * unit_seconds(&unit[..end]).ok_or_else(wrong)?;
        rest = unit[end..].trim_start_matches([' ', ',']);
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "ms" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 604_800.0,
        "mo" | "mos" | "month" | "months" => 2_592_000.0,
        "y" | "yr" | "year" | "years" => 31_536_000.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_minutes_and_texts_durations() {
        let cases = [
            ("600s", 600.0),
            ("1h 30m", 5400.0),
            ("3 minutes and 20 seconds", 200.0),
            ("2", 120.0),
            ("0.5", 30.0),
            ("1 day, 1h", 90_000.0),
        ];
        for (text, seconds) in cases {
            assert_eq!(limit(&Value::from(text)), Ok(Some(Duration::from_secs_f64(seconds))), "{text}");
        }
        assert_eq!(limit(&Value::Number(1.0)), Ok(Some(Duration::from_secs(60))));
        assert_eq!(limit(&Value::Null), Ok(None));
        let day = Duration::from_secs(86_400);
        assert_eq!(retention("7"), Ok(Some(7 * day)));
        assert_eq!(retention("2 days"), Ok(Some(2 * day)));
        assert_eq!((retention("0"), retention(" ")), (Ok(None), Ok(None)));
        assert!(retention("for ever").is_err());
        for text in ["soon", "1 parsec", "-1", "10 m s"] {
            assert!(limit(&Value::from(text)).is_err(), "{text}");
        }
    }
}
