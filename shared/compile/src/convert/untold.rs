//! What is lost without a word: parts of the sources without which the very same is written and told.
//!
//! A part of which no place is spoken of, in what is written or in what is said to be lost, may be one of these; whether
//! it is shows when the sources are converted without it. So a key that some reader, translation or writer forgets is
//! told by rule, not by anybody's list.
use super::Attempt;
use super::blank::{Part, blank};
use super::evidence::Evidence;
use diag::{Diagnostic, SourceId, SourceMap, Span};
use formats::convert::losses::KEY;
use std::collections::HashMap;
use yaml::{Kind, Limits, Node};

/// How often the sources of one pipeline are converted without a part.
const TRIALS: usize = 300;

/// Values in place of another one, to see whether a key is understood at all.
const OTHERS: &[&str] = &["true", "false", "pwsh", "always", "boolean"];

/// A part of which nothing speaks.
#[derive(Clone)]
struct Suspect {
    part: Part,
    /// Where it is told.
    place: Span,
    /// All of it.
    extent: Span,
    value: Node,
}

/// A search for what is lost without a word.
pub(super) struct Search<'a, T: Fn(&HashMap<SourceId, String>) -> Option<Attempt>> {
    sources: &'a SourceMap,
    /// With everything.
    whole: &'a Attempt,
    /// Converts the sources with other texts in place of some.
    again: T,
    trials: usize,
    lost: Vec<Suspect>,
}

/// A finding for each part that makes no difference.
pub(super) fn losses(
    sources: &SourceMap,
    whole: &Attempt,
    title: &str,
    again: impl Fn(&HashMap<SourceId, String>) -> Option<Attempt>,
) -> Vec<Diagnostic> {
    let evidence = Evidence::new(&whole.tree, &whole.losses, &whole.implied);
    let mut suspects = Vec::new();
    for (id, _) in sources.iter() {
        let read = yaml::read(sources, id, &Limits::default());
        let is_yaml = !read.diagnostics.iter().any(Diagnostic::is_error);
        // A file of which nothing is spoken at all is told where it is named.
        let spoken_of = |document: &&yaml::Document| is_yaml && evidence.within(document.root.span);
        for document in read.documents.iter().filter(spoken_of) {
            collect(&document.root, &evidence, &mut suspects);
        }
    }
    let mut search = Search { sources, whole, again, trials: TRIALS, lost: Vec::new() };
    search.split(&suspects);
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

impl<T: Fn(&HashMap<SourceId, String>) -> Option<Attempt>> Search<'_, T> {
    /// Finds those of the suspects that make no difference: all at once, or one half after the other.
    fn split(&mut self, suspects: &[Suspect]) {
        if suspects.is_empty() {
            return;
        }
        if self.same_without(suspects) {
            for suspect in suspects {
                if !self.is_understood(suspect) {
                    self.lost.push(suspect.clone());
                }
            }
            return;
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

    /// Whether a key is said where its value differs: then this one is what is so anyhow.
    fn is_understood(&mut self, suspect: &Suspect) -> bool {
        let Kind::Scalar(scalar) = &suspect.value.kind else { return false };
        if suspect.part == Part::Item || scalar.text.as_str().len() > 20 || suspect.value.alias().is_some() {
            return false;
        }
        let Some(source) = self.sources.get(suspect.value.span.source) else { return false };
        let range = suspect.value.span.start as usize..suspect.value.span.end as usize;
        OTHERS.iter().any(|other| {
            let Some(left) = self.trials.checked_sub(1) else { return false };
            self.trials = left;
            let mut text = source.text.to_string();
            text.replace_range(range.clone(), other);
            let texts = HashMap::from([(suspect.value.span.source, text)]);
            (self.again)(&texts).is_some_and(|with| !with.says_as(self.whole))
        })
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
        texts.and_then(|texts| (self.again)(&texts)).is_some_and(|without| without.says_as(self.whole))
    }
}
