//! How a step speaks: `NAME=value` lines, or `NAME<<END` and the lines up to `END`, in files named by variables.

use events::Signal;

pub(super) fn env(text: &str) -> Result<Vec<Signal>, String> {
    pairs(text, |name, value| Signal::Env { name, value })
}

pub(super) fn output(text: &str) -> Result<Vec<Signal>, String> {
    pairs(text, |name, value| Signal::Output { name, value })
}

pub(super) fn path(text: &str) -> Result<Vec<Signal>, String> {
    let folders = text.lines().filter(|line| !line.trim().is_empty());
    Ok(folders.map(|folder| Signal::Path { folder: folder.to_owned() }).collect())
}

pub(super) fn summary(text: &str) -> Result<Vec<Signal>, String> {
    let signal = || Signal::Summary { text: text.to_owned() };
    Ok(if text.is_empty() { Vec::new() } else { vec![signal()] })
}

fn pairs(text: &str, signal: impl Fn(String, String) -> Signal) -> Result<Vec<Signal>, String> {
    let mut signals = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        let (name, value) = match (line.find("<<"), line.find('=')) {
            (Some(at), equals) if equals.is_none_or(|equals| at < equals) => {
                let end = line[at + 2..].trim();
                let mut value: Vec<&str> = Vec::new();
                loop {
                    match lines.next() {
                        Some(line) if line == end => break,
                        Some(line) => value.push(line),
                        None => return Err(format!("the value of {} has no end line {end}", &line[..at])),
                    }
                }
                (&line[..at], value.join("\n"))
            }
            (_, Some(at)) => (&line[..at], line[at + 1..].to_owned()),
            _ => return Err(format!("\"{line}\" is not NAME=value")),
        };
        if name.trim().is_empty() {
            return Err(format!("\"{line}\" has no name before the value"));
        }
        signals.push(signal(name.trim().to_owned(), value));
    }
    Ok(signals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_have_several_lines() {
        let read = |text| pairs(text, |name, value| Signal::Output { name, value });
        let signal = |name: &str, value: &str| Signal::Output { name: name.into(), value: value.into() };
        let text = "A=1=2\n\nB<<END\nx\n y=z\nEND\nC=\n";
        assert_eq!(read(text).unwrap(), [signal("A", "1=2"), signal("B", "x\n y=z"), signal("C", "")]);
        assert_eq!(read("B<<END\nx").unwrap_err(), "the value of B has no end line END");
        assert_eq!(read("oops").unwrap_err(), "\"oops\" is not NAME=value");
        assert_eq!(read("=x").unwrap_err(), "\"=x\" has no name before the value");
    }
}
