//! What texts can do.
use super::eval::cannot;
use super::pattern::{self, Matcher};
use super::{Interpreter, Stop, Value};
use crate::Place;
use std::rc::Rc;
use std::sync::Arc;

type Found = Result<Option<Value>, Stop>;

fn int(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The byte at which the character of that number begins.
fn offset(text: &str, index: &Value, at: Place) -> Result<usize, Stop> {
    let length = text.chars().count();
    let wanted = match index {
        Value::Int(index) => usize::try_from(*index).ok().filter(|index| *index <= length),
        _ => None,
    };
    let Some(wanted) = wanted else {
        let message = format!("begin or end {index}, length {length}");
        return Err(Stop::throw("StringIndexOutOfBoundsException", message, at));
    };
    Ok(text.char_indices().nth(wanted).map_or(text.len(), |(offset, _)| offset))
}

fn capitalized(text: &str, upper: bool) -> String {
    let mut signs = text.chars();
    let Some(first) = signs.next() else { return String::new() };
    let first: String = if upper { first.to_uppercase().collect() } else { first.to_lowercase().collect() };
    first + signs.as_str()
}

fn padded(text: &str, args: &[Value], left: bool) -> Option<String> {
    let (Some(Value::Int(width)), pad) = (args.first(), args.get(1)) else { return None };
    let width = usize::try_from(*width).ok()?.min(super::MEMORY + 1);
    let fill = pad.map_or(" ".to_owned(), Value::to_string);
    let missing = width.saturating_sub(text.chars().count());
    let fill: String = fill.chars().cycle().take(missing).collect();
    Some(if left { fill + text } else { text.to_owned() + &fill })
}

impl Interpreter<'_> {
    pub(super) fn text_method(&mut self, text: &Arc<str>, name: &str, args: &[Value], at: Place) -> Found {
        let arg = args.first().map(Value::to_string);
        let out: String = match (name, arg.as_deref()) {
            ("trim" | "strip", None) => text.trim().to_owned(),
            ("toUpperCase", _) => text.to_uppercase(),
            ("toLowerCase", _) => text.to_lowercase(),
            ("capitalize", None) => capitalized(text, true),
            ("uncapitalize", None) => capitalized(text, false),
            ("reverse", None) => text.chars().rev().collect(),
            ("concat" | "plus", Some(other)) => format!("{text}{other}"),
            ("minus", Some(other)) => text.replacen(other, "", 1),
            ("replace", Some(old)) if args.len() == 2 => text.replace(old, &args[1].to_string()),
            ("take", _) => text.chars().take(count(args)).collect(),
            ("drop", _) => text.chars().skip(count(args)).collect(),
            ("takeRight", _) => {
                let skip = text.chars().count().saturating_sub(count(args));
                text.chars().skip(skip).collect()
            }
            ("padLeft" | "padRight" | "center", Some(_)) => match padded(text, args, name == "padLeft") {
                Some(padded) => padded,
                None => return Ok(None),
            },
            ("stripIndent", None) => strip_indent(text),
            ("stripMargin", None) => {
                let line = |line: &str| match line.trim_start().strip_prefix('|') {
                    Some(rest) => rest.to_owned(),
                    None => line.to_owned(),
                };
                text.lines().map(line).collect::<Vec<_>>().join("\n")
            }
            ("multiply", _) => text.repeat(count(args).min(super::MEMORY / text.len().max(1))),
            ("normalize" | "toString" | "intern" | "denormalize" | "getText", None) => text.to_string(),
            ("substring", Some(_)) => {
                let start = offset(text, &args[0], at)?;
                let end = args.get(1).map_or(Ok(text.len()), |end| offset(text, end, at))?;
                let Some(part) = text.get(start..end) else {
                    let message = format!("begin {}, end {}", args[0], args.get(1).unwrap_or(&Value::Null));
                    return Err(Stop::throw("StringIndexOutOfBoundsException", message, at));
                };
                part.to_owned()
            }
            _ => return self.asked(text, name, args, at),
        };
        self.text(out, at).map(Some)
    }

    /// What gives no text.
    fn asked(&mut self, text: &Arc<str>, name: &str, args: &[Value], at: Place) -> Found {
        let arg = args.first().map(Value::to_string);
        Ok(Some(match (name, arg.as_deref()) {
            ("length" | "size", None) => int(text.chars().count()),
            ("isEmpty", None) => Value::Bool(text.is_empty()),
            ("isBlank" | "isAllWhitespace", None) => Value::Bool(text.trim().is_empty()),
            ("contains", Some(part)) => Value::Bool(text.contains(part)),
            ("startsWith", Some(part)) => Value::Bool(text.starts_with(part)),
            ("endsWith", Some(part)) => Value::Bool(text.ends_with(part)),
            ("equalsIgnoreCase", Some(other)) => Value::Bool(text.to_lowercase() == other.to_lowercase()),
            ("compareToIgnoreCase", Some(other)) => {
                Value::Int(text.to_lowercase().cmp(&other.to_lowercase()) as i64)
            }
            ("matches", Some(_)) => {
                let truth = pattern::matches(&Value::Text(text.clone()), &args[0]);
                Value::Bool(truth.map_err(|message| cannot(message, at))?)
            }
            ("indexOf", Some(part)) => {
                text.find(part).map_or(Value::Int(-1), |at| int(text[..at].chars().count()))
            }
            ("lastIndexOf", Some(part)) => {
                text.rfind(part).map_or(Value::Int(-1), |at| int(text[..at].chars().count()))
            }
            ("count", Some(part)) if !part.is_empty() => int(text.matches(part).count()),
            ("charAt" | "getAt", Some(_)) => self.index(&Value::Text(text.clone()), &args[0], at)?,
            ("toInteger" | "toLong" | "intValue", None) => return self.parsed(text, at).map(Some),
            ("toDouble" | "toFloat" | "toBigDecimal", None) => match text.trim().parse() {
                Ok(number) => Value::Decimal(number),
                Err(_) => return Err(no_number(text, at)),
            },
            ("isInteger" | "isLong", None) => Value::Bool(text.trim().parse::<i64>().is_ok()),
            ("isNumber" | "isDouble" | "isFloat" | "isBigDecimal", None) => {
                Value::Bool(text.trim().parse::<f64>().is_ok())
            }
            ("toBoolean", None) => {
                Value::Bool(matches!(text.trim().to_lowercase().as_str(), "true" | "y" | "1"))
            }
            ("split", _) => return self.split(text, arg.as_deref(), args, at).map(Some),
            ("tokenize", signs) => {
                let blank = signs.is_none();
                let signs = signs.unwrap_or_default().to_owned();
                let cut = |sign: char| if blank { sign.is_whitespace() } else { signs.contains(sign) };
                let parts = text.split(cut).filter(|part| !part.is_empty()).map(Value::text).collect();
                return self.list(parts, at).map(Some);
            }
            ("readLines", None) => {
                let lines = text.lines().map(Value::text).collect();
                return self.list(lines, at).map(Some);
            }
            ("toList" | "toCharArray" | "getChars", None) => {
                let signs = text.chars().map(|sign| Value::text(sign.to_string())).collect();
                return self.list(signs, at).map(Some);
            }
            ("bytes" | "getBytes", _) => {
                let bytes = text.bytes().map(|byte| Value::Int(i64::from(byte))).collect();
                return self.list(bytes, at).map(Some);
            }
            ("replaceAll" | "replaceFirst", Some(pattern)) => {
                return self.replaced(text, name == "replaceAll", pattern, args, at).map(Some);
            }
            ("eachLine" | "each", _) => {
                if let Some(Value::Function(function)) = args.last() {
                    let items: Vec<String> = match name {
                        "each" => text.chars().map(String::from).collect(),
                        _ => text.lines().map(str::to_owned).collect(),
                    };
                    for item in items {
                        self.invoke(function, vec![Value::text(item)], at)?;
                    }
                }
                Value::Text(text.clone())
            }
            ("find" | "findAll", Some(pattern)) => {
                let regex = pattern::regex(pattern).map_err(|message| cannot(message, at))?;
                if name == "find" {
                    regex.find(text).map_or(Value::Null, |found| Value::text(found.as_str()))
                } else {
                    let all = regex.find_iter(text).map(|found| Value::text(found.as_str())).collect();
                    return self.list(all, at).map(Some);
                }
            }
            _ => return Ok(None),
        }))
    }

    /// A whole number written as text.
    pub(super) fn parsed(&mut self, text: &str, at: Place) -> super::Outcome {
        text.trim().parse().map(Value::Int).map_err(|_| no_number(text, at))
    }

    fn split(&mut self, text: &str, pattern: Option<&str>, args: &[Value], at: Place) -> super::Outcome {
        let Some(pattern) = pattern else {
            let parts = text.split_whitespace().map(Value::text).collect();
            return self.list(parts, at);
        };
        let regex = pattern::regex(pattern).map_err(|message| cannot(message, at))?;
        let mut parts: Vec<Value> = match args.get(1) {
            Some(Value::Int(limit)) if *limit > 0 => {
                regex.splitn(text, usize::try_from(*limit).unwrap_or(usize::MAX)).map(Value::text).collect()
            }
            _ => regex.split(text).map(Value::text).collect(),
        };
        if args.len() < 2 {
            while parts.len() > 1 && parts.last().is_some_and(|part| !part.truthy()) {
                parts.pop();
            }
        }
        self.list(parts, at)
    }

    fn replaced(
        &mut self,
        text: &str,
        all: bool,
        pattern: &str,
        args: &[Value],
        at: Place,
    ) -> super::Outcome {
        let regex = pattern::regex(pattern).map_err(|message| cannot(message, at))?;
        let limit = usize::from(!all);
        let out = match args.get(1) {
            Some(Value::Function(function)) => {
                let mut out = String::new();
                let mut end = 0;
                for captures in regex.captures_iter(text).take(if all { 100_000 } else { 1 }) {
                    let Some(whole) = captures.get(0) else { continue };
                    out.push_str(&text[end..whole.start()]);
                    let groups = captures
                        .iter()
                        .map(|group| group.map_or(Value::Null, |group| Value::text(group.as_str())));
                    out.push_str(&self.invoke(function, groups.collect(), at)?.to_string());
                    end = whole.end();
                }
                out + &text[end..]
            }
            other => {
                let with = pattern::replacement(&other.map(Value::to_string).unwrap_or_default());
                regex.replacen(text, limit, with.as_str()).into_owned()
            }
        };
        self.text(out, at)
    }

    pub(super) fn matcher_method(
        &mut self,
        matcher: &Rc<Matcher>,
        name: &str,
        args: &[Value],
        at: Place,
    ) -> Found {
        Ok(Some(match (name, args) {
            ("find", []) => {
                let next = matcher.at.get();
                matcher.at.set(next + 1);
                Value::Bool(next < matcher.found.len())
            }
            ("matches", []) => {
                let all = pattern::matches(&Value::text(&*matcher.text), &Value::text(&*matcher.pattern));
                matcher.at.set(1);
                Value::Bool(all.map_err(|message| cannot(message, at))?)
            }
            ("group", _) => {
                let group = usize::try_from(match args.first() {
                    Some(Value::Int(group)) => *group,
                    _ => 0,
                });
                let last = matcher.found.get(matcher.at.get().saturating_sub(1));
                let found = last.zip(group.ok()).and_then(|(groups, group)| groups.get(group));
                match found {
                    Some(text) => text.as_deref().map_or(Value::Null, Value::text),
                    None => return Err(Stop::throw("IllegalStateException", "No match found", at)),
                }
            }
            ("groupCount", []) => {
                int(matcher.found.first().map_or(0, |groups| groups.len().saturating_sub(1)))
            }
            ("getCount" | "size", []) => int(matcher.found.len()),
            ("hasGroup", []) => Value::Bool(matcher.found.first().is_some_and(|groups| groups.len() > 1)),
            ("replaceAll", [with]) => {
                let with = with.clone();
                return self
                    .replaced(&matcher.text, true, &matcher.pattern, &[Value::Null, with], at)
                    .map(Some);
            }
            _ => {
                let items = (0..matcher.found.len()).filter_map(|index| matcher.item(index)).collect();
                let list = self.list(items, at)?;
                return self.invoke_method(&list, name, super::Args::of(args.to_vec()), at).map(Some);
            }
        }))
    }
}

fn count(args: &[Value]) -> usize {
    match args.first() {
        Some(Value::Int(count)) => usize::try_from(*count).unwrap_or(0),
        _ => 0,
    }
}

fn no_number(text: &str, at: Place) -> Stop {
    Stop::throw("NumberFormatException", format!("For input string: \"{text}\""), at)
}

/// Without the blanks that all lines begin with.
fn strip_indent(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let least = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let mut out: Vec<&str> = text.lines().map(|line| line.get(least..).unwrap_or("")).collect();
    if text.ends_with('\n') {
        out.push("");
    }
    out.join("\n")
}
