//! What is known of the tasks that come with the service.

use std::collections::HashMap;
use std::sync::LazyLock;

/// One version of a task a line, as its head tells.
const TABLE: &str = include_str!("table.tsv");

/// The rest of a task's line, by its name in small letters and its version.
static TASKS: LazyLock<HashMap<(String, u32), Row>> = LazyLock::new(|| {
    let key = |row: &Row| (row.name.to_ascii_lowercase(), row.version);
    rows().filter_map(Row::read).map(|row| (key(&row), row)).collect()
});

fn rows() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[derive(Clone, Copy, Debug)]
struct Row {
    name: &'static str,
    version: u32,
    deprecated: bool,
    /// Columns of inputs.
    inputs: &'static str,
}

impl Row {
    fn read(line: &'static str) -> Option<Self> {
        let (task, rest) = line.split_once('\t')?;
        let (name, version) = task.split_once('@')?;
        let (state, inputs) = rest.split_once('\t').unwrap_or((rest, ""));
        Some(Self { name, version: version.parse().ok()?, deprecated: state == "~", inputs })
    }
}

/// One version of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    /// As its authors write it.
    pub name: &'static str,
    pub version: u32,
    /// Its authors ask to use another.
    pub deprecated: bool,
    /// None when they are not known.
    pub inputs: Option<Vec<Input>>,
}

/// An input of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// The name to use, and others it goes by.
    pub names: Vec<&'static str>,
    pub required: Required,
    pub values: Values,
}

/// When an input must be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Required {
    Never,
    Always,
    /// Where these other inputs have these values.
    Beside(Vec<(&'static str, &'static str)>),
}

/// What an input takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Values {
    Text,
    Boolean,
    /// One of these; without one, the first counts.
    Options(Vec<&'static str>),
}

/// That version of that task.
pub(super) fn find(name: &str, version: u32) -> Option<Task> {
    let row = TASKS.get(&(name.to_ascii_lowercase(), version))?;
    let columns = || row.inputs.split('\t').filter(|cell| !cell.is_empty());
    let inputs = (row.inputs != "*").then(|| columns().map(Input::read).collect());
    Some(Task { name: row.name, version: row.version, deprecated: row.deprecated, inputs })
}

/// The versions of a task that are known, rising.
pub(super) fn versions(name: &str) -> Vec<u32> {
    let mut found: Vec<_> =
        TASKS.values().filter(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.version).collect();
    found.sort_unstable();
    found
}

/// Names of tasks; one that has more versions comes more than once.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TASKS.values().map(|row| row.name)
}

impl Input {
    /// Whether it goes by that name.
    pub fn is(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// The name to use.
    pub fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }

    fn read(cell: &'static str) -> Self {
        let (rest, values) = match cell.split_once(':') {
            None => (cell, Values::Text),
            Some((rest, "bool")) => (rest, Values::Boolean),
            Some((rest, options)) => (rest, Values::Options(options.split('|').collect())),
        };
        let (names, required) = match rest.split_once('!') {
            None => (rest, Required::Never),
            Some((names, "")) => (names, Required::Always),
            Some((names, conditions)) => {
                (names, Required::Beside(conditions.split('&').filter_map(|it| it.split_once('=')).collect()))
            }
        };
        Self { names: names.split(',').collect(), required, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read() {
        for line in rows() {
            let row = Row::read(line).unwrap_or_else(|| panic!("{line}"));
            let task = find(row.name, row.version).unwrap();
            for input in task.inputs.iter().flatten() {
                assert!(input.names.iter().all(|name| !name.is_empty()), "{line}");
                let Required::Beside(conditions) = &input.required else { continue };
                for (other, value) in conditions {
                    let other = task.inputs.iter().flatten().find(|input| input.is(other));
                    let Some(Input { values: Values::Options(options), .. }) = other else {
                        panic!("{line}: {conditions:?}")
                    };
                    assert!(options.contains(value), "{line}: {conditions:?}");
                }
            }
        }
        assert_eq!(TASKS.len(), rows().count(), "a task stands there twice");
    }

    #[test]
    fn inputs_have_aliases_options_and_conditions() {
        let task = find("downloadpipelineartifact", 2).unwrap();
        let inputs = task.inputs.unwrap();
        let input = |name: &str| inputs.iter().find(|input| input.is(name)).unwrap();
        assert_eq!(input("path").name(), "targetPath");
        assert_eq!(input("source").values, Values::Options(vec!["current", "specific"]));
        assert_eq!(input("pipeline").required, Required::Beside(vec![("buildType", "specific")]));
        assert_eq!(find("NodeTool", 9), None);
        assert!(versions("Gradle").contains(&3));
        assert!(find("Maven", 2).unwrap().deprecated);
        assert_eq!(find("SonarQubePrepare", 7).unwrap().inputs, None);
    }
}
