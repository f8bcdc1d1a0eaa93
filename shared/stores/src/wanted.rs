/// A set of labels in the one form that equal sets have: in lower case, sorted, each once.
pub(crate) struct Wanted(Vec<String>);

/// No label holds it: it parts them.
const BREAK: char = '\n';

impl Wanted {
    pub fn new(labels: &[String]) -> Self {
        let mut labels: Vec<String> =
            labels.iter().map(|label| label.to_ascii_lowercase().replace(BREAK, " ")).collect();
        labels.sort_unstable();
        labels.dedup();
        Self(labels)
    }

    /// Of the empty set, a break alone: no text is before it, so that all can be found after "".
    pub fn text(&self) -> String {
        text(self.0.iter())
    }

    /// The labels of such a text.
    pub fn read(text: &str) -> Vec<String> {
        let inner = text.strip_prefix(BREAK).unwrap_or(text);
        inner.split_terminator(BREAK).map(str::to_owned).collect()
    }

    /// The texts of all sets that are part of this one: twice as many for each label more.
    #[cfg(feature = "mongodb")]
    pub fn subsets(&self) -> Vec<String> {
        let mut sets: Vec<Vec<&String>> = vec![Vec::new()];
        for label in &self.0 {
            let with = |set: &Vec<_>| set.iter().copied().chain([label]).collect();
            let more: Vec<Vec<&String>> = sets.iter().map(with).collect();
            sets.extend(more);
        }
        sets.into_iter().map(|set| text(set.into_iter())).collect()
    }

    /// The labels.
    pub fn labels(&self) -> &[String] {
        &self.0
    }
}

fn text<'a>(labels: impl Iterator<Item = &'a String>) -> String {
    labels.fold(String::from(BREAK), |text, label| text + label + "\n")
}
