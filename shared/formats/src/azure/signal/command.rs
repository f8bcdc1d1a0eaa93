/// A command in a line of output: `##vso[area.action key=value;key=value;]data`, after
/// <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logging-command-format>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// `area.action`, in small letters.
    pub name: String,
    properties: Vec<(String, String)>,
    /// What stands behind the command.
    pub data: String,
}

/// What cannot stand in a property or in the data as it is; the percent sign comes last, so that what it hides stays hidden.
const ESCAPES: [(&str, &str); 5] =
    [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")];

impl Command {
    /// Reads a line; the command may stand anywhere in it.
    pub fn read(line: &str) -> Option<Self> {
        let (_, rest) = line.split_once("##vso[")?;
        let (head, data) = rest.split_once(']')?;
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let (area, action) = name.split_once('.')?;
        if area.is_empty() || action.is_empty() || action.contains('.') {
            return None;
        }
        let pairs = properties.split(';').filter_map(|pair| pair.trim_start().split_once('='));
        let pairs = pairs.filter(|(key, value)| !key.is_empty() && !value.is_empty());
        let properties = pairs.map(|(key, value)| (key.to_owned(), unescape(value))).collect();
        Some(Self { name: name.to_ascii_lowercase(), properties, data: unescape(data) })
    }

    /// The value of a property, without regard to case.
    pub fn property(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a property says yes.
    pub fn flag(&self, name: &str) -> bool {
        self.property(name).is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
    }
}

fn unescape(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    ESCAPES.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_an_area_properties_and_data() {
        let read =
            Command::read("x ##vso[Task.SetVariable variable=a%3Bb;isOutput=True;empty=;]1%5D%0A2%AZP250A")
                .unwrap();
        assert_eq!(read.name, "task.setvariable");
        assert_eq!(read.property("VARIABLE"), Some("a;b"));
        assert!(read.flag("isoutput") && !read.flag("issecret"));
        assert_eq!(read.property("empty"), None);
        assert_eq!(read.data, "1]\n2%0A");
        for line in ["##vso[task]x", "##vso[task.a.b]", "##vso[.b]", "##vso[a.b", "##[group]x", ""] {
            assert_eq!(Command::read(line), None, "{line}");
        }
    }
}
