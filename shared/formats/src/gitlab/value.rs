//! Reading values: what GitLab takes for a string, a flag, a list. Values that nobody knows are passed over.

use super::codes::VALUE;
use super::tree;
use diag::{Diagnostic, Spanned, Text, did_you_mean};
use expr::{Dialect, Template};
use yaml::{Cursor, Findings, Kind, MapReader, Schema};

/// Booleans and numbers are read as Ruby reads them.
pub const SCHEMA: Schema = Schema::Yaml11;

/// Reads keys whose values are known.
pub trait Keys<'a> {
    /// The value under a key, if it is there and anybody knows it.
    fn get(&mut self, key: &'a str) -> Option<Cursor<'a>>;

    /// The value under a key that must be there.
    fn need(&mut self, key: &'a str) -> Option<Cursor<'a>>;
}

impl<'a> Keys<'a> for MapReader<'a> {
    fn get(&mut self, key: &'a str) -> Option<Cursor<'a>> {
        self.optional(key).filter(known)
    }

    fn need(&mut self, key: &'a str) -> Option<Cursor<'a>> {
        self.required(key).filter(known)
    }
}

/// Whether anybody knows the value.
pub fn known(cursor: &Cursor<'_>) -> bool {
    !tree::is_unknown(cursor.node())
}

/// A string, and nothing else.
pub fn text<'a>(cursor: Cursor<'a>) -> Option<&'a Text> {
    cursor.strict_string()
}

/// A string with at least one character.
pub fn filled<'a>(cursor: Cursor<'a>) -> Option<&'a Text> {
    let text = cursor.strict_string()?;
    if text.as_str().is_empty() {
        cursor.findings().push(cursor.error(VALUE, "this value may not be empty"));
        return None;
    }
    Some(text)
}

/// A name.
pub fn name(cursor: Cursor<'_>) -> Option<Spanned<String>> {
    filled(cursor).map(spanned)
}

/// A text as a name.
pub fn spanned(text: &Text) -> Spanned<String> {
    Spanned::new(text.as_str().to_owned(), text.span())
}

/// A string with variables in it.
pub fn template(cursor: Cursor<'_>) -> Option<Template> {
    text(cursor).map(|text| expanding(text, cursor.findings()))
}

/// A text with variables in it.
pub fn expanding(text: &Text, findings: &Findings) -> Template {
    let (template, found) = Template::parse(text, Dialect::GitLab);
    found.into_iter().for_each(|finding| findings.push(finding));
    template
}

/// A text that says just what it is, at a place.
pub fn literal(value: &str, cursor: Cursor<'_>) -> Template {
    Template::literal(Text::mapped(value, cursor.span(), Vec::new()))
}

/// True or false.
pub fn flag(cursor: Cursor<'_>) -> Option<bool> {
    cursor.bool().map(|flag| flag.value)
}

/// The items of a sequence; what an alias or a reference brings in as a sequence counts item by item.
pub fn items<'a>(cursor: Cursor<'a>) -> Option<Vec<Cursor<'a>>> {
    let mut found = Vec::new();
    collect(cursor, &mut found)?;
    Some(found)
}

fn collect<'a>(cursor: Cursor<'a>, found: &mut Vec<Cursor<'a>>) -> Option<()> {
    for item in cursor.seq()?.filter(known) {
        match item.node() {
            node if matches!(node.kind, Kind::Seq(_)) && node.alias().is_some() => collect(item, found)?,
            _ => found.push(item),
        }
    }
    Some(())
}

/// A sequence with at least one item.
pub fn some_items<'a>(cursor: Cursor<'a>) -> Option<Vec<Cursor<'a>>> {
    if cursor.node().as_seq().is_some_and(<[_]>::is_empty) {
        cursor.findings().push(cursor.error(VALUE, "this list may not be empty"));
        return None;
    }
    items(cursor)
}

/// Strings in a sequence.
pub fn texts<'a>(cursor: Cursor<'a>) -> Option<Vec<&'a Text>> {
    Some(items(cursor)?.into_iter().filter_map(text).collect())
}

/// One string, or strings in a sequence.
pub fn text_or_texts<'a>(cursor: Cursor<'a>) -> Option<Vec<&'a Text>> {
    match cursor.node().kind {
        Kind::Seq(_) => texts(cursor),
        Kind::Map(_) => cursor.wrong("a string or a list of strings"),
        Kind::Scalar(_) => text(cursor).map(|text| vec![text]),
    }
}

/// Strings with variables, in a sequence.
pub fn templates(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    Some(texts(cursor)?.into_iter().map(|text| expanding(text, cursor.findings())).collect())
}

/// One string or several, with variables.
pub fn template_or_templates(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    Some(text_or_texts(cursor)?.into_iter().map(|text| expanding(text, cursor.findings())).collect())
}

/// One of a few words.
pub fn choice<'a>(cursor: Cursor<'a>, words: &[&str]) -> Option<&'a Text> {
    let text = text(cursor)?;
    if words.contains(&text.as_str()) {
        return Some(text);
    }
    cursor.findings().push(not_among(cursor, text.as_str(), words));
    None
}

/// The finding for a word that is not one of a few.
pub fn not_among(cursor: Cursor<'_>, word: &str, words: &[&str]) -> Diagnostic {
    let finding = cursor.error(VALUE, format!("\"{word}\" is not allowed here"));
    match did_you_mean(word, words.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None => {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            finding.help(format!("use one of {}", words.join(", ")))
        }
    }
}

/// A whole number within bounds.
pub fn whole(cursor: Cursor<'_>, least: i64, most: i64) -> Option<Spanned<i64>> {
    let number = cursor.integer()?;
    if (least..=most).contains(&number.value) {
        return Some(number);
    }
    let finding = format!("{} is not between {least} and {most}", number.value);
    cursor.findings().push(cursor.error(VALUE, finding));
    None
}

/// Reports items that say the same as an earlier one.
pub fn distinct(items: &[Cursor<'_>]) {
    for (at, item) in items.iter().enumerate() {
        let same = |other: &&Cursor<'_>| {
            item.node().as_str().is_some_and(|text| other.node().as_str() == Some(text))
        };
        if let Some(first) = items[..at].iter().find(same) {
            let finding =
                item.error(VALUE, "this item is listed twice").label(first.span(), "first listed here");
            item.findings().push(finding);
        }
    }
}

/// Reports a list with more items than allowed.
pub fn at_most(cursor: Cursor<'_>, items: &[Cursor<'_>], most: usize) {
    if let Some(extra) = items.get(most) {
        let finding = format!("this list has {} items, more than the {most} allowed", items.len());
        cursor.findings().push(extra.error(VALUE, finding));
    }
}
