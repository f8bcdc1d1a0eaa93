//! Which places of the sources a conversion speaks of: in what is written, or in what it says is lost.
use super::Attempt;
use diag::Span;
use ir::Pipeline;
use std::collections::HashSet;

/// Places that something stands for.
pub(super) struct Evidence {
    /// All of them, sorted.
    places: Vec<Span>,
    /// Those of which something is told, or which the other language says without a word: what lies below needs no more.
    settled: HashSet<Span>,
}

impl Evidence {
    /// Of what is written and told; words that the model holds without their places are those of the writer.
    pub fn new(whole: &Attempt, pipeline: &Pipeline) -> Self {
        let mut places = Vec::new();
        whole.tree.origins(&mut |origin| places.push(origin));
        // What holds for the whole pipeline without a word settles none of its parts.
        let own =
            whole.implied.iter().chain(&pipeline.words).copied().filter(|place| *place != pipeline.span);
        let told = whole.losses.iter().map(|found| found.primary.span);
        let settled: HashSet<Span> = told.chain(own).collect();
        places.extend(&settled);
        places.sort_unstable();
        places.dedup();
        Self { places, settled }
    }

    /// Of nothing at all.
    pub fn nothing() -> Self {
        Self { places: Vec::new(), settled: HashSet::new() }
    }

    /// Whether something stands for a part of this place.
    pub fn within(&self, place: Span) -> bool {
        let from =
            self.places.partition_point(|other| (other.source, other.start) < (place.source, place.start));
        let inside =
            |other: &&Span| other.source == place.source && other.start < place.end.max(place.start + 1);
        self.places[from..].iter().take_while(inside).any(|other| other.end <= place.end)
    }

    /// Whether all has been said of this very place.
    pub fn settles(&self, place: Span) -> bool {
        self.settled.contains(&place)
    }
}
