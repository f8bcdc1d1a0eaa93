//! What is known of actions that many use.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// One action a line, as its head tells.
const TABLE: &str = include_str!("popular.tsv");

static ACTIONS: LazyLock<HashMap<String, Popular>> = LazyLock::new(|| {
    let actions = rows().filter_map(Popular::read);
    actions.map(|action| (action.name.to_lowercase(), action)).collect()
});

fn rows() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The action of that name, as `owner/repo` or `owner/repo/path`.
pub(super) fn find(name: &str) -> Option<&'static Popular> {
    ACTIONS.get(&name.to_lowercase())
}

/// The major version that a tag names, as `v4`, `v4.1.2`, `4.1` or `release/v1`; nothing for branches and commits.
pub(super) fn major(tag: &str) -> Option<u32> {
    let tag = tag.strip_prefix("release/").or_else(|| tag.strip_prefix("releases/")).unwrap_or(tag);
    let digits = tag.strip_prefix('v').unwrap_or(tag);
    let (major, rest) = digits.split_once('.').unwrap_or((digits, ""));
    // The start of a commit may be digits alone, and is longer.
    let is_version = major.len() <= 4 && rest.chars().all(|c| c == '.' || c.is_ascii_digit());
    if is_version { major.parse().ok() } else { None }
}

/// An action.
#[derive(Debug)]
pub(super) struct Popular {
    /// `owner/repo` or `owner/repo/path`, as its authors write it.
    pub name: &'static str,
    outdated: Option<RangeInclusive<u32>>,
    known: Known,
    inputs: Vec<Input>,
    /// `None` when they are not known beforehand.
    outputs: Option<Vec<Entry>>,
}

/// Which revisions have the inputs and outputs of the table.
#[derive(Debug)]
enum Known {
    All,
    Versions(RangeInclusive<u32>),
    None,
}

/// An input of an action.
#[derive(Debug)]
pub(super) struct Input {
    pub name: &'static str,
    /// It must be given and has no default.
    pub required: bool,
    /// Its authors ask to leave it out.
    pub deprecated: bool,
    versions: RangeInclusive<u32>,
}

impl Input {
    /// Whether it goes by that name; a name that ends with a star stands for all that begin so.
    pub fn is(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(start) => name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)),
            None => self.name.eq_ignore_ascii_case(name),
        }
    }
}

#[derive(Debug)]
struct Entry {
    name: &'static str,
    versions: RangeInclusive<u32>,
}

impl Popular {
    /// Whether a version is made for a Node.js that runners no longer have.
    pub fn is_outdated(&self, version: Option<u32>) -> bool {
        version.zip(self.outdated.as_ref()).is_some_and(|(version, old)| old.contains(&version))
    }

    /// The oldest version that is not, if it is known.
    pub fn oldest(&self) -> Option<u32> {
        match &self.known {
            Known::Versions(versions) => Some(*versions.start()),
            Known::All | Known::None => None,
        }
    }

    /// The inputs of a version, if they are known.
    pub fn inputs(&self, version: Option<u32>) -> Option<Vec<&Input>> {
        let inputs = self.inputs.iter();
        self.knows(version).then(|| inputs.filter(|input| holds(&input.versions, version)).collect())
    }

    /// The outputs of a version, if they are known.
    pub fn outputs(&self, version: Option<u32>) -> Option<Vec<&'static str>> {
        let outputs = self.outputs.as_ref().filter(|_| self.knows(version))?.iter();
        Some(outputs.filter(|output| holds(&output.versions, version)).map(|output| output.name).collect())
    }

    fn knows(&self, version: Option<u32>) -> bool {
        match (&self.known, version) {
            (Known::All, _) => true,
            (Known::Versions(known), Some(version)) => known.contains(&version),
            (Known::Versions(_), None) | (Known::None, _) => false,
        }
    }

    fn read(row: &'static str) -> Option<Self> {
        let mut columns = row.split('\t');
        let (name, outdated, known) = (columns.next()?, columns.next()?, columns.next()?);
        let inputs = columns.next()?.split_whitespace().map(Input::read).collect();
        let outputs = match columns.next()? {
            "*" => None,
            names => Some(names.split_whitespace().map(Entry::read).collect()),
        };
        let outdated = (outdated != "-").then(|| range(outdated));
        let known = match known {
            "*" => Known::All,
            "-" => Known::None,
            versions => Known::Versions(range(versions)),
        };
        Some(Self { name, outdated, known, inputs, outputs })
    }
}

fn holds(versions: &RangeInclusive<u32>, version: Option<u32>) -> bool {
    version.is_none_or(|version| versions.contains(&version))
}

impl Input {
    fn read(word: &'static str) -> Self {
        let Entry { name, versions } = Entry::read(word);
        let plain = name.trim_end_matches(['!', '~']);
        Self { name: plain, required: name.ends_with('!'), deprecated: name.ends_with('~'), versions }
    }
}

impl Entry {
    fn read(word: &'static str) -> Self {
        let (name, versions) = word.split_once('@').unwrap_or((word, "-"));
        Self { name, versions: range(versions) }
    }
}

/// `2`, `2-3`, `2-` or `-3`.
fn range(text: &str) -> RangeInclusive<u32> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    first.parse().unwrap_or(0)..=last.parse().unwrap_or(u32::MAX)
}
