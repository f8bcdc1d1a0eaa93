use super::rules::REFERENCE;
use diag::{Diagnostic, Text};

/// A task as a step names it, after <https://learn.microsoft.com/azure/devops/pipelines/process/tasks#task-versions>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TaskReference<'a> {
    /// Its name; that of an extension's may begin with its publisher, as `publisher.extension.Name`.
    pub name: &'a str,
    /// Its major version.
    pub version: u32,
}

impl<'a> TaskReference<'a> {
    /// Reads `Name@1`; a whole version as `Name@1.2.3` is a name too.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &'a Text) -> Result<Self, Box<Diagnostic>> {
        let wrong = |message: String, help: String| {
            Box::new(Diagnostic::error(REFERENCE, text.span(), message).help(help))
        };
        let whole = text.as_str().trim();
        let Some((name, version)) = whole.split_once('@') else {
            let newest = super::table::versions(whole).pop();
            let example = newest.map_or_else(|| format!("{whole}@1"), |version| format!("{whole}@{version}"));
            let message = format!("`{whole}` names no version");
            return Err(wrong(message, format!("write a name and a major version, as `{example}`")));
        };
        let major = version.split('.').next().unwrap_or_default();
        let numbers = version.split('.').all(|part| part.parse::<u32>().is_ok());
        match major.parse() {
            Ok(version) if numbers && !name.is_empty() => Ok(Self { name, version }),
            _ => {
                let message = format!("`{whole}` is not the name and version of a task");
                Err(wrong(message, "write a name and a major version, as `CopyFiles@2`".to_owned()))
            }
        }
    }

    /// Whether it names its publisher, or is known by number: then it comes from an extension.
    pub fn is_foreign(&self) -> bool {
        let hexadecimal = self.name.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
        self.name.contains('.') || (self.name.len() == 36 && hexadecimal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_has_a_name_and_a_version() {
        let read =
            |text: &str| TaskReference::read(&Text::from(text)).map(|it| (it.name.to_owned(), it.version));
        assert_eq!(read("CopyFiles@2").unwrap(), ("CopyFiles".to_owned(), 2));
        assert_eq!(read("a.b.C@1.20.3").unwrap(), ("a.b.C".to_owned(), 1));
        for (text, help) in
            [("NodeTool", "NodeTool@0"), ("Mine", "Mine@1"), ("A@x", "@2"), ("@1", "@2"), ("A@1.x", "@2")]
        {
            let wrong = read(text).unwrap_err();
            assert!(wrong.help.as_deref().is_some_and(|said| said.contains(help)), "{text}: {wrong:?}");
        }
    }

    #[test]
    fn tasks_of_extensions_are_known_by_their_names() {
        let foreign = |text: &str| TaskReference::read(&Text::from(text)).unwrap().is_foreign();
        assert!(foreign("ms.terraform.Terraform@1") && foreign("6c731c3c-3c68-459a-a5c9-bde6e6595b5b@3"));
        assert!(!foreign("Bash@3"));
    }
}
