/// A command in a line of output: `::name key=value::data`, or the older `##[name key=value;]data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What to do.
    pub name: String,
    /// Properties that have a value, in order.
    pub properties: Vec<(String, String)>,
    /// What stands behind the command.
    pub data: String,
}

impl Command {
    /// Reads a line. The form is all that counts: the name may mean nothing.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        current(line).or_else(|| former(line))
    }

    /// The value of a property, without regard to case.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Escapes of values; the percent sign comes last, so that what it hides stays hidden.
const DATA: &[(&str, &str)] = &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
const PROPERTY: &[(&str, &str)] = &[("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
const FORMER: &[(&str, &str)] = &[("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%")];

fn current(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    command(head, data, ',', PROPERTY, DATA)
}

fn former(line: &str) -> Option<Command> {
    let (_, rest) = line.split_once("##[")?;
    let (head, data) = rest.split_once(']')?;
    command(head, data, ';', FORMER, FORMER)
}

fn command(
    head: &str,
    data: &str,
    separator: char,
    property: &[(&str, &str)],
    value: &[(&str, &str)],
) -> Option<Command> {
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    if name.is_empty() {
        return None;
    }
    let pairs = properties.split(separator).filter_map(|pair| pair.trim_start().split_once('='));
    let pairs = pairs.filter(|(key, value)| !key.is_empty() && !value.is_empty());
    let properties = pairs.map(|(key, value)| (key.to_owned(), unescape(value, property))).collect();
    Some(Command { name: name.to_owned(), properties, data: unescape(data, value) })
}

fn unescape(text: &str, escapes: &[(&str, &str)]) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    escapes.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_have_escapes_of_their_own() {
        let read = |line| Command::parse(line).map(|c| (c.name, c.properties, c.data)).unwrap();
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        assert_eq!(
            read("::do a=%3A%2C,b=;::%3A%0A"),
            ("do".into(), pairs(&[("a", ":,"), ("b", ";")]), "%3A\n".into())
        );
        assert_eq!(read("x ##[do a=%5D;b=;]%3B%253B"), ("do".into(), pairs(&[("a", "]")]), ";%3B".into()));
        assert_eq!(read("  ::do::a::b"), ("do".into(), vec![], "a::b".into()));
        assert_eq!(Command::parse("::::"), None);
        assert_eq!(Command::parse("##[x"), None);
    }
}
