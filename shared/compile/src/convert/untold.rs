//! What is lost without a word: parts of the sources without which the very same is written and told.
//!
//! A part of which no place is spoken of, in what is written or in what is said to be lost, may be one of these; whether
//! it is shows when the sources are converted without it. So a key that some reader, translation or writer forgets is
//! told by rule, not by anybody's list.
use super::Said;
use super::blank::{Part, blank};
use super::evidence::Evidence;
use diag::{Diagnostic, SourceId, SourceMap, Span};
use formats::convert::losses::KEY;
use std::collections::HashMap;
use yaml::{Kind, Node, Read};

/// How often the sources of one pipeline are converted without a part.
const TRIALS: usize = 300;

/// Words in place of another one, to see whether a key is understood at all.
const OTHERS: &[&str] = &["true", "false", "pwsh", "always", "boolean"];

/// The longest text that may be one of a few words.
const WORD: usize = 20;

/// A part of which nothing speaks.
#[derive(Clone)]
pub(super) struct Suspect {
    part: Part,
    /// Where it is told.
    place: Span,
    /// All of it.
    extent: Span,
    value: Node,
}

/// A search for what is lost without a word.
pub(super) struct Search<'a, T: Fn(&HashMap<SourceId, String>) -> Option<Said>> {
    sources: &'a SourceMap,
    /// With everything.
    whole: &'a Said,
    /// Converts the sources with other texts in place of some.
    again: T,
    trials: usize,
    lost: Vec<Suspect>,
}

/// The outermost parts of files in YAML of which nothing speaks.
pub(super) fn suspects(read: &[(SourceId, Read)], evidence: &Evidence) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    let is_yaml = |read: &Read| !read.diagnostics.iter().any(Diagnostic::is_error);
    for (_, read) in read.iter().filter(|(_, read)| is_yaml(read)) {
        // A file of which nothing is spoken at all is told where it is named.
        for document in read.documents.iter().filter(|document| evidence.within(document.root.span)) {
            collect(&document.root, evidence, &mut suspects);
        }
    }
    suspects
}

/// A finding for each of these parts that makes no difference.
pub(super) fn losses(
    sources: &SourceMap,
    suspects: &[Suspect],
    whole: &Said,
    title: &str,
    again: impl Fn(&HashMap<SourceId, String>) -> Option<Said>,
) -> Vec<Diagnostic> {
    let mut search = Search { sources, whole, again, trials: TRIALS, lost: Vec::new() };
    search.split(suspects);
    search.without_understood();
    let told = |suspect: &Suspect| {
        let text = sources.get(suspect.place.source).map_or("", |source| source.slice(suspect.place));
        let name: String = text.lines().next().unwrap_or_default().chars().take(60).collect();
        let name = name.trim_matches(['"', '\'', ' ', ':']);
        let message = format!("\"{name}\" is not said in {title}");
        let help = "look for a setting that does the same, or do without";
        Diagnostic::warning(KEY, suspect.place, message).help(help)
    };
    search.lost.iter().map(told).collect()
}

/// The outermost parts of a tree of which nothing speaks.
fn collect(node: &Node, evidence: &Evidence, suspects: &mut Vec<Suspect>) {
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::Seq(items) => {
            for item in items.iter() {
                let place = item.alias().unwrap_or(item.span);
                examine(
                    Suspect { part: Part::Item, place, extent: place, value: item.clone() },
                    evidence,
                    suspects,
                );
            }
        }
        Kind::Map(mapping) => {
            for entry in mapping.iter().filter(|entry| entry.merged.is_none()) {
                let place = entry.key.span;
                let extent = place.to(entry.value.alias().unwrap_or(entry.value.span));
                let value = entry.value.clone();
                examine(Suspect { part: Part::Entry, place, extent, value }, evidence, suspects);
            }
        }
    }
}

fn examine(suspect: Suspect, evidence: &Evidence, suspects: &mut Vec<Suspect>) {
    let Suspect { place, extent, value, .. } = &suspect;
    if [*place, *extent, value.span].into_iter().any(|place| evidence.settles(place)) {
        return;
    }
    let alias = value.alias().is_some();
    if !(evidence.within(*extent) || alias && evidence.within(value.span)) {
        suspects.push(suspect);
    } else if !alias {
        collect(value, evidence, suspects);
    }
}

impl<T: Fn(&HashMap<SourceId, String>) -> Option<Said>> Search<'_, T> {
    /// Finds those of the suspects that make no difference: all at once, or one half after the other.
    fn split(&mut self, suspects: &[Suspect]) {
        if suspects.is_empty() {
            return;
        }
        if self.same_without(suspects) {
            return self.lost.extend_from_slice(suspects);
        }
        match suspects {
            [one] if one.value.alias().is_none() => {
                let nothing = Evidence::nothing();
                let mut inner = Vec::new();
                collect(&one.value, &nothing, &mut inner);
                self.split(&inner);
            }
            [_] => {}
            more => {
                let (first, second) = more.split_at(more.len() / 2);
                self.split(first);
                self.split(second);
            }
        }
    }

    /// Takes away what is said where its value differs: then this one is what is so anyhow.
    fn without_understood(&mut self) {
        for other in OTHERS {
            let may_be = |suspect: &&Suspect| self.may_be_usual(suspect, other);
            let words: Vec<Suspect> = self.lost.iter().filter(may_be).cloned().collect();
            let understood = self.understood(&words, other);
            self.lost.retain(|lost| !understood.contains(&lost.extent));
        }
    }

    /// Whether it may be what is usual where this word is not: one of a few words, or the other truth.
    fn may_be_usual(&self, suspect: &Suspect, other: &str) -> bool {
        let Kind::Scalar(scalar) = &suspect.value.kind else { return false };
        let text = scalar.text.as_str();
        let truth = |word: &str| matches!(word, "true" | "false");
        let is_word =
            text.len() <= WORD && !text.contains(char::is_whitespace) && text.parse::<f64>().is_err();
        suspect.part == Part::Entry
            && suspect.value.alias().is_none()
            && self.sources.get(suspect.value.span.source).is_some()
            && if truth(text) { truth(other) && text != other } else { is_word }
    }

    /// Those of them that make a difference with another value.
    fn understood(&mut self, suspects: &[Suspect], other: &str) -> Vec<Span> {
        if suspects.is_empty() {
            return Vec::new();
        }
        let with = self.said_with(suspects, other);
        match (with, suspects) {
            (Some(with), _) if with == *self.whole => Vec::new(),
            (Some(_), [one]) => vec![one.extent],
            (None, [_]) => Vec::new(),
            (_, more) => {
                let (first, second) = more.split_at(more.len() / 2);
                let mut all = self.understood(first, other);
                all.extend(self.understood(second, other));
                all
            }
        }
    }

    /// What is said with a word in place of the values.
    fn said_with(&mut self, suspects: &[Suspect], other: &str) -> Option<Said> {
        self.trials = self.trials.checked_sub(1)?;
        let mut texts: HashMap<SourceId, String> = HashMap::new();
        let mut values: Vec<Span> = suspects.iter().map(|suspect| suspect.value.span).collect();
        values.sort_unstable();
        // From the end, so that the others keep their places.
        for value in values.iter().rev() {
            let source = self.sources.get(value.source)?;
            let text = texts.entry(value.source).or_insert_with(|| source.text.to_string());
            text.replace_range(value.start as usize..value.end as usize, other);
        }
        (self.again)(&texts)
    }

    fn same_without(&mut self, suspects: &[Suspect]) -> bool {
        let Some(left) = self.trials.checked_sub(1) else { return false };
        self.trials = left;
        let mut texts: HashMap<SourceId, Vec<u8>> = HashMap::new();
        for Suspect { part, extent, .. } in suspects {
            let Some(source) = self.sources.get(extent.source) else { return false };
            let text = texts.entry(extent.source).or_insert_with(|| source.text.as_bytes().to_vec());
            blank(text, *part, extent.start as usize..extent.end as usize);
        }
        let texts: Option<HashMap<_, _>> =
            texts.into_iter().map(|(id, text)| Some((id, String::from_utf8(text).ok()?))).collect();
        texts.and_then(|texts| (self.again)(&texts)).is_some_and(|without| without == *self.whole)
    }
}
