use crate::StoreError;
use rusqlite::Connection;

/// A set of labels in the one form that equal sets have: in lower case, sorted, each once.
pub(super) struct Wanted(Vec<String>);

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
        self.0.iter().fold(String::from(BREAK), |text, label| text + label + "\n")
    }

    /// The labels of such a text.
    pub fn read(text: &str) -> Vec<String> {
        let inner = text.strip_prefix(BREAK).unwrap_or(text);
        inner.split_terminator(BREAK).map(str::to_owned).collect()
    }

    /// Under which labels tickets that a runner with this set may take can stand.
    pub fn labels_and_none(&self) -> impl Iterator<Item = &str> {
        std::iter::once("").chain(self.0.iter().map(String::as_str))
    }

    /// The label to keep a waiting ticket under: the first that no other set stands under. So a label that all sets
    /// share does not bring all of them before a runner that fits none.
    pub fn label(&self, db: &Connection) -> Result<&str, StoreError> {
        let text = self.text();
        // Two looks into the index; one condition for both would read all tickets under the label.
        let sql = "SELECT EXISTS (SELECT 1 FROM tickets WHERE runner IS NULL AND label = ?1 AND wanted < ?2)
            OR EXISTS (SELECT 1 FROM tickets WHERE runner IS NULL AND label = ?1 AND wanted > ?2)";
        let mut others = db.prepare_cached(sql)?;
        for label in &self.0 {
            let is_taken: bool = others.query_row([label, &text], |row| row.get(0))?;
            if !is_taken {
                return Ok(label);
            }
        }
        Ok(self.0.first().map_or("", String::as_str))
    }
}
