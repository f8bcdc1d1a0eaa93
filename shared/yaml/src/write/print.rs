use super::Manner;
use super::comments::Placed;
use super::quote;
use super::tree::{Content, Map, Pair, Tree};

/// How far one level stands in.
const STEP: usize = 2;

/// Longer rows are written one item a line.
const WIDTH: usize = 100;

pub(super) struct Printer<'a> {
    pub manner: &'a Manner<'a>,
    pub placed: Placed,
    pub out: String,
    /// Entries and items so far, in the order in which comments were placed.
    pub number: usize,
}

impl Printer<'_> {
    pub fn document(mut self, tree: &Tree) -> String {
        self.notes(&tree.notes, 0);
        match &tree.content {
            Content::Map(map) if !map.is_empty() => self.map(map, 0, false),
            Content::List { items, .. } if !items.is_empty() => self.list(items, 0),
            _ => self.value(tree, 0, None),
        }
        for comment in std::mem::take(&mut self.placed.end) {
            self.out += &comment;
            self.out.push('\n');
        }
        self.out
    }

    /// The entries of a mapping; the first may stand behind a dash already.
    fn map(&mut self, map: &Map, indent: usize, behind_dash: bool) {
        for (at, pair) in map.pairs.iter().enumerate() {
            let number = self.number;
            self.number += 1;
            if at > 0 && map.airy {
                self.out.push('\n');
            }
            if at > 0 || !behind_dash {
                self.above(number, &pair.value.notes, indent);
                self.indent(indent);
            }
            self.pair(pair, number, indent);
        }
    }

    fn pair(&mut self, pair: &Pair, number: usize, indent: usize) {
        let plain = self.manner.plain_keys.contains(&pair.key.as_str());
        self.out += &if plain { pair.key.clone() } else { quote::inline(&pair.key, false) };
        self.out.push(':');
        let right = self.placed.beside.get_mut(&number).and_then(|beside| beside.right.take());
        self.value(&pair.value, indent, right);
    }

    /// What stands behind a key or alone, with the rest of its line.
    fn value(&mut self, tree: &Tree, indent: usize, right: Option<String>) {
        let end = |out: &mut String| {
            if let Some(right) = &right {
                *out += &format!("  {right}");
            }
            out.push('\n');
        };
        let space = if self.out.is_empty() || self.out.ends_with([' ', '\n']) { "" } else { " " };
        match &tree.content {
            Content::Nothing => end(&mut self.out),
            Content::Bare(text) => {
                self.out += &format!("{space}{text}");
                end(&mut self.out);
            }
            Content::Text(text) => match quote::block(text) {
                Some(header) => {
                    self.out += &format!("{space}{header}");
                    end(&mut self.out);
                    self.block(text, indent + STEP);
                }
                None => {
                    self.out += &format!("{space}{}", quote::inline(text, false));
                    end(&mut self.out);
                }
            },
            Content::List { items, in_a_row } => match row(items)
                .filter(|row| items.is_empty() || (*in_a_row && row.len() + self.column() < WIDTH))
            {
                Some(row) => {
                    self.number += items.len();
                    self.out += &format!("{space}{row}");
                    end(&mut self.out);
                }
                None => {
                    end(&mut self.out);
                    self.list(items, indent + STEP);
                }
            },
            Content::Map(map) if map.is_empty() => {
                self.out += &format!("{space}{{}}");
                end(&mut self.out);
            }
            Content::Map(map) => {
                end(&mut self.out);
                self.map(map, indent + STEP, false);
            }
        }
    }

    fn list(&mut self, items: &[Tree], indent: usize) {
        for item in items {
            let number = self.number;
            self.number += 1;
            self.above(number, &item.notes, indent);
            if let Content::Map(map) = &item.content
                && let Some(first) = map.pairs.first()
            {
                // What belongs above the first entry stands above the dash.
                let next = self.number;
                self.above(next, &first.value.notes, indent);
                self.indent(indent);
                self.out += "- ";
                self.map(map, indent + STEP, true);
                continue;
            }
            self.indent(indent);
            self.out.push('-');
            let right = self.placed.beside.get_mut(&number).and_then(|beside| beside.right.take());
            self.value(item, indent, right);
        }
    }

    fn block(&mut self, text: &str, indent: usize) {
        let body = text.strip_suffix('\n').unwrap_or(text);
        for line in body.split('\n') {
            if !line.is_empty() {
                self.indent(indent);
                self.out += line;
            }
            self.out.push('\n');
        }
    }

    fn above(&mut self, number: usize, notes: &[String], indent: usize) {
        let comments = self.placed.beside.get_mut(&number).map(|beside| std::mem::take(&mut beside.above));
        for comment in comments.unwrap_or_default() {
            self.indent(indent);
            self.out += &comment;
            self.out.push('\n');
        }
        self.notes(notes, indent);
    }

    fn notes(&mut self, notes: &[String], indent: usize) {
        for line in notes.iter().flat_map(|note| note.lines()) {
            self.indent(indent);
            self.out += format!("# {line}").trim_end();
            self.out.push('\n');
        }
    }

    fn indent(&mut self, by: usize) {
        self.out.extend(std::iter::repeat_n(' ', by));
    }

    fn column(&self) -> usize {
        self.out.len() - self.out.rfind('\n').map_or(0, |at| at + 1)
    }
}

/// Scalars in brackets; nothing when one of them cannot stand there.
fn row(items: &[Tree]) -> Option<String> {
    let one = |item: &Tree| match &item.content {
        _ if !item.notes.is_empty() => None,
        Content::Bare(text) => Some(text.clone()),
        Content::Text(text) if !text.contains('\n') => Some(quote::inline(text, true)),
        _ => None,
    };
    let items: Option<Vec<String>> = items.iter().map(one).collect();
    Some(format!("[{}]", items?.join(", ")))
}
